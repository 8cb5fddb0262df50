"""The threads that conversations are: found by an id, and read."""

from __future__ import annotations

from dataclasses import dataclass

from letta_client.testing.api.listed_messages import is_of_thread
from letta_client.testing.api.world import World
from letta_client.testing.simulation.run_record import StoredMessage
from letta_client.testing.store.agent_activity import conversation_prompt, system_prompt
from letta_client.testing.store.errors import not_found
from letta_client.testing.store.ordered_rows import KeyedRow, Window
from letta_client.types.agent_state import AgentState
from letta_client.types.conversation import Conversation

DEFAULT = "default"
"""The id by which an agent's own thread is named, with the id of the agent."""


@dataclass(frozen=True)
class Thread:
    """A thread of messages: a conversation, or an agent's own.

    Attributes:
        agent: the agent.
        conversation: the conversation; `None` for the agent's own thread.
    """

    agent: AgentState
    conversation: Conversation | None = None

    @property
    def id(self) -> str:
        """The id of the thread: see `Threads`."""
        return self.conversation_id or self.agent.id

    @property
    def conversation_id(self) -> str | None:
        """The id of the conversation, if it is one."""
        return None if self.conversation is None else self.conversation.id

    def prompt(self) -> KeyedRow[StoredMessage]:
        """Return the row of the message that the thread begins with."""
        if self.conversation is None:
            return system_prompt(self.agent)
        return conversation_prompt(self.conversation, self.agent)


def find_thread(world: World, conversation_id: str, agent_id: str | None) -> Thread:
    """Return the thread of a request.

    Args:
        world: the server's state.
        conversation_id: the id of a conversation or of an agent, or "default".
        agent_id: the agent whose own thread is meant by "default".

    Raises:
        ApiError: 404, there is no such thread.
    """
    now = world.now()
    if conversation_id == DEFAULT and agent_id is not None:
        return Thread(world.agents.get(agent_id, now))
    agent = world.agents.find(conversation_id, now)
    if agent is not None:
        return Thread(agent)
    conversation = world.conversations.find(conversation_id, now)
    if conversation is None:
        raise not_found("Conversation", conversation_id)
    return Thread(world.agents.get(conversation.agent_id, now), conversation)


def thread_messages(
    world: World, thread: Thread, window: Window | None = None
) -> list[StoredMessage]:
    """Return messages of a thread; all of them, the oldest first, where no window is given."""
    agent_id = thread.agent.id

    def matches(message: StoredMessage) -> bool:
        # The message that the thread begins with has come by no run.
        return message.parts[0].value.run_id is None or is_of_thread(
            world, agent_id, thread.id, message
        )

    return world.runs.list_messages(
        agent_id, window or Window(newest_first=False), world.now(), matches, thread.prompt()
    )
