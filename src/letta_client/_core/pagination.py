"""Where a list goes on: a cursor is shown the items of a page and says which request is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar, cast

from typing_extensions import override

from .request import Query, Request

T = TypeVar("T")


class ArrayPageItem(Protocol):
    """What a list can go on from: an item with an id."""

    id: str | None


@dataclass(frozen=True, slots=True)
class PageInfo:
    """What the request of the next page changes in that of this one."""

    params: Query


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place between two pages of a list.

    The contract: the items come in the order that `order` asks for, `after=<id>` gives those that
    follow the one with that id in this order, and `before=<id>` those that precede it.
    """

    request: Request[Any]
    """The request of the page that was read last."""

    def next_request(self, items: Sequence[object]) -> Request[Any] | None:
        """Return the request of the page after the one with `items`, or `None` at the end."""
        info = self.next_page_info(items)
        if info is None:
            return None
        return replace(self.request, query={**self.request.query, **info.params})

    def next_page_info(self, items: Sequence[object]) -> PageInfo | None:
        """Return what the next request changes; `None` where the list is at its end.

        A page that is shorter than its limit does not mean the end: servers filter pages.
        """
        # An answer that does not fit its type is handed out as it is, and can be no list at all.
        is_list = isinstance(cast("object", items), Sequence)
        last_id = _id_of(items[-1]) if is_list and items else None
        return PageInfo(params={"after": last_id}) if last_id else None


def _id_of(item: object) -> str | None:
    if isinstance(item, Mapping):
        value = cast("Mapping[str, object]", item).get("id")
    else:
        value = cast("object", getattr(item, "id", None))
    return value if isinstance(value, str) else None


class BasePage(Generic[T]):
    """What a page knows without asking the server."""

    items: list[T]
    """The items of this page alone."""

    def __init__(self, items: list[T], cursor: Cursor) -> None:
        self.items = items
        self._cursor = cursor

    @override
    def __repr__(self) -> str:
        return f"{type(self).__name__}(items={self.items!r})"

    def has_next_page(self) -> bool:
        """Return whether there may be a page after this one; it can turn out to be empty."""
        return self.next_page_info() is not None

    def next_page_info(self) -> PageInfo | None:
        """Return what the request of the next page changes, or `None` if there is none."""
        return self._cursor.next_page_info(self.items)
