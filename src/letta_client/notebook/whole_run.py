"""A whole run: the run itself, and what it leaves."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, overload

from letta_client import APIStatusError, AsyncLetta, Letta

from ..types import Message, Run, Step, TraceSpan
from ..types.runs import UsageRetrieveResponse
from ..types.steps import StepMetrics
from .blocks import Block, Card, Fold, Paragraph
from .calls import Calls, awaited, carried_out
from .shown import Shown
from .values import badges, text
from .views.messages import transcript
from .views.runs import run_blocks, usage_card
from .views.steps import steps_table, steps_timeline
from .views.traces import waterfall


@dataclass(slots=True)
class Contents:
    """What a run leaves. What the server does not keep is empty, and `missing` says why."""

    run: Run
    steps: list[Step] = field(default_factory=list[Step])
    metrics: dict[str, StepMetrics] = field(default_factory=dict[str, StepMetrics])
    """What was measured of steps, by their ids."""
    messages: list[Message] = field(default_factory=list[Message])
    usage: UsageRetrieveResponse | None = None
    trace: list[TraceSpan] = field(default_factory=list[TraceSpan])
    missing: list[str] = field(default_factory=list[str])


class RunRecord(Shown):
    """A whole run, as a card with the timeline of its steps.

    Attributes:
        contents: the run, its steps, messages, tokens and spans.
    """

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        super().__init__(record_card(contents))


@overload
def record(run_id: str, *, client: Letta | None = None) -> RunRecord: ...


@overload
def record(run_id: str, *, client: AsyncLetta) -> Coroutine[Any, Any, RunRecord]: ...


def record(
    run_id: str, *, client: Letta | AsyncLetta | None = None
) -> RunRecord | Coroutine[Any, Any, RunRecord]:
    """Return a whole run, to show it.

    `GET /v1/runs/{run_id}`, and its steps, messages, usage and trace; for each step its metrics.
    What the server does not keep, say traces, is left out, and the card says so.

    Args:
        run_id: the run.
        client: where it is; by default `Letta()`. With an `AsyncLetta` the result is awaited:
            `await notebook.record(run_id, client=client)`.

    Raises:
        NotFoundError: there is no such run.
        APIError: a call failed otherwise.
    """
    if isinstance(client, AsyncLetta):
        return awaited(_recording(run_id, client))
    return carried_out(_recording(run_id, client or Letta()))


def _recording(run_id: str, client: Letta | AsyncLetta) -> Calls[RunRecord]:
    contents = Contents((yield client.runs.retrieve(run_id)))
    contents.steps.extend((yield client.runs.steps.list(run_id, order="asc")))
    contents.messages.extend((yield client.runs.messages.list(run_id, order="asc")))
    for step in contents.steps:
        try:
            contents.metrics[step.id] = yield client.steps.metrics.retrieve(step.id)
        except APIStatusError as error:
            contents.missing.append(f"Metrics of {step.id}: {error}")
    try:
        contents.trace.extend((yield client.runs.trace.retrieve(run_id)))
    except APIStatusError as error:
        contents.missing.append(f"Trace: {error}")
    try:
        contents.usage = yield client.runs.usage.retrieve(run_id)
    except APIStatusError as error:
        contents.missing.append(f"Tokens: {error}")
    return RunRecord(contents)


def record_card(contents: Contents) -> Card:
    """Return the card of a whole run."""
    run, steps = contents.run, contents.steps
    labels = {step.id: f"step {number}" for number, step in enumerate(steps, 1)}
    measured = {labels[id]: each for id, each in contents.metrics.items() if id in labels}
    blocks: list[Block] = run_blocks(run, steps_timeline(measured))
    if contents.messages:
        blocks.append(Fold("Messages", [transcript(contents.messages)], open=True))
    if steps:
        blocks.append(Fold(f"Steps: {len(steps)}", [steps_table(steps)], open=True))
    if contents.usage:
        blocks.append(Fold("Tokens", [usage_card(contents.usage)]))
    if contents.trace:
        blocks.append(Fold(f"Trace: {len(contents.trace)} spans", [waterfall(contents.trace)]))
    blocks.extend(Paragraph(said, "quiet") for said in contents.missing)
    return Card("Run", text(run.id), badges(run.status, run.stop_reason), blocks)
