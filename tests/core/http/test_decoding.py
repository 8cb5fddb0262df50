"""What the server sends is read as its type, and what does not fit is handed out all the same."""

from __future__ import annotations

import json
import typing
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Literal

import pydantic
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from letta_client._core.http.decoding import decode
from letta_client._core.http.errors import APIResponseValidationError
from letta_client.types import content, messages, model_settings, streaming
from letta_client.types._construction import construct
from letta_client.types._model import BaseModel
from letta_client.types.messages import Message
from letta_client.types.runs import LettaRequestConfig, Run, TraceRetrieveResponse, TraceSpan
from letta_client.types.steps import ProviderTrace, Step
from letta_client.types.streaming import LettaStreamingResponse
from thoroughness import times

from ..wire import (
    ANY_JSON,
    Json,
    is_array,
    is_object,
    json_values,
    kind_of,
    logged,
    names,
    promised,
    recording,
    respond,
)

DATE = "2026-11-21T19:19:55+00:00"

PROMISES: dict[str, Any] = {
    "Run": Run,
    "Step": Step,
    "list[Message]": list[Message],
    "LettaStreamingResponse": LettaStreamingResponse,
    "ProviderTrace | None": ProviderTrace | None,
    "TraceRetrieveResponse": TraceRetrieveResponse,
    "dict[str, Run]": dict[str, Run],
}
COLUMNS = {name: field.alias or name for name, field in TraceSpan.model_fields.items()}
ANSWERED = [
    name
    for name in names("*.json")
    if promised(name) and recording(name)["response"].get("json", ...) is not ...
    if recording(name)["response"]["status"] == 200
]


def lenient(payload: Json, returns: Any) -> Any:
    return decode(json.dumps(payload), returns, strict=False, response=respond())


def strict(payload: Json, returns: Any) -> Any:
    return decode(json.dumps(payload), returns, strict=True, response=respond())


def fits(payload: Json, returns: Any) -> bool:
    try:
        TypeAdapter(returns).validate_json(json.dumps(payload))
    except ValidationError:
        return False
    return True


def dumped(value: Any) -> Json:
    """What a value holds: of a model, the fields that were sent and those that nobody knows."""
    if isinstance(value, BaseModel):
        return value.to_dict(warnings=False)
    if is_array(value):
        return [dumped(item) for item in value]
    if is_object(value):
        return {key: dumped(part) for key, part in value.items()}
    return value


def same(sent: Json, kept: Json) -> bool:
    """Whether nothing was lost: what pydantic reads as a number or a moment may be one now."""
    if is_object(sent) and is_object(kept):
        sent = in_columns(sent, kept)
        return sent.keys() == kept.keys() and all(same(sent[key], kept[key]) for key in sent)
    if is_array(sent) and is_array(kept):
        return len(sent) == len(kept) and all(map(same, sent, kept))
    if type(sent) is type(kept):
        return bool(sent == kept)
    if isinstance(kept, datetime):
        return getattr(kept, "text", None) == sent or same_moment(sent, kept)
    return bool(TypeAdapter(kind_of(kept)).validate_python(sent) == kept)


def in_columns(sent: dict[str, Json], kept: dict[str, Json]) -> dict[str, Json]:
    """Name the fields of a span as they are written: they can be read by Python's names too."""
    return {
        column if (column := COLUMNS.get(key, key)) in kept and column not in sent else key: part
        for key, part in sent.items()
    }


def same_moment(sent: Json, kept: datetime) -> bool:
    moment = TypeAdapter(datetime).validate_python(sent)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) == kept


# What fits.


def test_there_are_recordings() -> None:
    assert len(ANSWERED) > 20


@pytest.mark.parametrize("name", ANSWERED)
@pytest.mark.parametrize("is_strict", [True, False], ids=["strict", "lenient"])
def test_a_recording_is_read_as_what_its_endpoint_promises(name: str, is_strict: bool) -> None:
    payload = recording(name)["response"]["json"]
    with logged() as log:
        value = decode(
            json.dumps(payload).encode(), promised(name), strict=is_strict, response=respond()
        )
    assert not log
    assert same(payload, dumped(value))
    for item in value if isinstance(payload, list) else [value]:
        assert isinstance(item, BaseModel)


def test_bytes_and_text_are_read_alike() -> None:
    payload = json.dumps({"id": "é", "agent_id": "a"}, ensure_ascii=False)
    as_text = decode(payload, Run, strict=True, response=respond())
    as_bytes = decode(payload.encode(), Run, strict=True, response=respond())
    assert as_text == as_bytes == Run(id="é", agent_id="a")


