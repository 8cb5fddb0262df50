"""Every method, by an example: what is called, what goes out for it, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from letta_client import omit
from letta_client.types.health import HealthResponse
from letta_client.types.messages import UserMessage
from letta_client.types.runs import Run, RunMetrics, TraceSpan, UsageRetrieveResponse
from letta_client.types.steps import MetricRetrieveResponse, ProviderTrace, Step
from letta_client.types.streaming import LettaPing

from .answers import Answer, Server, answer, recorded


@dataclass(frozen=True)
class Call:
    """A call of `method` with `arguments`, and the request and the answer that belong to it."""

    method: str
    arguments: tuple[str, ...]
    options: dict[str, Any]
    sends: str
    """Method, path and query as they go out."""
    body: bytes
    answered: Answer
    gives: type[Any]
    """The type of the value, of the items of a page, or of the first event of a stream."""
    kind: str = "value"
    """What holds what it `gives`: "value", "list", "page" or "stream"."""
    id: str = field(default="")

    def request(self, server: Server) -> httpx.Request:
        """Return the request that the call has made of the server: the only one, as a rule."""
        first, *others = server.requests
        # A list at the caller's own cursor asks once more, to learn the server's direction.
        assert not others or (self.kind == "page" and self.options.keys() & {"after", "before"})
        return first


PAGE = {"after": "id-1", "before": "id-2", "limit": 3, "order": "asc", "order_by": "created_at"}
PAGE_QUERY = "after=id-1&before=id-2&limit=3&order=asc&order_by=created_at"
SPAN = {
    "TraceId": "t",
    "SpanId": "s",
    "ParentSpanId": "",
    "SpanName": "agent_step",
    "Timestamp": "2026-11-21T19:19:55.302725Z",
    "Duration": 12,
}

CALLS = [
    Call("health", (), {}, "GET /v1/health/", b"", recorded("health"), HealthResponse),
    Call("runs.list", (), {}, "GET /v1/runs/", b"", recorded("runs_list"), Run, "page"),
    Call(
        "runs.list",
        (),
        {
            **PAGE,
            "active": True,
            "agent_id": "agent-1",
            "agent_ids": ["agent-1", "agent 2"],
            "ascending": False,
            "background": False,
            "conversation_id": "conv-1",
            "statuses": ["running", "failed"],
            "stop_reason": "end_turn",
        },
        "GET /v1/runs/?active=true&after=id-1&agent_id=agent-1&agent_ids=agent-1&agent_ids=agent+2"
        "&ascending=false&background=false&before=id-2&conversation_id=conv-1&limit=3&order=asc"
        "&order_by=created_at&statuses=running&statuses=failed&stop_reason=end_turn",
        b"",
        recorded("runs_list"),
        Run,
        "page",
        "everything",
    ),
    Call(
        "runs.list",
        (),
        {
            "active": omit,
            "after": None,
            "agent_ids": [],
            "background": None,
            "limit": None,
            "order": omit,
            "statuses": None,
        },
        "GET /v1/runs/",
        b"",
        recorded("runs_list"),
        Run,
        "page",
        "nothing",
    ),
    Call(
        "runs.retrieve", ("run-1",), {}, "GET /v1/runs/run-1", b"", recorded("run_completed"), Run
    ),
    Call(
        "runs.delete",
        ("run-1",),
        {},
        "DELETE /v1/runs/run-1",
        b"",
        answer({"deleted": "run-1"}),
        dict,
    ),
    Call(
        "runs.list_active",
        (),
        {"agent_id": "agent-1", "background": True},
        "GET /v1/runs/active?agent_id=agent-1&background=true",
        b"",
        recorded("runs_list"),
        Run,
        "list",
    ),
    Call(
        "runs.messages.list",
        ("run-1",),
        PAGE,
        f"GET /v1/runs/run-1/messages?{PAGE_QUERY}",
        b"",
        recorded("run_messages_asc"),
        UserMessage,
        "page",
    ),
    Call(
        "runs.messages.stream",
        ("run-1",),
        {},
        "POST /v1/runs/run-1/stream",
        b"{}",
        recorded("stream_background_steps"),
        LettaPing,
        "stream",
    ),
    Call(
        "runs.messages.stream",
        ("run-1",),
        {
            "agent_id": "agent-1",
            "batch_size": 1,
            "include_pings": True,
            "otid": "otid-1",
            "poll_interval": 0.5,
            "body_run_id": "run-2",
            "starting_after": 0,
        },
        "POST /v1/runs/run-1/stream",
        b'{"agent_id":"agent-1","batch_size":1,"include_pings":true,"otid":"otid-1",'
        b'"poll_interval":0.5,"run_id":"run-2","starting_after":0}',
        recorded("stream_background_steps"),
        LettaPing,
        "stream",
        "everything",
    ),
    Call(
        "runs.messages.stream",
        ("run-1",),
        {"agent_id": None, "include_pings": None, "starting_after": omit},
        "POST /v1/runs/run-1/stream",
        b'{"agent_id":null,"include_pings":null}',
        recorded("stream_background_steps"),
        LettaPing,
        "stream",
        "nothing",
    ),
    Call(
        "runs.metrics.retrieve",
        ("run-1",),
        {},
        "GET /v1/runs/run-1/metrics",
        b"",
        recorded("run_metrics"),
        RunMetrics,
    ),
    Call(
        "runs.steps.list",
        ("run-1",),
        PAGE,
        f"GET /v1/runs/run-1/steps?{PAGE_QUERY}",
        b"",
        recorded("run_steps"),
        Step,
        "page",
    ),
    Call(
        "runs.trace.retrieve",
        ("run-1",),
        {"limit": 5},
        "GET /v1/runs/run-1/trace?limit=5",
        b"",
        answer([SPAN]),
        TraceSpan,
        "list",
    ),
    Call(
        "runs.usage.retrieve",
        ("run-1",),
        {},
        "GET /v1/runs/run-1/usage",
        b"",
        recorded("run_usage"),
        UsageRetrieveResponse,
    ),
    Call("steps.list", (), {}, "GET /v1/steps/", b"", recorded("run_steps"), Step, "page"),
    Call(
        "steps.list",
        (),
        {
            **PAGE,
            "agent_id": "agent-1",
            "end_date": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
            "feedback": "positive",
            "has_feedback": True,
            "model": "gpt-4o-mini",
            "project_id": "project-1",
            "start_date": "2026-01-01",
            "tags": ["a", "b"],
            "trace_ids": ["trace-1"],
        },
        "GET /v1/steps/?after=id-1&agent_id=agent-1&before=id-2"
        "&end_date=2026-01-02T03%3A04%3A05%2B00%3A00&feedback=positive&has_feedback=true&limit=3"
        "&model=gpt-4o-mini&order=asc&order_by=created_at&project_id=project-1"
        "&start_date=2026-01-01&tags=a&tags=b&trace_ids=trace-1",
        b"",
        recorded("run_steps"),
        Step,
        "page",
        "everything",
    ),
    Call("steps.retrieve", ("step-1",), {}, "GET /v1/steps/step-1", b"", recorded("step"), Step),
    Call(
        "steps.metrics.retrieve",
        ("step-1",),
        {},
        "GET /v1/steps/step-1/metrics",
        b"",
        recorded("step_metrics"),
        MetricRetrieveResponse,
    ),
    Call(
        "steps.trace.retrieve",
        ("step-1",),
        {},
        "GET /v1/steps/step-1/trace",
        b"",
        recorded("step_provider_trace"),
        ProviderTrace,
    ),
    Call(
        "steps.trace.retrieve",
        ("step-1",),
        {},
        "GET /v1/steps/step-1/trace",
        b"",
        answer(text="null"),
        type(None),
        id="none-kept",
    ),
    Call(
        "steps.messages.list",
        ("step-1",),
        PAGE,
        f"GET /v1/steps/step-1/messages?{PAGE_QUERY}",
        b"",
        recorded("run_messages_asc"),
        UserMessage,
        "page",
    ),
    Call(
        "steps.feedback.create",
        ("step-1",),
        {"feedback": "positive", "tags": ["a", "b"]},
        "PATCH /v1/steps/step-1/feedback",
        b'{"feedback":"positive","tags":["a","b"]}',
        recorded("step_feedback"),
        Step,
    ),
    Call(
        "steps.feedback.create",
        ("step-1",),
        {},
        "PATCH /v1/steps/step-1/feedback",
        b"{}",
        recorded("step_feedback"),
        Step,
        id="nothing",
    ),
    Call(
        "steps.feedback.create",
        ("step-1",),
        {"feedback": None, "tags": omit},
        "PATCH /v1/steps/step-1/feedback",
        b'{"feedback":null}',
        recorded("step_feedback"),
        Step,
        id="taken-back",
    ),
    Call(
        "steps.transaction.update",
        ("transaction-1",),
        {"step_id": "step-1"},
        "PATCH /v1/steps/step-1/transaction/transaction-1",
        b"",
        recorded("step"),
        Step,
    ),
]
NAMES = [f"{call.method}-{call.id}".rstrip("-") for call in CALLS]
METHODS = {call.method: call for call in CALLS}
"""One call of each method."""


def reach(api: Any, path: str) -> Any:
    """Return what `path`, such as "runs.messages.list", means below `api`."""
    for name in path.split("."):
        api = getattr(api, name)
    return api
