"""Over real sockets: connections break, fall silent, and are given back."""

from __future__ import annotations

import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from threading import Event
from typing import TypeAlias

import httpx
import pytest

from letta_client import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    AsyncLetta,
    DefaultAsyncHttpxClient,
)
from letta_client.types.streaming import LettaPing

from ..answers import DONE, ping
from ..loopback import PATIENCE, LoopbackServer, begin_chunks, chunk, hang_up, health, in_one_piece
from .harness import settle, without_sleep

Handle: TypeAlias = Callable[[BaseHTTPRequestHandler], None]


def connect(server: LoopbackServer, *, max_retries: int = 0) -> AsyncLetta:
    """Return a client of a single connection, which a call needs to get back for the next one."""
    limits = httpx.Limits(max_connections=1)
    http_client = DefaultAsyncHttpxClient(limits=limits, timeout=httpx.Timeout(5, pool=0.5))
    client = AsyncLetta(base_url=server.url, http_client=http_client, max_retries=max_retries)
    return without_sleep(client)


def events_for_ever(handler: BaseHTTPRequestHandler) -> None:
    if handler.path.startswith("/v1/health"):
        return health(handler)
    begin_chunks(handler)
    while True:
        chunk(handler, ping(1).encode())
        time.sleep(0.001)


async def test_a_stream_that_is_left_gives_its_connection_back(loopback: LoopbackServer) -> None:
    loopback.answer = events_for_ever
    async with connect(loopback) as client:
        async with await client.runs.messages.stream("run-1") as stream:
            async for _ in stream:
                break
        await client.health()
        async for _ in await client.runs.messages.stream("run-1"):
            break
        await settle()
        await client.health()
        stream = await client.runs.messages.stream("run-1")
        await stream.close()
        await client.health()


async def test_a_response_that_is_left_gives_its_connection_back(loopback: LoopbackServer) -> None:
    loopback.answer = events_for_ever
    async with connect(loopback) as client:
        for _ in range(3):
            async with client.with_streaming_response.runs.retrieve("run-1") as response:
                async for _ in response.iter_bytes():
                    break
        await client.health()


async def test_a_finished_call_gives_its_connection_back_also_after_an_error(
    loopback: LoopbackServer,
) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(404)
        handler.send_header("content-length", "2")
        handler.end_headers()
        handler.wfile.write(b"{}")

    loopback.answer = answer
    async with connect(loopback) as client:
        for _ in range(3):
            with pytest.raises(APIError, match="404"):
                await client.health()
            with pytest.raises(APIError, match="404"):
                await client.runs.messages.stream("run-1")
            with pytest.raises(APIError, match="404"):
                async with client.with_streaming_response.health():
                    raise AssertionError
    assert loopback.connections == 1


async def test_a_stream_that_ended_gives_its_connection_back(loopback: LoopbackServer) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        begin_chunks(handler)
        for frame in (ping(1), DONE, ""):
            chunk(handler, frame.encode())

    loopback.answer = answer
    async with connect(loopback) as client:
        for _ in range(3):
            stream = await client.runs.messages.stream("run-1")
            assert [type(event) async for event in stream] == [LettaPing]


def cut_between_chunks(handler: BaseHTTPRequestHandler) -> None:
    begin_chunks(handler)
    chunk(handler, ping(1).encode())
    hang_up(handler)


def cut_inside_a_chunk(handler: BaseHTTPRequestHandler) -> None:
    begin_chunks(handler)
    chunk(handler, ping(1).encode())
    handler.wfile.write(b"ff\r\ndata: {")
    hang_up(handler)


def end_without_done(handler: BaseHTTPRequestHandler) -> None:
    begin_chunks(handler)
    chunk(handler, ping(1).encode())
    chunk(handler, b"")


def garbage_for_a_chunk(handler: BaseHTTPRequestHandler) -> None:
    begin_chunks(handler)
    chunk(handler, ping(1).encode())
    handler.wfile.write(b"what is this\r\n")
    hang_up(handler)


@pytest.mark.parametrize(
    "answer", [cut_between_chunks, cut_inside_a_chunk, end_without_done, garbage_for_a_chunk]
)
async def test_a_stream_that_breaks_off_is_a_connection_error(
    answer: Handle, loopback: LoopbackServer
) -> None:
    loopback.answer = answer
    async with connect(loopback) as client:
        stream = await client.runs.messages.stream("run-1", resume=False)
        assert isinstance(await anext(stream), LettaPing)
        with pytest.raises(APIConnectionError):
            await anext(stream)
        loopback.answer = health
        await client.health()


async def test_a_stream_that_falls_silent_is_a_timeout(loopback: LoopbackServer) -> None:
    let_go = Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        with in_one_piece(handler):
            begin_chunks(handler)
            chunk(handler, ping(1).encode())
        let_go.wait(PATIENCE)

    async def lose_patience(response: httpx.Response) -> None:
        # The first event came with the head, and nothing comes any more.
        response.request.extensions["timeout"]["read"] = 0.01

    loopback.answer = answer
    async with connect(loopback) as client:
        client._transport.http_client.event_hooks = {"response": [lose_patience]}
        stream = await client.runs.messages.stream("run-1", resume=False)
        await anext(stream)
        with pytest.raises(APITimeoutError) as caught:
            await anext(stream)
        let_go.set()
    assert isinstance(caught.value.__cause__, httpx.ReadTimeout)


async def test_a_change_is_sent_once_however_slow_the_server() -> None:
    let_go = Event()
    impatient = httpx.Timeout(5, read=0.01)
    # Leaving the block waits for all requests that were sent.
    with LoopbackServer() as server:
        server.answer = lambda handler: let_go.wait(PATIENCE)
        async with connect(server, max_retries=2) as client:
            with pytest.raises(APITimeoutError):
                await client.post(
                    "/v1/agents/agent-1/messages",
                    cast_to=object,
                    body={},
                    options={"timeout": impatient},
                )
            let_go.set()
            server.answer = health
            await client.health()
    assert [method for method, _ in server.requests] == ["POST", "GET"]


async def test_a_read_is_sent_again_when_the_server_hangs_up(loopback: LoopbackServer) -> None:
    def hang_up_once(handler: BaseHTTPRequestHandler) -> None:
        loopback.answer = health
        hang_up(handler)

    loopback.answer = hang_up_once
    async with connect(loopback, max_retries=1) as client:
        response = await client.with_raw_response.health()
    assert response.retries_taken == 1
    assert len(loopback.requests) == 2


async def test_a_change_is_sent_again_when_nobody_was_there(delays: list[float]) -> None:
    with LoopbackServer() as server:
        url = server.url
    async with without_sleep(AsyncLetta(base_url=url), delays) as client:
        with pytest.raises(APIConnectionError, match="ConnectError"):
            await client.steps.feedback.create("step-1")
    assert len(delays) == 2


async def test_what_is_no_http_is_a_connection_error(loopback: LoopbackServer) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"220 mail.test ESMTP\r\n\r\n")
        hang_up(handler)

    loopback.answer = answer
    async with connect(loopback) as client:
        with pytest.raises(APIConnectionError):
            await client.health()
