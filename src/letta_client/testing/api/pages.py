"""Pages of short lists: what belongs to one run or one step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from fastapi import HTTPException

from letta_client.testing.api.parameters import Order
from letta_client.testing.api.world import World
from letta_client.testing.simulation.run_plan import AnyMessage
from letta_client.testing.simulation.run_record import StoredMessage
from letta_client.testing.store.cursors import resolve, window
from letta_client.testing.store.ordered_rows import Key, KeyedRow, page

T = TypeVar("T")

_ANY_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class PageQuery:
    """Which page of a list is asked for."""

    order: Order
    after: str | None
    before: str | None
    limit: int | None


def page_of(
    items: Iterable[tuple[Key, T]],
    query: PageQuery,
    find: Callable[[str], Key | None],
    *,
    unknown: str | None,
    in_time: bool = False,
) -> list[T]:
    """Return a page of items that are given with the oldest first.

    Args:
        items: all items, each with its place.
        query: which page.
        find: returns the place of an id, of whatever list it is; `None` if there is no such item.
        unknown: what a cursor that names nothing is answered, with `{}` for the cursor; `None` to
            ignore it.
        in_time: whether cursors mean time, whatever the order.

    Raises:
        HTTPException: 404, a cursor names nothing.
    """
    row: KeyedRow[T] = KeyedRow()
    for key, item in items:
        row.keys.append(key)
        row.items.append(item)
    part = window(
        newest_first=query.order == "desc",
        after=resolve(query.after, find, unknown),
        before=resolve(query.before, find, unknown),
        limit=query.limit,
        in_time=in_time,
    )
    return page([row], part, lambda item: True)


def numbered(items: Iterable[T]) -> list[tuple[Key, T]]:
    """Return items in the order in which they are given, each with a place."""
    return [((_ANY_MOMENT, place, 0), item) for place, item in enumerate(items)]


def message_finder(world: World) -> Callable[[str], Key | None]:
    """Return what finds the place of a message among all, by its id."""

    def find(message_id: str) -> Key | None:
        now = world.now()
        for agent in world.agents.all(now):
            prompt = agent.system_prompt()
            if prompt.items[0].id == message_id:
                return prompt.keys[0]
        return world.store.message_key(message_id, now)

    return find


def step_finder(world: World) -> Callable[[str], Key | None]:
    """Return what finds the place of a step among all, by its id."""

    def find(step_id: str) -> Key | None:
        handle = world.store.step(step_id, world.now())
        return None if handle is None else handle.run.step_key(handle.record)

    return find


def checked_limit(world: World, limit: int | None) -> int | None:
    """Return the limit of a list, if it has to be taken.

    Raises:
        HTTPException: 500, it is less than zero, and nobody has noticed before.
    """
    if limit is not None and limit < 0 and world.profile.lists.negative_limits_fail:
        raise HTTPException(500, "A database error occurred.")
    return limit


def listed_parts(
    messages: Sequence[StoredMessage], now: datetime, order: Order
) -> list[AnyMessage]:
    """Return the parts of stored messages, in the order in which the messages are."""
    parts = [message.parts_at(now) for message in messages]
    return [part for group in parts for part in (group[::-1] if order == "desc" else group)]
