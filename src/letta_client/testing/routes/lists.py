"""Pages of short lists: what belongs to one run or one step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from letta_client.testing.cursors import resolve, window
from letta_client.testing.ordering import Key, KeyedRow, page
from letta_client.testing.plan import AnyMessage
from letta_client.testing.records import StoredMessage
from letta_client.testing.routes.parameters import Order

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
    items: Sequence[T],
    query: PageQuery,
    *,
    unknown: str | None,
    id_of: Callable[[T], str | None],
    in_time: bool = False,
) -> list[T]:
    """Return a page of items that are given with the oldest first.

    Args:
        items: all items.
        query: which page.
        unknown: what a cursor that names nothing is answered, with `{}` for the cursor; `None` to
            ignore it.
        id_of: returns an item's id.
        in_time: whether cursors mean time, whatever the order.

    Raises:
        HTTPException: 404, a cursor names nothing.
    """
    keys: list[Key] = [(_ANY_MOMENT, place, 0) for place in range(len(items))]
    places = {id_of(item): key for item, key in zip(items, keys, strict=True)}
    part = window(
        newest_first=query.order == "desc",
        after=resolve(query.after, places.get, unknown),
        before=resolve(query.before, places.get, unknown),
        limit=query.limit,
        in_time=in_time,
    )
    return page([KeyedRow(keys, list(items))], part, lambda item: True)


def listed_parts(
    messages: Sequence[StoredMessage], now: datetime, order: Order
) -> list[AnyMessage]:
    """Return the parts of stored messages, in the order in which the messages are."""
    parts = [message.parts_at(now) for message in messages]
    return [part for group in parts for part in (group[::-1] if order == "desc" else group)]
