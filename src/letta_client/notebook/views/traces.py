"""The spans of a run's trace, to scale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ...types import TraceSpan
from ..blocks import Bar, Block, Card, Segment, Timeline, Tone
from ..values import duration, number, text

_DEEPEST = 12
_TONES: dict[str, Tone] = {"agent_step": "model", "time_to_first_token": "good"}
_LEGEND: list[tuple[str, Tone]] = [
    ("step", "model"),
    ("tool", "tool"),
    ("first token", "good"),
    ("failed", "bad"),
]


def waterfall(spans: Sequence[TraceSpan]) -> Block:
    """Return the spans of a trace, each under its parent, in the order in which they began."""
    timed = [
        (start, max(number(span.duration_ns) or 0.0, 0.0), span)
        for span in spans
        if (start := _start_ns(span)) is not None
    ]
    begin = min((start for start, _, _ in timed), default=0.0)
    total = max((start + length - begin for start, length, _ in timed), default=0.0) or 1.0
    parents = {span.span_id: span.parent_span_id for span in spans if span.span_id}
    timed.sort(key=lambda each: (each[0], -each[1]))
    bars = [
        _bar(span, parents, length, [_segment(start - begin, length, total, span)])
        for start, length, span in timed
    ]
    untimed = [span for span in spans if _start_ns(span) is None]
    bars += [_bar(span, parents, None, []) for span in untimed]
    trace_id = text(spans[0].trace_id) if spans else ""
    return Card("Trace", trace_id, blocks=[Timeline(bars, duration(total), total, _LEGEND)])


def _bar(
    span: TraceSpan,
    parents: dict[str, str | None],
    length: float | None,
    segments: list[Segment],
) -> Bar:
    tone: Tone = "bad" if _failed(span) else "plain"
    return Bar(text(span.span_name), duration(length), segments, _depth(span, parents), tone)


def _start_ns(span: TraceSpan) -> float | None:
    moment = span.timestamp
    return moment.timestamp() * 1e9 if isinstance(moment, datetime) else None


def _segment(start: float, length: float, total: float, span: TraceSpan) -> Segment:
    at = min(start / total, 1.0)
    return Segment(at, min(length / total, 1 - at), _tone(span))


def _failed(span: TraceSpan) -> bool:
    return "error" in text(span.status_code).lower()


def _tone(span: TraceSpan) -> Tone:
    name = text(span.span_name)
    if _failed(span):
        return "bad"
    if name.endswith("_execute_tool"):
        return "tool"
    return _TONES.get(name, "quiet")


def _depth(span: TraceSpan, parents: dict[str, str | None]) -> int:
    depth, parent = 0, span.parent_span_id
    while parent in parents and depth < _DEEPEST:
        depth, parent = depth + 1, parents[parent]
    return depth
