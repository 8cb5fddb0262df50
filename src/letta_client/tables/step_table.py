"""The table of steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from typing_extensions import Unpack

from letta_client import AsyncLetta, Letta, NotFoundError
from letta_client.types.run_list_params import RunListParams
from letta_client.types.runs import Run
from letta_client.types.steps import Step, StepMetrics

from .arrow_types import DURATION, INTEGER, TEXT, TEXTS, TIME_NS, json_text
from .columns import Column, Columns
from .readers import Reader
from .reading import ErrorLog, Failures
from .run_columns import COMPLETION_TOKENS_DETAILS, PROMPT_TOKENS_DETAILS, RunRow
from .run_table import named_runs
from .table import DEFAULT_CONCURRENCY, ReadOptions, Table, TableKind

METRICS = "metrics"


@dataclass(frozen=True, slots=True)
class StepRow:
    """What a row of the table of steps is made from; what was not fetched is `None`."""

    run: Run | None
    """`None` in the table of a page."""
    step: Step
    metrics: StepMetrics | None = None


def _agent_id(row: StepRow) -> str | None:
    return row.run.agent_id if row.run else row.step.agent_id


STEP_CORE = Columns[StepRow](
    [
        Column("step_id", TEXT, lambda row: row.step.id),
        Column("run_id", TEXT, lambda row: row.run.id if row.run else row.step.run_id),
        Column("agent_id", TEXT, _agent_id),
        Column("status", TEXT, lambda row: row.step.status),
        Column("stop_reason", TEXT, lambda row: row.step.stop_reason),
        Column("provider_name", TEXT, lambda row: row.step.provider_name),
        Column("model", TEXT, lambda row: row.step.model),
        Column("model_handle", TEXT, lambda row: row.step.model_handle),
        Column("error_type", TEXT, lambda row: row.step.error_type),
        Column("feedback", TEXT, lambda row: row.step.feedback),
        Column("tags", TEXTS, lambda row: row.step.tags),
    ]
)
"""Which steps a run had, and how they went."""

STEP_TOKENS = Columns[StepRow](
    [
        Column("prompt_tokens", INTEGER, lambda row: row.step.prompt_tokens),
        Column("completion_tokens", INTEGER, lambda row: row.step.completion_tokens),
        Column("total_tokens", INTEGER, lambda row: row.step.total_tokens),
        Column("cached_input_tokens", INTEGER, lambda row: row.step.cached_input_tokens),
        Column("cache_write_tokens", INTEGER, lambda row: row.step.cache_write_tokens),
        Column("reasoning_tokens", INTEGER, lambda row: row.step.reasoning_tokens),
        Column(
            "prompt_tokens_details",
            PROMPT_TOKENS_DETAILS,
            lambda row: row.step.prompt_tokens_details,
        ),
        Column(
            "completion_tokens_details",
            COMPLETION_TOKENS_DETAILS,
            lambda row: row.step.completion_tokens_details,
        ),
    ]
)
"""The tokens of a step."""

STEP_DETAILS = Columns[StepRow](
    [
        Column("project_id", TEXT, lambda row: row.step.project_id),
        Column("provider_id", TEXT, lambda row: row.step.provider_id),
        Column("provider_category", TEXT, lambda row: row.step.provider_category),
        Column("model_endpoint", TEXT, lambda row: row.step.model_endpoint),
        Column("context_window_limit", INTEGER, lambda row: row.step.context_window_limit),
        Column("trace_id", TEXT, lambda row: row.step.trace_id),
        Column("request_id", TEXT, lambda row: row.step.request_id),
        Column("error_data", TEXT, lambda row: json_text(row.step.error_data)),
    ]
)
"""What else the list of steps tells of each; `error_data` is JSON."""

STEP_METRICS = Columns[StepRow](
    [
        Column(
            "started_at", TIME_NS, lambda row: row.metrics and row.metrics.step_start_ns, METRICS
        ),
        Column("duration", DURATION, lambda row: row.metrics and row.metrics.step_ns, METRICS),
        Column(
            "model_duration",
            DURATION,
            lambda row: row.metrics and row.metrics.llm_request_ns,
            METRICS,
        ),
        Column(
            "tool_duration",
            DURATION,
            lambda row: row.metrics and row.metrics.tool_execution_ns,
            METRICS,
        ),
    ]
)
"""What the server measured of a step: `GET /v1/steps/{step_id}/metrics` for each.

Null where it measured nothing, which happens on Letta 0.16.8.
"""


def steps(
    client: Letta | AsyncLetta,
    *,
    runs: Iterable[str | Run] | Table[RunRow] | None = None,
    columns: Columns[StepRow] = STEP_CORE + STEP_TOKENS,
    strict: bool = True,
    concurrency: int = DEFAULT_CONCURRENCY,
    progress: bool | None = None,
    **filters: Unpack[RunListParams],
) -> Table[StepRow]:
    """Return the table of steps: a row for each step of each run, the oldest first.

    `GET /v1/runs/{run_id}/steps` for each run, and what the columns need beside it.

    Args:
        client: the client, of either kind.
        runs: the runs, their ids, or a table of them; by default those of the list of runs.
        columns: groups of columns, added up. See there what each needs.
        strict: see `runs`; a run whose steps cannot be had has no rows otherwise.
        concurrency: of how many runs to fetch at a time, at most.
        progress: see `runs`.
        **filters: of the list of runs, as of `client.runs.list`.

    Raises:
        TypeError: both runs and filters are given.
        ValueError: `concurrency` is less than 1.
    """
    kind = TableKind("steps", _rows_of_run(columns.needs))
    options = ReadOptions(strict, concurrency, progress)
    return Table(client, kind, columns, named_runs(runs, filters), options)


def _rows_of_run(
    needs: frozenset[str],
) -> Callable[[Reader, Run, ErrorLog], Sequence[StepRow]]:
    def fetch(reader: Reader, run: Run, log: ErrorLog) -> Sequence[StepRow]:
        found = reader.steps(run.id)
        if METRICS not in needs:
            return [StepRow(run, step) for step in found]
        return [StepRow(run, step, _metrics(reader, run, step, log)) for step in found]

    return fetch


def _metrics(reader: Reader, run: Run, step: Step, log: ErrorLog) -> StepMetrics | None:
    try:
        return reader.step_metrics(step.id)
    except NotFoundError:
        # The step is there, so it was not measured.
        return None
    except Failures as error:
        log.note(run.id, error)
        return None
