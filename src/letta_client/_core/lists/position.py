"""Where a walk stands in a list: what it has to remember to know a new item when it comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ..http.defaults import REMEMBERED_IDS
from ..http.errors import PaginationError
from .requested import Items, RequestedList, id_of, ids
from .reversal import in_callers_order


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage:
    """A page: its items, and the position after them."""

    items: Items
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A position in a list, between the items that came and those that follow.

    What it remembers is bounded, however long the walk is.
    """

    requested: RequestedList
    first_page_ids: frozenset[str]
    """One of them coming again means that the walk is back at the start."""
    last_page_ids: tuple[str, ...] = ()
    """Each once, in the order of the list; the walk goes on from the last of them."""
    same_time_ids: frozenset[str] = frozenset()
    """The ids of pages before the last one that have the same time as its end, or no time."""
    time: datetime | None = None
    """The time of the last item."""
    end_without_ids: Items = ()
    """The items without an id after the last one that has one: they come again."""
    is_full: bool = False
    """Whether the last page had as many items as its limit."""
    is_end: bool = False
    """Whether nothing follows."""
    count: int = 0
    """How many items came so far."""

    def add_page(self, items: Items, *, is_full: bool) -> FoundPage:
        """Return the page with `items`, which are in the order of the list."""
        time = self.requested.time_of(items[-1]) if items else self.time
        last_page_ids = tuple(dict.fromkeys(ids(items))) or self.last_page_ids
        may_go_on = is_full or (self.requested.facts.filters_pages and bool(last_page_ids))
        position = Position(
            requested=self.requested,
            first_page_ids=self.first_page_ids,
            last_page_ids=last_page_ids,
            same_time_ids=self._remembered_ids(time),
            time=time,
            end_without_ids=self._end_without_ids(items),
            is_full=is_full,
            is_end=not (items and may_go_on),
            count=self.count + len(items),
        )
        return FoundPage(items=in_callers_order(self.requested, items), position=position)

    def _remembered_ids(self, time: datetime | None) -> frozenset[str]:
        if time != self.time:
            # Older items can be told by their time from now on.
            return frozenset()
        if len(self.same_time_ids) >= REMEMBERED_IDS:
            return self.same_time_ids
        return self.same_time_ids.union(self.last_page_ids)

    def _end_without_ids(self, items: Items) -> Items:
        start = len(items)
        while start and id_of(items[start - 1]) is None:
            start -= 1
        # A page without any id goes on where the one before it ended.
        return items[start:] if start else [*self.end_without_ids, *items]

    def cursors(self) -> Iterator[str]:
        """Yield the last id, and then earlier ones, for the case that its item was deleted."""
        steps = range(len(self.last_page_ids).bit_length())
        candidates = [self.last_page_ids[-(1 << step)] for step in steps]
        yield from dict.fromkeys([*candidates, self.last_page_ids[0]])

    def ids_after(self, cursor: str) -> frozenset[str]:
        """Return the ids of the last page that stand after `cursor`: they may come again."""
        if cursor not in self.last_page_ids:
            return frozenset()
        return frozenset(self.last_page_ids[self.last_page_ids.index(cursor) + 1 :])

    def unseen(self, items: Items) -> list[object]:
        """Return those of `items` of which it is not remembered that they came."""
        last_page_ids = frozenset(self.last_page_ids)
        seen = (self.first_page_ids, last_page_ids, self.same_time_ids)
        return [item for item in items if not any(id_of(item) in ids for ids in seen)]

    def has_seen_one_item_at_most(self) -> bool:
        """Return whether all that is remembered of the first and the last page is one id."""
        return len(self.first_page_ids.union(self.last_page_ids)) <= 1

    def lost(self, why: str) -> PaginationError:
        """Return the error that says that the walk cannot go on from here."""
        last = self.last_page_ids[-1] if self.last_page_ids else None
        return PaginationError(
            f"The list cannot be continued after {last} ({self.count} items so far): {why}.",
            after_id=last,
            items_yielded=self.count,
        )
