"""Which part of a list is asked for: what `after`, `before`, `order` and `limit` mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, Self, TypeAlias, TypeVar

from pydantic import BaseModel

from letta_client.testing.profiles import Lists
from letta_client.testing.simulation.ordering_key import Key
from letta_client.testing.store.errors import ApiError, database_error
from letta_client.testing.store.ordered_rows import KeyedRow, Window, page

T = TypeVar("T")

Order: TypeAlias = Literal["asc", "desc"]

PAGING = frozenset(("after", "before", "limit", "order", "order_by", "ascending"))
"""The parameters of a list that choose a page and no items."""
_ANY_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class PageRequest:
    """A page, as a client asks for it.

    Attributes:
        order: "desc" for the newest first.
        after: the id of the item after which the page begins.
        before: the id of the item before which it ends.
        limit: at most this many items; `None` for all.
    """

    order: Order
    after: str | None = None
    before: str | None = None
    limit: int | None = None

    @classmethod
    def of(cls, query: BaseModel, lists: Lists) -> Self:
        """Return the page that a query asks for, whichever of the parameters its list has.

        Raises:
            ApiError: 500, the limit is less than zero, and this server does not check that.
        """
        given = {name: getattr(query, name, None) for name in PAGING}
        newest_first = given["order"] == "desc"
        if given["order"] is None:
            newest_first = not given["ascending"]
        elif given["ascending"] and "ascending" in query.model_fields_set:
            newest_first = False
        limit: int | None = given["limit"]
        if limit is not None and limit < 0 and lists.negative_limits_fail:
            raise database_error()
        return cls("desc" if newest_first else "asc", given["after"], given["before"], limit)

    @property
    def cursors(self) -> tuple[str, ...]:
        """The cursors that were given."""
        return tuple(each for each in (self.after, self.before) if each)

    @property
    def newest_first(self) -> bool:
        """Whether the newest come first."""
        return self.order == "desc"


@dataclass(frozen=True)
class CursorDialect:
    """How a list takes its cursors.

    Attributes:
        unknown: what is answered to a cursor that names nothing, with `{}` for the cursor; `None`
            for a list that ignores it.
        swapped: whether `after` and `before` are mistaken for each other.
        in_time: whether `after` means later and `before` earlier, whatever the order.
        unknown_ends_the_list: whether there is nothing beyond a cursor that names nothing.
    """

    unknown: str | None
    swapped: bool = False
    in_time: bool = False
    unknown_ends_the_list: bool = False


def window_of(
    request: PageRequest, find: Callable[[str], Key | None], dialect: CursorDialect
) -> Window:
    """Return the window of a list that a page lies in.

    It begins where the list begins in its order, also when only `before` is given: cursors take
    items away, and do not reverse the order.

    Args:
        request: the page.
        find: returns the place of an id; `None` if there is no such item.
        dialect: how the list takes its cursors.

    Raises:
        ApiError: 404, a cursor names nothing.
    """
    cursors = [request.after, request.before]
    after, before = (_place(cursor, find, dialect.unknown) for cursor in cursors)
    if dialect.unknown_ends_the_list and [after, before].count(None) > cursors.count(None):
        return Window(request.newest_first, limit=0)
    if dialect.swapped:
        after, before = before, after
    if request.newest_first and not dialect.in_time:
        after, before = before, after
    return Window(request.newest_first, above=after, below=before, limit=request.limit)


def page_of(
    items: Iterable[tuple[Key, T]],
    request: PageRequest,
    find: Callable[[str], Key | None],
    dialect: CursorDialect,
) -> list[T]:
    """Return a page of items that are given with the oldest first, each with its place.

    Args:
        items: all items.
        request: the page.
        find: returns the place of an id, of whatever list it is; `None` if there is no such item.
        dialect: how the list takes its cursors.

    Raises:
        ApiError: 404, a cursor names nothing.
    """
    row: KeyedRow[T] = KeyedRow()
    for key, item in items:
        row.keys.append(key)
        row.items.append(item)
    return page([row], window_of(request, find, dialect), lambda item: True)


def numbered(items: Iterable[T]) -> list[tuple[Key, T]]:
    """Return items in the order in which they are given, each with a place."""
    return [((_ANY_MOMENT, place, 0), item) for place, item in enumerate(items)]


def _place(
    cursor: str | None, find: Callable[[str], Key | None], unknown: str | None
) -> Key | None:
    if not cursor:
        return None
    key = find(cursor)
    if key is None and unknown is not None:
        raise ApiError(404, unknown.format(cursor))
    return key
