"""What an asynchronous `list` returns: awaited, it is a page; iterated over, it is all items."""

from __future__ import annotations

import inspect

import pytest

from letta_client.pagination import AsyncArrayPage, AsyncPaginator

from ..answers import Server
from .harness import connect
from .test_pages import ListServer


async def test_a_list_is_asked_for_when_it_is_used() -> None:
    server = ListServer(5)
    async with connect(server) as client:
        paginator = client.runs.list(limit=2)
        assert type(paginator) is AsyncPaginator
        assert server.requests == []
        assert type(await paginator) is AsyncArrayPage
        await paginator
        assert len(server.requests) == 2


async def test_async_for_needs_no_await() -> None:
    server = ListServer(5)
    async with connect(server) as client:
        assert [item.id async for item in client.runs.list(limit=2)] == server.ids
        async for item in client.runs.list(limit=2):
            assert item.id == "run-1"
            break


async def test_a_raw_list_is_a_coroutine_as_its_type_says() -> None:
    async with connect(ListServer(1)) as client:
        call = client.runs.with_raw_response.list()
        assert inspect.iscoroutine(call)
        assert (await call).status_code == 200


async def test_a_wrong_path_argument_is_found_before_anything_is_awaited() -> None:
    async with connect(Server()) as client:
        with pytest.raises(ValueError, match="`run_id`"):
            client.runs.messages.list("")
