"""The spans of a trace are typed, and still read like rows of their table."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter

from letta_client.types._construction import construct
from letta_client.types._traces import SpanTime
from letta_client.types.runs import TraceRetrieveResponse, TraceSpan

ROW: dict[str, Any] = {
    "Timestamp": "2026-11-21 19:19:55.123456789",
    "TraceId": "0af7651916cd43dd8448eb211c80319c",
    "SpanId": "b7ad6b7169203331",
    "ParentSpanId": "",
    "TraceState": "",
    "SpanName": "agent_step",
    "SpanKind": "Internal",
    "ServiceName": "letta-server",
    "ResourceAttributes": {"service.name": "letta-server"},
    "ScopeName": "letta",
    "ScopeVersion": "",
    "SpanAttributes": {"run_id": "run-1"},
    "Duration": 1234567890,
    "StatusCode": "Ok",
    "StatusMessage": "",
    "Events.Timestamp": ["2026-11-21 19:19:55.123456790", "2026-11-21T19:19:56Z"],
    "Events.Name": ["provider_request", "provider_response"],
    "Events.Attributes": [{"a": "b"}, {}],
    "Links.TraceId": ["0af7651916cd43dd8448eb211c80319c"],
    "Links.SpanId": ["b7ad6b7169203331"],
    "Links.TraceState": [""],
    "Links.Attributes": [{}],
    "Weather": {"today": "sun"},
}


@pytest.fixture(name="span", params=[True, False], ids=["strict", "lax"])
def _span(request: pytest.FixtureRequest) -> TraceSpan:
    adapter: TypeAdapter[list[TraceSpan]] = TypeAdapter(TraceRetrieveResponse)
    (span,) = adapter.validate_json(json.dumps([ROW]), strict=request.param)
    return span


def test_every_column_has_a_field() -> None:
    TraceSpan.model_rebuild()
    assert {field.alias for field in TraceSpan.model_fields.values()} == ROW.keys() - {"Weather"}
    assert not any(field.is_required() for field in TraceSpan.model_fields.values())


def test_fields_have_types(span: TraceSpan) -> None:
    assert span.timestamp == datetime(2026, 11, 21, 19, 19, 55, 123456, tzinfo=UTC)
    assert span.duration_ns == 1234567890
    assert span.resource_attributes == {"service.name": "letta-server"}
    assert span.events_timestamp is not None
    assert [moment.tzinfo is not None for moment in span.events_timestamp] == [True, True]
    assert span.model_extra == {"Weather": {"today": "sun"}}


def test_rows_come_back_with_their_nanoseconds(span: TraceSpan) -> None:
    assert json.loads(span.to_json()) == ROW
    assert span.to_dict(mode="json") == ROW
    assert span.to_dict()["Timestamp"] == span.timestamp


def test_span_reads_like_its_row(span: TraceSpan) -> None:
    assert span["SpanName"] == "agent_step"
    assert span["Timestamp"] == ROW["Timestamp"]
    assert span["Weather"] == {"today": "sun"}
    assert span.get("StatusCode") == "Ok"
    assert span.get("Nothing") is None
    assert span.get("Nothing", 1) == 1
    assert "SpanName" in span
    assert "Nothing" not in span
    assert dict(span.items()) == {column: span[column] for column in span.keys()} == ROW  # noqa: SIM118
    assert {**span} == ROW
    assert list(span.values()) == list(ROW.values())
    with pytest.raises(KeyError):
        span["Nothing"]


def test_columns_that_were_not_sent_are_missing() -> None:
    span = TraceSpan.model_validate({"SpanName": "root"})
    assert span.status_code is None
    assert span.to_dict() == {"SpanName": "root"}
    assert "StatusCode" not in span
    assert span.get("StatusCode", "?") == "?"


def test_spans_can_be_made_by_field_name() -> None:
    span = TraceSpan(span_name="root", timestamp=datetime(2026, 11, 21, tzinfo=UTC))
    assert span["SpanName"] == "root"
    assert span["Timestamp"] == "2026-11-21T00:00:00+00:00"
    assert span.to_dict(use_api_names=False, mode="json") == {
        "span_name": "root",
        "timestamp": "2026-11-21T00:00:00+00:00",
    }


def test_calculated_moments_do_not_claim_a_text(span: TraceSpan) -> None:
    assert isinstance(span.timestamp, SpanTime)
    assert span.timestamp.text == ROW["Timestamp"]
    later = span.timestamp + timedelta(seconds=1)
    assert isinstance(later, SpanTime)
    assert later.text == ""
    moved = span.model_copy(update={"timestamp": later})
    assert moved["Timestamp"] == "2026-11-21T19:19:56.123456+00:00"


def test_a_row_that_does_not_fit_is_read_as_it_came() -> None:
    row = {"Timestamp": "yesterday", "SpanName": "root", "Duration": "7 ns"}
    span = construct(row, TraceSpan)
    assert {**span} == row
    assert span.to_dict(warnings=False) == row
    assert json.loads(span.to_json(warnings=False)) == row
