"""What lists of messages and of steps have in common, wherever they hang."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from letta_client.testing.api.world import World
from letta_client.testing.simulation.ordering_key import Key
from letta_client.testing.simulation.run_plan import AnyMessage
from letta_client.testing.simulation.run_record import StoredMessage
from letta_client.testing.store.agent_activity import system_prompt
from letta_client.testing.store.paging import CursorDialect

STEP_CURSORS = CursorDialect("No Step found with id {}")


def message_finder(world: World) -> Callable[[str], Key | None]:
    """Return what finds the place of a message among all, by its id."""

    def find(message_id: str) -> Key | None:
        now = world.now()
        for agent in world.agents.all(now):
            prompt = system_prompt(agent)
            if prompt.items[0].id == message_id:
                return prompt.keys[0]
        return world.runs.message_key(message_id, now)

    return find


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
