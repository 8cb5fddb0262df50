"""A walk over a list whose pages a server gives in reverse."""

from __future__ import annotations

from itertools import accumulate
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from letta_client._core.lists.dialect import CursorDialect
from letta_client._core.lists.requested import RequestedList
from letta_client._core.lists.walk import next_page, received_first_page

from .list_server import (
    KINDS,
    REVERSED,
    Item,
    Kind,
    Server,
    drive,
    in_order,
    item_lists,
    walk,
)


@given(
    items=item_lists(),
    hidden=st.sets(st.integers(0, 40)),
    kind=st.sampled_from(KINDS),
    limit=st.integers(1, 12),
    reverses=st.booleans(),
    order=st.sampled_from(["asc", "desc", None]),
)
def test_pages_that_the_server_has_reversed_are_walked_in_the_order_asked_for(
    items: list[Item], hidden: set[int], kind: Kind, limit: int, reverses: bool, order: str | None
) -> None:
    names = frozenset(f"x{number}" for number in hidden)
    server = Server(items, kind, reverses_pages=reverses, hidden=names)
    dialect = CursorDialect()
    asked: dict[str, Any] = {} if order is None else {"order": order}
    expected = in_order(items, order or "desc")
    if expected and set(expected[:limit]) <= names:
        # A filter that hides the whole first page leaves nothing to go on from.
        return
    for _ in range(2):
        walked = walk(server, REVERSED, dialect, limit=limit, **asked)
        assert walked.error is None
        came = walked.ids
        if reverses and order is None:
            # Nobody asked for an order: each page is as the server has it.
            starts = accumulate([0, *walked.pages])
            pages = [walked.ids[at : at + n] for at, n in zip(starts, walked.pages, strict=False)]
            came = [id for page in pages for id in page[::-1]]
        assert came == [id for id in expected if id not in names]


@given(
    items=item_lists(),
    kind=st.sampled_from(KINDS),
    limit=st.integers(1, 12),
    reverses=st.booleans(),
)
def test_a_walk_goes_on_from_a_page_whose_answer_was_wanted_as_it_is(
    items: list[Item], kind: Kind, limit: int, reverses: bool
) -> None:
    server = Server(items, kind, reverses_pages=reverses)
    query = {"limit": limit, "order": "desc"}
    requested = RequestedList(facts=REVERSED, query=query, dialect=CursorDialect())
    found = received_first_page(requested, server.get(query, "desc") or ())
    came = [{str(item.id) for item in cast("list[Item]", found.items)}]
    while not found.position.is_end:
        found = drive(next_page(found.position), server, REVERSED)
        came.append({str(item.id) for item in cast("list[Item]", found.items)})
    expected = in_order(items, "desc")
    assert [ids for ids in came if ids] == [
        {*expected[start : start + limit]} for start in range(0, len(expected), limit)
    ]
