"""A walk gives every item once, in order, on servers that take cursors in different ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any, Literal, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letta_client._core.http.errors import PaginationError
from letta_client._core.lists.dialect import Directions, Items, Listed, Listing
from letta_client._core.lists.walk import Place, Search, first_page, start
from thoroughness import times

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
TIMED = Listing(name="timed", default_order="desc", default_limit=100, time="created_at")
UNTIMED = Listing(name="untimed", default_order="desc", default_limit=100)
FILTERED = Listing(
    name="filtered", default_order="asc", default_limit=100, time="created_at", filtered=True
)


@dataclass(frozen=True)
class Item:
    id: str | None
    created_at: datetime


Kind = Literal["contract", "inverted", "in time", "ignorant"]


TURNED = Listing(
    name="turned",
    default_order="desc",
    default_limit=100,
    time="created_at",
    filtered=True,
    may_be_turned=True,
)


@dataclass
class Server:
    """A list on a server. `items` are in ascending order of their times."""

    items: list[Item]
    kind: Kind = "contract"
    unknown_cursors: Literal["ignored", "404"] = "ignored"
    hidden: frozenset[str] = frozenset()
    """Ids that the server counts for the limit, and leaves out of the page."""
    turns_pages: bool = False
    """Whether the items of a page in descending order come in ascending order."""
    requests: int = 0
    before_request: Callable[[Server], None] = field(default=lambda _: None)

    def get(self, query: dict[str, Any], default_order: str) -> Items | None:
        self.before_request(self)
        self.requests += 1
        order = query.get("order", default_order)
        ordered = self.items if order == "asc" else self.items[::-1]
        after, before = query.get("after"), query.get("before")
        swap = self.kind == "inverted" or (self.kind == "in time" and order == "desc")
        if swap:
            after, before = before, after
        if self.kind == "ignorant":
            after = before = None
        places = {item.id: index for index, item in enumerate(ordered)}
        if self.unknown_cursors == "404" and not {after, before} <= {None, *places}:
            return None
        low = places.get(after, -1) if after else -1
        high = places.get(before, len(ordered)) if before else len(ordered)
        window = ordered[low + 1 : high][: query.get("limit", 100)]
        shown = [item for item in window if item.id not in self.hidden]
        return shown[::-1] if self.turns_pages and order == "desc" else shown


@dataclass
class Walked:
    ids: list[str]
    error: PaginationError | None
    pages: list[int]


def walk(
    server: Server, listing: Listing, directions: Directions | None = None, **query: Any
) -> Walked:
    listed = Listed(listing=listing, query=query, directions=directions or Directions())
    seen: list[str] = []
    pages: list[int] = []
    place: Place | None = None
    try:
        while place is None or not place.is_end:
            found = drive(start(listed) if place is None else place.search(), server, listing)
            place = found.place
            pages.append(len(found.items))
            seen += [str(item.id) for item in cast("list[Item]", found.items)]
            assert len(pages) < 5000, "the walk does not end"
    except PaginationError as error:
        return Walked(seen, error, pages)
    return Walked(seen, None, pages)


def drive(search: Search, server: Server, listing: Listing) -> Any:
    query = next(search)
    while True:
        items = server.get(dict(query), listing.default_order)
        try:
            query = search.send(items)
        except StopIteration as stop:
            return stop.value


def named(count: int, *, every: timedelta = timedelta(seconds=1)) -> list[Item]:
    return [Item(f"x{number:04}", NOON + number * every) for number in range(count)]


def in_order(items: Sequence[Item], order: str) -> list[str]:
    listed = [str(item.id) for item in items]
    return listed if order == "asc" else listed[::-1]


KINDS: list[Kind] = ["contract", "inverted", "in time"]
ORDERS = ["asc", "desc"]


@st.composite
def item_lists(draw: st.DrawFn, max_size: int = 40) -> list[Item]:
    """Lists in ascending order, with ties."""
    gaps = draw(st.lists(st.integers(0, 2), max_size=max_size))
    moment, items = NOON, list[Item]()
    for number, gap in enumerate(gaps):
        moment += timedelta(seconds=gap)
        items.append(Item(f"x{number}", moment))
    return items


@given(
    items=item_lists(),
    kind=st.sampled_from(KINDS),
    order=st.sampled_from(ORDERS),
    limit=st.one_of(st.integers(1, 12), st.integers(1, 1000)),
    listing=st.sampled_from([TIMED, UNTIMED, FILTERED]),
    unknown=st.sampled_from(["ignored", "404"]),
)
def test_a_walk_over_a_list_at_rest_gives_every_item_once_and_in_order(
    items: list[Item], kind: Kind, order: str, limit: int, listing: Listing, unknown: Any
) -> None:
    server = Server(items, kind, unknown_cursors=unknown)
    walked = walk(server, listing, order=order, limit=limit)
    assert walked.error is None
    assert walked.ids == in_order(items, order)


@given(
    items=item_lists(),
    kind=st.sampled_from(KINDS),
    order=st.sampled_from(ORDERS),
    limit=st.integers(1, 12),
    listing=st.sampled_from([TIMED, UNTIMED, FILTERED, TURNED]),
    turns=st.booleans(),
    data=st.data(),
)
def test_a_callers_own_cursors_mean_what_the_contract_says(
    items: list[Item],
    kind: Kind,
    order: str,
    limit: int,
    listing: Listing,
    turns: bool,
    data: st.DataObject,
) -> None:
    expected = in_order(items, order)
    directions = Directions()
    for _ in range(2):
        cursors: dict[str, Any] = {}
        low, high = -1, len(expected)
        if expected and data.draw(st.sampled_from([True, False]), label="after"):
            low = data.draw(st.integers(0, len(expected) - 1))
            cursors["after"] = expected[low]
        if expected and data.draw(st.sampled_from([True, False]), label="before"):
            high = data.draw(st.integers(max(low, 0), len(expected) - 1))
            cursors["before"] = expected[high]
        server = Server(items, kind, turns_pages=listing is TURNED and turns)
        walked = walk(server, listing, directions, order=order, limit=limit, **cursors)
        assert walked.error is None
        assert walked.ids == expected[low + 1 : high]


@settings(max_examples=times(300))
@given(
    items=item_lists(),
    kind=st.sampled_from(KINDS),
    order=st.sampled_from(ORDERS),
    limit=st.integers(1, 8),
    listing=st.sampled_from([TIMED, UNTIMED, FILTERED, TURNED]),
    turns=st.booleans(),
    unknown=st.sampled_from(["ignored", "404"]),
    data=st.data(),
)
def test_what_was_there_throughout_comes_once_and_in_order_or_the_walk_says_that_it_cannot(
    items: list[Item],
    kind: Kind,
    order: str,
    limit: int,
    listing: Listing,
    turns: bool,
    unknown: Any,
    data: st.DataObject,
) -> None:
    deleted: set[str] = set()
    born = 0

    def change(server: Server) -> None:
        nonlocal born
        if server.requests == 0:
            return
        # The lists without times are those of steps, which nobody can delete.
        changes = ["nothing", "add"] if listing is UNTIMED else ["nothing", "delete", "add", "both"]
        what = data.draw(st.sampled_from(changes))
        if what in ("delete", "both") and server.items:
            victim = data.draw(st.integers(0, len(server.items) - 1))
            deleted.add(str(server.items.pop(victim).id))
        if what in ("add", "both") and server.items:
            # Something new is newer than everything: at the head of a descending list.
            born += 1
            moment = server.items[-1].created_at + timedelta(seconds=1)
            server.items.append(Item(f"new{born}", moment))

    server = Server(
        list(items),
        kind,
        unknown_cursors=unknown,
        turns_pages=listing is TURNED and turns,
        before_request=change,
    )
    walked = walk(server, listing, order=order, limit=limit)
    assert len(set(walked.ids)) == len(walked.ids), "an item came twice"
    throughout = [id for id in in_order(items, order) if id not in deleted]
    came = [id for id in walked.ids if id in throughout]
    if walked.error is None:
        assert came == throughout
    else:
        assert came == throughout[: len(came)]
        assert walked.error.items_yielded == len(walked.ids)


@given(
    items=item_lists(),
    order=st.sampled_from(ORDERS),
    limit=st.integers(1, 8),
    mended_at=st.integers(1, 12),
    first=st.sampled_from(["contract", "inverted", "ignorant"]),
    then=st.sampled_from(["contract", "inverted", "ignorant"]),
    listing=st.sampled_from([TIMED, UNTIMED]),
)
def test_a_server_that_changes_its_mind_is_followed_or_given_up_but_never_believed(
    items: list[Item], order: str, limit: int, mended_at: int, first: Kind, then: Kind, listing: Any
) -> None:
    def change(server: Server) -> None:
        server.kind = first if server.requests < mended_at else then

    server = Server(items, first, before_request=change)
    walked = walk(server, listing, order=order, limit=limit)
    expected = in_order(items, order)
    if walked.error is None:
        assert walked.ids == expected
    else:
        assert walked.ids == expected[: len(walked.ids)]
        assert "ignorant" in (first, then) or limit == 1


@given(
    items=item_lists(),
    hidden=st.sets(st.integers(0, 40)),
    kind=st.sampled_from(KINDS),
    order=st.sampled_from(ORDERS),
    limit=st.integers(1, 8),
)
def test_pages_that_the_server_has_filtered_do_not_end_a_walk(
    items: list[Item], hidden: set[int], kind: Kind, order: str, limit: int
) -> None:
    names = frozenset(f"x{number}" for number in hidden)
    server = Server(items, kind, hidden=names)
    walked = walk(server, FILTERED, order=order, limit=limit)
    expected = [id for id in in_order(items, order) if id not in names]
    # A filter that hides the whole first page leaves nothing to go on from.
    first_page = in_order(items, order)[:limit]
    if set(first_page) <= names:
        return
    assert walked.error is None
    assert walked.ids == expected


@given(
    items=item_lists(),
    hidden=st.sets(st.integers(0, 40)),
    kind=st.sampled_from(KINDS),
    limit=st.integers(1, 12),
    turns=st.booleans(),
    order=st.sampled_from(["asc", "desc", None]),
)
def test_pages_that_the_server_has_turned_round_are_walked_in_the_order_asked_for(
    items: list[Item], hidden: set[int], kind: Kind, limit: int, turns: bool, order: str | None
) -> None:
    names = frozenset(f"x{number}" for number in hidden)
    server = Server(items, kind, turns_pages=turns, hidden=names)
    directions = Directions()
    asked: dict[str, Any] = {} if order is None else {"order": order}
    expected = in_order(items, order or "desc")
    if expected and set(expected[:limit]) <= names:
        # A filter that hides the whole first page leaves nothing to go on from.
        return
    for _ in range(2):
        walked = walk(server, TURNED, directions, limit=limit, **asked)
        assert walked.error is None
        came = walked.ids
        if turns and order is None:
            # Nobody asked for an order: each page is as the server has it.
            starts = accumulate([0, *walked.pages])
            pages = [walked.ids[at : at + n] for at, n in zip(starts, walked.pages, strict=False)]
            came = [id for page in pages for id in page[::-1]]
        assert came == [id for id in expected if id not in names]


@given(
    items=item_lists(),
    kind=st.sampled_from(KINDS),
    limit=st.integers(1, 12),
    turns=st.booleans(),
)
def test_a_walk_goes_on_from_a_page_whose_answer_was_wanted_as_it_is(
    items: list[Item], kind: Kind, limit: int, turns: bool
) -> None:
    server = Server(items, kind, turns_pages=turns)
    query = {"limit": limit, "order": "desc"}
    listed = Listed(listing=TURNED, query=query, directions=Directions())
    found = first_page(listed, server.get(query, "desc") or ())
    came = [{str(item.id) for item in cast("list[Item]", found.items)}]
    while not found.place.is_end:
        found = drive(found.place.search(), server, TURNED)
        came.append({str(item.id) for item in cast("list[Item]", found.items)})
    expected = in_order(items, "desc")
    assert [ids for ids in came if ids] == [
        {*expected[start : start + limit]} for start in range(0, len(expected), limit)
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("limit", [2, 3, 5, 7, 100])
@pytest.mark.parametrize("count", [0, 1, 2, 6, 15])
def test_a_walk_costs_no_request_too_many(kind: Kind, order: str, limit: int, count: int) -> None:
    directions = Directions()
    costs: list[int] = []
    for _ in range(3):
        server = Server(named(count), kind)
        walk(server, TIMED, directions, order=order, limit=limit)
        costs.append(server.requests)
    needed = max(1, -(-count // limit)) + (1 if count and count % limit == 0 else 0)
    learning = 1 if needed > 1 else 0
    assert costs == [needed + learning, needed, needed]


def test_a_program_may_delete_what_it_lists() -> None:
    forgetting: list[Any] = ["ignored", "404"]
    for unknown in forgetting:
        for kind in KINDS:
            server = Server(named(20), kind, unknown_cursors=unknown)
            listed = Listed(listing=TIMED, query={"limit": 3}, directions=Directions())
            found = drive(start(listed), server, TIMED)
            gone: list[str] = []
            while True:
                gone += [item.id for item in found.items]
                server.items = [item for item in server.items if item.id not in gone]
                if found.place.is_end:
                    break
                found = drive(found.place.search(), server, TIMED)
            assert gone == in_order(named(20), "desc")


def test_a_server_that_ignores_cursors_is_found_out() -> None:
    walked = walk(Server(named(10), "ignorant"), TIMED, limit=3)
    assert walked.ids == in_order(named(10), "desc")[:3]
    assert walked.error is not None
    assert walked.error.after_id == "x0007"
    assert walked.error.items_yielded == 3
    assert "x0007" in str(walked.error)


def test_items_without_an_id_are_not_repeated() -> None:
    @dataclass
    class Fixed(Server):
        def get(self, query: dict[str, Any], default_order: str) -> Items | None:
            self.requests += 1
            items = self.items[::-1] if query.get("after") is None else []
            cursor = query.get("after") or query.get("before")
            if cursor:
                place = next(i for i, item in enumerate(self.items) if item.id == cursor)
                items = self.items[place + 1 :] if "after" in query else self.items[:place]
            else:
                items = self.items
            return items[: query["limit"]]

    items = [Item(f"x{n}" if n % 3 == 0 else None, NOON + timedelta(hours=n)) for n in range(10)]
    listing = Listing(name="odd", default_order="asc", default_limit=3, time="created_at")
    listed = Listed(listing=listing, query={"limit": 5}, directions=Directions())
    server = Fixed(items)
    found = drive(start(listed), server, listing)
    came = list(found.items)
    while not found.place.is_end:
        found = drive(found.place.search(), server, listing)
        came += found.items
    assert came == items


def test_a_full_page_without_any_id_is_an_error_and_not_the_end() -> None:
    items = [Item(None, NOON)] * 5
    walked = walk(Server(items), TIMED, limit=2)
    assert walked.error is not None
    assert walked.error.items_yielded == 2


def test_several_items_with_one_id_stay_together() -> None:
    stored = [[f"m{n}"] * (1 + n % 3) for n in range(9)]

    @dataclass
    class Messages(Server):
        def get(self, query: dict[str, Any], default_order: str) -> Items | None:
            ordered = stored if query.get("order", "asc") == "asc" else stored[::-1]
            low, high = -1, len(ordered)
            for name, value in query.items():
                place = next((i for i, ids in enumerate(ordered) if ids[0] == value), None)
                if name == "after" and place is not None:
                    low = place
                if name == "before" and place is not None:
                    high = place
            window = ordered[low + 1 : high][: query["limit"]]
            return [Item(id, NOON) for ids in window for id in ids]

    for order in ORDERS:
        for limit in (1, 2, 3, 20):
            walked = walk(Messages([]), FILTERED, order=order, limit=limit)
            expected = [id for ids in (stored if order == "asc" else stored[::-1]) for id in ids]
            assert walked.error is None
            assert walked.ids == expected
