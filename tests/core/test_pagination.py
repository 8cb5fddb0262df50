"""A cursor asks for what follows a page, until there is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letta_client._core.omit import omit
from letta_client._core.pagination import BasePage, Cursor, PageInfo
from letta_client._core.request import Request, encode_query, read
from letta_client.types.messages import UnknownMessage
from letta_client.types.runs import Run

QUERIES = st.fixed_dictionaries(
    {},
    optional={
        "limit": st.integers(1, 5),
        "order": st.sampled_from(["asc", "desc", omit]),
        "statuses": st.lists(st.text()),
        "after": st.sampled_from(["run-0", None, omit]),
        "before": st.just("run-9"),
    },
)


def run(name: str) -> Run:
    return Run(id=name, agent_id="agent-1")


def cursor(query: dict[str, Any] | None = None) -> Cursor:
    return Cursor(read("/v1/runs/", Run, query or {}))


@given(QUERIES, st.lists(st.text(min_size=1).map(run), min_size=1))
def test_the_next_page_is_what_follows_the_last_item(
    query: dict[str, Any], items: list[Run]
) -> None:
    here = cursor(query)
    after = {"after": items[-1].id}
    assert here.next_page_info(items) == PageInfo(params=after)
    request = here.next_request(items)
    assert request is not None
    assert request.query == {**query, **after}
    assert request == Request[Any](
        method="GET", path="/v1/runs/", returns=Run, query=request.query, safe=True
    )
    assert here.request.query == query


@pytest.mark.parametrize("items", [[], [UnknownMessage(message_type="dream")], [7], [None], [{}]])
def test_a_list_ends_where_no_item_says_how_to_go_on(items: list[Any]) -> None:
    assert cursor().next_page_info(items) is None
    assert cursor().next_request(items) is None


def test_an_item_that_was_not_read_as_a_model_says_how_to_go_on() -> None:
    assert cursor().next_page_info([{"id": "run-1"}]) == PageInfo(params={"after": "run-1"})
    assert cursor().next_page_info([{"id": 1}]) is None


@pytest.mark.parametrize("items", [{"a": 1}, None, 7, "abc", ""])
def test_what_is_no_list_has_no_next_page(items: Any) -> None:
    assert cursor().next_page_info(items) is None


class Server:
    """A list behind the contract: `after` gives what follows an item."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.requests = 0

    def page(self, request: Request[Any]) -> list[Run]:
        self.requests += 1
        after = request.query.get("after")
        start = self.names.index(str(after)) + 1 if after else 0
        return [run(name) for name in self.names[start:][: int(str(request.query["limit"]))]]


@given(st.lists(st.text(min_size=1), unique=True, max_size=12), st.integers(1, 5))
def test_a_walk_sees_every_item_once_and_ends(names: list[str], limit: int) -> None:
    server = Server(names)
    seen: list[str] = []
    request: Request[Any] | None = cursor({"limit": limit}).request
    while request is not None:
        items = server.page(request)
        seen += [item.id for item in items]
        request = Cursor(request).next_request(items)
    assert seen == names
    assert server.requests == -(-len(names) // limit) + 1


def test_the_filters_of_the_first_page_hold_for_the_next() -> None:
    request = cursor({"statuses": ["a", "b"], "limit": 2, "after": omit}).next_request([run("r")])
    assert request is not None
    assert encode_query(request.query) == "statuses=a&statuses=b&limit=2&after=r"


def test_a_page_knows_whether_there_may_be_another() -> None:
    page = BasePage([run("run-1")], cursor())
    assert page.has_next_page()
    assert page.next_page_info() == PageInfo(params={"after": "run-1"})
    last: BasePage[Run] = BasePage([], cursor())
    assert not last.has_next_page()
    assert last.next_page_info() is None


def test_a_page_shows_its_items() -> None:
    page: BasePage[int] = BasePage([1, 2], cursor())
    assert repr(page) == "BasePage(items=[1, 2])"