@pytest.mark.parametrize(
    ("payload", "returns", "value"),
    [
        (None, ProviderTrace | None, None),
        ({"a": [1]}, dict[str, Any], {"a": [1]}),
        ([1, 2], list[int], [1, 2]),
        ("text", str, "text"),
        ({"a": 1}, object, {"a": 1}),
    ],
)
def test_any_type_that_pydantic_knows_can_be_read(payload: Json, returns: Any, value: Any) -> None:
    with logged() as log:
        assert strict(payload, returns) == lenient(payload, returns) == value
    assert not log


# What does not fit.

NAMES = st.sampled_from(
    sorted(
        {
            field.alias or name
            for model in (Run, Step, ProviderTrace, TraceSpan, LettaRequestConfig)
            for name, field in model.model_fields.items()
        }
        | {"message_type", "content", "date", "type", "text", "source", "url", "tool_call"}
        | {"tool_calls", "approvals", "approve", "tool_return", "reasoning", "summary"}
        # Names that mean something to Python or to pydantic.
        | {"self", "cls", "_fields_set", "values", "model_extra", "model_fields_set", "to_dict"}
        | {"__class__", "__dict__", "__pydantic_extra__", "model_config", "", "odd\nname"}
    )
)
TEXTS = st.one_of(
    st.text(max_size=5),
    st.sampled_from([DATE, "2026-11-21", "5", "2.0", "true", "success", "text", "image"]),
    st.sampled_from(["user_message", "assistant_message", "tool_call_message", "ping", "dream"]),
    st.sampled_from(["stop_reason", "error_message", "approval_response_message", "approval"]),
)
ODD = json_values(NAMES, TEXTS)
RECORDED = st.sampled_from(ANSWERED).map(lambda name: recording(name)["response"]["json"])


@st.composite
def damaged(draw: st.DrawFn) -> Json:
    """A recorded payload, with something else in a place or two, or nothing."""
    payload = json.loads(json.dumps(draw(RECORDED)))
    for _ in range(draw(st.integers(1, 2))):
        places = list(inner(payload))
        if not places:
            break
        holder, key = draw(st.sampled_from(places))
        if is_object(holder) and draw(st.booleans()):
            del holder[key]
        else:
            holder[key] = draw(ODD)
    return payload


def inner(payload: Json) -> Iterator[tuple[Json, Any]]:
    keys: list[Any] = []
    if is_object(payload):
        keys = list(payload)
    elif is_array(payload):
        keys = list(range(len(payload)))
    for key in keys:
        yield payload, key
        yield from inner(payload[key])


@pytest.mark.parametrize("returns", PROMISES.values(), ids=PROMISES)
@settings(max_examples=times(20))
@given(payload=ODD | damaged() | st.lists(ODD, min_size=1) | st.dictionaries(NAMES, ODD))
def test_whatever_comes_is_handed_out_whole_with_one_warning_if_it_does_not_fit(
    returns: Any, payload: Json
) -> None:
    with logged() as log:
        value = lenient(payload, returns)
    assert same(payload, dumped(value))
    assert [record.levelname for record in log] == ([] if fits(payload, returns) else ["WARNING"])
    assert all(len(record.getMessage().splitlines()) == 1 for record in log)


@pytest.mark.parametrize("returns", PROMISES.values(), ids=PROMISES)
@settings(max_examples=times(20))
@given(payload=ODD | damaged() | ANY_JSON)
def test_under_strict_validation_what_does_not_fit_is_an_error_with_its_body(
    returns: Any, payload: Json
) -> None:
    if fits(payload, returns):
        strict(payload, returns)
        return
    response = respond()
    with logged() as log, pytest.raises(APIResponseValidationError) as raised:
        decode(json.dumps(payload), returns, strict=True, response=response)
    assert raised.value.body == payload
    assert raised.value.response is response
    assert isinstance(raised.value.__cause__, ValidationError)
    assert len(str(raised.value).splitlines()) == 1
    assert not log


