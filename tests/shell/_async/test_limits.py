"""Bounds of time and of size, which hold whatever a server sends."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from letta_client import APIError, APIResponseValidationError, APIStatusError, APITimeoutError
from letta_client.testing import ManualClock
from letta_client.types.runs import Run

from ..answers import Server, answer, recorded
from .harness import Body, connect, without_sleep

RUN = recorded("run_completed")


def test_numbers_that_make_no_sense_are_refused() -> None:
    for deadline in (0, -1.0, float("nan")):
        with pytest.raises(ValueError, match="deadline"):
            connect(Server(RUN), deadline=deadline)
        with pytest.raises(ValueError, match="deadline"):
            connect(Server(RUN)).copy(deadline=deadline)
    with pytest.raises(ValueError, match="max_response_bytes"):
        connect(Server(RUN), max_response_bytes=-1)


async def test_retries_and_pauses_end_with_the_deadline() -> None:
    clock = ManualClock()
    server = Server(answer(status=503, headers={"Retry-After": "4"}))
    async with without_sleep(connect(server, max_retries=100), clock=clock) as client:
        start = clock.now()
        with pytest.raises(APIStatusError):
            await client.runs.retrieve("run-1", deadline=10)
    assert (clock.now() - start).total_seconds() <= 10
    assert len(server.requests) == 3


async def test_each_attempt_has_what_is_left_of_the_deadline() -> None:
    clock = ManualClock()
    server = Server(answer(status=503, headers={"Retry-After": "4"}), RUN)
    waited: list[float] = []

    def respond(request: httpx.Request) -> httpx.Response:
        waited.append(request.extensions["timeout"]["connect"])
        return server(request)

    async with without_sleep(connect(respond, deadline=10, timeout=30), clock=clock) as client:
        await client.runs.retrieve("run-1")
    assert waited == pytest.approx([10, 6])


async def test_a_deadline_that_has_passed_says_so() -> None:
    clock = ManualClock()

    def slow(request: httpx.Request) -> httpx.Response:
        clock.advance(11)
        raise httpx.ReadTimeout("slow")

    async with without_sleep(connect(slow), clock=clock) as client:
        with pytest.raises(APITimeoutError, match="deadline of 10 s has passed: GET /v1/runs/run"):
            await client.runs.retrieve("run-1", deadline=10)


async def test_a_body_that_drips_ends_with_the_deadline() -> None:
    clock = ManualClock()

    class Slowly:
        def __iter__(self) -> Any:
            while True:
                clock.advance(0.5)
                yield b" "

    async with without_sleep(connect(_body(Slowly())), clock=clock) as client:
        start = clock.now()
        with pytest.raises(APITimeoutError, match="deadline"):
            await client.runs.retrieve("run-1", deadline=5)
    assert (clock.now() - start).total_seconds() <= 6


async def test_an_endless_body_is_too_large() -> None:
    class Endless:
        def __iter__(self) -> Any:
            while True:
                yield b" " * 1000

    async with connect(_body(Endless()), max_response_bytes=20_000) as client:
        with pytest.raises(APIResponseValidationError, match="larger than 20000 bytes"):
            await client.runs.retrieve("run-1")
        with pytest.raises(APIResponseValidationError, match="larger than 10000 bytes"):
            await client.runs.retrieve("run-1", max_response_bytes=10_000)
        async with client.runs.with_streaming_response.retrieve("run-1") as response:
            with pytest.raises(APIResponseValidationError, match="larger than 20000 bytes"):
                await response.parse()


@pytest.mark.parametrize("status", [200, 400, 500])
async def test_what_is_counted_is_the_decoded_body(status: int) -> None:
    bomb = gzip.compress(b" " * 10_000_000)
    server = _body([bomb], status=status, headers={"Content-Encoding": "gzip"})
    async with connect(server, max_response_bytes=1_000_000) as client:
        with pytest.raises(APIError, match="larger than 1000000 bytes"):
            await client.runs.retrieve("run-1")


async def test_a_body_that_is_compressed_twice_is_refused() -> None:
    twice = gzip.compress(gzip.compress(b"{}"))
    headers = {"Content-Encoding": "gzip, gzip", "Content-Type": "text/event-stream"}
    async with connect(_body([twice], headers=headers)) as client:
        with pytest.raises(APIResponseValidationError, match="more than once"):
            await client.runs.retrieve("run-1")
        with pytest.raises(APIResponseValidationError, match="more than once"):
            await (await client.runs.messages.stream("run-1")).until_done()
        for reader in ("iter_bytes", "iter_text", "iter_lines"):
            async with client.runs.with_streaming_response.retrieve("run-1") as response:
                with pytest.raises(APIResponseValidationError, match="more than once"):
                    await anext(getattr(response, reader)())


async def test_a_body_of_the_largest_size_is_read() -> None:
    text = '{"id": "run-1", "agent_id": "a"}'
    async with connect(Server(answer(text=text)), max_response_bytes=len(text)) as client:
        assert type(await client.runs.retrieve("run-1")) is Run
        with pytest.raises(APIResponseValidationError, match="larger than"):
            await client.runs.retrieve("run-1", max_response_bytes=len(text) - 1)


async def test_a_frame_without_an_end_is_too_large() -> None:
    class Endless:
        def __iter__(self) -> Any:
            yield b"data: "
            while True:
                yield b"x" * 1000

    headers = {"Content-Type": "text/event-stream"}
    async with connect(_body(Endless(), headers=headers), max_response_bytes=50_000) as client:
        stream = await client.agents.messages.create("agent-1", input="hi", streaming=True)
        with pytest.raises(APIResponseValidationError, match="frame of the stream is larger than"):
            await stream.until_done()


async def test_the_deadline_of_a_stream_is_for_its_first_event() -> None:
    clock = ManualClock()
    ping = b'data: {"message_type":"assistant_message","id":"m-1","content":"x"}\n\n'

    class Slowly:
        def __iter__(self) -> Any:
            for _ in range(5):
                yield ping
                clock.advance(60)
            yield b"data: [DONE]\n\n"

    headers = {"Content-Type": "text/event-stream"}
    client = without_sleep(connect(_body(Slowly(), headers=headers)), clock=clock)
    async with client:
        stream = await client.agents.messages.create(
            "agent-1", input="hi", streaming=True, deadline=30
        )
        assert len([event async for event in stream]) == 5


async def test_comments_alone_do_not_keep_a_stream_from_its_deadline() -> None:
    clock = ManualClock()

    class Comments:
        def __iter__(self) -> Any:
            while True:
                clock.advance(1)
                yield b": alive\n\n"

    headers = {"Content-Type": "text/event-stream"}
    client = without_sleep(connect(_body(Comments(), headers=headers)), clock=clock)
    async with client:
        stream = await client.agents.messages.create(
            "agent-1", input="hi", streaming=True, deadline=30
        )
        with pytest.raises(APITimeoutError, match=re.escape("deadline of 30 s")):
            await stream.until_done()
    assert stream.outcome == "broken"


async def test_the_look_at_the_run_of_a_silent_stream_has_what_is_left_of_the_deadline() -> None:
    clock = ManualClock()
    waited: list[float] = []

    def silent(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            waited.append(request.extensions["timeout"]["read"])
            clock.advance(100)
        clock.advance(2)
        raise httpx.ReadTimeout("silent")

    async with without_sleep(connect(silent), clock=clock) as client:
        with pytest.raises(APITimeoutError, match="deadline of 30 s has passed"):
            stream = await client.runs.messages.stream("run-1", deadline=30)
            await stream.until_done()
    assert len(waited) == 1
    assert waited[0] <= 28


async def test_waiting_for_a_run_is_bounded_on_a_server_that_drips() -> None:
    clock = ManualClock()

    class Slowly:
        def __iter__(self) -> Any:
            while True:
                clock.advance(0.5)
                yield b" "

    async with without_sleep(connect(_body(Slowly())), clock=clock) as client:
        start = clock.now()
        with pytest.raises(APITimeoutError):
            await client.runs.wait("run-1", timeout=2)
    assert (clock.now() - start).total_seconds() <= 4


async def test_waiting_for_a_run_does_not_wait_longer_than_asked_for_retry_after() -> None:
    clock = ManualClock()
    server = Server(answer(status=503, headers={"Retry-After": "8"}))
    async with without_sleep(connect(server), clock=clock) as client:
        start = clock.now()
        with pytest.raises(APIError):
            await client.runs.wait("run-1", timeout=1)
    assert (clock.now() - start).total_seconds() <= 2


def _body(
    chunks: Any, *, status: int = 200, headers: dict[str, str] | None = None
) -> Callable[[httpx.Request], httpx.Response]:
    """Return a server that answers with these chunks, again and again."""

    def respond(request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, headers=headers, stream=Body(chunks))

    return respond
