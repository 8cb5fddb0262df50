"""The table of runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from typing_extensions import Unpack

from letta_client import AsyncLetta, Letta
from letta_client._core.streams.polling import is_over
from letta_client.types.run_list_params import RunListParams
from letta_client.types.runs import Run

from .columns import Columns
from .readers import Reader
from .reading import ErrorLog, Failures
from .run_columns import METRICS, RESULT, RUN_CORE, USAGE, RunRow
from .table import DEFAULT_CONCURRENCY, ReadOptions, Runs, Table, TableKind
from .turns import turns_of

T = TypeVar("T")


def runs(
    client: Letta | AsyncLetta,
    *,
    columns: Columns[RunRow] = RUN_CORE,
    strict: bool = True,
    concurrency: int = DEFAULT_CONCURRENCY,
    progress: bool | None = None,
    **filters: Unpack[RunListParams],
) -> Table[RunRow]:
    """Return the table of runs: a row for each.

    `GET /v1/runs/`, page by page, and what the columns need beside it.

    Args:
        client: the client, of either kind.
        columns: groups of columns, added up: `RUN_CORE + RUN_TOKENS`. See there what each needs.
        strict: whether what cannot be had is raised; else it is null, and told in `errors`.
        concurrency: how many requests to have under way at a time, at most.
        progress: whether to show a progress bar; by default on a terminal.
        **filters: as of `client.runs.list`.

    Raises:
        ValueError: `concurrency` is less than 1.
    """
    kind = TableKind("runs", _rows_of_run(columns.needs), RunRow)
    options = ReadOptions(strict, concurrency, progress)
    return Table(client, kind, columns, Runs(filters), options)


def _rows_of_run(
    needs: frozenset[str],
) -> Callable[[Reader, Run, ErrorLog], Sequence[RunRow]]:
    def fetch(reader: Reader, run: Run, log: ErrorLog) -> Sequence[RunRow]:
        def had(what: str, call: Callable[[], T]) -> T | None:
            if what not in needs:
                return None
            try:
                return call()
            except Failures as error:
                log.note(run.id, error)
                return None

        # One answer has all turns, and says whether the run was over by then.
        now = had(RESULT, lambda: _run_by_itself(reader, run))
        turns = had(RESULT, lambda: turns_of(now) if now is not None and is_over(now) else None)
        usage = had(USAGE, lambda: reader.usage(run.id))
        metrics = had(METRICS, lambda: reader.run_metrics(run.id))
        return [RunRow(now or run, usage, metrics, turns)]

    return fetch


def _run_by_itself(reader: Reader, listed: Run) -> Run:
    """Return a run as it is now, with the measurements that lists alone have."""
    run = reader.run(listed.id)
    measured = {
        name: getattr(listed, name)
        for name in ("ttft_ns", "total_duration_ns")
        if getattr(run, name) is None
    }
    return run.model_copy(update=measured)


def named_runs(named: Iterable[str | Run] | Table[RunRow] | None, filters: RunListParams) -> Runs:
    """Return the runs of a table that takes `runs=` and the filters of the list of runs.

    Raises:
        TypeError: both are given.
    """
    if named is None:
        return Runs(filters)
    if filters:
        raise TypeError(f"runs= and filters ({', '.join(filters)}) exclude each other")
    if isinstance(named, Table):
        return named.chosen_runs
    return Runs({}, tuple(named))
