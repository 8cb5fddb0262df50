"""Runs: a table of many, and a card of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

from ...types import Run
from ...types.runs import RunMetrics, UsageRetrieveResponse
from ..blocks import (
    Bar,
    Block,
    Card,
    Cell,
    Column,
    Facts,
    Fold,
    Paragraph,
    Segment,
    Table,
    Timeline,
    Tone,
)
from ..values import badge, badges, count, duration, items_of, moment, number, text
from .fields import all_fields
from .shares import shares

_COLUMNS = (
    Column("run"),
    Column("agent"),
    Column("created"),
    Column("status"),
    Column("stop reason"),
    Column("first token", numeric=True),
    Column("duration", numeric=True),
)

_WHOLE_RUN = (
    "With its steps, messages and trace: letta_client.notebook.record(run.id, client=client)"
)


def duration_ns(run: Run) -> float | None:
    """Return how long a run took, which the server only tells in lists, in nanoseconds."""
    measured = number(run.total_duration_ns)
    if measured is not None:
        return measured
    start, end = run.created_at, run.completed_at
    if not (isinstance(start, datetime) and isinstance(end, datetime)):
        return None
    return (end - start).total_seconds() * 1e9


def failure(run: Run) -> str:
    """Return what the server noted of the failure of a run; nothing for one that did not fail."""
    said: object = run.metadata.get("error") if isinstance(run.metadata, dict) else None
    if not said:
        return ""
    return text("\n".join(_told(said)) or said)


def _told(error: object) -> list[str]:
    """Return what an error says to people; nothing if it has another form."""
    if not isinstance(error, Mapping):
        return []
    fields = cast("Mapping[str, object]", error)
    found = [fields.get(name) for name in ("error_type", "message", "detail")]
    return [each for each in found if isinstance(each, str)]


def runs_table(runs: Sequence[Run], note: str = "") -> Table:
    """Return a table of runs."""
    durations = [duration_ns(run) for run in runs]
    rows = zip(runs, shares(durations, duration), strict=True)
    return Table(_COLUMNS, [_row(run, taken) for run, taken in rows], note)


def _row(run: Run, taken: Cell) -> list[Cell]:
    return [
        text(run.id),
        text(run.agent_id),
        moment(run.created_at),
        badge(run.status),
        badge(run.stop_reason),
        duration(run.ttft_ns),
        taken,
    ]


def run_card(run: Run) -> Card:
    """Return what a run says of itself."""
    return Card("Run", text(run.id), badges(run.status, run.stop_reason), run_blocks(run))


def lone_run_card(run: Run) -> Card:
    """Return the card of a run that is shown by itself: nothing is fetched to show something."""
    card = run_card(run)
    return replace(card, blocks=[*card.blocks, Paragraph(_WHOLE_RUN, "quiet")])


def run_blocks(run: Run, timeline: Block | None = None) -> list[Block]:
    """Return the facts of a run, with a timeline, by default that of the run as a whole."""
    facts: list[tuple[str, Cell]] = [
        ("agent", text(run.agent_id)),
        ("conversation", text(run.conversation_id)),
        ("created", moment(run.created_at)),
        ("completed", moment(run.completed_at)),
        ("duration", duration(duration_ns(run))),
        ("first token after", duration(run.ttft_ns)),
    ]
    blocks: list[Block] = [Facts([(name, value) for name, value in facts if value])]
    if said := failure(run):
        blocks.append(Fold("Error", [Paragraph(said, "bad")], open=True))
    timeline = timeline or _timeline(run)
    return [*blocks, *([timeline] if timeline else []), all_fields(run)]


def _timeline(run: Run) -> Timeline | None:
    total = duration_ns(run)
    if not total or total < 0:
        return None
    first = min(max(number(run.ttft_ns) or 0.0, 0.0) / total, 1.0)
    segments = [Segment(0, first, "quiet"), Segment(first, 1 - first, "model")]
    bar = Bar("run", duration(total), segments if first else segments[1:])
    legend: list[tuple[str, Tone]] = [("to the first token", "quiet"), ("from there on", "model")]
    return Timeline([bar], duration(total), total, legend if first else ())


def run_metrics_card(metrics: RunMetrics) -> Card:
    """Return what was measured of a run."""
    facts: list[tuple[str, Cell]] = [
        ("duration", duration(metrics.run_ns)),
        ("steps", count(metrics.num_steps)),
        ("tools", ", ".join(map(text, items_of(metrics.tools_used)))),
    ]
    shown: list[Block] = [Facts([(name, value) for name, value in facts if value])]
    return Card("Metrics of the run", text(metrics.id), blocks=[*shown, all_fields(metrics)])


def usage_card(usage: UsageRetrieveResponse) -> Card:
    """Return the tokens that a run has used."""
    prompt, completion = usage.prompt_tokens_details, usage.completion_tokens_details
    counts = {
        "prompt": usage.prompt_tokens,
        "completion": usage.completion_tokens,
        "total": usage.total_tokens,
        "cached": getattr(prompt, "cached_tokens", None),
        "read from the cache": getattr(prompt, "cache_read_tokens", None),
        "written to the cache": getattr(prompt, "cache_creation_tokens", None),
        "reasoning": getattr(completion, "reasoning_tokens", None),
    }
    return Card("Tokens", blocks=[tokens_table(counts), all_fields(usage)])


def tokens_table(counts: dict[str, int | None]) -> Table:
    """Return a table of kinds of tokens; those that the server does not tell are not in it."""
    known = {name: value for name, value in counts.items() if value is not None}
    cells = shares([number(value) for value in known.values()], count)
    columns = [Column("tokens"), Column("count", numeric=True)]
    return Table(columns, list(zip(known, cells, strict=True)))
