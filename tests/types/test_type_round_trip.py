"""What a real Letta 0.16.8 sends fits the models, and nothing of it is lost."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeGuard

import pydantic
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from dumping import dump
from letta_client.types import (
    agent_state,
    agents,
    content,
    health,
    internal_messages,
    messages,
    model_settings,
    response_formats,
    runs,
    steps,
    streaming,
    tool_rules,
)
from letta_client.types._model import BaseModel
from thoroughness import times

DATA = Path(__file__).parents[1] / "data"
WIRE = DATA / "wire"
CONTRACT = Path(__file__).parents[2] / "contract"
SCHEMAS: dict[str, Any] = json.loads((CONTRACT / "letta-0.16.8.json").read_text())["schemas"]

# What each recorded response is.
RESPONSES: dict[str, Any] = {
    "agent_message_create": agents.LettaResponse,
    "agent_message_create_async": runs.Run,
    "agent_messages_cancel": agents.MessageCancelResponse,
    "agent_retrieve": agent_state.AgentState,
    "health": health.HealthResponse,
    "run_async_completed": runs.Run,
    "run_cancelled": runs.Run,
    "run_completed": runs.Run,
    "run_failed": runs.Run,
    "run_messages_approval_request": list[messages.Message],
    "run_messages_approval_response": list[messages.Message],
    "run_messages_asc": list[messages.Message],
    "run_messages_desc": list[messages.Message],
    "run_metrics": runs.RunMetrics,
    "run_requires_approval": runs.Run,
    "run_steps": list[steps.Step],
    "run_steps_failed": list[steps.Step],
    "run_usage": runs.UsageRetrieveResponse,
    "runs_active": list[runs.Run],
    "runs_list": list[runs.Run],
    "runs_list_asc": list[runs.Run],
    "runs_list_background_failed": list[runs.Run],
    "runs_list_unknown_cursor_ignored": list[runs.Run],
    "step": steps.Step,
    "step_feedback": steps.Step,
    "step_messages": list[steps.MessageListResponse],
    "step_metrics": steps.MetricRetrieveResponse,
    "step_provider_trace": steps.ProviderTrace | None,
}

# Recordings of what these models are not for.
OTHERS = {
    "error_400_run_id",
    "error_400_status",
    "error_400_stream_of_foreground_run",
    "error_404_route",
    "error_404_run",
    "error_404_step",
    "error_409_pending_approval",
    "error_422_bad_json",
    "error_422_feedback",
    "error_422_limit",
    "error_422_step_id",
    "error_500_stream_without_body",
    "run_delete",
    "run_trace_unconfigured",
    "step_transaction",
    "steps_list_broken",
}

# Fields that the server sends and its contract does not have.
BEYOND_THE_CONTRACT: set[tuple[str, str]] = set()

# The contract's schemas of which any instance has to fit.
PROPERTIES: dict[str, Any] = {
    "AgentState": agent_state.AgentState,
    "LettaResponse": agents.LettaResponse,
    "LettaStreamingResponse": streaming.LettaStreamingResponse,
    "Message": internal_messages.InternalMessage,
    "ProviderTrace": steps.ProviderTrace,
    "Run": runs.Run,
    "RunMetrics": runs.RunMetrics,
    "Step": steps.Step,
    "StepMetrics": steps.StepMetrics,
    "UsageStatistics": runs.UsageRetrieveResponse,
}

RECORDED = {path.stem for path in WIRE.glob("*.json")}
STREAMS = {name for name in RECORDED if name.startswith("stream_")}


def recording(name: str) -> Any:
    return json.loads((WIRE / f"{name}.json").read_text())["response"]


def frames(name: str) -> list[str]:
    events = "".join(recording(name)["chunks"]).split("\n\n")
    data = [
        line.removeprefix("data: ")
        for event in events
        for line in event.splitlines()
        if line.startswith("data: ")
    ]
    return [text for text in data if text != "[DONE]"]


def payloads() -> list[Any]:
    responses = [
        pytest.param(name, json.dumps(recording(name)["json"]), id=name)
        for name in sorted(RESPONSES)
    ]
    events = [
        pytest.param("stream", frame, id=f"{name}-{number}")
        for name in sorted(STREAMS)
        for number, frame in enumerate(frames(name))
    ]
    return responses + events


@functools.cache
def adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(RESPONSES.get(name, streaming.LettaStreamingResponse))


def is_list(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def is_dict(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def as_json(parsed: Any) -> Any:
    if is_list(parsed):
        return [as_json(item) for item in parsed]
    return json.loads(parsed.to_json()) if isinstance(parsed, BaseModel) else parsed


def same(sent: Any, kept: Any) -> bool:
    """Whether two JSON values are equal, but for the notation of moments."""
    if is_dict(sent) and is_dict(kept):
        return sent.keys() == kept.keys() and all(same(sent[key], kept[key]) for key in sent)
    if is_list(sent) and is_list(kept):
        return len(sent) == len(kept) and all(map(same, sent, kept))
    if isinstance(sent, str) and isinstance(kept, str) and sent != kept:
        return instant(sent) == instant(kept)
    return type(sent) is type(kept) and bool(sent == kept)


def instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def models_in(value: Any) -> Iterator[BaseModel]:
    if isinstance(value, pydantic.BaseModel):
        assert isinstance(value, BaseModel)
        yield value
        for _, part in value:
            yield from models_in(part)
    elif is_list(value):
        for part in value:
            yield from models_in(part)


def test_every_recording_is_accounted_for() -> None:
    assert RESPONSES.keys() | STREAMS | OTHERS == RECORDED
    assert not (RESPONSES.keys() | STREAMS) & OTHERS


@pytest.mark.parametrize("name", sorted(RESPONSES))
def test_recorded_responses_are_successes(name: str) -> None:
    assert recording(name)["status"] == 200


@pytest.mark.parametrize("strict", [True, False], ids=["strict", "lax"])
@pytest.mark.parametrize(("name", "payload"), payloads())
def test_recording_fits_its_model_and_comes_back_whole(
    name: str, payload: str, strict: bool
) -> None:
    parsed = adapter(name).validate_json(payload, strict=strict)
    assert same(json.loads(payload), as_json(parsed))


@pytest.mark.parametrize(("name", "payload"), payloads())
def test_dumping_a_recording_warns_of_nothing(name: str, payload: str) -> None:
    dump(adapter(name).validate_json(payload))


@pytest.mark.parametrize(("name", "payload"), payloads())
def test_recording_has_no_variant_and_no_field_that_we_do_not_know(name: str, payload: str) -> None:
    models = list(models_in(adapter(name).validate_json(payload)))
    extra = {(type(model).__name__, field) for model in models for field in model.model_extra or {}}
    assert extra <= BEYOND_THE_CONTRACT
    unknown = (
        messages.UnknownMessage,
        messages.UnknownApproval,
        content.UnknownContent,
        content.UnknownImageSource,
        model_settings.UnknownModelSettings,
        response_formats.UnknownResponseFormat,
        tool_rules.UnknownToolRule,
    )
    assert not [model for model in models if isinstance(model, unknown)]


@pytest.mark.parametrize("name", sorted(STREAMS))
def test_tokens_of_a_tool_call_come_as_deltas(name: str) -> None:
    for frame in frames(name):
        event = adapter("stream").validate_json(frame)
        if not isinstance(event, messages.ToolCallMessage | messages.ApprovalRequestMessage):
            continue
        sent = json.loads(frame)["tool_call"]
        whole = sent.get("name") is not None and sent.get("arguments") is not None
        assert isinstance(event.tool_call, messages.ToolCall if whole else messages.ToolCallDelta)


@given(st.datetimes())
def test_any_moment_without_a_zone_keeps_its_date_and_time(moment: datetime) -> None:
    run = runs.Run.model_validate({"id": "run-1", "agent_id": "agent-1", "created_at": moment})
    assert run.created_at is not None
    assert run.created_at.isoformat() == moment.replace(tzinfo=UTC).isoformat()


def test_moments_without_a_zone_are_utc() -> None:
    payload = json.dumps(recording("run_completed")["json"])
    run = runs.Run.model_validate_json(payload)
    assert run.created_at == datetime(2026, 11, 21, 19, 19, 55, 302725, tzinfo=UTC)
    assert run.completed_at == datetime(2026, 11, 21, 19, 19, 55, 855174, tzinfo=UTC)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=3,
)


def allowed(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Whatever the contract allows."""
    if "$ref" in schema:
        return st.deferred(lambda: allowed(SCHEMAS[schema["$ref"].rpartition("/")[2]]))
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return st.one_of(*(allowed(part) for part in schema[union]))
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    match schema.get("type"):
        case "object" if "properties" in schema:
            return objects(schema)
        case "object":
            values = schema.get("additionalProperties")
            inner = allowed(values) if is_dict(values) else JSON_VALUES
            return st.dictionaries(st.text(max_size=5), inner, max_size=2)
        case "array":
            return st.lists(allowed(schema["items"]), max_size=2)
        case "string" if schema.get("format") == "date-time":
            return st.datetimes().map(lambda moment: f"{moment.isoformat()}Z")
        case "string":
            return st.text(max_size=10)
        case "integer":
            return st.integers(-(2**63), 2**63 - 1)
        case "number":
            return st.floats(allow_nan=False, allow_infinity=False)
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case _:
            return JSON_VALUES


def objects(schema: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    # The server always sends these, although its contract does not ask for them.
    tags = ("id", "type", "message_type", "provider_type")
    sent = {key for key in tags if key in schema["properties"]}
    required = sent | set(schema.get("required", []))
    fields = {key: allowed(part) for key, part in schema["properties"].items()}
    return st.fixed_dictionaries(
        {key: fields[key] for key in fields if key in required},
        optional={key: fields[key] for key in fields if key not in required},
    )


@pytest.mark.parametrize("name", PROPERTIES)
@settings(max_examples=times(10), suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_the_contract_allows_fits_and_comes_back_whole(
    name: str, data: st.DataObject
) -> None:
    payload = data.draw(allowed({"$ref": name}))
    parsed = TypeAdapter(PROPERTIES[name]).validate_json(json.dumps(payload), strict=True)
    assert same(payload, as_json(parsed))
