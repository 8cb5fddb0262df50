"""A reader says what a stream's frames mean, and whether its end came."""

from __future__ import annotations

import json
from typing import Any

import pytest
from httpx_sse import ServerSentEvent
from hypothesis import assume, given
from hypothesis import strategies as st

from letta_client._core.http.errors import APIResponseValidationError, APIStreamError
from letta_client._core.streams.events import EventReader, not_an_event_stream, run_id_of, seq_id_of
from letta_client.types.messages import UnknownMessage
from letta_client.types.streaming import (
    LettaErrorMessage,
    LettaPing,
    LettaStopReason,
    LettaStreamingResponse,
)

from ..wire import ANY_JSON, frames, logged, names, replay, respond

STREAMS = names("stream_*.json")
FAILED = ["stream_background_error_without_done", "stream_foreground_error"]
UNFINISHED = ["stream_async_run_pings_only"]
FINISHED = sorted(set(STREAMS) - {*FAILED, *UNFINISHED})

PING = {"message_type": "ping", "id": "ping-1", "date": "2026-11-21T19:19:55+00:00"}
# What a frame is called that has no name: it may come as the bytes of its data.
PLAIN = "message"
KINDS = st.sampled_from(["message", "ping", "update", ""]) | st.text().filter(
    lambda kind: kind != "error"
)


class Reader:
    """A reader of one response; without a name, of a run's stream."""

    def __init__(self, name: str | None = None, *, strict: bool = False) -> None:
        self.response = replay(name) if name else respond(path="/v1/runs/run-1/stream")
        self._reader: EventReader[Any] = EventReader(LettaStreamingResponse, strict=strict)

    @property
    def ended(self) -> bool:
        return self._reader.ended

    def feed(self, event: str, data: str) -> Any:
        frame = ServerSentEvent(event=event, data=data)
        return self._reader.read(data.encode() if event == PLAIN else frame, self.response)


def state(*, strict: bool = False) -> Reader:
    return Reader(strict=strict)


def ping(**fields: Any) -> str:
    return json.dumps({**PING, **fields})


def feed_all(name: str, *, upto: int | None = None) -> tuple[Reader, list[Any]]:
    """Feed the frames of a recording; return the reader and what came out, an error at the end."""
    stream = Reader(name, strict=True)
    events: list[Any] = []
    for frame in frames(name)[:upto]:
        try:
            events.append(stream.feed(frame.event, frame.data))
        except APIStreamError as error:
            events.append(error)
    return stream, [event for event in events if event is not None]


# What was recorded.


def sent(name: str) -> list[Any]:
    return [json.loads(frame.data) for frame in frames(name) if frame.data != "[DONE]"]


@pytest.mark.parametrize("name", STREAMS)
def test_every_recorded_event_comes_out_as_its_type(name: str) -> None:
    _, events = feed_all(name)
    bodies: list[Any] = [
        event.body if isinstance(event, APIStreamError) else event.to_dict(mode="json")
        for event in events
    ]
    assert [body["message_type"] for body in bodies] == [
        event["message_type"] for event in sent(name)
    ]
    assert not [event for event in events if isinstance(event, UnknownMessage)]


@pytest.mark.parametrize("name", STREAMS)
def test_only_a_stream_that_was_ended_may_stop(name: str) -> None:
    stream, _ = feed_all(name)
    assert stream.ended == (name not in UNFINISHED)


@pytest.mark.parametrize("name", FINISHED)
@given(st.data())
def test_a_stream_that_is_cut_off_knows_it(name: str, data: st.DataObject) -> None:
    upto = data.draw(st.integers(0, len(frames(name)) - 1))
    stream, events = feed_all(name, upto=upto)
    assert len(events) == upto
    assert not stream.ended


@pytest.mark.parametrize(("name", "number"), [(FAILED[0], 3), (FAILED[1], None)])
def test_a_failed_run_ends_its_stream_with_an_error(name: str, number: int | None) -> None:
    stream, events = feed_all(name)
    *_, reason, error = events
    assert isinstance(reason, LettaStopReason)
    assert isinstance(error, APIStreamError)
    assert type(error.error) is LettaErrorMessage
    assert error.error.error_type == "llm_error"
    assert error.error.run_id
    assert error.error.seq_id == number
    assert error.body == sent(name)[-1]
    assert error.response is stream.response
    assert str(error) == (
        "llm_error: An error occurred with the LLM request. INTERNAL_SERVER_ERROR: OpenAI API "
        "error: Error code: 500 - {'error': {'message': 'boom', 'type': 'server_error'}} "
        f"(run {error.error.run_id})"
    )


# The rules.


def test_a_ping_is_an_event() -> None:
    event = state().feed("message", ping(seq_id=1))
    assert type(event) is LettaPing
    assert event.seq_id == 1


@given(KINDS)
def test_an_event_is_what_its_data_says_whatever_its_kind(kind: str) -> None:
    stream = state()
    assert type(stream.feed(kind, ping())) is LettaPing
    assert not stream.ended


@given(KINDS | st.just("error"))
def test_a_frame_without_data_carries_nothing(kind: str) -> None:
    stream = state()
    assert stream.feed(kind, "") is None
    assert not stream.ended


