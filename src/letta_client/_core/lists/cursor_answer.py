"""What a server answers when it is asked for one side of a cursor, and what that says."""

from __future__ import annotations

from dataclasses import dataclass

from .dialect import CursorParameter
from .position import FoundPage, Position
from .requested import Items, Search, id_of, ids
from .reversal import fetch_in_order


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came for one side of a cursor, compared with what the walk has seen."""

    parameter: CursorParameter
    items: Items
    """In the order of the list."""
    new_items: Items
    """Those of the items that did not come before."""
    has_seen_items: bool
    """Whether an item came that cannot come again on the side that follows."""
    is_after: bool | None
    """Whether the first new item comes after the position, where its time tells that."""
    is_unknown_cursor: bool
    """Whether the server does not know the cursor."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing came."""
        return not self.items

    @property
    def continues_list(self) -> bool:
        """Whether nothing but new items came, and their times don't say that they precede."""
        return bool(self.new_items) and not self.has_seen_items and self.is_after is not False

    @property
    def ids(self) -> list[str]:
        """The ids of all the items."""
        return ids(self.items)


def ask(position: Position, parameter: CursorParameter, cursor: str) -> Search[Answer]:
    """Ask for the items that follow `cursor`, if `parameter` gives those."""
    requested = position.requested
    filters_pages = requested.facts.filters_pages
    wide = filters_pages and not position.is_full
    query = requested.page_query(parameter, cursor, wide=wide)
    items = yield from fetch_in_order(requested, query)
    if filters_pages and not wide and items is not None and not items:
        # A page may be empty because the server has filtered it, and more may follow.
        query = requested.page_query(parameter, cursor, wide=True)
        items = yield from fetch_in_order(requested, query)
    return _compare(items, position, parameter, cursor)


def _compare(
    items: Items | None, position: Position, parameter: CursorParameter, cursor: str
) -> Answer:
    is_unknown_cursor = items is None
    items = items or ()
    may_come_again = position.ids_after(cursor)
    unexpected = [
        item
        for item in _without_start(items, position.end_without_ids)
        if id_of(item) not in may_come_again
    ]
    new_items = position.unseen(unexpected)
    return Answer(
        parameter=parameter,
        items=items,
        new_items=new_items,
        has_seen_items=len(new_items) < len(unexpected),
        is_after=position.requested.is_after(new_items[0], position.time) if new_items else None,
        is_unknown_cursor=is_unknown_cursor,
    )


def page_of(answer: Answer, position: Position) -> FoundPage:
    """Return the page after `position` that has the new items of an answer.

    Raises:
        PaginationError: a full page came again that has no id to go on from.
    """
    items, limit = answer.new_items, position.requested.limit
    if not items and len(answer.items) >= limit:
        raise position.lost("its last items have no id to go on from")
    if position.requested.facts.filters_pages and not position.is_full:
        # More was asked for than a page holds.
        items = _cut(items, limit)
    return position.add_page(items, is_full=len(answer.items) >= limit)


def _without_start(items: Items, start: Items) -> Items:
    if start and list(items[: len(start)]) == list(start):
        return items[len(start) :]
    return items


def _cut(items: Items, limit: int) -> Items:
    """Return the first `limit` items, and those after them that share the last one's id."""
    end = limit
    while end < len(items) and _share_id(items[end - 1], items[end]):
        end += 1
    return items[:end]


def _share_id(item: object, other: object) -> bool:
    return id_of(item) is not None and id_of(item) == id_of(other)
