"""The synchronous client in threads, and streams that nobody closed."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from threading import Event, Semaphore

import httpx
import pytest

from letta_client import DefaultHttpxClient, Letta, Stream
from letta_client.testing import ReferenceServer, Script
from letta_client.types.streaming import LettaStreamingResponse
from thoroughness import times

from ._sync.harness import reference_client
from ._sync.test_connections import events_for_ever
from .answers import DONE, ping
from .loopback import PATIENCE, LoopbackServer, begin_chunks, chunk, health


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


def test_a_stream_that_was_never_read_gives_its_connection_back(loopback: LoopbackServer) -> None:
    loopback.answer = events_for_ever
    with connect(loopback) as client:
        stream = client.runs.messages.stream("run-1")
        del stream
        gc.collect()
        client.health()


def test_closing_a_stream_that_another_thread_waits_on_ends_it(loopback: LoopbackServer) -> None:
    let_go = Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        begin_chunks(handler)
        chunk(handler, ping(1).encode())
        let_go.wait(PATIENCE)

    loopback.answer = answer
    seen: list[LettaStreamingResponse] = []
    first = Event()

    def follow() -> None:
        for event in stream:
            seen.append(event)
            first.set()

    # The thread waits for longer than the test would if nothing woke it.
    with connect(loopback) as client, ThreadPoolExecutor() as threads:
        stream = client.runs.messages.stream("run-1", resume=False, timeout=2 * PATIENCE)
        reader = threads.submit(follow)
        first.wait(PATIENCE)
        stream.close()
        reader.result(PATIENCE / 2)
        loopback.answer = health
        client.health()
        let_go.set()
    assert len(seen) == 1
    assert stream.outcome == "closed"


def test_a_second_thread_that_asks_for_an_event_gets_an_error_and_takes_nothing(
    loopback: LoopbackServer,
) -> None:
    let_go = Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        begin_chunks(handler)
        chunk(handler, ping(1).encode())
        let_go.wait(PATIENCE)
        chunk(handler, (ping(2) + DONE).encode())
        chunk(handler, b"")

    loopback.answer = answer
    with connect(loopback) as client, ThreadPoolExecutor() as threads:
        stream = client.runs.messages.stream("run-1", resume=False, timeout=2 * PATIENCE)
        next(stream)
        reader = threads.submit(list[LettaStreamingResponse], stream)
        while not stream._reader._in_use.locked():
            pass
        for ask in (lambda: next(stream), lambda: list(stream), stream.until_done):
            with pytest.raises(RuntimeError, match="waiting for the next event"):
                ask()
        let_go.set()
        assert [event.message_type for event in reader.result(PATIENCE)] == ["ping"]
    assert stream.outcome == "done"


def test_a_stream_can_be_closed_in_any_moment() -> None:
    """One thread reads as fast as it can, through breaks, and another closes."""
    for seen_before in range(times(8)):
        with ReferenceServer() as server, ThreadPoolExecutor() as threads:
            run = server.add_run(Script().reply("word " * 2000))
            for place in range(1000, 100_000, 1000):
                server.faults.add(path="/v1/runs/*/stream", cut_after_bytes=place)
            stream = reference_client(server).runs.messages.stream(run.id)
            events: list[LettaStreamingResponse] = []
            seen = Semaphore(0)

            def read(
                stream: Stream[LettaStreamingResponse] = stream,
                events: list[LettaStreamingResponse] = events,
                seen: Semaphore = seen,
            ) -> None:
                for event in stream:
                    events.append(event)
                    seen.release()

            reader = threads.submit(read)
            for _ in range(seen_before):
                seen.acquire(timeout=PATIENCE)
            stream.close()
            reader.result(PATIENCE)
            assert stream.outcome == "closed"
            numbers = [getattr(event, "seq_id", None) for event in events]
            assert numbers == list(range(1, len(events) + 1))


def test_threads_wait_for_each_others_connections(loopback: LoopbackServer) -> None:
    http_client = DefaultHttpxClient(limits=httpx.Limits(max_connections=12))
    with Letta(base_url=loopback.url, http_client=http_client) as client:
        with ThreadPoolExecutor(40) as threads:
            calls = [threads.submit(client.health) for _ in range(400)]
        assert [call.result().status for call in calls] == ["ok"] * 400
    assert len(loopback.requests) == 400
    assert loopback.connections <= 12


def test_threads_share_a_client(loopback: LoopbackServer) -> None:
    with Letta(base_url=loopback.url) as client, ThreadPoolExecutor(8) as threads:
        calls = [threads.submit(client.health) for _ in range(50)]
    assert [call.result().status for call in calls] == ["ok"] * 50
    assert len(loopback.requests) == 50