@pytest.mark.parametrize(
    ("payload", "returns", "said"),
    [
        ({"id": "run-1"}, Run, "agent_id: Field required"),
        ({"id": 1, "agent_id": 2}, Run, "id: Input should be a valid string (and 1 more)"),
        (
            {"id": "r", "agent_id": "a", "request_config": {"use_assistant_message": "x"}},
            Run,
            "request_config.use_assistant_message: Input should be a valid boolean, "
            "unable to interpret input",
        ),
        (
            [{"id": "m", "date": DATE, "message_type": "user_message"}],
            list[Message],
            "0.user_message.content: Field required (and 1 more)",
        ),
        (
            {"message_type": "stop_reason"},
            LettaStreamingResponse,
            "stop_reason.stop_reason: Field required (and 1 more)",
        ),
        ([{"SpanName": 5}], TraceRetrieveResponse, "0.SpanName: Input should be a valid string"),
        (5, Run, "the whole: Input should be an object"),
        (
            {"ResourceAttributes": {"odd\nname": 5}},
            TraceSpan,
            "ResourceAttributes.odd name: Input should be a valid string",
        ),
    ],
)
def test_the_error_and_the_warning_name_the_field(payload: Json, returns: Any, said: str) -> None:
    with pytest.raises(APIResponseValidationError) as raised:
        strict(payload, returns)
    assert str(raised.value) == f"The response does not fit its type: {said}"
    with logged() as log:
        lenient(payload, returns)
    assert [record.getMessage() for record in log] == [
        "GET /v1/runs/ answered with what does not fit its type and is handed out unvalidated: "
        + said
    ]


def test_what_fits_of_a_model_is_read_and_the_rest_is_as_it_came() -> None:
    run = lenient(
        {
            "id": "run-1",
            "created_at": "2026-11-21T19:19:55",
            "completed_at": "yesterday",
            "ttft_ns": "soon",
            "request_config": {"use_assistant_message": "perhaps", "mood": "good"},
            "mood": {"now": ["good"]},
        },
        Run,
    )
    assert kind_of(run) is Run
    assert run.created_at == datetime(2026, 11, 21, 19, 19, 55, tzinfo=UTC)
    assert run.completed_at == "yesterday"
    assert run.ttft_ns == "soon"
    assert kind_of(run.request_config) is LettaRequestConfig
    assert run.request_config.use_assistant_message == "perhaps"
    assert run.request_config.model_extra == {"mood": "good"}
    assert run.model_extra == {"mood": {"now": ["good"]}}


def test_a_missing_field_reads_as_none_and_is_not_written() -> None:
    run = lenient({"id": "run-1"}, Run)
    assert run.agent_id is None
    assert run.status == "created"
    assert run.model_fields_set == {"id"}
    assert run.to_dict() == {"id": "run-1"}


def test_fields_with_a_name_of_their_own_are_read_and_written() -> None:
    (span,) = lenient([{"SpanName": 5, "TraceId": "t", "Duration": 7, "Odd": 1}], list[TraceSpan])
    assert kind_of(span) is TraceSpan
    assert (span.span_name, span.trace_id, span.duration_ns) == (5, "t", 7)
    assert span.model_fields_set == {"span_name", "trace_id", "duration_ns"}
    assert span.to_dict(warnings=False) == {"SpanName": 5, "TraceId": "t", "Duration": 7, "Odd": 1}


@pytest.mark.parametrize("name", ["self", "cls", "_fields_set", "values", "model_extra"])
def test_a_field_may_have_any_name(name: str) -> None:
    assert lenient({"id": 5, name: 1}, Run).model_extra == {name: 1}


def test_the_other_items_of_a_list_are_not_affected() -> None:
    message = {"id": "m", "date": DATE, "message_type": "user_message", "content": "hi"}
    one, other, dream, odd = lenient(
        [message, {**message, "content": 5}, {"message_type": "dream"}, 7], list[Message]
    )
    assert one == messages.UserMessage(id="m", date=datetime.fromisoformat(DATE), content="hi")
    assert kind_of(other) is messages.UserMessage
    assert other.content == 5
    assert kind_of(dream) is messages.UnknownMessage
    assert odd == 7


@pytest.mark.parametrize(
    ("payload", "returns", "kind"),
    [
        ({"message_type": "ping"}, LettaStreamingResponse, streaming.LettaPing),
        ({"message_type": "stop_reason"}, LettaStreamingResponse, streaming.LettaStopReason),
        ({"message_type": "user_message"}, Message, messages.UserMessage),
        ({"message_type": 5, "id": "m"}, Message, messages.UnknownMessage),
        ({"id": "m"}, Message, messages.UnknownMessage),
        ({"type": "url"}, content.ImageSource, content.UrlImage),
        ({}, content.ImageSource, content.UnknownImageSource),
        (
            {"provider_type": "groq", "temperature": "warm"},
            model_settings.ModelSettings,
            model_settings.GroqModelSettings,
        ),
        ({"request_json": 5}, ProviderTrace | None, ProviderTrace),
        ({"request_json": 5}, typing.Optional[ProviderTrace], ProviderTrace),  # noqa: UP045
        ({"id": 5}, Run | Literal["none"], Run),
        ({"text": 5}, content.TextContent | None, content.TextContent),
        ({"id": 5}, Run | Step, dict),
        ({"id": 5}, str | int, dict),
        (5, Run | None, int),
        ([5], Run | None, list),
    ],
)
def test_an_object_is_taken_for_the_variant_that_it_is_meant_to_be(
    payload: Json, returns: Any, kind: type[Any]
) -> None:
    assert not fits(payload, returns)
    value = lenient(payload, returns)
    assert type(value) is kind
    assert dumped(value) == payload


