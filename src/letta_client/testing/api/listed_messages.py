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

STEP_CURSORS = CursorDialect("No Step found with id {}")


def message_finder(world: World) -> Callable[[str], Key | None]:
    """Return what finds the place of a message among all, by its id."""

    def find(message_id: str) -> Key | None:
        now = world.now()
        for prompt in _system_prompts(world, now):
            if prompt.items[0].id == message_id:
                return prompt.keys[0]
        return world.runs.message_key(message_id, now)

    return find


def _system_prompts(world: World, now: datetime) -> Iterator[KeyedRow[StoredMessage]]:
    yield from map(system_prompt, world.agents.all(now))
    for conversation in world.conversations.all(now):
        agent = world.agents.get(conversation.agent_id, now)
        yield conversation_prompt(conversation, agent)


def thread_of(world: World, agent_id: str, message: StoredMessage) -> str:
    """Return the thread to which a message of an agent has come: see `Threads`."""
    run = world.runs.find(message.parts[0].value.run_id or "", world.now())
    return agent_id if run is None else run.plan.conversation_id or agent_id


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
