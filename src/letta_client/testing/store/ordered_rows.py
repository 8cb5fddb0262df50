"""Lists in an order, and pages of them.

The list of all runs is made of rows: one of runs that were added one by one, and one for each
batch, whose items are made when they are asked for. A page costs as much as its own items, however
long the rows are.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from heapq import merge
from typing import Generic, Protocol, TypeVar

from letta_client.testing.simulation.ordering_key import Key

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Row(Protocol[T_co]):
    """Items with ascending keys, which are different."""

    def __len__(self) -> int:
        """Return how many items there are."""
        ...

    def key(self, index: int) -> Key:
        """Return the key of the item at `index`."""
        ...

    def item(self, index: int) -> T_co | None:
        """Return the item at `index`; `None` if it has been deleted."""
        ...


@dataclass
class KeyedRow(Generic[T]):
    """A row of items that are kept in memory."""

    keys: list[Key] = field(default_factory=list[Key])
    items: list[T] = field(default_factory=list[T])

    def __len__(self) -> int:
        """Return how many items there are."""
        return len(self.keys)

    def key(self, index: int) -> Key:
        """Return the key of the item at `index`."""
        return self.keys[index]

    def item(self, index: int) -> T | None:
        """Return the item at `index`."""
        return self.items[index]

    def add(self, key: Key, item: T) -> None:
        """Put an item where its key belongs."""
        index = bisect_left(self.keys, key)
        self.keys.insert(index, key)
        self.items.insert(index, item)

    def remove(self, key: Key) -> None:
        """Take out the item with this key."""
        index = bisect_left(self.keys, key)
        del self.keys[index], self.items[index]


@dataclass(frozen=True)
class Window:
    """The part of a list that is asked for.

    Attributes:
        newest_first: the order in which to go.
        above: only items with a greater key.
        below: only items with a smaller key.
        limit: at most this many items; `None` for all.
    """

    newest_first: bool
    above: Key | None = None
    below: Key | None = None
    limit: int | None = None

    def between(self, start: datetime | None, end: datetime | None) -> Window:
        """Return the part of the window that lies after `start` and before `end`."""
        above = self.above if start is None else (start, sys.maxsize, sys.maxsize)
        below = self.below if end is None else (end, -1, -1)
        return replace(
            self,
            above=max(above, self.above or above) if above else None,
            below=min(below, self.below or below) if below else None,
        )


def page(rows: list[Row[T]], window: Window, matches: Callable[[T], bool]) -> list[T]:
    """Return the items that lie in the window and match, in the window's order."""
    found: list[T] = []
    # Zero and negative limits reach lists whose contract has no lower bound.
    if window.limit is not None and window.limit <= 0:
        return found
    for item in _walk(rows, window):
        if matches(item):
            found.append(item)
            if len(found) == window.limit:
                break
    return found


def _walk(rows: list[Row[T]], window: Window) -> Iterator[T]:
    walks = [_positions(row, number, window) for number, row in enumerate(rows)]
    for _, number, index in merge(*walks, reverse=window.newest_first):
        item = rows[number].item(index)
        if item is not None:
            yield item


def _positions(row: Row[T], number: int, window: Window) -> Iterator[tuple[Key, int, int]]:
    whole = range(len(row))
    start = 0 if window.above is None else bisect_right(whole, window.above, key=row.key)
    stop = len(row) if window.below is None else bisect_left(whole, window.below, key=row.key)
    indices = range(start, stop)
    for index in reversed(indices) if window.newest_first else indices:
        yield row.key(index), number, index
