"""What is asked of a list: where it starts, in which order, and in which words on which server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias, cast

from ..http.request import Query

Items: TypeAlias = Sequence[object]

Direction: TypeAlias = Literal["after", "before"]
"""The name of the parameter that gives what follows an item."""

# So many items that none at all mean the end, also where a server filters its pages.
WIDE_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Listing:
    """What has to be known of a list endpoint to walk over it."""

    name: str
    """What `Directions` remembers it by."""
    default_order: Literal["asc", "desc"]
    default_limit: int
    time: str | None = None
    """The field of an item with the time that orders the list, if the items have one."""
    filtered: bool = False
    """Whether the server leaves items out of a page after it has counted them.

    Then a page that is shorter than its limit does not mean the end of the list.
    """
    may_be_turned: bool = False
    """Whether a server may turn each page round, so that the items of a page come last to first."""


@dataclass(slots=True)
class Directions:
    """What a client has learned of its server: which parameter gives what follows, for each list.

    A list in ascending order is another list than the same one in descending order.
    """

    known: dict[tuple[str, str], tuple[Direction, bool]] = field(
        default_factory=dict[tuple[str, str], tuple[Direction, bool]]
    )
    """For the name and the order of a list: the parameter, and whether that is proven."""
    turned: dict[tuple[str, str], bool] = field(default_factory=dict[tuple[str, str], bool])
    """For the name and the order of a list: whether the server turns its pages round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list as a caller asked for it: what stays the same from its first page to its last."""

    listing: Listing
    query: Query
    """The parameters, with the caller's own cursors."""
    directions: Directions

    @property
    def order(self) -> str:
        """The order of the list: "asc" or "desc"."""
        asked = self.query.get("order")
        if isinstance(asked, str) and asked in ("asc", "desc"):
            return asked
        return "asc" if self.query.get("ascending") is True else self.listing.default_order

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
        asked = query.get("limit")
        return asked if isinstance(asked, int) and asked > 0 else self.listing.default_limit

    @property
    def start_after(self) -> str | None:
        """The id behind which the caller wants the list to start."""
        return _text(self.query.get("after"))

    @property
    def end_before(self) -> str | None:
        """The id before which the caller wants the list to end."""
        return _text(self.query.get("before"))

    @property
    def _key(self) -> tuple[str, str]:
        return self.listing.name, self.order

    @property
    def direction(self) -> Direction | None:
        """Which parameter gives what follows, where that is known."""
        return self.directions.known.get(self._key, (None, False))[0]

    @property
    def is_proven(self) -> bool:
        """Whether the direction is known for sure, so that an empty page is the end."""
        return self.directions.known.get(self._key, (None, False))[1]

    def learn(self, direction: Direction, *, proven: bool) -> None:
        """Remember which parameter gives what follows."""
        self.directions.known[self._key] = (direction, proven)

    @property
    def is_turned(self) -> bool | None:
        """Whether the server turns the pages of this list round; `None` where that is not known."""
        return self.directions.turned.get(self._key) if self.listing.may_be_turned else False

    def learn_turned(self, is_turned: bool) -> None:
        """Remember whether the server turns the pages of this list round."""
        self.directions.turned[self._key] = is_turned

    def learn_from(self, items: Items) -> None:
        """Learn from the items of a page, as they came, whether they were turned round."""
        if self.listing.may_be_turned and items:
            # The first item of a page follows its last one only where the page was turned.
            told = self.follows(items[0], self.time(items[-1]))
            if told is not None:
                self.learn_turned(told)

    def arranged(self, items: Items) -> Items:
        """Return the items of a page in the order of the list, as the server may have turned it."""
        self.learn_from(items)
        return items[::-1] if self.is_turned else items

    def shown(self, items: Items) -> Items:
        """Return items that are in the order of the list as the caller is to see them on a page.

        Who did not ask for an order gets each page as the server has it, as programs may rely on.
        """
        return items[::-1] if self.is_turned and not self.has_own_order else items

    def ask(self, direction: Direction, cursor: str | None, *, wide: bool = False) -> Query:
        """Return the query for the items that follow `cursor`, if `direction` gives those.

        Args:
            direction: the parameter that is taken to give what follows.
            cursor: an item's id, or `None` for the start of the list.
            wide: whether to ask for so many items that none at all mean the end.
        """
        query = self._without_cursors()
        if wide:
            query["limit"] = max(self.limit, WIDE_LIMIT)
        if cursor is not None:
            query[direction] = cursor
        if self.end_before is not None:
            query[other(direction)] = self.end_before
        return query

    def ask_head(self) -> Query:
        """Return the query for the first item of the whole list, which a filter may hide."""
        return {**self._without_cursors(), "limit": WIDE_LIMIT if self.listing.filtered else 1}

    def _without_cursors(self) -> dict[str, object]:
        return {name: value for name, value in self.query.items() if name not in _CURSORS}

    def time(self, item: object) -> datetime | None:
        """Return the time of an item by which the list is ordered, if there is such a time."""
        if self.listing.time is None or _text(self.query.get("order_by")) not in _BY_TIME:
            return None
        value = cast("object", getattr(item, self.listing.time, None))
        return value if isinstance(value, datetime) else None

    def follows(self, item: object, moment: datetime | None) -> bool | None:
        """Return whether an item stands behind `moment`; `None` where the times do not tell."""
        own = self.time(item)
        if own is None or moment is None or own == moment:
            return None
        return (own < moment) is (self.order == "desc")


_CURSORS = ("after", "before")
_BY_TIME = (None, "created_at")


def _text(value: object) -> str | None:
    # `omit` and `None` are not given; everything else is what the caller said.
    return value if isinstance(value, str) else None


def other(direction: Direction) -> Direction:
    """Return the other direction."""
    return "before" if direction == "after" else "after"


def ids(items: Iterable[object]) -> Iterator[str]:
    """Yield the ids of those items that have one."""
    for item in items:
        if isinstance(item, Mapping):
            # An item that does not fit its model comes as the JSON has it.
            value = cast("Mapping[str, object]", item).get("id")
        else:
            value = cast("object", getattr(item, "id", None))
        if isinstance(value, str) and value:
            yield value
