"""Lists: one page, and the walk over all of them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from letta_client import BadRequestError
from letta_client.pagination import AsyncArrayPage, PageInfo
from letta_client.types.runs import Run

from ..answers import Server, answer, run
from .harness import connect


class ListServer(Server):
    """Lists runs as the API promises: `after` gives what follows, `before` what precedes."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.ids = [f"run-{number}" for number in range(1, count + 1)]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        query = request.url.params
        end = self.ids.index(query["before"]) if "before" in query else len(self.ids)
        start = self.ids.index(query["after"]) + 1 if "after" in query else 0
        page = self.ids[start:end][: int(query.get("limit", 100))]
        return httpx.Response(200, json=[run(run_id) for run_id in page])

    @property
    def asked(self) -> list[dict[str, str]]:
        return [dict(request.url.params) for request in self.requests]


async def test_a_list_gives_its_first_page() -> None:
    server = ListServer(5)
    async with connect(server) as client:
        page = await client.runs.list(limit=2)
    assert type(page) is AsyncArrayPage
    assert [type(item) for item in page.items] == [Run, Run]
    assert [item.id for item in page.items] == ["run-1", "run-2"]
    assert len(server.requests) == 1


async def test_iterating_over_a_page_goes_on_over_the_next_ones() -> None:
    server = ListServer(5)
    async with connect(server) as client:
        page = await client.runs.list(limit=2)
        assert [item.id async for item in page] == server.ids
        assert [item.id async for item in page] == server.ids


async def test_a_walk_holds_one_page_at_a_time() -> None:
    server = ListServer(9)
    async with connect(server) as client:
        asked = [(item.id, len(server.requests)) async for item in await client.runs.list(limit=3)]
    # The second page takes two requests: the client learns which side is which.
    assert [count for _, count in asked] == [1, 1, 1, 3, 3, 3, 4, 4, 4]


async def test_leaving_a_walk_asks_no_further() -> None:
    server = ListServer(100)
    async with connect(server) as client:
        async for item in await client.runs.list(limit=10):
            if item.id == "run-10":
                break
    assert len(server.requests) == 1


async def test_a_page_says_whether_and_where_the_list_goes_on() -> None:
    server = ListServer(3)
    async with connect(server) as client:
        page = await client.runs.list(limit=2)
        assert page.has_next_page()
        assert page.next_page_info() == PageInfo(params={"after": "run-2"})
        following = await page.get_next_page()
        assert [item.id for item in following.items] == ["run-3"]
        empty = await client.runs.list(after="run-3")
        assert empty.items == []
        assert not empty.has_next_page()
        assert empty.next_page_info() is None
        with pytest.raises(RuntimeError, match="no next page"):
            await empty.get_next_page()


async def test_the_pages_can_be_walked_themselves() -> None:
    server = ListServer(5)
    async with connect(server) as client:
        page = await client.runs.list(limit=2)
        walked = [
            [item.id for item in page.items] async for page in page.iter_pages() if page.items
        ]
    assert walked == [["run-1", "run-2"], ["run-3", "run-4"], ["run-5"]]


async def test_parameters_and_options_go_on_with_the_next_page() -> None:
    server = ListServer(5)
    async with connect(server, default_query={"team": "blue"}) as client:
        page = await client.runs.list(
            limit=2,
            statuses=["running", "failed"],
            background=None,
            extra_headers={"X-Extra": "1"},
            extra_query={"extra": ["a", "b"]},
            timeout=4.5,
        )
        assert len([item async for item in page]) == 5
    assert len(server.requests) > 2
    for request in server.requests:
        query = request.url.params
        assert query.get_list("statuses") == ["running", "failed"]
        assert query.get_list("extra") == ["a", "b"]
        assert (query["limit"], query["team"]) == ("2", "blue")
        assert "background" not in query
        assert request.headers["x-extra"] == "1"
        assert request.headers["authorization"].startswith("Bearer ")
        assert request.extensions["timeout"]["read"] == 4.5


async def test_a_walk_before_an_item_ends_there() -> None:
    server = ListServer(9)
    async with connect(server) as client:
        page = await client.runs.list(limit=2, after="run-2", before="run-8")
        assert [item.id async for item in page] == ["run-3", "run-4", "run-5", "run-6", "run-7"]
    # Once for each side of one cursor, once for the head of the list that tells them apart.
    assert len(server.requests) == 3 + 3


async def test_what_was_learned_of_a_server_is_shared_by_copies_but_not_taken_to_another() -> None:
    server = ListServer(5)
    costs: list[int] = []
    async with connect(server) as client:
        for each in (
            client,
            client.with_options(max_retries=1),
            client.with_options(base_url="http://other.test"),
        ):
            server.requests.clear()
            assert [item.id async for item in await each.runs.list(limit=2)] == server.ids
            costs.append(len(server.requests))
    # One request more where it has to be learned which side is which.
    assert costs == [4, 3, 4]


async def test_the_settings_of_a_copy_go_on_with_the_next_page() -> None:
    server = ListServer(3)
    async with connect(server) as client:
        page = await client.with_options(default_headers={"X-Team": "blue"}).runs.list(limit=2)
        await page.get_next_page()
    assert server.last.headers["x-team"] == "blue"


async def test_an_error_on_the_way_is_raised_where_it_happens() -> None:
    server = Server(answer([run("run-1")]), answer({"detail": "no"}, status=400))
    seen: list[str] = []
    async with connect(server) as client:
        with pytest.raises(BadRequestError):
            async for item in await client.runs.list(limit=1):
                seen.append(item.id)
    assert seen == ["run-1"]


async def test_a_page_shows_its_items() -> None:
    async with connect(ListServer(1)) as client:
        page: Any = await client.runs.list()
    assert repr(page).startswith(type(page).__name__ + "(items=[Run(")