@given(KINDS | st.just("error"))
def test_done_ends_a_stream_whatever_its_kind(kind: str) -> None:
    stream = state()
    assert stream.feed(kind, "[DONE]") is None
    assert stream.ended
    assert stream.ended


def ended(stream: Reader, by: str) -> Reader:
    if by == "done":
        stream.feed("message", "[DONE]")
    else:
        with pytest.raises(APIStreamError):
            stream.feed("error", '{"message": "boom"}')
    return stream


@given(KINDS | st.just("error"), st.text() | st.sampled_from([ping(seq_id=9), "[DONE]"]))
@pytest.mark.parametrize("by", ["done", "error"])
def test_nothing_comes_after_the_end(by: str, kind: str, data: str) -> None:
    stream = ended(state(strict=True), by)
    assert stream.feed(kind, data) is None
    assert stream.ended


@given(ANY_JSON.filter(lambda body: body != "[DONE]"))
def test_any_error_event_is_an_error_that_ends_the_stream(body: Any) -> None:
    stream = state(strict=True)
    with pytest.raises(APIStreamError) as raised:
        stream.feed("error", json.dumps(body))
    assert raised.value.body == body
    assert isinstance(raised.value.error, LettaErrorMessage)
    assert len(str(raised.value).splitlines()) == 1
    assert stream.ended


@given(st.text(min_size=1))
def test_any_text_of_an_error_event_is_an_error(text: str) -> None:
    assume(not text.startswith("[DONE]"))
    stream = state()
    with pytest.raises(APIStreamError) as raised:
        stream.feed("error", text)
    assert raised.value.body is not None or text.strip() == "null"
    assert stream.ended


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("Internal Server Error", "Internal Server Error"),
        ('"boom"', '"boom"'),
        ('{"error": "boom"}', '{"error": "boom"}'),
        ('{"detail": "boom"}', "boom"),
        ('{"message": "boom", "error_type": "t"}', "t: boom"),
        ('{"message": "boom", "run_id": "run-1", "seq_id": "x"}', "boom (run run-1)"),
        ("{}", "{}"),
    ],
)
def test_an_odd_error_event_says_what_it_can(data: str, said: str) -> None:
    with logged(), pytest.raises(APIStreamError) as raised:
        state().feed("error", data)
    assert str(raised.value) == said


@given(ANY_JSON)
def test_an_event_that_does_not_fit_is_handed_out_with_one_warning(body: Any) -> None:
    assume(body is not None)
    stream = state()
    with logged() as log:
        event = stream.feed("message", json.dumps(body))
    assert event is not None
    assert len(log) == 1


@pytest.mark.parametrize("place", [{"seq_id": "9"}, {"seq_id": [9]}, {"run_id": 9}, {"run_id": {}}])
def test_an_event_in_no_readable_place_says_only_what_can_be_read(place: dict[str, Any]) -> None:
    broken = {"message_type": "stop_reason", "stop_reason": 5, "run_id": "run-1", "seq_id": 4}
    with logged():
        event: Any = state().feed("message", json.dumps({**broken, **place}))
    assert type(event) is LettaStopReason
    assert (run_id_of(event), seq_id_of(event)) == (
        None if "run_id" in place else "run-1",
        None if "seq_id" in place else 4,
    )


def test_what_is_no_event_has_no_place() -> None:
    for event in (None, {"seq_id": 1, "run_id": "run-1"}):
        assert (run_id_of(event), seq_id_of(event)) == (None, None)


def test_an_event_of_a_type_that_nobody_knows_comes_with_all_its_data() -> None:
    stream = state(strict=True)
    with logged() as log:
        event = stream.feed(
            "message", '{"message_type": "dream", "plot": [1], "seq_id": 2, "run_id": "run-1"}'
        )
    assert isinstance(event, UnknownMessage)
    assert event.model_extra == {"plot": [1]}
    assert (run_id_of(event), seq_id_of(event)) == ("run-1", 2)
    assert not log


def test_under_strict_validation_an_event_that_does_not_fit_is_an_error() -> None:
    with pytest.raises(APIResponseValidationError):
        state(strict=True).feed("message", '{"message_type": "ping"}')


@pytest.mark.parametrize("strict", [True, False])
def test_data_that_is_no_json_is_an_error(strict: bool) -> None:
    stream = state(strict=strict)
    with pytest.raises(APIResponseValidationError, match="Expected JSON"):
        stream.feed("message", "{nope")
    assert not stream.ended


def test_a_response_that_is_no_stream_of_events_says_what_it_is() -> None:
    response = respond(content='{"detail": "no"}', headers={"content-type": "application/json"})
    error = not_an_event_stream(response)
    assert str(error) == (
        'Expected a stream of events, but the server sent application/json: \'{"detail": "no"}\''
    )
    assert error.body == {"detail": "no"}
    assert error.response is response


@given(st.binary())
def test_a_response_of_any_bytes_that_is_no_stream_of_events_is_readable(content: bytes) -> None:
    error = not_an_event_stream(
        respond(content=content, headers={"content-type": "a/b; charset=zip"})
    )
    assert len(str(error).splitlines()) == 1
    assert len(str(error)) <= 1000
