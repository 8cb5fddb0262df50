"""Closing a synchronous client wakes up the threads that wait on it."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from threading import Event
from typing import Any, cast

import httpx
import pytest

from letta_client import APIConnectionError, DefaultHttpxClient, Letta
from letta_client._sync.small_pools import SmallPools
from letta_client._sync.tls_on_demand import TlsOnDemand

from .answers import ping
from .loopback import PATIENCE, LoopbackServer, begin_chunks, chunk, health

# Longer than any test would wait if nothing woke its threads.
TIMEOUT = 4 * PATIENCE


class Halting:
    """Sends the beginning of an answer, and nothing more; `halted` says when it has come so far."""

    def __init__(self, begin: Callable[[BaseHTTPRequestHandler], object]) -> None:
        self.halted = Event()
        self.let_go = Event()
        self._begin = begin

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        self._begin(handler)
        self.halted.set()
        self.let_go.wait(PATIENCE)


def nothing(handler: BaseHTTPRequestHandler) -> None: ...


def an_event(handler: BaseHTTPRequestHandler) -> None:
    begin_chunks(handler)
    chunk(handler, ping(1).encode())


def half_a_body(handler: BaseHTTPRequestHandler) -> None:
    begin_chunks(handler, "application/json")
    chunk(handler, b'{"id":')


def running(handler: BaseHTTPRequestHandler) -> None:
    body = b'{"id": "run-1", "agent_id": "agent-1", "status": "running"}'
    handler.send_response(200)
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def follow(client: Letta) -> object:
    return list(client.runs.messages.stream("run-1", idle_timeout=None))


def follow_a_send(client: Letta) -> object:
    return list(client.agents.messages.create("agent-1", input="Hello.", streaming=True))


def call(client: Letta) -> object:
    return client.runs.retrieve("run-1")


@contextmanager
def waiting(
    loopback: LoopbackServer,
    begin: Callable[[BaseHTTPRequestHandler], object],
    wait: Callable[[Letta], object],
    http_client: httpx.Client,
) -> Generator[tuple[Letta, Future[Any]]]:
    """Give a client and what a thread waits for, which has come as far as it can."""
    loopback.answer = halting = Halting(begin)
    client = Letta(base_url=loopback.url, http_client=http_client, timeout=TIMEOUT)
    with ThreadPoolExecutor() as threads:
        try:
            result = threads.submit(wait, client)
            assert halting.halted.wait(PATIENCE)
            yield client, result
        finally:
            halting.let_go.set()
            client.close()


@pytest.mark.parametrize("make_http_client", [DefaultHttpxClient, httpx.Client])
@pytest.mark.parametrize("begin", [nothing, an_event])
@pytest.mark.parametrize("wait", [follow, follow_a_send])
def test_a_stream_that_waits_ends_when_the_client_is_closed(
    loopback: LoopbackServer,
    begin: Callable[[BaseHTTPRequestHandler], object],
    wait: Callable[[Letta], object],
    make_http_client: Callable[[], httpx.Client],
) -> None:
    with waiting(loopback, begin, wait, make_http_client()) as (client, result):
        client.close()
        with pytest.raises(APIConnectionError):
            result.result(PATIENCE / 2)
    assert len(loopback.requests) == 1


@pytest.mark.parametrize("make_http_client", [DefaultHttpxClient, httpx.Client])
@pytest.mark.parametrize("begin", [nothing, half_a_body])
def test_a_call_that_waits_ends_when_the_client_is_closed(
    loopback: LoopbackServer,
    begin: Callable[[BaseHTTPRequestHandler], object],
    make_http_client: Callable[[], httpx.Client],
) -> None:
    with waiting(loopback, begin, call, make_http_client()) as (client, result):
        client.close()
        with pytest.raises(APIConnectionError, match="The client is closed"):
            result.result(PATIENCE / 2)
    assert len(loopback.requests) == 1


def unavailable(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(503)
    handler.send_header("retry-after", "30")
    handler.send_header("content-length", "0")
    handler.end_headers()


def wait_for_a_run(client: Letta) -> object:
    return client.runs.wait("run-1", poll_interval=30)


@pytest.mark.parametrize(
    ("wait", "answer"), [(call, unavailable), (wait_for_a_run, running), (follow, unavailable)]
)
def test_a_pause_ends_when_the_client_is_closed(
    loopback: LoopbackServer,
    wait: Callable[[Letta], object],
    answer: Callable[[BaseHTTPRequestHandler], object],
) -> None:
    with waiting(loopback, answer, wait, DefaultHttpxClient()) as (client, result):
        loopback.answer = health
        client.close()
        with pytest.raises(APIConnectionError, match="The client is closed"):
            result.result(PATIENCE / 2)
    assert len(loopback.requests) == 1


class LateToClose(DefaultHttpxClient):
    """Closes its connections when `may_close` is set, long after it was told to."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.may_close = Event()

    def close(self) -> None:
        self.may_close.wait(PATIENCE)
        super().close()


def test_calls_end_before_the_connections_are_closed_and_nothing_is_sent_again(
    loopback: LoopbackServer,
) -> None:
    http_client = LateToClose(limits=httpx.Limits(max_connections=1))
    with waiting(loopback, nothing, call, http_client) as (client, first):
        with ThreadPoolExecutor() as threads:
            second = threads.submit(call, client)
            (pools,) = cast("TlsOnDemand", http_client._transport).open_transports
            while not cast("SmallPools", pools)._waiters:
                pass
            closed = threads.submit(client.close)
            for result in (first, second):
                with pytest.raises(APIConnectionError, match="The client is closed"):
                    result.result(PATIENCE / 2)
            http_client.may_close.set()
            closed.result(PATIENCE)
    assert len(loopback.requests) == 1


def test_a_client_that_nobody_has_any_more_gives_its_connections_back(
    loopback: LoopbackServer,
) -> None:
    def call_and_forget() -> None:
        client = Letta(base_url=loopback.url)
        client.health()
        client.with_options(max_retries=0).health()

    with warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        call_and_forget()
        gc.collect()
    assert loopback.all_connections_ended()
    assert loopback.connections == 1


def test_a_stream_keeps_the_connections_of_a_client_that_nobody_else_has(
    loopback: LoopbackServer,
) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        an_event(handler)
        # The client goes away meanwhile.
        gc.collect()
        chunk(handler, b"data: [DONE]\n\n")
        chunk(handler, b"")

    loopback.answer = answer
    stream = Letta(base_url=loopback.url).runs.messages.stream("run-1")
    gc.collect()
    assert [event.message_type for event in stream] == ["ping"]
