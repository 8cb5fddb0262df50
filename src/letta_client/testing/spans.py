"""The OpenTelemetry spans of a run, as rows of a collector's table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from letta_client.testing.ids import RunIds
from letta_client.testing.plan import SENT, SENT_ASYNC, SENT_STREAMING, Plan
from letta_client.testing.records import StepRecord, Timed, nanoseconds
from letta_client.types.traces import TraceSpan

_ROOT = 1
_PATHS = {SENT: "", SENT_ASYNC: "/async", SENT_STREAMING: "/stream"}
"""What the path of the request that started a run ends with."""


def run_spans(
    ids: RunIds,
    plan: Plan,
    created_at: datetime,
    ended_at: datetime | None,
    steps: Sequence[StepRecord],
) -> list[Timed[TraceSpan]]:
    """Return the spans of a run, each at the moment at which it ends and can be seen.

    They are the root, an `agent_step` for each step, the `time_to_first_token` of each, and the
    execution of each tool.
    """
    spans = _Spans(ids)
    failed = any(record.step.status == "failed" for record in steps)
    if ended_at is not None:
        about = {"agent.id": plan.agent_id, "run.id": ids.run()}
        name = "POST /v1/agents/{agent_id}/messages" + _PATHS.get(plan.run_type, "")
        spans.add(name, created_at, ended_at, None, about, kind="Server", failed=failed)
    for record in steps:
        spans.add_step(record)
    return sorted(spans.timed, key=lambda span: (span.value["Timestamp"], span.value["SpanId"]))


class _Spans:
    def __init__(self, ids: RunIds) -> None:
        self._ids = ids
        self._next_place = _ROOT + 1
        self.timed: list[Timed[TraceSpan]] = []

    def add_step(self, record: StepRecord) -> None:
        """Add the spans of a step."""
        if record.ended_at is None:
            return
        about = {"step.id": record.step.id}
        failed = record.step.status == "failed"
        place = self.add(
            "agent_step", record.started_at, record.ended_at, _ROOT, about, failed=failed
        )
        asked = _after(record.started_at, record.metrics.llm_request_ns)
        tokens = record.step.completion_tokens or 0
        if tokens and not failed:
            first = record.started_at + (asked - record.started_at) / tokens
            self.add("time_to_first_token", record.started_at, first, place, about)
        for tool in record.tools:
            name = "ToolExecutor._execute_tool"
            self.add(name, asked, record.ended_at, place, {**about, "tool.id": tool})

    def add(
        self,
        name: str,
        start: datetime,
        end: datetime,
        parent: int | None,
        about: dict[str, str],
        *,
        kind: str = "Internal",
        failed: bool = False,
    ) -> int:
        """Add a span, and return its place, by which others can name it as their parent.

        The span without a parent is the root.
        """
        place = _ROOT if parent is None else self._next_place
        self._next_place += parent is not None
        row: dict[str, Any] = {
            "Timestamp": _text(start),
            "TraceId": self._ids.trace(),
            "SpanId": self._ids.span(place),
            "ParentSpanId": "" if parent is None else self._ids.span(parent),
            "TraceState": "",
            "SpanName": name,
            "SpanKind": kind,
            "ServiceName": "letta-server",
            "ResourceAttributes": {"service.name": "letta-server"},
            "ScopeName": "letta",
            "ScopeVersion": "",
            "SpanAttributes": about,
            "Duration": nanoseconds(end - start),
            "StatusCode": "Error" if failed else "Ok",
            "StatusMessage": "",
            "Events.Timestamp": [],
            "Events.Name": [],
            "Events.Attributes": [],
            "Links.TraceId": [],
            "Links.SpanId": [],
            "Links.TraceState": [],
            "Links.Attributes": [],
        }
        self.timed.append(Timed(end, TraceSpan.model_validate(row)))
        return place


def _after(start: datetime, duration_ns: int | None) -> datetime:
    return start + timedelta(microseconds=(duration_ns or 0) // 1000)


def _text(moment: datetime) -> str:
    """Write a moment as ClickHouse does: in UTC, with nanoseconds and without a zone."""
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}000"
