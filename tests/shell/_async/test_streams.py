"""A stream over one connection: what it hands out, how it ends, that it frees the connection."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from typing import Any

import httpx
import pytest

from letta_client import (
    APIConnectionError,
    APIResponseValidationError,
    APIStatusError,
    APIStreamError,
    APITimeoutError,
    AsyncStream,
    BadRequestError,
)
from letta_client.testing import ManualClock
from letta_client.types.messages import (
    AssistantMessage,
    ToolCallMessage,
    ToolReturnMessage,
    UnknownMessage,
)
from letta_client.types.streaming import (
    LettaErrorMessage,
    LettaPing,
    LettaStopReason,
    LettaStreamingResponse,
    LettaUsageStatistics,
)

from ..answers import DONE, EVENT_STREAM, Server, answer, encoded, ping, recorded, recording, run
from .harness import Body, connect, settle, with_time, without_sleep

pytestmark = pytest.mark.usefixtures("frame_path")


def event_server(body: Body) -> Server:
    return Server(answer(stream=body, headers=EVENT_STREAM))


async def open_stream(body: Body, **options: Any) -> AsyncStream[LettaStreamingResponse]:
    client = connect(event_server(body), **options)
    return await client.runs.messages.stream("run-1", resume=False)


def endless() -> Iterable[bytes]:
    number = 0
    while True:
        number += 1
        yield ping(number).encode()


async def test_a_stream_hands_out_typed_events_in_their_order() -> None:
    body = Body(encoded(recording("stream_background_steps")))
    stream = await open_stream(body, strict_response_validation=True)
    assert [type(event) async for event in stream] == [
        LettaPing,
        ToolCallMessage,
        ToolReturnMessage,
        AssistantMessage,
        LettaStopReason,
        LettaUsageStatistics,
    ]
    assert body.closed == 1


async def test_an_event_is_handed_out_as_soon_as_it_is_there() -> None:
    body = Body(encoded([ping(1), ping(2), ping(3)]))
    stream = await open_stream(body)
    assert body.taken == 0
    for number in (1, 2, 3):
        event = await anext(stream)
        assert isinstance(event, LettaPing)
        assert (event.seq_id, body.taken) == (number, number)
    await stream.close()


@pytest.mark.parametrize("size", [1, 7, 100])
async def test_it_does_not_matter_how_the_bytes_are_cut(size: int) -> None:
    text = "".join(recording("stream_background_tokens")).encode()
    expected = [event async for event in await open_stream(Body([text]))]
    cut = [text[start : start + size] for start in range(0, len(text), size)]
    assert [event async for event in await open_stream(Body(cut))] == expected


async def test_a_stream_may_be_compressed() -> None:
    packed = gzip.compress("".join(recording("stream_background_steps")).encode())
    headers = {**EVENT_STREAM, "content-encoding": "gzip"}
    server = Server(answer(stream=Body([packed]), headers=headers))
    async with await connect(server).runs.messages.stream("run-1") as stream:
        assert len([event async for event in stream]) == 6


async def test_comments_and_fields_of_the_protocol_are_no_events() -> None:
    text = f": hi\n\nretry: 10\n\nid: 7\n\n{ping(1)}event: message\r\n{ping(2)}\r\n{DONE}"
    stream = await open_stream(Body([text.encode()]))
    assert [getattr(event, "seq_id", None) async for event in stream] == [1, 2]


async def test_nothing_follows_the_end() -> None:
    body = Body(encoded([ping(1), DONE, ping(2)]))
    stream = await open_stream(body)
    assert len([event async for event in stream]) == 1
    assert (body.taken, body.closed) == (2, 1)
    assert [event async for event in stream] == []
    with pytest.raises(StopAsyncIteration):
        await anext(stream)


async def test_a_stream_that_is_taken_event_by_event_frees_its_connection_at_its_end() -> None:
    body = Body(encoded([ping(1), DONE]))
    stream = await open_stream(body)
    await anext(stream)
    assert body.closed == 0
    with pytest.raises(StopAsyncIteration):
        await anext(stream)
    assert body.closed == 1


async def test_a_stream_knows_its_response_and_where_it_stands() -> None:
    stream = await open_stream(Body(encoded([ping(4), ping(5), DONE])))
    assert (stream.run_id, stream.last_seq_id) == ("run-1", None)
    assert stream.response.status_code == 200
    assert stream.response.request.url.path == "/v1/runs/run-1/stream"
    async with stream:
        await anext(stream)
        assert (stream.run_id, stream.last_seq_id) == ("run-1", 4)
        await anext(stream)
        assert stream.last_seq_id == 5


async def test_an_unknown_event_keeps_its_data() -> None:
    frame = 'data: {"message_type":"hologram","depth":3}\n\n'
    stream = await open_stream(Body(encoded([frame, DONE])), strict_response_validation=True)
    async for event in stream:
        assert isinstance(event, UnknownMessage)
        assert event.to_dict() == {"message_type": "hologram", "depth": 3}


async def test_the_servers_error_is_raised_with_all_that_it_says() -> None:
    body = Body(encoded(recording("stream_background_error_without_done")))
    stream = await open_stream(body)
    seen: list[type] = []
    with pytest.raises(APIStreamError) as caught:
        async for event in stream:
            seen.append(type(event))
    assert seen == [LettaPing, LettaStopReason]
    error = caught.value
    assert isinstance(error, APIStatusError)
    assert isinstance(error.error, LettaErrorMessage)
    assert error.error.error_type == "llm_error"
    assert error.error.run_id.startswith("run-")
    assert (error.status_code, error.response) == (200, stream.response)
    assert error.error.error_type in str(error)
    assert error.error.run_id in str(error)
    assert "\n" not in str(error)
    assert body.closed == 1
    assert [event async for event in stream] == []


async def test_a_failed_foreground_stream_ends_at_its_error() -> None:
    stream = await open_stream(Body(encoded(recording("stream_foreground_error"))))
    with pytest.raises(APIStreamError):
        [event async for event in stream]
    with pytest.raises(StopAsyncIteration):
        await anext(stream)


async def test_a_body_that_ends_before_the_stream_is_a_connection_error() -> None:
    body = Body(encoded([ping(1), ping(2)]))
    stream = await open_stream(body)
    with pytest.raises(APIConnectionError, match=r"broke off.*run-1.*last event 2"):
        [event async for event in stream]
    assert body.closed == 1


async def test_an_empty_body_is_a_connection_error() -> None:
    with pytest.raises(APIConnectionError, match="broke off"):
        await anext(await open_stream(Body([])))


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (httpx.ReadError("gone"), APIConnectionError),
        (httpx.RemoteProtocolError("incomplete chunked read"), APIConnectionError),
        (httpx.ReadTimeout("slow"), APITimeoutError),
        (httpx.WriteError("gone"), APIConnectionError),
        (httpx.CloseError("gone"), APIConnectionError),
        (httpx.DecodingError("bad gzip"), APIConnectionError),
    ],
)
async def test_what_befalls_the_connection_in_the_middle_is_an_error_of_the_library(
    error: Exception, raised: type[Exception]
) -> None:
    body = Body(encoded([ping(1)]), error=error)
    stream = await open_stream(body)
    seen: list[object] = []
    with pytest.raises(APIConnectionError) as caught:
        async for event in stream:
            seen.append(event)
    assert type(caught.value) is raised
    assert caught.value.__cause__ is error
    assert caught.value.request is stream.response.request
    assert (len(seen), body.closed) == (1, 1)


async def test_what_is_no_stream_of_events_is_shown() -> None:
    body = Body([b'{"hello": ', b'"there"}'])
    server = Server(answer(stream=body, headers={"content-type": "application/json"}))
    stream = await connect(server).runs.messages.stream("run-1")
    with pytest.raises(APIResponseValidationError, match="application/json") as caught:
        [event async for event in stream]
    assert caught.value.body == {"hello": "there"}
    assert body.closed == 1


async def test_what_is_no_stream_of_events_may_break_off_too() -> None:
    body = Body([b"<h1>"], error=httpx.ReadError("gone"))
    server = Server(answer(stream=body, headers={"content-type": "text/html"}))
    with pytest.raises(APIConnectionError):
        await anext(await connect(server).runs.messages.stream("run-1", resume=False))
    assert body.closed == 1


async def test_an_event_that_is_no_json_ends_the_stream() -> None:
    body = Body(encoded([ping(1), "data: <h1>oh</h1>\n\n", ping(2)]))
    stream = await open_stream(body)
    await anext(stream)
    with pytest.raises(APIResponseValidationError, match="<h1>oh</h1>"):
        await anext(stream)
    assert body.closed == 1
    with pytest.raises(StopAsyncIteration):
        await anext(stream)


async def test_an_event_that_does_not_fit_is_handed_out_unless_strict(
    caplog: pytest.LogCaptureFixture,
) -> None:
    frame = 'data: {"message_type":"ping","id":7,"date":"soon"}\n\n'
    stream = await open_stream(Body(encoded([frame, DONE])))
    (event,) = [event async for event in stream]
    assert isinstance(event, LettaPing)
    assert event.to_dict(warnings=False) == {"message_type": "ping", "id": 7, "date": "soon"}
    assert [record.levelname for record in caplog.records if record.name == "letta_client"] == [
        "WARNING"
    ]
    body = Body(encoded([frame, DONE]))
    strict = await open_stream(body, strict_response_validation=True)
    with pytest.raises(APIResponseValidationError):
        await anext(strict)
    assert body.closed == 1


async def test_an_error_instead_of_a_stream_is_raised_by_the_call() -> None:
    body = Body([json.dumps(recording("error_400_stream_of_foreground_run")).encode()])
    server = Server(answer(status=400, stream=body))
    with pytest.raises(BadRequestError, match="not") as caught:
        await connect(server).runs.messages.stream("run-1")
    assert caught.value.body == recording("error_400_stream_of_foreground_run")
    assert body.closed == 1


async def test_breaking_out_of_the_loop_frees_the_connection() -> None:
    body = Body(endless())
    stream = await open_stream(body)
    async for _ in stream:
        break
    await settle()
    assert (body.taken, body.closed) == (1, 1)


async def test_leaving_the_block_frees_the_connection() -> None:
    body = Body(endless())
    async with await open_stream(body) as stream:
        async for _ in stream:
            break
    assert (body.taken, body.closed) == (1, 1)
    body = Body(endless())
    async with await open_stream(body):
        assert body.closed == 0
    assert (body.taken, body.closed) == (0, 1)


async def test_an_early_return_frees_the_connection() -> None:
    body = Body(endless())

    async def first() -> object:
        async with await open_stream(body) as stream:
            async for event in stream:
                return event
        return None

    assert isinstance(await first(), LettaPing)
    assert (body.taken, body.closed) == (1, 1)


async def test_an_exception_in_the_loop_frees_the_connection() -> None:
    body = Body(endless())
    with pytest.raises(ZeroDivisionError):
        async with await open_stream(body) as stream:
            async for _ in stream:
                raise ZeroDivisionError
    assert (body.taken, body.closed) == (1, 1)


async def test_closing_ends_the_stream() -> None:
    body = Body(endless())
    stream = await open_stream(body)
    await anext(stream)
    await stream.close()
    await stream.close()
    assert (body.taken, body.closed) == (1, 1)
    with pytest.raises(StopAsyncIteration):
        await anext(stream)
    assert [event async for event in stream] == []


async def test_closing_an_untouched_stream_frees_the_connection() -> None:
    body = Body(endless())
    await (await open_stream(body)).close()
    assert (body.taken, body.closed) == (0, 1)


async def test_closing_inside_the_loop_ends_it() -> None:
    body = Body(endless())
    stream = await open_stream(body)
    seen = 0
    async for _ in stream:
        seen += 1
        await stream.close()
    assert (seen, body.taken, body.closed) == (1, 1, 1)


async def test_one_stream_can_be_iterated_in_turns() -> None:
    stream = await open_stream(Body(encoded([ping(1), ping(2), ping(3), DONE])))
    async with stream:
        first = await anext(stream)
        rest = [event async for event in stream]
    assert [getattr(event, "seq_id", None) for event in [first, *rest]] == [1, 2, 3]


async def test_a_stream_asks_for_events_and_goes_by_the_calls_timeout() -> None:
    server = Server(recorded("stream_background_steps"))
    async with connect(server) as client:
        await client.runs.messages.stream("run-1", timeout=9, resume=False)
    assert server.last.headers["accept"] == "text/event-stream"
    assert server.last.extensions["timeout"]["read"] == 9


# Closing


async def test_closing_a_stream_that_waits_to_connect_again_ends_it_at_once() -> None:
    server = event_server(Body(encoded([ping(1)]), error=httpx.ReadError("gone")))
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await stream.close()

    async with with_time(connect(server), sleep) as client:
        stream = await client.runs.messages.stream("run-1")
        assert len([event async for event in stream]) == 1
    assert stream.outcome == "closed"
    assert len(server.requests) == len(slept) == 1
    # What cannot be woken up sleeps only a little at a time.
    assert slept[0] <= 0.1


async def test_a_stream_ends_with_its_client(delays: list[float]) -> None:
    body = Body(encoded([ping(1)]), error=httpx.ReadError("gone"))
    server = event_server(body)
    client = connect(server, delays=delays)
    stream = await client.runs.messages.stream("run-1")
    await anext(stream)
    await client.close()
    with pytest.raises(APIConnectionError, match="broke off"):
        await anext(stream)
    assert (stream.outcome, body.closed) == ("broken", 1)
    assert (delays, len(server.requests)) == ([], 1)


# Signs of life


@pytest.mark.parametrize(
    "sign", [b": here\n\n", b":\n", b"\n\n", b"retry: 1\n\n", ping(None).encode()]
)
@pytest.mark.parametrize("seconds", [0.1, 5.0])
async def test_a_stream_of_signs_of_life_has_its_run_looked_up_by_time(
    sign: bytes, seconds: float
) -> None:
    clock = ManualClock()
    start = clock.now()
    looks: list[float] = []

    def elapsed() -> float:
        return (clock.now() - start).total_seconds()

    def signs() -> Iterable[bytes]:
        while True:
            clock.advance(seconds)
            yield sign

    def answer_request(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, headers=EVENT_STREAM, stream=Body(signs()))
        looks.append(elapsed())
        status = "running" if elapsed() < 200 else "completed"
        return httpx.Response(200, json=run("run-1", status=status))

    async with without_sleep(connect(answer_request), clock=clock) as client:
        stream = await client.runs.messages.stream("run-1")
        async for _ in stream:
            pass
    assert stream.outcome == "run_over"
    assert 10 <= looks[0] <= 15
    assert len(looks) <= 7
    assert elapsed() < 300
