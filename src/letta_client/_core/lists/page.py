"""Pages, as far as they need no server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, cast

from typing_extensions import override

from ..http.request import Query, Request
from .dialect import Directions, Listed, Listing
from .walk import Found, Place, first_page

T = TypeVar("T")


class ArrayPageItem(Protocol):
    """What a list can go on from: an item with an id."""

    id: str | None


@dataclass(frozen=True, slots=True)
class PageInfo:
    """What the request of the next page changes in that of this one."""

    params: Query


class BasePage(Generic[T]):
    """What a page knows without asking the server."""

    items: list[T]
    """The items of this page alone."""

    def __init__(self, found: Found) -> None:
        # What does not fit its type is handed out as it is, and can be no list at all.
        items = cast(object, found.items)
        self.items = cast("list[T]", [*items] if isinstance(items, (list, tuple)) else items)
        self._place = found.place

    @override
    def __repr__(self) -> str:
        return f"{type(self).__name__}(items={self.items!r})"

    def has_next_page(self) -> bool:
        """Return whether there may be a page after this one; it can turn out to be empty."""
        return not self._place.is_end

    def next_page_info(self) -> PageInfo | None:
        """Return what the request of the next page changes, or `None` if there is none.

        The server's answer may show that something else has to be asked: `get_next_page` does so.
        """
        place = self._place
        if place.is_end or not place.recent:
            return None
        return PageInfo(params={place.listed.direction or "after": place.recent[-1]})


def listed(request: Request[Any], directions: Directions) -> Listed:
    """Return the list that a request asks for.

    Nothing is known of a list that has no method of its own, but that a page may have an end.
    """
    listing = request.listing or Listing(
        name=request.path, default_order="desc", default_limit=100, filtered=True
    )
    return Listed(listing=listing, query=request.query, directions=directions)


def found_first(request: Request[Any], items: object, directions: Directions) -> Found:
    """Return the page with the `items` that answered `request`."""
    if isinstance(items, list):
        return first_page(listed(request, directions), cast("list[object]", items))
    end = Place(listed=listed(request, directions), head=frozenset(), is_end=True)
    return Found(cast("Any", items), end)


def is_callers(request: Request[Any], query: Query) -> bool:
    """Return whether `query` asks for no place in the list but the caller's own."""
    own = {request.query.get("after"), request.query.get("before")}
    return own.issuperset({query.get("after"), query.get("before")} - {None})
