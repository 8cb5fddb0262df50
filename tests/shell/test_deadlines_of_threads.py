"""The deadline of a synchronous call holds whatever keeps its thread waiting."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from itertools import count
from threading import Event

import httpx
import pytest

from letta_client import APITimeoutError, DefaultHttpxClient, Letta

from .loopback import PATIENCE, LoopbackServer, begin_chunks, hang_up, health

# Seconds.
DEADLINE = 0.1
INTERVAL = 0.02

Parts = Callable[[BaseHTTPRequestHandler], Iterator[bytes]]


def headers(handler: BaseHTTPRequestHandler) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nX: "
    while True:
        yield b"x"


def informational_answers(handler: BaseHTTPRequestHandler) -> Iterator[bytes]:
    while True:
        yield b"HTTP/1.1 100 Continue\r\n\r\n"


def length_of_a_chunk(handler: BaseHTTPRequestHandler) -> Iterator[bytes]:
    begin_chunks(handler, "application/json")
    while True:
        yield b"0"


def what_decodes_to_nothing(handler: BaseHTTPRequestHandler) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1000000\r\n\r\n"
    # The flag says that a file name follows.
    yield gzip.compress(b"")[:3] + b"\x08" + bytes(6)
    while True:
        yield b"x"


def comments(handler: BaseHTTPRequestHandler) -> Iterator[bytes]:
    begin_chunks(handler)
    while True:
        yield b"3\r\n:\n\n\r\n"


def a_page(handler: BaseHTTPRequestHandler) -> Iterator[bytes]:
    begin_chunks(handler, "text/html")
    while True:
        yield b"1\r\n \r\n"


def dripping(parts: Parts, over: Event) -> Callable[[BaseHTTPRequestHandler], None]:
    """Return what sends these parts one by one, until the client has gone or the test is over."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        sent = parts(handler)
        for _ in range(int(PATIENCE / INTERVAL)):
            handler.wfile.write(next(sent))
            if over.wait(INTERVAL):
                return

    return answer


@pytest.fixture
def over() -> Iterator[Event]:
    is_over = Event()
    yield is_over
    is_over.set()


def call(client: Letta) -> object:
    return client.runs.retrieve("run-1", deadline=DEADLINE)


def stream(client: Letta) -> object:
    return list(client.runs.messages.stream("run-1", deadline=DEADLINE, include_pings=False))


@pytest.mark.parametrize(
    ("ask", "parts", "make_http_client"),
    [
        (call, headers, httpx.Client),
        (call, headers, DefaultHttpxClient),
        (call, informational_answers, DefaultHttpxClient),
        (call, length_of_a_chunk, DefaultHttpxClient),
        (call, what_decodes_to_nothing, DefaultHttpxClient),
        (stream, headers, DefaultHttpxClient),
        (stream, comments, DefaultHttpxClient),
        (stream, a_page, DefaultHttpxClient),
    ],
)
def test_the_deadline_holds_on_a_server_that_goes_on_for_ever(
    loopback: LoopbackServer,
    over: Event,
    ask: Callable[[Letta], object],
    parts: Parts,
    make_http_client: Callable[[], httpx.Client],
) -> None:
    loopback.answer = dripping(parts, over)
    with Letta(base_url=loopback.url, http_client=make_http_client()) as client:
        with pytest.raises(APITimeoutError, match=r"deadline of 0\.1 s has passed"):
            ask(client)


@pytest.mark.parametrize("ask", [call, stream])
def test_the_deadline_holds_for_many_redirects(
    loopback: LoopbackServer, ask: Callable[[Letta], object]
) -> None:
    number = count()

    def redirect(handler: BaseHTTPRequestHandler) -> None:
        Event().wait(INTERVAL)
        handler.send_response(307)
        handler.send_header("location", f"/v1/{next(number)}")
        handler.send_header("content-length", "0")
        handler.end_headers()

    loopback.answer = redirect
    with Letta(base_url=loopback.url) as client:
        with pytest.raises(APITimeoutError, match=r"deadline of 0\.1 s has passed"):
            ask(client)


def test_a_deadline_ends_nothing_but_its_own_call(loopback: LoopbackServer, over: Event) -> None:
    is_asked = Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.path.endswith("/slow"):
            is_asked.set()
            over.wait(PATIENCE)
            health(handler)
        else:
            over.wait(PATIENCE)
            hang_up(handler)

    loopback.answer = answer
    with Letta(base_url=loopback.url) as client, ThreadPoolExecutor() as threads:
        slow = threads.submit(client.runs.retrieve, "slow", deadline=2 * PATIENCE)
        assert is_asked.wait(PATIENCE)
        with pytest.raises(APITimeoutError, match="deadline"):
            client.runs.retrieve("run-1", deadline=DEADLINE)
        over.set()
        assert slow.result(PATIENCE)
