"""A list in which no cursor leads on is read from its start again and again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from letta_client._core.lists.requested import Items

from .list_server import ORDERS, REREAD, Item, Kind, Server, in_order, item_lists, named, walk


@given(
    items=item_lists(),
    kind=st.sampled_from(["by id", "contract", "ignorant"]),
    order=st.sampled_from(ORDERS),
    limit=st.integers(1, 50),
)
def test_every_item_comes_once_and_in_order(
    items: list[Item], kind: Kind, order: str, limit: int
) -> None:
    walked = walk(Server(items, kind), REREAD, order=order, limit=limit)

    assert walked.error is None
    assert walked.ids == in_order(items, order)
    assert all(size <= limit for size in walked.pages)


@dataclass
class CappingServer(Server):
    """It never gives more than five items."""

    def get(self, query: dict[str, Any], default_order: str) -> Items | None:
        limit = min(5, query.get("limit", 5))
        return super().get({**query, "limit": limit}, default_order)


@given(items=item_lists(), limit=st.integers(1, 12))
def test_a_server_may_give_fewer_items_than_were_asked_for(items: list[Item], limit: int) -> None:
    walked = walk(CappingServer(items), REREAD, order="asc", limit=min(5, limit))

    assert walked.ids == in_order(items, "asc")


def test_a_list_of_one_page_costs_one_request() -> None:
    server = Server(named(4), "by id")

    assert len(walk(server, REREAD, order="asc", limit=5).ids) == 4
    assert server.requests == 1


def test_what_was_added_meanwhile_does_not_come_twice() -> None:
    server = Server(named(9), "by id")

    def add(server: Server) -> None:
        if server.requests == 1:
            server.items = [*server.items, Item("new", server.items[-1].created_at)]

    server.before_request = add
    walked = walk(server, REREAD, order="desc", limit=2)
    assert sorted(walked.ids) == sorted([*in_order(server.items, "asc")])
