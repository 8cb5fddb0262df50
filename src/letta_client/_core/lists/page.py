"""Pages, as far as they need no server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, cast

from typing_extensions import override

from ..._display import Displayed
from ..http.request import Query, Request
from .dialect import CursorDialect
from .facts import ListFacts
from .position import FoundPage, Position
from .requested import Items, RequestedList
from .walk import received_first_page

T = TypeVar("T")


class ArrayPageItem(Protocol):
    """What a list can go on from: an item with an id."""

    id: str | None


NextFilesPageItem = ObjectPageItem = ArrayPageItem
"""The same, by the names that letta-client 1 has for items of its other pages."""


@dataclass(frozen=True, slots=True)
class PageInfo:
    """What the request of the next page changes in that of this one."""

    params: Query


class BasePage(Displayed, Generic[T]):
    """What a page knows without asking the server."""

    items: list[T]
    """The items of this page alone."""

    def __init__(self, found: FoundPage) -> None:
        # What does not fit its type is handed out as it is, and may not be a list at all.
        items = cast(object, found.items)
        self.items = cast("list[T]", [*items] if isinstance(items, (list, tuple)) else items)
        self._position = found.position

    @override
    def __repr__(self) -> str:
        return f"{type(self).__name__}(items={self.items!r})"

    def has_next_page(self) -> bool:
        """Return whether there may be a page after this one; it can turn out to be empty."""
        return not self._position.is_end

    def next_page_info(self) -> PageInfo | None:
        """Return what the request of the next page changes, or `None` if there is none.

        The server's answer may show that something else has to be asked: `get_next_page` does so.
        """
        position = self._position
        if position.is_end or not position.last_page_ids:
            return None
        parameter = position.requested.learned.next_parameter or "after"
        return PageInfo(params={parameter: position.last_page_ids[-1]})


def requested_list(request: Request[Any], dialect: CursorDialect) -> RequestedList:
    """Return the list that a request asks for."""
    facts = request.list_facts or ListFacts(name=request.path)
    return RequestedList(facts=facts, query=request.query, dialect=dialect)


def received_page(request: Request[Any], items: object, dialect: CursorDialect) -> FoundPage:
    """Return the page with the `items` that answered `request`."""
    requested = requested_list(request, dialect)
    if isinstance(items, list):
        return received_first_page(requested, cast("list[object]", items))
    end = Position(requested=requested, first_page_ids=frozenset(), is_end=True)
    return FoundPage(items=cast("Items", items), position=end)


def has_only_callers_cursors(request: Request[Any], query: Query) -> bool:
    """Return whether `query`, asked on behalf of `request`, has no cursor but the caller's own."""
    callers = {request.query.get("after"), request.query.get("before")}
    return callers.issuperset({query.get("after"), query.get("before")} - {None})