def test_the_parts_of_a_message_are_models_also_if_one_does_not_fit() -> None:
    message = lenient(
        {
            "message_type": "user_message",
            "id": "m",
            "date": DATE,
            "content": [{"type": "text", "text": "hi"}, {"type": "text"}, {"type": "smell"}, 5],
        },
        Message,
    )
    text, empty, smell, odd = message.content
    assert text == content.TextContent(text="hi")
    assert kind_of(empty) is content.TextContent
    assert empty.text is None
    assert kind_of(smell) is content.UnknownContent
    assert odd == 5


def test_a_moment_without_a_zone_is_in_utc_also_where_the_rest_does_not_fit() -> None:
    message = lenient(
        {"message_type": "user_message", "id": "m", "date": "2026-11-21T19:19:55"}, Message
    )
    assert message.date == datetime(2026, 11, 21, 19, 19, 55, tzinfo=UTC)


def test_a_model_that_knows_only_the_names_of_the_api_is_built_too() -> None:
    class Renamed(pydantic.BaseModel):
        size: int = pydantic.Field(alias="Size")
        colour: int = pydantic.Field(alias="Colour")

    renamed = lenient({"Size": "big"}, Renamed)
    assert (renamed.size, renamed.colour) == ("big", None)
    assert renamed.model_fields_set == {"size"}


def test_a_model_that_keeps_nothing_else_is_built_too() -> None:
    class Plain(pydantic.BaseModel):
        size: int

    plain = lenient({"size": "big", "colour": "red"}, Plain)
    assert kind_of(plain) is Plain
    assert plain.size == "big"


def test_what_fits_is_validated_wherever_it_is() -> None:
    assert construct({"a": {"id": "r", "agent_id": "a"}, "b": {"id": 5}}, dict[str, Run]) == {
        "a": Run(id="r", agent_id="a"),
        "b": construct({"id": 5}, Run),
    }


def test_json_by_another_content_type_becomes_a_model_too() -> None:
    response = respond(headers={"content-type": "text/plain"})
    with logged() as log:
        built = decode('{"id": "r", "ttft_ns": "soon"}', Run, strict=False, response=response)
    assert isinstance(built, Run)
    assert len(log) == 1


# What is no JSON.


@given(st.text() | st.sampled_from(["", "{", "[1,", "<html>", "{'a': 1}", "nope", "\ufeff{}"]))
@pytest.mark.parametrize("is_strict", [True, False], ids=["strict", "lenient"])
def test_text_that_is_no_json_is_an_error(is_strict: bool, text: str) -> None:
    try:
        json.loads(text)
    except ValueError:
        pass
    else:
        return
    response = respond(headers={"content-type": "application/json"})
    with logged() as log, pytest.raises(APIResponseValidationError) as raised:
        decode(text, Run, strict=is_strict, response=response)
    assert not log
    assert raised.value.body == text
    assert raised.value.response is response
    assert str(raised.value).startswith("Expected JSON, but the server sent application/json: ")
    assert len(str(raised.value).splitlines()) == 1


@given(st.binary())
def test_any_bytes_are_read_or_are_an_error(body: bytes) -> None:
    with logged(), suppress(APIResponseValidationError):
        decode(body, Run, strict=False, response=respond())


def test_a_long_page_is_not_shown_whole() -> None:
    with pytest.raises(APIResponseValidationError) as raised:
        decode("<html>" * 1000, Run, strict=False, response=respond())
    assert len(str(raised.value)) < 300
    assert raised.value.body == "<html>" * 1000


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        ('{"id": "r", "agent_id": "\\ud83d"}', "\ud83d"),
        (f'{{"id": "r", "agent_id": "a", "odd": {"[" * 300}{"]" * 300}}}', "a"),
        (b'\xef\xbb\xbf{"id": "r", "agent_id": "a"}', "a"),
    ],
    ids=["half an emoji", "deep", "with a byte order mark"],
)
def test_json_that_pydantic_does_not_take_is_handed_out(text: str | bytes, agent: str) -> None:
    with logged() as log:
        run = decode(text, Run, strict=False, response=respond())
    assert kind_of(run) is Run
    assert (run.id, run.agent_id) == ("r", agent)
    assert len(log) == 1
    with pytest.raises(APIResponseValidationError):
        decode(text, Run, strict=True, response=respond())
