"""Walking over a list: from the items that came to the request that comes next.

The contract: the items come in the order that `order` asks for; `after=<id>` gives those that
follow the item with that id in this order, and `before=<id>` those that precede it, from the start
of the list. Servers differ. Letta 0.16.8 takes `after` and `before` for each other on some lists,
and to it a cursor that it does not know is no cursor at all. We cannot know which server we face,
and a walk that trusts the wrong one repeats items, or loses them, in silence.

So the first walk over a list asks for both sides of the place where it stands, and looks which is
which: what precedes was seen before, or is older or newer than it should be, or starts with the
head of the list. What was learned holds for all later walks of the client (`Directions`), until
what comes back cannot be the next page; then both sides are asked for again.

All of this is without I/O. A search is a generator: it yields the query of a request, is sent the
items that came (`None` where the server does not know the cursor), and returns a `Found`.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from ..http.errors import PaginationError
from ..http.request import Query
from .dialect import Direction, Items, Listed, ids
from .reversal import arranged_items, learn_turned, may_be_turned

# Where times do not tell items apart, their ids have to, up to this many.
_REMEMBERED_IDS = 10_000

logger = logging.getLogger("letta_client")

Search: TypeAlias = Generator[Query, "Items | None", "Found"]


@dataclass(frozen=True, slots=True)
class Found:
    """A page: its items, and the place behind them."""

    items: Items
    place: Place


def start(listed: Listed) -> Search:
    """Search the first page of a list."""
    if listed.start_after is None and listed.end_before is None:
        items = yield from _page(listed, listed.query)
    elif listed.direction is not None:
        items = yield from _page(listed, listed.ask(listed.direction, listed.start_after))
    elif listed.start_after is not None and listed.end_before is not None:
        # The part between two cursors does not show which side of each it is: one alone does.
        items = yield from _page(listed, listed.query)
        one_sided = replace(listed, query={**listed.query, "before": None})
        yield from _start_at_cursor(one_sided)
        if one_sided.direction == "before":
            items = yield from _page(listed, listed.ask("before", listed.start_after))
    else:
        items = yield from _start_at_cursor(listed)
    return _first_page(listed, items or ())


def first_page(listed: Listed, items: Items) -> Found:
    """Return the first page of a list, whose `items` have come."""
    return _first_page(listed, listed.arranged(items))


def _first_page(listed: Listed, items: Items) -> Found:
    place = Place(listed=listed, head=frozenset(ids(items)))
    return place.behind(items, is_full=len(items) >= listed.limit)


def _page(listed: Listed, query: Query) -> Generator[Query, Items | None, Items | None]:
    """Return the items of a first page, in the order of the list as far as anybody asked for it."""
    if listed.has_own_order:
        return (yield from arranged_items(listed, query))
    items = yield query
    return None if items is None else listed.arranged(items)


def _start_at_cursor(listed: Listed) -> Generator[Query, Items | None, Items]:
    """Search the first page at the caller's own cursor, the server's direction being unknown.

    The caller's cursor does not say where it stands, so it is read in both ways. The two answers
    are what precedes it and what follows it, and the one that precedes starts the list.
    """
    plain = (yield from _page(listed, listed.query)) or ()
    swapped = (yield from _page(listed, listed.ask("before", listed.start_after))) or ()
    cursor = listed.start_after or listed.end_before
    if [*ids(plain)] == [*ids(swapped)]:
        if plain:
            logger.warning("The server seems not to know %s: it is no place in the list", cursor)
        return plain
    plain_follows = None
    if plain and swapped:
        plain_follows = listed.follows(plain[0], listed.time(swapped[0]))
    if plain_follows is None:
        head = yield from _head(listed)
        in_plain, in_swapped = head in {*ids(plain)}, head in {*ids(swapped)}
        if head == cursor:
            plain_follows = bool(plain)
        elif in_plain is not in_swapped:
            plain_follows = in_swapped
        else:
            # The list has changed meanwhile, and does not tell. The contract is the best guess.
            return plain
    kept = plain_follows is (listed.start_after is not None)
    listed.learn("after" if kept else "before", proven=False)
    return plain if kept else swapped


def _head(listed: Listed) -> Generator[Query, Items | None, str | None]:
    """Return the id of the first item of the whole list."""
    return next(ids((yield from arranged_items(listed, listed.ask_head())) or ()), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in a list, between the items that came and those that follow.

    What it remembers is bounded, however long the walk is.
    """

    listed: Listed
    head: frozenset[str]
    """The ids of the first page: to see one of them again is to be back at the start."""
    recent: tuple[str, ...] = ()
    """The ids of the last page, each once; the last of them is where the walk goes on."""
    earlier: frozenset[str] = frozenset()
    """The ids of pages before the last one that have the same time as its end, or no time."""
    moment: datetime | None = None
    """The time of the last item."""
    nameless: Items = ()
    """The items without an id behind the last one that has one: they come again."""
    is_full: bool = False
    """Whether the last page had as many items as its limit."""
    is_end: bool = False
    """Whether nothing follows."""
    count: int = 0
    """How many items came so far."""

    def behind(self, items: Items, *, is_full: bool) -> Found:
        """Return the page with `items`, and the place behind it."""
        moment = self.listed.time(items[-1]) if items else self.moment
        recent = tuple(dict.fromkeys(ids(items))) or self.recent
        may_go_on = is_full or (self.listed.listing.filtered and bool(recent))
        place = Place(
            listed=self.listed,
            head=self.head,
            recent=recent,
            earlier=self._earlier_than(moment),
            moment=moment,
            nameless=_nameless_end(items),
            is_full=is_full,
            is_end=not (items and may_go_on),
            count=self.count + len(items),
        )
        return Found(self.listed.shown(items), place)

    def _earlier_than(self, moment: datetime | None) -> frozenset[str]:
        if moment != self.moment:
            # Older items can be told by their time from now on.
            return frozenset()
        if len(self.earlier) >= _REMEMBERED_IDS:
            return self.earlier
        return self.earlier.union(self.recent)

    def search(self) -> Search:
        """Search the page that follows.

        Raises:
            PaginationError: nothing that can be asked leads on, and the end was not seen either.
        """
        if not self.recent:
            raise self._lost("its items have no id to go on from")
        if self.head.issuperset(self.recent) and may_be_turned(self.listed, self.recent):
            # Nothing was learned with the first page, as it was wanted as the server has it.
            yield from learn_turned(self.listed, self.listed.query, self.recent)
            if self.listed.is_turned:
                return (yield from replace(self, recent=self.recent[::-1]).search())
        more_came = False
        for cursor in self._cursors():
            shown: list[_Answer] = []
            answer = yield from self._search_from(cursor, shown)
            if answer is not None and not answer.fresh and not answer.is_empty:
                # The deleted item was passed by, and nothing new was reached yet.
                answer = yield from self._search_from([*ids(answer.items)][-1], shown)
            if answer is not None and not (answer.is_empty and more_came):
                return self._turn(answer)
            # What could not be told apart was something, so no later answer is the end.
            more_came = more_came or any(answer.fresh for answer in shown)
        return (yield from self._enter_anew())

    def _cursors(self) -> Iterator[str]:
        """Yield the last id, and then earlier ones, for the case that its item was deleted."""
        steps = range(len(self.recent).bit_length())
        candidates = [self.recent[-(1 << step)] for step in steps]
        yield from dict.fromkeys([*candidates, self.recent[0]])

    def _search_from(
        self, cursor: str, shown: list[_Answer]
    ) -> Generator[Query, Items | None, _Answer | None]:
        """Return what follows `cursor`, or `None` where that cannot be had from the server.

        All answers that came on the way are added to `shown`.
        """
        direction = self.listed.direction
        if direction is not None:
            answer = yield from self._ask(direction, cursor)
            shown.append(answer)
            if answer.is_unknown:
                return None
            if answer.leads_on:
                self.listed.learn(direction, proven=True)
                return answer
            # With a single item seen, no item can have shown that the direction still holds.
            if answer.is_empty and self.listed.is_proven and len(self.head.union(self.recent)) > 1:
                return answer
        after = yield from self._ask("after", cursor)
        if after.is_unknown:
            return None
        before = yield from self._ask("before", cursor)
        shown += after, before
        if before.is_unknown:
            return None
        return (yield from self._choose(cursor, after, before))

    def _ask(self, direction: Direction, cursor: str) -> Generator[Query, Items | None, _Answer]:
        filtered = self.listed.listing.filtered
        wide = filtered and not self.is_full
        items = yield from arranged_items(
            self.listed, self.listed.ask(direction, cursor, wide=wide)
        )
        if filtered and not wide and items is not None and not items:
            # A page may be empty because the server has filtered it, and more may follow.
            items = yield from arranged_items(
                self.listed, self.listed.ask(direction, cursor, wide=True)
            )
        return _Answer.of(items, self, direction, cursor)

    def _choose(
        self, cursor: str, after: _Answer, before: _Answer
    ) -> Generator[Query, Items | None, _Answer | None]:
        """Return the one of two answers that follows, and learn its direction.

        Neither does where both show the same, or both what came before: then the item of the
        cursor is gone, or the server takes no cursors.
        """
        if after.is_empty and before.is_empty:
            # A list of one item; or the server has changed its mind between the two.
            return after if (yield from self._is_repeated(after, cursor)) else None
        if after.has_seen and before.has_seen:
            return None
        if cursor in {*ids(after.items), *ids(before.items)}:
            # Neither side of an item has the item itself.
            return None
        after_follows = before.has_seen
        if not (after.has_seen or before.has_seen):
            told = _told_by_times(after, before)
            if told is None:
                told = yield from self._told_by_head(cursor, after, before)
            if told is None:
                return None
            after_follows = told
        chosen, rejected = (after, before) if after_follows else (before, after)
        if chosen.is_empty and rejected.fresh and may_be_turned(self.listed, self.recent):
            # If the page was turned, what is new is what follows.
            return None
        # The item of the cursor may have been deleted between the two requests; then, on a server
        # that ignores unknown cursors, they do not show its two sides. What precedes it shows that
        # it was there: it is short of a page, or there is none even at the second request.
        proven = (rejected.is_empty and rejected is before) or (
            not rejected.fresh and len(rejected.items) < self.listed.limit
        )
        if not proven:
            turns_back = self.listed.direction == rejected.direction
            for answer in chosen.doubts(rejected, turns_back=turns_back):
                if not (yield from self._is_repeated(answer, cursor)):
                    return None
        self.listed.learn(chosen.direction, proven=proven)
        return chosen

    def _told_by_head(
        self, cursor: str, after: _Answer, before: _Answer
    ) -> Generator[Query, Items | None, bool | None]:
        """Return whether `after` is what follows, by which answer starts with the list's head."""
        head = yield from _head(self.listed)
        if head == cursor and (after.is_empty or before.is_empty):
            return before.is_empty
        in_after, in_before = head in {*ids(after.items)}, head in {*ids(before.items)}
        if in_after is in_before:
            return None
        # Had the item of the cursor been deleted meanwhile, what follows it would be the head.
        still_there = yield from self._is_repeated(after if in_before else before, cursor)
        return in_before if still_there else None

    def _is_repeated(self, answer: _Answer, cursor: str) -> Generator[Query, Items | None, bool]:
        """Return whether the same question gets the same answer again."""
        again = yield from self._ask(answer.direction, cursor)
        return not again.is_unknown and [*ids(again.items)] == [*ids(answer.items)]

    def _enter_anew(self) -> Search:
        """Search from the start of the list for what stands behind this place by its time.

        So a program can delete what it lists, item by item, and comes to the end all the same.
        """
        direction = self.listed.direction or "after"
        query = self.listed.ask(direction, self.listed.start_after)
        items = (yield from arranged_items(self.listed, query)) or ()
        follows = [self.listed.follows(item, self.moment) for item in items]
        if True not in follows:
            raise self._lost("the server gives nothing but what came before")
        fresh = [
            item
            for item, does_follow in zip(items, follows, strict=True)
            if does_follow is not False and not self._has_come(item, passed=frozenset())
        ]
        return self.behind(fresh, is_full=len(items) >= self.listed.limit)

    def _turn(self, answer: _Answer) -> Found:
        items = answer.fresh
        if self.listed.listing.filtered and not self.is_full:
            # More was asked for than a page holds.
            items = _cut(items, self.listed.limit)
        return self.behind(items, is_full=len(answer.items) >= self.listed.limit)

    def _has_come(self, item: object, *, passed: frozenset[str]) -> bool:
        return any(
            id not in passed and (id in self.head or id in self.recent or id in self.earlier)
            for id in ids((item,))
        )

    def passed(self, cursor: str) -> frozenset[str]:
        """Return the ids of the last page that stand behind `cursor`: they may come again."""
        if cursor not in self.recent:
            return frozenset()
        return frozenset(self.recent[self.recent.index(cursor) + 1 :])

    def _lost(self, why: str) -> PaginationError:
        last = self.recent[-1] if self.recent else None
        return PaginationError(
            f"The list cannot be walked on after {last} ({self.count} items so far): {why}.",
            after_id=last,
            items_yielded=self.count,
        )


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came back for one side of a cursor."""

    direction: Direction
    items: Items
    fresh: Items
    """Those of the items that did not come before."""
    has_seen: bool
    """Whether an item came that cannot come again on the side that follows."""
    follows: bool | None
    """Whether the first new item stands behind the place, where its time tells that."""
    is_unknown: bool
    """Whether the server does not know the cursor."""

    @classmethod
    def of(cls, items: Items | None, place: Place, direction: Direction, cursor: str) -> _Answer:
        """Return what `items` mean, seen from `place`."""
        is_unknown = items is None
        items = items or ()
        passed = place.passed(cursor)
        rest = [
            item
            for item in _without_start(items, place.nameless)
            if passed.isdisjoint(ids((item,)))
        ]
        fresh = [item for item in rest if not place._has_come(item, passed=passed)]
        return cls(
            direction=direction,
            items=items,
            fresh=fresh,
            has_seen=len(fresh) < len(rest),
            follows=place.listed.follows(fresh[0], place.moment) if fresh else None,
            is_unknown=is_unknown,
        )

    @property
    def is_empty(self) -> bool:
        return not self.items

    def doubts(self, other: _Answer, *, turns_back: bool) -> Iterator[_Answer]:
        """Yield the answers that have to come again, before this one is taken for what follows.

        Args:
            other: what came for the other side.
            turns_back: whether it was the other side that followed so far.
        """
        if self.follows is False or turns_back:
            yield other
        if self.follows is False or self.is_empty:
            yield self

    @property
    def leads_on(self) -> bool:
        return bool(self.fresh) and not self.has_seen and self.follows is not False


def _told_by_times(after: _Answer, before: _Answer) -> bool | None:
    """Return whether `after` is what follows, of two answers that are both new, by their times."""
    told = {after.follows, before.follows} - {None}
    if len(told) == 2 or (told and (after.is_empty or before.is_empty)):
        return after.follows is True or before.follows is False
    return None


def _nameless_end(items: Items) -> Items:
    start = len(items)
    while start and next(ids((items[start - 1],)), None) is None:
        start -= 1
    return items[start:]


def _without_start(items: Items, start: Items) -> Items:
    if start and list(items[: len(start)]) == list(start):
        return items[len(start) :]
    return items


def _cut(items: Items, limit: int) -> Items:
    """Return the first `limit` items, and those behind them that share the last one's id."""
    end = limit
    while end < len(items) and next(ids((items[end],)), None) == next(ids((items[end - 1],)), 0):
        end += 1
    return items[:end]
