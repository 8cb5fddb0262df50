"""A list on a server that can be told how to take cursors, and a walk over it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, cast

from hypothesis import strategies as st

from letta_client._core.http.errors import PaginationError
from letta_client._core.lists.dialect import CursorDialect
from letta_client._core.lists.facts import ListFacts
from letta_client._core.lists.position import FoundPage, Position
from letta_client._core.lists.requested import Items, RequestedList, Search
from letta_client._core.lists.walk import first_page, next_page

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
TIMED = ListFacts(name="timed", time_field="created_at", filters_pages=False)
UNTIMED = ListFacts(name="untimed", filters_pages=False)
FILTERED = ListFacts(
    name="filtered", default_order="asc", time_field="created_at", filters_pages=True
)
REVERSED = ListFacts(
    name="reversed",
    default_order="desc",
    time_field="created_at",
    filters_pages=True,
    may_reverse_pages=True,
)

REREAD = ListFacts(name="reread", filters_pages=False, rereads_pages=True)

Kind = Literal["contract", "inverted", "in time", "ignorant", "by id"]
KINDS: list[Kind] = ["contract", "inverted", "in time"]
ORDERS = ["asc", "desc"]


@dataclass(frozen=True)
class Item:
    id: str | None
    created_at: datetime


@dataclass
class Server:
    """A list on a server. `items` are in ascending order of their times."""

    items: list[Item]
    kind: Kind = "contract"
    unknown_cursors: Literal["ignored", "404"] = "ignored"
    hidden: frozenset[str] = frozenset()
    """Ids that the server counts for the limit, and leaves out of the page."""
    reverses_pages: bool = False
    """Whether the items of a page in descending order come in ascending order."""
    requests: int = 0
    before_request: Callable[[Server], None] = field(default=lambda _: None)

    def get(self, query: dict[str, Any], default_order: str) -> Items | None:
        self.before_request(self)
        self.requests += 1
        order = query.get("order", default_order)
        ordered = self.items if order == "asc" else self.items[::-1]
        after, before = query.get("after"), query.get("before")
        limit = query.get("limit", 100)
        if self.kind == "by id":
            shown = [
                item
                for item in ordered
                if (not after or str(item.id) > after) and (not before or str(item.id) < before)
            ]
            return shown[:limit]
        swap = self.kind == "inverted" or (self.kind == "in time" and order == "desc")
        if swap:
            after, before = before, after
        if self.kind == "ignorant":
            after = before = None
        indexes = {item.id: index for index, item in enumerate(ordered)}
        if self.unknown_cursors == "404" and not {after, before} <= {None, *indexes}:
            return None
        low = indexes.get(after, -1) if after else -1
        high = indexes.get(before, len(ordered)) if before else len(ordered)
        window = ordered[low + 1 : high][:limit]
        shown = [item for item in window if item.id not in self.hidden]
        return shown[::-1] if self.reverses_pages and order == "desc" else shown


@dataclass
class Walked:
    ids: list[str]
    error: PaginationError | None
    pages: list[int]


def walk(
    server: Server, facts: ListFacts, dialect: CursorDialect | None = None, **query: Any
) -> Walked:
    requested = RequestedList(facts=facts, query=query, dialect=dialect or CursorDialect())
    seen: list[str] = []
    pages: list[int] = []
    position: Position | None = None
    try:
        while position is None or not position.is_end:
            search = first_page(requested) if position is None else next_page(position)
            found = drive(search, server, facts)
            position = found.position
            pages.append(len(found.items))
            seen += [str(item.id) for item in cast("list[Item]", found.items)]
            assert len(pages) < 5000, "the walk does not end"
    except PaginationError as error:
        return Walked(seen, error, pages)
    return Walked(seen, None, pages)


def drive(search: Search[FoundPage], server: Server, facts: ListFacts) -> FoundPage:
    query = next(search)
    while True:
        items = server.get(dict(query), facts.default_order)
        try:
            query = search.send(items)
        except StopIteration as stop:
            return cast(FoundPage, stop.value)


def named(count: int, *, every: timedelta = timedelta(seconds=1)) -> list[Item]:
    return [Item(f"x{number:04}", NOON + number * every) for number in range(count)]


def in_order(items: Sequence[Item], order: str) -> list[str]:
    ascending = [str(item.id) for item in items]
    return ascending if order == "asc" else ascending[::-1]


@st.composite
def item_lists(draw: st.DrawFn, max_size: int = 40) -> list[Item]:
    """Lists in ascending order, with ties."""
    gaps = draw(st.lists(st.integers(0, 2), max_size=max_size))
    moment, items = NOON, list[Item]()
    for number, gap in enumerate(gaps):
        moment += timedelta(seconds=gap)
        items.append(Item(f"x{number}", moment))
    return items
