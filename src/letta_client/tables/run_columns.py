"""The columns of the table of runs."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from letta_client.types.runs import Run, RunMetrics, UsageRetrieveResponse

from .arrow_types import (
    BOOLEAN,
    DURATION,
    INTEGER,
    NUMBER,
    TEXT,
    TEXTS,
    TIME,
    TIME_NS,
    json_text,
)
from .columns import Column, Columns

USAGE, METRICS, RESULT = "usage", "metrics", "result"


@dataclass(frozen=True, slots=True)
class RunRow:
    """What a row of the table of runs is made from; what was not fetched is `None`."""

    run: Run
    usage: UsageRetrieveResponse | None = None
    metrics: RunMetrics | None = None
    turns: list[dict[str, object]] | None = None


def _error(row: RunRow) -> str | None:
    error = (row.run.metadata or {}).get("error")
    return error if isinstance(error, str) else json_text(error)


def _run_type(row: RunRow) -> str | None:
    run_type = (row.run.metadata or {}).get("run_type")
    return run_type if isinstance(run_type, str) else json_text(run_type)


RUN_CORE = Columns[RunRow](
    [
        Column("run_id", TEXT, lambda row: row.run.id),
        Column("agent_id", TEXT, lambda row: row.run.agent_id),
        Column("conversation_id", TEXT, lambda row: row.run.conversation_id),
        Column("status", TEXT, lambda row: row.run.status),
        Column("stop_reason", TEXT, lambda row: row.run.stop_reason),
        Column("background", BOOLEAN, lambda row: row.run.background),
        Column("created_at", TIME, lambda row: row.run.created_at),
        Column("completed_at", TIME, lambda row: row.run.completed_at),
        Column("time_to_first_token", DURATION, lambda row: row.run.ttft_ns),
        Column("duration", DURATION, lambda row: row.run.total_duration_ns),
        Column("run_type", TEXT, _run_type),
        Column("error", TEXT, _error),
    ]
)
"""What the list of runs tells of each: no further request."""

RUN_DETAILS = Columns[RunRow](
    [
        Column("base_template_id", TEXT, lambda row: row.run.base_template_id),
        Column("callback_url", TEXT, lambda row: row.run.callback_url),
        Column("callback_sent_at", TIME, lambda row: row.run.callback_sent_at),
        Column("callback_status_code", INTEGER, lambda row: row.run.callback_status_code),
        Column("callback_error", TEXT, lambda row: row.run.callback_error),
        Column("metadata", TEXT, lambda row: json_text(row.run.metadata)),
    ]
)
"""What else the list of runs tells of each; `metadata` is JSON."""

PROMPT_TOKENS_DETAILS = pa.struct(
    [
        ("cached_tokens", INTEGER),
        ("cache_read_tokens", INTEGER),
        ("cache_creation_tokens", INTEGER),
    ]
)
COMPLETION_TOKENS_DETAILS = pa.struct([("reasoning_tokens", INTEGER)])


def _prompt_details(row: RunRow) -> object:
    details = row.usage and row.usage.prompt_tokens_details
    return None if details is None else details.model_dump()


def _completion_details(row: RunRow) -> object:
    details = row.usage and row.usage.completion_tokens_details
    return None if details is None else details.model_dump()


RUN_TOKENS = Columns[RunRow](
    [
        Column("prompt_tokens", INTEGER, lambda row: row.usage and row.usage.prompt_tokens, USAGE),
        Column(
            "completion_tokens",
            INTEGER,
            lambda row: row.usage and row.usage.completion_tokens,
            USAGE,
        ),
        Column("total_tokens", INTEGER, lambda row: row.usage and row.usage.total_tokens, USAGE),
        Column("prompt_tokens_details", PROMPT_TOKENS_DETAILS, _prompt_details, USAGE),
        Column("completion_tokens_details", COMPLETION_TOKENS_DETAILS, _completion_details, USAGE),
    ]
)
"""The tokens of a run: `GET /v1/runs/{run_id}/usage` for each."""

RUN_METRICS = Columns[RunRow](
    [
        Column(
            "started_at", TIME_NS, lambda row: row.metrics and row.metrics.run_start_ns, METRICS
        ),
        Column("run_duration", DURATION, lambda row: row.metrics and row.metrics.run_ns, METRICS),
        Column("num_steps", INTEGER, lambda row: row.metrics and row.metrics.num_steps, METRICS),
        Column("tools_used", TEXTS, lambda row: row.metrics and row.metrics.tools_used, METRICS),
    ]
)
"""What the server measured of a run: `GET /v1/runs/{run_id}/metrics` for each."""

TURN = pa.struct(
    [
        ("role", TEXT),
        ("output_ids", pa.list_(INTEGER)),
        (
            "output_token_logprobs",
            pa.list_(pa.struct([("logprob", NUMBER), ("token_id", INTEGER), ("text", TEXT)])),
        ),
        ("content", TEXT),
        ("tool_name", TEXT),
    ]
)

RUN_TURNS = Columns[RunRow](
    [
        Column(
            "turns",
            pa.list_(TURN),
            lambda row: row.turns,
            RESULT,
        )
    ]
)
"""The tokens of a run for those who train models: `GET /v1/runs/{run_id}` for each.

All turns of a run come out of one answer, and only once the run is over; null before, and where the
request of the run did not ask for them (`return_token_ids`).
"""
