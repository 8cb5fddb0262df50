"""What lists of messages and of steps have in common, wherever they hang."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from letta_client.testing.api.world import World
from letta_client.testing.simulation.ordering_key import Key
from letta_client.testing.simulation.run_plan import AnyMessage
from letta_client.testing.simulation.run_record import StoredMessage
from letta_client.testing.store.agent_activity import conversation_prompt, system_prompt
from letta_client.testing.store.ordered_rows import KeyedRow
from letta_client.testing.store.paging import CursorDialect
from letta_client.types.agent_state import AgentState
from letta_client.types.conversation import Conversation
from letta_client.types.messages import AssistantMessage, ReasoningMessage

STEP_CURSORS = CursorDialect("No Step found with id {}")


def message_finder(world: World, *, in_thread: bool = False) -> Callable[[str], Key | None]:
    """Return what finds the place of a message by its id.

    Args:
        world: the server's state.
        in_thread: whether among those of a thread, which begins with its prompt, and not among all.
    """

    def find(message_id: str) -> Key | None:
        now = world.now()
        for prompt in _system_prompts(world, now, in_thread=in_thread):
            if prompt.items[0].id == message_id:
                return prompt.keys[0]
        return world.runs.message_key(message_id, now)

    return find


def prompts_of(world: World, agent: AgentState) -> KeyedRow[StoredMessage]:
    """Return the row of the messages with which the threads of an agent begin."""
    row = system_prompt(agent)
    for conversation, prompt in _conversation_prompts(world, world.now()):
        if conversation.agent_id == agent.id:
            row.add(prompt.keys[0], prompt.items[0])
    return row


def _system_prompts(
    world: World, now: datetime, *, in_thread: bool
) -> Iterator[KeyedRow[StoredMessage]]:
    yield from map(system_prompt, world.agents.all(now))
    for conversation, prompt in _conversation_prompts(world, now):
        if in_thread:
            prompt = conversation_prompt(conversation, world.agents.get(conversation.agent_id, now))
        yield prompt


def _conversation_prompts(
    world: World, now: datetime
) -> Iterator[tuple[Conversation, KeyedRow[StoredMessage]]]:
    """Yield all conversations with their prompts, at their places among all messages."""
    for number, conversation in enumerate(world.conversations.all(now)):
        agent = world.agents.get(conversation.agent_id, now)
        prompt = conversation_prompt(conversation, agent).items[0]
        yield conversation, KeyedRow([(prompt.at, 0, number)], [prompt])


def thread_of(world: World, agent_id: str, message: StoredMessage) -> str:
    """Return the thread to which a message of an agent has come: see `Threads`."""
    run = world.runs.find(message.parts[0].value.run_id or "", world.now())
    if run is not None:
        return run.plan.conversation_id or agent_id
    begun = (message.id or "").replace("message-", "conv-")
    return agent_id if world.conversations.find(begun, world.now()) is None else begun


def is_of_thread(world: World, agent_id: str, thread: str, message: StoredMessage) -> bool:
    """Tell whether a message of an agent belongs to a thread."""
    came_to = thread_of(world, agent_id, message)
    return world.threads.has(thread, came_to, message.id or "")


def step_finder(world: World) -> Callable[[str], Key | None]:
    """Return what finds the place of a step among all, by its id."""

    def find(step_id: str) -> Key | None:
        handle = world.runs.step(step_id, world.now())
        return None if handle is None else handle.run.step_key(handle.record)

    return find


def message_cursors(world: World, agent_id: str | None) -> CursorDialect:
    """Return how the messages of an agent or a run take their cursors."""
    return CursorDialect(
        f"No message found with id '{{}}' for agent '{agent_id}'.",
        in_time=world.profile.lists.messages_take_after_as_later,
    )


def listed_parts(
    messages: Sequence[StoredMessage], now: datetime, *, newest_first: bool
) -> list[AnyMessage]:
    """Return the parts of stored messages, in the order in which the messages are."""
    parts = [message.parts_at(now) for message in messages]
    return [part for group in parts for part in (group[::-1] if newest_first else group)]


def as_reasoning(message: AnyMessage) -> AnyMessage:
    """Return what the model said as that for which Letta 0.16.8 takes it outside of threads."""
    if not isinstance(message, AssistantMessage) or not isinstance(message.content, str):
        return message
    head = message.model_dump(exclude={"message_type", "content"})
    return ReasoningMessage(**head, reasoning=message.content)
