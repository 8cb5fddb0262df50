"""A list as a caller requested it, and what is asked of the server to walk over it."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, TypeVar, cast

from ..http.defaults import WIDE_LIMIT
from ..http.encoding import usable_id
from ..http.request import Query
from .dialect import CursorDialect, CursorParameter, ListDialect, opposite
from .facts import ListFacts, Order

T = TypeVar("T")

Items: TypeAlias = Sequence[object]

Search: TypeAlias = Generator[Query, "Items | None", T]
"""Something to find out from the server, without I/O.

It yields the query of each request that it needs, is sent the items that came (`None` where the
server does not know the cursor), and returns what it found.
"""

_CURSORS = ("after", "before")
_ORDERED_BY_TIME = (None, "created_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedList:
    """A list as a caller requested it: what stays the same from its first page to its last."""

    facts: ListFacts
    query: Query
    """The parameters, with the caller's own cursors."""
    dialect: CursorDialect

    @property
    def order(self) -> Order:
        """The order of the list."""
        match self.query.get("order"):
            case "asc":
                return "asc"
            case "desc":
                return "desc"
            case _:
                return "asc" if self.query.get("ascending") is True else self.facts.default_order

    @property
    def has_own_order(self) -> bool:
        """Whether the caller has asked for the order by its name."""
        return isinstance(self.query.get("order"), str)

    @property
    def limit(self) -> int:
        """How many items a page has."""
        return self.limit_of(self.query)

    def limit_of(self, query: Query) -> int:
        """Return how many items `query` asks for."""
        limit = query.get("limit")
        return limit if isinstance(limit, int) and limit > 0 else self.facts.default_limit

    @property
    def start_after(self) -> str | None:
        """The id after which the caller wants the list to start."""
        return _given(self.query.get("after"))

    @property
    def end_before(self) -> str | None:
        """The id before which the caller wants the list to end."""
        return _given(self.query.get("before"))

    @property
    def learned(self) -> ListDialect:
        """What is known by now of how the server gives this list."""
        return self.dialect.of(self.facts.name, self.order)

    def learn_next_parameter(self, parameter: CursorParameter, *, proven: bool) -> None:
        """Remember which parameter gives what follows, and whether that is proven."""
        self.dialect.learn_next_parameter(self.facts.name, self.order, parameter, proven=proven)

    def learn_reversed(self, is_reversed: bool) -> None:
        """Remember whether the server reverses the pages of this list."""
        self.dialect.learn_reversed(self.facts.name, self.order, is_reversed=is_reversed)

    def page_query(
        self, next_parameter: CursorParameter, cursor: str | None, *, wide: bool = False
    ) -> Query:
        """Return the query for the items that follow `cursor`, if `next_parameter` gives those.

        Args:
            next_parameter: the parameter that is taken to give what follows.
            cursor: an item's id, or `None` for the start of the list.
            wide: whether to ask for so many items that none at all mean the end.
        """
        query = self._query_without_cursors()
        if wide:
            query["limit"] = max(self.limit, WIDE_LIMIT)
        if cursor is not None:
            query[next_parameter] = cursor
        if self.end_before is not None:
            query[opposite(next_parameter)] = self.end_before
        return query

    def head_query(self) -> Query:
        """Return the query for the first item of the whole list, which a filter may hide."""
        limit = WIDE_LIMIT if self.facts.filters_pages else 1
        return {**self._query_without_cursors(), "limit": limit}

    def _query_without_cursors(self) -> dict[str, object]:
        return {name: value for name, value in self.query.items() if name not in _CURSORS}

    def time_of(self, item: object) -> datetime | None:
        """Return the time of an item by which the list is ordered, if there is such a time."""
        time_field = self.facts.time_field
        if time_field is None or _given(self.query.get("order_by")) not in _ORDERED_BY_TIME:
            return None
        value = cast("object", getattr(item, time_field, None))
        return value if isinstance(value, datetime) else None

    def is_after(self, item: object, time: datetime | None) -> bool | None:
        """Return whether an item comes after `time` in this list; `None` where times don't tell."""
        own_time = self.time_of(item)
        if own_time is None or time is None or own_time == time:
            return None
        return (own_time < time) is (self.order == "desc")


def _given(value: object) -> str | None:
    # `omit` and `None` are not given; everything else is what the caller gave.
    return value if isinstance(value, str) else None


def id_of(item: object) -> str | None:
    """Return the id of an item, if it has one."""
    value: object = getattr(item, "id", None)
    if value is None and isinstance(item, Mapping):
        # An item that does not fit its model comes as the JSON has it.
        value = cast("Mapping[str, object]", item).get("id")
    return usable_id(value)


def ids(items: Iterable[object]) -> list[str]:
    """Return the ids of those items that have one."""
    return [value for item in items if (value := id_of(item)) is not None]
