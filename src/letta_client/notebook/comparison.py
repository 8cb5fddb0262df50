"""Two runs side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..types import Run, Step
from .blocks import Block, Card, Column, SideBySide, Table, Timeline
from .shown import Shown
from .values import count, duration, number, text
from .views.runs import duration_ns, run_card
from .whole_run import RunRecord, record_card


class Comparison(Shown):
    """Two runs side by side, under a table of what differs."""


def compare(run_a: Run | RunRecord, run_b: Run | RunRecord) -> Comparison:
    """Return two runs side by side.

    Args:
        run_a: a run, or, to see its steps and messages too, its record: `notebook.record(run_id)`.
        run_b: the other one.
    """
    both = (run_a, run_b)
    cards = _on_one_scale([_card(run) for run in both])
    facts_a, facts_b = (_facts(run) for run in both)
    rows = [
        [name, facts_a.get(name, ""), facts_b.get(name, "")]
        for name in dict.fromkeys([*facts_a, *facts_b])
        if facts_a.get(name) != facts_b.get(name)
    ]
    columns = [Column("what differs"), Column("left"), Column("right")]
    blocks: list[Block] = [Table(columns, rows, "" if rows else "Nothing differs.")]
    return Comparison(Card("Two runs", blocks=[*blocks, SideBySide(cards)]))


def _card(run: Run | RunRecord) -> Card:
    return record_card(run.contents) if isinstance(run, RunRecord) else run_card(run)


def _on_one_scale(cards: Sequence[Card]) -> list[Card]:
    """Return cards whose timelines can be compared by the lengths of their bars."""
    timelines = [block for card in cards for block in card.blocks if isinstance(block, Timeline)]
    if not timelines:
        return list(cards)
    longest = max(timelines, key=lambda timeline: timeline.total_ns)
    return [
        replace(
            card,
            blocks=[
                _scaled(block, longest) if isinstance(block, Timeline) else block
                for block in card.blocks
            ],
        )
        for card in cards
    ]


def _scaled(timeline: Timeline, longest: Timeline) -> Timeline:
    part = timeline.total_ns / longest.total_ns
    bars = [
        replace(
            bar,
            segments=[
                replace(each, start=each.start * part, length=each.length * part)
                for each in bar.segments
            ],
        )
        for bar in timeline.bars
    ]
    return replace(timeline, bars=bars, total=longest.total, total_ns=longest.total_ns)


def _facts(shown: Run | RunRecord) -> dict[str, str]:
    if isinstance(shown, Run):
        return _run_facts(shown)
    contents = shown.contents
    facts = _run_facts(contents.run)
    facts["steps"] = count(len(contents.steps))
    facts["models"] = ", ".join(dict.fromkeys(_model(step) for step in contents.steps))
    facts["messages"] = count(len(contents.messages))
    if usage := contents.usage:
        facts["prompt tokens"] = count(usage.prompt_tokens)
        facts["completion tokens"] = count(usage.completion_tokens)
    tools = [number(each.tool_execution_ns) or 0.0 for each in contents.metrics.values()]
    facts["time in tools"] = duration(sum(tools))
    return facts


def _run_facts(run: Run) -> dict[str, str]:
    return {
        "agent": text(run.agent_id),
        "status": text(run.status),
        "stop reason": text(run.stop_reason),
        "duration": duration(duration_ns(run)),
        "first token after": duration(run.ttft_ns),
    }


def _model(step: Step) -> str:
    return text(step.model_handle or step.model)
