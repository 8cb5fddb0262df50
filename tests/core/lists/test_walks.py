"""A walk gives every item once, in order, on servers that take cursors in different ways."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letta_client._core.lists.dialect import CursorDialect
from letta_client._core.lists.facts import ListFacts
from letta_client._core.lists.requested import Items, RequestedList
from letta_client._core.lists.walk import first_page, next_page

from .list_server import (
    FILTERED,
    KINDS,
    NOON,
    ORDERS,
    REVERSED,
    TIMED,
    UNTIMED,
    Item,
    Kind,
    Server,
    drive,
    in_order,
    item_lists,
    named,
    walk,
)


@given(
    items=item_lists(),
    kind=st.sampled_from(KINDS),
    order=st.sampled_from(ORDERS),
    limit=st.one_of(st.integers(1, 12), st.integers(1, 1000)),
    facts=st.sampled_from([TIMED, UNTIMED, FILTERED]),
    unknown=st.sampled_from(["ignored", "404"]),
)
def test_a_walk_over_a_list_at_rest_gives_every_item_once_and_in_order(
    items: list[Item], kind: Kind, order: str, limit: int, facts: ListFacts, unknown: Any
) -> None:
    server = Server(items, kind, unknown_cursors=unknown)
    walked = walk(server, facts, order=order, limit=limit)
    assert walked.error is None
    assert walked.ids == in_order(items, order)


@given(
    items=item_lists(),
    kind=st.sampled_from(KINDS),
    order=st.sampled_from(ORDERS),
    limit=st.integers(1, 12),
    facts=st.sampled_from([TIMED, UNTIMED, FILTERED, REVERSED]),
    reverses=st.booleans(),
    data=st.data(),
)
def test_a_callers_own_cursors_mean_what_the_contract_says(
    items: list[Item],
    kind: Kind,
    order: str,
    limit: int,
    facts: ListFacts,
    reverses: bool,
    data: st.DataObject,
) -> None:
    expected = in_order(items, order)
    dialect = CursorDialect()
    for _ in range(2):
        cursors: dict[str, Any] = {}
        low, high = -1, len(expected)
        if expected and data.draw(st.sampled_from([True, False]), label="after"):
            low = data.draw(st.integers(0, len(expected) - 1))
            cursors["after"] = expected[low]
        if expected and data.draw(st.sampled_from([True, False]), label="before"):
            high = data.draw(st.integers(max(low, 0), len(expected) - 1))
            cursors["before"] = expected[high]
        server = Server(items, kind, reverses_pages=facts is REVERSED and reverses)
        walked = walk(server, facts, dialect, order=order, limit=limit, **cursors)
        assert walked.error is None
        assert walked.ids == expected[low + 1 : high]


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


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("limit", [2, 3, 5, 7, 100])
@pytest.mark.parametrize("count", [0, 1, 2, 6, 15])
def test_a_walk_costs_no_request_too_many(kind: Kind, order: str, limit: int, count: int) -> None:
    dialect = CursorDialect()
    costs: list[int] = []
    for _ in range(3):
        server = Server(named(count), kind)
        walk(server, TIMED, dialect, order=order, limit=limit)
        costs.append(server.requests)
    needed = max(1, -(-count // limit)) + (1 if count and count % limit == 0 else 0)
    learning = 1 if needed > 1 else 0
    assert costs == [needed + learning, needed, needed]


@pytest.mark.parametrize("facts", [TIMED, UNTIMED])
@pytest.mark.parametrize("limit", [1, 2, 3, 6, 100])
def test_a_server_that_looks_at_after_alone_is_walked_over(facts: ListFacts, limit: int) -> None:
    @dataclass
    class Simple(Server):
        def get(self, query: dict[str, Any], default_order: str) -> Items | None:
            alone = {name: value for name, value in query.items() if name != "before"}
            return super().get(alone, default_order)

    walked = walk(Simple(named(6)), facts, limit=limit)
    assert walked.error is None
    assert walked.ids == in_order(named(6), facts.default_order)


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
                index = next(i for i, item in enumerate(self.items) if item.id == cursor)
                items = self.items[index + 1 :] if "after" in query else self.items[:index]
            else:
                items = self.items
            return items[: query["limit"]]

    items = [Item(f"x{n}" if n % 3 == 0 else None, NOON + timedelta(hours=n)) for n in range(10)]
    facts = ListFacts(name="odd", default_order="asc", time_field="created_at", filters_pages=False)
    requested = RequestedList(facts=facts, query={"limit": 5}, dialect=CursorDialect())
    server = Fixed(items)
    found = drive(first_page(requested), server, facts)
    came = list(found.items)
    while not found.position.is_end:
        found = drive(next_page(found.position), server, facts)
        came += found.items
    assert came == items


@pytest.mark.parametrize("limit", range(1, 8))
@pytest.mark.parametrize("facts", [TIMED, FILTERED])
def test_items_without_an_id_at_the_end_of_a_list_end_the_walk(
    limit: int, facts: ListFacts
) -> None:
    nameless = [Item(None, NOON + timedelta(hours=hours)) for hours in (1, 2)]
    walked = walk(Server([*named(4), *nameless]), facts, order="asc", limit=limit)
    expected = [*in_order(named(4), "asc"), "None", "None"]
    if walked.error is None:
        assert walked.ids == expected
    else:
        # Full pages without an id: what follows the last id fills a page already.
        assert limit <= 2
        assert walked.ids == expected[: len(walked.ids)]


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
                index = next((i for i, ids in enumerate(ordered) if ids[0] == value), None)
                if name == "after" and index is not None:
                    low = index
                if name == "before" and index is not None:
                    high = index
            window = ordered[low + 1 : high][: query["limit"]]
            return [Item(id, NOON) for ids in window for id in ids]

    for order in ORDERS:
        for limit in (1, 2, 3, 20):
            walked = walk(Messages([]), FILTERED, order=order, limit=limit)
            expected = [id for ids in (stored if order == "asc" else stored[::-1]) for id in ids]
            assert walked.error is None
            assert walked.ids == expected
