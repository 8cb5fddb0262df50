"""The synchronous client in threads, and streams that nobody closed."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from threading import Event

import httpx

from letta_client import DefaultHttpxClient, Letta
from letta_client.types.streaming import LettaStreamingResponse

from ._sync.test_connections import events_for_ever
from .answers import ping
from .loopback import PATIENCE, LoopbackServer, begin_chunks, chunk


def connect(loopback: LoopbackServer) -> Letta:
    limits = httpx.Limits(max_connections=1)
    http_client = DefaultHttpxClient(limits=limits, timeout=httpx.Timeout(5, pool=0.5))
    return Letta(base_url=loopback.url, http_client=http_client, max_retries=0)


def test_a_forgotten_stream_gives_its_connection_back(loopback: LoopbackServer) -> None:
    loopback.answer = events_for_ever
    with connect(loopback) as client:
        stream = client.runs.messages.stream("run-1")
        next(stream)
        del stream
        gc.collect()
        client.health()


def test_closing_a_stream_that_another_thread_waits_on_ends_it(loopback: LoopbackServer) -> None:
    second, let_go = Event(), Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        begin_chunks(handler)
        chunk(handler, ping(1).encode())
        second.wait(PATIENCE)
        chunk(handler, ping(2).encode())
        let_go.wait(PATIENCE)

    loopback.answer = answer
    seen: list[LettaStreamingResponse] = []
    first = Event()

    def follow() -> None:
        for event in stream:
            seen.append(event)
            first.set()

    with connect(loopback) as client, ThreadPoolExecutor() as threads:
        stream = client.runs.messages.stream("run-1")
        reader = threads.submit(follow)
        first.wait(PATIENCE)
        stream.close()
        # A thread that waits on a socket notices its closing when something comes.
        second.set()
        reader.result(PATIENCE)
        let_go.set()
    assert len(seen) <= 2


def test_threads_share_a_client(loopback: LoopbackServer) -> None:
    with Letta(base_url=loopback.url) as client, ThreadPoolExecutor(8) as threads:
        calls = [threads.submit(client.health) for _ in range(50)]
    assert [call.result().status for call in calls] == ["ok"] * 50
    assert len(loopback.requests) == 50
