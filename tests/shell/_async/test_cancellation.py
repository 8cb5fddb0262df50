"""Cancelling and closing from outside, on either backend: nothing hangs, no connection is kept."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from http.server import BaseHTTPRequestHandler
from threading import Event
from typing import Any

import anyio
import httpx
import pytest
from typing_extensions import override

from letta_client import (
    APIConnectionError,
    APITimeoutError,
    AsyncLetta,
    DefaultAsyncHttpxClient,
)

from ..answers import EVENT_STREAM, Server, answer, encoded, ping
from ..loopback import PATIENCE, LoopbackServer, begin_chunks, chunk
from .harness import Body, connect, settle, with_time, without_sleep


class Silent(Body):
    """A body that says nothing more after its chunks; `silent` is set when someone waits for it."""

    def __init__(self, *frames: str) -> None:
        super().__init__(encoded(frames))
        self.silent = anyio.Event()

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in super().__aiter__():
            yield part
        self.silent.set()
        await anyio.sleep_forever()


def event_server(body: Body) -> Server:
    return Server(answer(stream=body, headers=EVENT_STREAM))


async def cancelled_once(call: Callable[[], Awaitable[Any]], waiting: anyio.Event) -> None:
    """Run `call`, cancel it as soon as it is `waiting`, and see it end by that."""
    ended_by: list[BaseException] = []

    async def run() -> None:
        try:
            await call()
        except BaseException as error:
            ended_by.append(error)
            raise

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(run)
        with anyio.fail_after(PATIENCE):
            await waiting.wait()
        tasks.cancel_scope.cancel()
    assert [type(error) for error in ended_by] == [anyio.get_cancelled_exc_class()]


@pytest.mark.parametrize("in_block", [True, False])
async def test_cancelling_a_waiting_stream_frees_its_connection(in_block: bool) -> None:
    body = Silent(ping(1))
    async with connect(event_server(body)) as client:

        async def follow() -> None:
            stream = await client.runs.messages.stream("run-1")
            if in_block:
                async with stream:
                    async for _ in stream:
                        pass
            else:
                async for _ in stream:
                    pass

        await cancelled_once(follow, body.silent)
        assert (body.taken, body.closed) == (1, 1)


async def test_a_deadline_around_a_stream_frees_its_connection() -> None:
    body = Silent(ping(1))
    async with connect(event_server(body)) as client:
        with pytest.raises(TimeoutError):
            with anyio.fail_after(0.01):
                async for _ in await client.runs.messages.stream("run-1"):
                    pass
        assert body.closed == 1


async def test_cancelling_in_the_loops_own_body_frees_the_connection() -> None:
    body = Silent(ping(1), ping(2))
    reached = anyio.Event()
    async with connect(event_server(body)) as client:

        async def follow() -> None:
            async with await client.runs.messages.stream("run-1") as stream:
                async for _ in stream:
                    reached.set()
                    await anyio.sleep_forever()

        await cancelled_once(follow, reached)
        assert (body.taken, body.closed) == (1, 1)


async def test_cancelling_while_the_body_is_read_frees_the_connection() -> None:
    body = Silent("{")
    async with connect(Server(answer(stream=body))) as client:
        await cancelled_once(lambda: client.runs.retrieve("run-1"), body.silent)
        assert body.closed >= 1


async def test_cancelling_while_an_errors_body_is_read_frees_the_connection() -> None:
    body = Silent("{")
    async with connect(Server(answer(stream=body, status=500))) as client:
        await cancelled_once(lambda: client.runs.messages.stream("run-1"), body.silent)
        assert body.closed >= 1


async def test_cancelling_inside_a_streaming_response_frees_the_connection() -> None:
    body = Silent("{")
    async with connect(Server(answer(stream=body))) as client:

        async def read() -> None:
            async with client.runs.with_streaming_response.retrieve("run-1") as response:
                await response.read()

        await cancelled_once(read, body.silent)
        assert body.closed >= 1


async def test_cancelling_before_the_answer_ends_the_call() -> None:
    waiting = anyio.Event()

    async def never(request: httpx.Request) -> httpx.Response:
        waiting.set()
        await anyio.sleep_forever()
        raise AssertionError

    http_client = httpx.AsyncClient(transport=httpx.MockTransport(never))
    async with AsyncLetta(http_client=http_client) as client:
        await cancelled_once(client.health, waiting)


def waiting_for_ever(client: AsyncLetta) -> tuple[AsyncLetta, anyio.Event]:
    """Return the client, which never ends to wait between two attempts, and what says when."""
    waiting = anyio.Event()

    async def sleep(seconds: float) -> None:
        waiting.set()
        await anyio.sleep_forever()

    return with_time(client, sleep), waiting


async def test_cancelling_between_two_attempts_ends_the_call() -> None:
    server = Server(answer(status=500))
    client, waiting = waiting_for_ever(connect(server))
    async with client:
        await cancelled_once(client.health, waiting)
    assert len(server.requests) == 1


async def test_cancelling_between_two_connections_ends_the_stream() -> None:
    body = Body(encoded([ping(1)]))
    client, waiting = waiting_for_ever(connect(event_server(body)))
    async with client:
        stream = await client.runs.messages.stream("run-1")
        await anext(stream)
        await cancelled_once(lambda: anext(stream), waiting)
        assert (stream.outcome, stream.resumes, body.closed) == ("closed", 1, 1)
        with pytest.raises(StopAsyncIteration):
            await anext(stream)


@pytest.mark.parametrize(
    ("error", "asks"),
    [
        (httpx.ReadError("gone"), "POST /v1/runs/run-1/stream"),
        # After a silence the run is looked up.
        (httpx.ReadTimeout("silence"), "GET /v1/runs/run-1"),
    ],
)
async def test_cancelling_a_stream_that_asks_ends_it(error: Exception, asks: str) -> None:
    waiting = anyio.Event()
    asked: list[str] = []

    async def handle(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url.path}")
        if len(asked) == 2:
            waiting.set()
            await anyio.sleep_forever()
        body = Body(encoded([ping(1)]), error=error)
        return httpx.Response(200, headers=EVENT_STREAM, stream=body)

    http_client = httpx.AsyncClient(transport=httpx.MockTransport(handle))
    async with AsyncLetta(http_client=http_client) as client:
        stream = await client.runs.messages.stream("run-1")
        await anext(stream)
        await cancelled_once(lambda: anext(stream), waiting)
        assert asked[1] == asks
        assert stream.outcome == "closed"


async def test_a_deadline_around_a_result_frees_its_connection() -> None:
    body = Silent(ping(1))
    async with connect(event_server(body)) as client:
        with pytest.raises(TimeoutError):
            with anyio.fail_after(0.01):
                await (await client.runs.messages.stream("run-1")).until_done()
        assert body.closed == 1


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_cancelling_a_task_of_asyncio_frees_the_connection(anyio_backend: str) -> None:
    body = Silent(ping(1))
    async with connect(event_server(body)) as client:

        async def follow() -> None:
            async for _ in await client.runs.messages.stream("run-1"):
                pass

        task = asyncio.create_task(follow())
        await body.silent.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert body.closed == 1


async def test_a_stream_that_was_never_read_gives_its_connection_back() -> None:
    body = Silent(ping(1))
    async with connect(event_server(body)) as client:
        stream = await client.runs.messages.stream("run-1")
        del stream
        gc.collect()
        await settle()
        assert body.closed == 1


class SilentServer:
    """Answers with the head of a stream and one event, or not even that, and then with nothing."""

    def __init__(self, loopback: LoopbackServer, *, begins: bool = True) -> None:
        self.url = loopback.url
        self.asked = Event()
        self.let_go = Event()
        self._begins = begins
        loopback.answer = self.answer

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        if self._begins:
            begin_chunks(handler)
            chunk(handler, ping(1).encode())
        self.asked.set()
        self.let_go.wait(PATIENCE)


def one_connection(url: str, pool_timeout: float = 0.5) -> AsyncLetta:
    limits = httpx.Limits(max_connections=1, max_keepalive_connections=1)
    timeout = httpx.Timeout(2 * PATIENCE, pool=pool_timeout)
    http_client = DefaultAsyncHttpxClient(limits=limits, timeout=timeout)
    return without_sleep(AsyncLetta(base_url=url, http_client=http_client, max_retries=0))


async def test_the_pool_gets_its_connection_back_from_a_cancelled_stream(
    loopback: LoopbackServer,
) -> None:
    silent = SilentServer(loopback)
    async with one_connection(silent.url) as client:
        for _ in range(3):
            seen = anyio.Event()

            async def follow(seen: anyio.Event = seen) -> None:
                async for _ in await client.runs.messages.stream("run-1"):
                    seen.set()

            await cancelled_once(follow, seen)
        async with await client.runs.messages.stream("run-1") as stream:
            await anext(stream)
            with pytest.raises(APITimeoutError, match="PoolTimeout"):
                await client.health()
        silent.let_go.set()
    assert loopback.connections == 4


async def test_closing_a_stream_that_another_task_waits_on_ends_it(
    loopback: LoopbackServer,
) -> None:
    silent = SilentServer(loopback)
    seen: list[object] = []
    first = anyio.Event()
    async with one_connection(silent.url) as client:
        stream = await client.runs.messages.stream("run-1")

        async def follow() -> None:
            async for event in stream:
                seen.append(event)
                first.set()
            seen.append("end")

        with anyio.fail_after(PATIENCE):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(follow)
                await first.wait()
                await anyio.wait_all_tasks_blocked()
                await stream.close()
        silent.let_go.set()
    assert len(seen) == 2
    assert seen[-1] == "end"


async def follow(client: AsyncLetta) -> None:
    async for _ in await client.runs.messages.stream("run-1"):
        pass


async def call(client: AsyncLetta) -> None:
    await client.runs.retrieve("run-1")


@pytest.mark.parametrize("begins", [True, False])
@pytest.mark.parametrize("wait", [[follow], [call], [follow, call]])
async def test_closing_the_client_under_what_waits_is_a_connection_error(
    wait: list[Callable[[AsyncLetta], Awaitable[None]]], begins: bool, loopback: LoopbackServer
) -> None:
    silent = SilentServer(loopback, begins=begins)
    client = one_connection(silent.url, pool_timeout=2 * PATIENCE)
    raised: list[BaseException] = []

    async def run(wait: Callable[[AsyncLetta], Awaitable[None]]) -> None:
        try:
            await wait(client)
        except APIConnectionError as error:
            raised.append(error)

    with anyio.fail_after(PATIENCE):
        async with anyio.create_task_group() as tasks:
            for each in wait:
                tasks.start_soon(run, each)
            await anyio.to_thread.run_sync(silent.asked.wait, PATIENCE)
            await anyio.wait_all_tasks_blocked()
            await client.close()
    silent.let_go.set()
    assert len(raised) == len(wait)
    assert len(loopback.requests) == 1


async def test_a_second_task_that_asks_for_an_event_gets_an_error_and_takes_nothing() -> None:
    body = Silent(ping(1))
    async with connect(event_server(body)) as client:
        stream = await client.runs.messages.stream("run-1", resume=False)
        await anext(stream)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(anext, stream, None)
            await body.silent.wait()
            with pytest.raises(RuntimeError, match="waiting for the next event"):
                await anext(stream)
            with pytest.raises(RuntimeError, match="waiting for the next event"):
                await stream.until_done()
            assert (stream.outcome, body.closed) == (None, 0)
            tasks.cancel_scope.cancel()
    assert body.closed == 1


async def test_a_pause_before_another_attempt_ends_when_the_client_is_closed() -> None:
    asked = anyio.Event()

    def unavailable(request: httpx.Request) -> httpx.Response:
        asked.set()
        return httpx.Response(503, headers={"Retry-After": "30"})

    http_client = DefaultAsyncHttpxClient(transport=httpx.MockTransport(unavailable))
    client = AsyncLetta(http_client=http_client, base_url="http://letta.test")

    async def call() -> None:
        with pytest.raises(APIConnectionError, match="The client is closed"):
            await client.runs.retrieve("run-1")

    with anyio.fail_after(PATIENCE):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(call)
            await asked.wait()
            await client.close()
