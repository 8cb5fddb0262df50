"""Steps: a table, a card of one, and what was measured of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...types import ProviderTrace, Step
from ...types.steps import StepMetrics
from ..blocks import (
    Bar,
    Block,
    Card,
    Cell,
    Code,
    Column,
    Facts,
    Fold,
    Paragraph,
    Segment,
    Table,
    Timeline,
    Tone,
)
from ..values import badge, badges, count, data, duration, moment, number, text
from .fields import all_fields
from .runs import tokens_table
from .shares import shares

_COLUMNS = (
    Column("step"),
    Column("model"),
    Column("status"),
    Column("stop reason"),
    Column("prompt tokens", numeric=True),
    Column("completion tokens", numeric=True),
    Column("total tokens", numeric=True),
)


def steps_table(steps: Sequence[Step], note: str = "") -> Table:
    """Return a table of steps."""
    totals = shares([number(step.total_tokens) for step in steps], count)
    return Table(
        _COLUMNS,
        [
            [
                text(step.id),
                text(step.model_handle or step.model),
                badge(step.status),
                badge(step.stop_reason),
                count(step.prompt_tokens),
                count(step.completion_tokens),
                total,
            ]
            for step, total in zip(steps, totals, strict=True)
        ],
        note,
    )


def step_card(step: Step) -> Card:
    """Return what a step says of itself."""
    facts: list[tuple[str, Cell]] = [
        ("run", text(step.run_id)),
        ("agent", text(step.agent_id)),
        ("model", text(step.model_handle or step.model)),
        ("context window", count(step.context_window_limit)),
        ("feedback", text(step.feedback)),
    ]
    blocks: list[Block] = [
        Facts([(name, value) for name, value in facts if value]),
        tokens_table(
            {
                "prompt": step.prompt_tokens,
                "completion": step.completion_tokens,
                "total": step.total_tokens,
                "read from the cache": step.cached_input_tokens,
                "written to the cache": step.cache_write_tokens,
                "reasoning": step.reasoning_tokens,
            }
        ),
    ]
    if step.error_type or step.error_data:
        said: list[Block] = [Paragraph(text(step.error_type), "bad"), Code(data(step.error_data))]
        blocks.append(Fold("Error", said, open=True))
    badges_shown = badges(step.status, step.stop_reason)
    return Card("Step", text(step.id), badges_shown, [*blocks, all_fields(step)])


def step_metrics_card(metrics: StepMetrics) -> Card:
    """Return what was measured of a step, with its timeline."""
    timeline = steps_timeline({"step": metrics})
    shown: list[Block] = [timeline] if timeline else []
    return Card("Metrics of the step", text(metrics.id), blocks=[*shown, all_fields(metrics)])


def steps_timeline(measured: Mapping[str, StepMetrics]) -> Timeline | None:
    """Return the timeline of steps by their labels; those that were not measured are not in it."""
    spans = {
        label: (start, length)
        for label, metrics in measured.items()
        if (start := number(metrics.step_start_ns)) is not None
        and (length := number(metrics.step_ns)) is not None
        and length >= 0
    }
    if not spans:
        return None
    begin = min(start for start, _ in spans.values())
    total = max(max(start + length for start, length in spans.values()) - begin, 1.0)
    bars = [
        Bar(label, duration(length), _segments(measured[label], start, length, begin, total))
        for label, (start, length) in spans.items()
    ]
    return Timeline(
        bars, duration(total), total, [("model", "model"), ("tools", "tool"), ("other", "quiet")]
    )


def _segments(
    metrics: StepMetrics, start: float, length: float, begin: float, total: float
) -> list[Segment]:
    def segment(first: float, taken: float, tone: Tone) -> Segment:
        at = min(max(first - begin, 0.0) / total, 1.0)
        return Segment(at, min(max(taken, 0.0) / total, 1 - at), tone)

    model_start = number(metrics.llm_request_start_ns)
    model_start = start if model_start is None else model_start
    model_ns, tool_ns = number(metrics.llm_request_ns), number(metrics.tool_execution_ns)
    segments = [segment(start, length, "quiet")]
    if model_ns:
        segments.append(segment(model_start, model_ns, "model"))
    if tool_ns:
        # The server does not tell when the tools began: it calls them when the model has answered.
        segments.append(segment(model_start + (model_ns or 0), tool_ns, "tool"))
    return segments


def provider_trace_card(trace: ProviderTrace) -> Card:
    """Return what went to the model provider, and what came back, folded."""
    latency = number(trace.latency_ms)
    facts: list[tuple[str, Cell]] = [
        ("step", text(trace.step_id)),
        ("run", text(trace.run_id)),
        ("asked for", text(trace.call_type)),
        ("created", moment(trace.created_at)),
        ("latency", "" if latency is None else duration(latency * 1e6)),
    ]
    blocks: list[Block] = [
        Facts([(name, value) for name, value in facts if value]),
        Fold("Request", [Code(data(trace.request_json))]),
        Fold("Response", [Code(data(trace.response_json))]),
    ]
    return Card("Provider trace", text(trace.id), blocks=blocks)
