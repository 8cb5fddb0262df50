"""A walk over a list that changes meanwhile, or on a server that changes its behaviour."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from letta_client._core.lists.dialect import CursorDialect
from letta_client._core.lists.facts import ListFacts
from letta_client._core.lists.requested import RequestedList
from letta_client._core.lists.walk import first_page, next_page
from thoroughness import times

from .list_server import (
    FILTERED,
    KINDS,
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


@settings(max_examples=times(300))
@given(
    items=item_lists(),
    kind=st.sampled_from(KINDS),
    order=st.sampled_from(ORDERS),
    limit=st.integers(1, 8),
    facts=st.sampled_from([TIMED, UNTIMED, FILTERED, REVERSED]),
    reverses=st.booleans(),
    unknown=st.sampled_from(["ignored", "404"]),
    data=st.data(),
)
def test_what_was_there_throughout_comes_once_and_in_order_or_the_walk_says_that_it_cannot(
    items: list[Item],
    kind: Kind,
    order: str,
    limit: int,
    facts: ListFacts,
    reverses: bool,
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
        changes = ["nothing", "add"] if facts is UNTIMED else ["nothing", "delete", "add", "both"]
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
        reverses_pages=facts is REVERSED and reverses,
        before_request=change,
    )
    walked = walk(server, facts, order=order, limit=limit)
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
    facts=st.sampled_from([TIMED, UNTIMED]),
)
def test_a_server_that_changes_its_mind_is_followed_or_given_up_but_never_believed(
    items: list[Item], order: str, limit: int, mended_at: int, first: Kind, then: Kind, facts: Any
) -> None:
    def change(server: Server) -> None:
        server.kind = first if server.requests < mended_at else then

    server = Server(items, first, before_request=change)
    walked = walk(server, facts, order=order, limit=limit)
    expected = in_order(items, order)
    if walked.error is None:
        assert walked.ids == expected
    else:
        assert walked.ids == expected[: len(walked.ids)]
        assert "ignorant" in (first, then) or limit == 1


def test_a_program_may_delete_what_it_lists() -> None:
    forgetting: list[Any] = ["ignored", "404"]
    for unknown in forgetting:
        for kind in KINDS:
            server = Server(named(20), kind, unknown_cursors=unknown)
            requested = RequestedList(facts=TIMED, query={"limit": 3}, dialect=CursorDialect())
            found = drive(first_page(requested), server, TIMED)
            gone: list[str] = []
            while True:
                gone += [str(item.id) for item in cast("list[Item]", found.items)]
                server.items = [item for item in server.items if item.id not in gone]
                if found.position.is_end:
                    break
                found = drive(next_page(found.position), server, TIMED)
            assert gone == in_order(named(20), "desc")


def test_a_long_page_is_passed_again_to_its_end_when_the_items_to_go_on_from_are_deleted() -> None:
    items = named(20)
    # The second page comes from a wide request, because the server hides all of a page of one.
    server = Server(items, hidden=frozenset({"x0001"}), unknown_cursors="404")
    requested = RequestedList(facts=FILTERED, query={"limit": 1}, dialect=CursorDialect())
    first = drive(first_page(requested), server, FILTERED)
    server.items = items[:12]
    second = drive(next_page(first.position), server, FILTERED)
    assert second.position.last_page_ids == tuple(in_order(items, "asc")[2:12])
    gone = {f"x{number:04}" for number in (11, 10, 8)}
    server.items = [item for item in items if item.id not in gone]
    third = drive(next_page(second.position), server, FILTERED)
    assert [item.id for item in cast("list[Item]", third.items)] == ["x0012"]
