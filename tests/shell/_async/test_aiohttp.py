"""aiohttp in place of httpx's own connections, over real sockets (asyncio alone)."""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from threading import Event
from typing import Any

import aiohttp
import anyio.to_thread
import httpx
import pytest

import letta_client._async.aiohttp_client
from letta_client import (
    DEFAULT_TIMEOUT,
    APIConnectionError,
    APIError,
    APITimeoutError,
    AsyncLetta,
    DefaultAioHttpClient,
)
from letta_client.types.streaming import LettaPing

from ..answers import DONE, ping
from ..loopback import PATIENCE, LoopbackServer, begin_chunks, chunk, hang_up, health, in_one_piece
from ..routes import RouteServer
from .harness import without_sleep


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def connect(url: str, *, delays: list[float] | None = None, **options: Any) -> AsyncLetta:
    client = AsyncLetta(base_url=url, http_client=DefaultAioHttpClient(), **options)
    return without_sleep(client, delays)


async def test_it_has_the_librarys_defaults() -> None:
    async with DefaultAioHttpClient(max_redirects=3) as http_client:
        assert isinstance(http_client, httpx.AsyncClient)
        assert http_client.timeout == DEFAULT_TIMEOUT
        assert (http_client.follow_redirects, http_client.max_redirects) == (True, 3)


async def test_calls_go_over_one_connection(loopback: LoopbackServer) -> None:
    async with connect(loopback.url) as client:
        assert (await client.health()).status == "ok"
        assert (await client.with_options(timeout=9).health()).status == "ok"
    assert loopback.connections == 1
    assert loopback.all_connections_ended()


async def test_a_stream_comes_event_by_event(loopback: LoopbackServer) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        begin_chunks(handler)
        for frame in (ping(1), ping(2), DONE, ""):
            chunk(handler, frame.encode())

    loopback.answer = answer
    async with connect(loopback.url) as client:
        async with await client.runs.messages.stream("run-1") as stream:
            assert [type(event) async for event in stream] == [LettaPing, LettaPing]
        assert stream.response.is_closed


async def test_leaving_a_stream_early_closes_its_connection(loopback: LoopbackServer) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        begin_chunks(handler)
        while True:
            chunk(handler, ping(1).encode())
            time.sleep(0.001)

    loopback.answer = answer
    async with connect(loopback.url) as client:
        async with await client.runs.messages.stream("run-1") as stream:
            await anext(stream)
        assert await anyio.to_thread.run_sync(loopback.all_connections_ended)


@pytest.mark.parametrize("argument", ["..", "../steps", "a/messages", "%2f", "?a", "#b", "é"])
async def test_a_path_argument_stays_with_its_endpoint(argument: str, routes: RouteServer) -> None:
    async with connect(routes.url) as client:
        seen = (await client.runs.retrieve(argument)).metadata
    assert seen is not None
    assert seen["endpoint"] == "run"


async def test_a_refused_connection_was_never_made(delays: list[float]) -> None:
    with LoopbackServer() as server:
        url = server.url
    async with connect(url, delays=delays) as client:
        with pytest.raises(APIConnectionError) as caught:
            await client.steps.feedback.create("step-1")
    assert type(caught.value) is APIConnectionError
    assert isinstance(caught.value.__cause__, httpx.ConnectError)
    assert len(delays) == 2


async def test_a_change_is_not_sent_again_when_the_server_hangs_up(
    loopback: LoopbackServer, delays: list[float]
) -> None:
    loopback.answer = hang_up
    async with connect(loopback.url, delays=delays) as client:
        with pytest.raises(APIConnectionError) as caught:
            await client.steps.feedback.create("step-1")
    assert type(caught.value) is APIConnectionError
    assert (len(loopback.requests), delays) == (1, [])


async def test_a_server_that_says_nothing_is_a_timeout(
    loopback: LoopbackServer, delays: list[float]
) -> None:
    let_go = Event()
    impatient = httpx.Timeout(5, read=0.01)
    loopback.answer = lambda handler: let_go.wait(PATIENCE)
    async with connect(loopback.url, delays=delays) as client:
        with pytest.raises(APITimeoutError) as caught:
            await client.steps.feedback.create("step-1", timeout=impatient)
        let_go.set()
        loopback.answer = health
        await client.health()
    assert isinstance(caught.value.__cause__, httpx.ReadTimeout)
    assert ([method for method, _ in loopback.requests], delays) == (["PATCH", "GET"], [])


async def test_what_is_no_http_is_an_error_of_the_library(loopback: LoopbackServer) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"220 mail.test ESMTP\r\n\r\n")
        hang_up(handler)

    loopback.answer = answer
    async with connect(loopback.url, max_retries=0) as client:
        with pytest.raises(APIConnectionError) as caught:
            await client.health()
    assert isinstance(caught.value.__cause__, httpx.HTTPError)


@pytest.mark.parametrize("keep_to_chunks", [True, False])
async def test_a_stream_that_breaks_off_is_a_connection_error(
    keep_to_chunks: bool, loopback: LoopbackServer
) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        begin_chunks(handler)
        chunk(handler, ping(1).encode())
        if keep_to_chunks:
            chunk(handler, b"")
        hang_up(handler)

    loopback.answer = answer
    async with connect(loopback.url) as client:
        async with await client.runs.messages.stream("run-1", resume=False) as stream:
            assert isinstance(await anext(stream), LettaPing)
            with pytest.raises(APIConnectionError):
                await anext(stream)


async def test_a_stream_that_falls_silent_is_a_timeout(loopback: LoopbackServer) -> None:
    let_go = Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        with in_one_piece(handler):
            begin_chunks(handler)
            chunk(handler, ping(1).encode())
        let_go.wait(PATIENCE)

    loopback.answer = answer
    async with connect(loopback.url) as client:
        async with await client.runs.messages.stream("run-1", timeout=0.5, resume=False) as stream:
            await anext(stream)
            with pytest.raises(APITimeoutError):
                await anext(stream)
            let_go.set()


async def test_a_closed_client_is_a_connection_error(loopback: LoopbackServer) -> None:
    client = connect(loopback.url)
    await client.health()
    await client.close()
    with pytest.raises(APIConnectionError, match="closed"):
        await client.health()


@pytest.mark.parametrize(
    ("said", "means"),
    [
        (aiohttp.ServerDisconnectedError(), httpx.ReadError),
        (aiohttp.ClientOSError(104, "reset"), httpx.ReadError),
        (aiohttp.ConnectionTimeoutError(), httpx.ConnectTimeout),
        (aiohttp.SocketTimeoutError(), httpx.ReadTimeout),
        (aiohttp.ClientPayloadError("cut"), httpx.ReadError),
    ],
)
async def test_every_failure_is_called_what_it_is(
    said: Exception, means: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **options: object) -> None:
        raise said

    monkeypatch.setattr(aiohttp.ClientSession, "request", fail)
    async with connect("http://letta.test", max_retries=0) as client:
        with pytest.raises(APIError) as caught:
            await client.health()
    assert type(caught.value.__cause__) is means


@pytest.fixture
def without_aiohttp(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as missing:
        missing.setitem(sys.modules, "httpx_aiohttp", None)
        importlib.reload(letta_client._async.aiohttp_client)
        yield
    importlib.reload(letta_client._async.aiohttp_client)


@pytest.mark.usefixtures("without_aiohttp")
def test_without_the_extra_it_says_what_to_install() -> None:
    with pytest.raises(RuntimeError, match=r"pip install 'letta-client\[aiohttp\]'"):
        letta_client._async.aiohttp_client.DefaultAioHttpClient()
