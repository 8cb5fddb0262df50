"""The OpenTelemetry spans of a run, as rows of a collector's table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from letta_client.testing.profiles import Profile
from letta_client.testing.simulation.ids import IdFamily
from letta_client.testing.simulation.run_plan import (
    SENT,
    SENT_ASYNC,
    SENT_STREAMING,
    Plan,
)
from letta_client.testing.simulation.run_record import StepRecord, Timed, nanoseconds
from letta_client.types._traces import TraceSpan

_ROOT = 1
_PATHS = {SENT_ASYNC: "/async", SENT_STREAMING: "/stream"}
"""What the path of the request that started a run ends with."""

_SpanEvent: TypeAlias = tuple[datetime, str, dict[str, str]]
"""When, what, and more about it."""


def run_spans(
    ids: IdFamily,
    plan: Plan,
    created_at: datetime,
    ended_at: datetime | None,
    steps: Sequence[StepRecord],
    profile: Profile,
) -> list[Timed[TraceSpan]]:
    """Return the spans of a run, each at the moment at which it ends and can be seen.

    They are the root, the `time_to_first_token` of a run that comes to a good end, an `agent_step`
    for each step, and the execution of each tool.
    """
    spans = _Spans(ids, plan)
    kept = [
        step
        for step in steps
        if not profile.messages.are_stored_when_their_step_succeeds or step.step.status == "success"
    ]
    if ended_at is not None:
        spans.add_root(created_at, ended_at, failed=any(map(_has_failed, steps)))
        if kept and len(kept) == len(steps) and not any(map(_has_failed, steps)):
            spans.add_time_to_first_token(created_at, ended_at, kept[0])
    if plan.decision is not None:
        asked_in = plan.decision.step_id
        for call in plan.decision.made_calls():
            spans.add_execution(call.name, call.arguments, created_at, created_at, _ROOT, asked_in)
    for record in kept:
        spans.add_step(record)
    return sorted(spans.timed, key=lambda span: (span.value["Timestamp"], span.value["SpanId"]))


class _Spans:
    def __init__(self, ids: IdFamily, plan: Plan) -> None:
        self._ids = ids
        self._plan = plan
        self._next_place = _ROOT + 1
        self.timed: list[Timed[TraceSpan]] = []

    def add_root(self, start: datetime, end: datetime, *, failed: bool) -> None:
        """Add the span of the request, which fails with its run only if it waits for it."""
        waits = self._plan.run_type == SENT
        code = "500" if failed and waits else "200"
        since_1970 = str(int(start.timestamp() * 1000))
        self.add(
            "POST /agents/{agent_id}/messages" + _PATHS.get(self._plan.run_type, ""),
            start,
            end,
            None,
            {"entry.timestamp_ms": since_1970, "http.status_code": code},
            kind="Server",
            status="Ok" if code == "200" else "Error",
        )

    def add_time_to_first_token(self, start: datetime, end: datetime, first: StepRecord) -> None:
        """Add the span that tells how long it took to the first token."""
        tokens = first.step.completion_tokens or 1
        asked = _after(first.started_at, first.metrics.llm_request_ns)
        token_at = first.started_at + (asked - first.started_at) / tokens
        config = self._plan.llm_config.items()
        events: list[_SpanEvent] = [(end, "letta_request_ms", _lasting(start, end))]
        if self._plan.run_type == SENT_STREAMING:
            waited = {"ttft_ms": str((token_at - start) // timedelta(milliseconds=1))}
            events.insert(0, (token_at, "time_to_first_token_ms", waited))
        about = {
            f"llm_config.{name}": each if isinstance(each, str) else json.dumps(each)
            for name, each in config
            if each is not None
        }
        self.add("time_to_first_token", start, end, _ROOT, about, events=events)

    def add_step(self, record: StepRecord) -> None:
        """Add the spans of a step."""
        if record.ended_at is None:
            return
        start, end = record.started_at, record.ended_at
        asked = _after(start, record.metrics.llm_request_ns)
        executed = record.tools if record.metrics.tool_execution_ns is not None else ()
        request_began = {"request_start_to_provider_request_start_ns": str(start.timestamp())}
        events: list[_SpanEvent] = [
            (start, "request_start_to_provider_request_start_ns", request_began),
            (asked, "llm_request_ms", _lasting(start, asked)),
            *((asked, "tool_execution_started", dict[str, str]()) for _ in executed),
            *(
                (end, "tool_execution_completed", {**_lasting(asked, end), "tool_id": tool})
                for tool in executed
            ),
            (end, "step_ms", _lasting(start, end)),
        ]
        status = "Error" if _has_failed(record) else "Unset"
        about = {"step_id": record.step.id}
        place = self.add("agent_step", start, end, _ROOT, about, status=status, events=events)
        for tool, arguments in zip(executed, record.arguments, strict=False):
            self.add_execution(tool, arguments, asked, end, place, record.step.id)

    def add_execution(
        self,
        tool: str,
        arguments: str,
        start: datetime,
        end: datetime,
        parent: int,
        step_id: str | None,
    ) -> None:
        """Add the execution of a tool."""
        about = {
            "parameter.target_tool": tool,
            "parameter.tool_args": arguments,
            "parameter.agent_state": "<AgentState (excluded)>",
            "parameter.agent_step_span": self._ids.span(parent),
            "parameter.step_id": str(step_id),
        }
        self.add("LettaAgentV3._execute_tool", start, end, parent, about, status="Ok")

    def add(
        self,
        name: str,
        start: datetime,
        end: datetime,
        parent: int | None,
        about: Mapping[str, str],
        *,
        kind: str = "Internal",
        status: str = "Unset",
        events: Sequence[_SpanEvent] = (),
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
            "ResourceAttributes": {"service.name": "letta-server", "letta.version": "0.16.8"},
            "ScopeName": "letta.otel.tracing",
            "ScopeVersion": "",
            "SpanAttributes": dict(about),
            "Duration": nanoseconds(end - start),
            "StatusCode": status,
            "StatusMessage": "",
            "Events.Timestamp": [_text(at) for at, _, _ in events],
            "Events.Name": [what for _, what, _ in events],
            "Events.Attributes": [more for _, _, more in events],
            "Links.TraceId": [],
            "Links.SpanId": [],
            "Links.TraceState": [],
            "Links.Attributes": [],
        }
        self.timed.append(Timed(end, TraceSpan.model_validate(row)))
        return place


def _has_failed(record: StepRecord) -> bool:
    return record.step.status == "failed"


def _after(start: datetime, duration_ns: int | None) -> datetime:
    return start + timedelta(microseconds=(duration_ns or 0) // 1000)


def _lasting(start: datetime, end: datetime) -> dict[str, str]:
    return {"duration_ms": str((end - start) // timedelta(milliseconds=1))}


def _text(moment: datetime) -> str:
    """Write a moment as ClickHouse does: in UTC, with nanoseconds and without a zone."""
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}000"
