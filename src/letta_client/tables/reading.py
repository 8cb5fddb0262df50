"""Reading a table: run by run, several at a time, in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from letta_client._core.http.errors import LettaError
from letta_client.types.runs import Run

from .errors import RowError
from .readers import Reader

RowT = TypeVar("RowT")

Failures: tuple[type[Exception], ...] = (LettaError, ValueError)
"""What an answer can be the reason of: an error of the client, or a value that does not fit."""


@dataclass(frozen=True, slots=True)
class RunRows(Generic[RowT]):
    """The rows that a run has in a table."""

    run: Run
    rows: Sequence[RowT]
    errors: Sequence[RowError] = ()


@dataclass
class ErrorLog:
    """What to do with failures: raise them, or keep them."""

    strict: bool
    errors: list[RowError] = field(default_factory=list[RowError])

    def note(self, run_id: str | None, error: Exception) -> None:
        """Keep an error, or raise it in a strict table."""
        if self.strict:
            raise error
        self.errors.append(RowError(run_id, error))


RowsOfRun = Callable[[Reader, Run, ErrorLog], Sequence[RowT]]
"""Fetches what the rows of a run are made from, and notes what fails."""


def read_runs(
    runs: Iterable[Run],
    rows_of_run: RowsOfRun[RowT],
    reader: Reader,
    log: ErrorLog,
    concurrency: int,
) -> Generator[RunRows[RowT]]:
    """Yield the rows of each run, in the order of the runs.

    Args:
        runs: the runs; it is asked for no more than `concurrency` runs ahead.
        rows_of_run: fetches what the rows of one are made from.
        reader: by what.
        log: what to do with failures.
        concurrency: of how many runs to fetch at a time.
    """

    def read(run: Run) -> RunRows[RowT]:
        own = ErrorLog(log.strict)
        try:
            rows = rows_of_run(reader, run, own)
        except Failures as error:
            own.note(run.id, error)
            rows = ()
        return RunRows(run, rows, own.errors)

    waiting: deque[Future[RunRows[RowT]]] = deque()
    pool = ThreadPoolExecutor(concurrency, thread_name_prefix="letta_client.tables")
    try:
        for run in _until_failure(runs, log):
            waiting.append(pool.submit(read, run))
            if len(waiting) >= concurrency:
                yield _noted(waiting.popleft().result(), log)
        while waiting:
            yield _noted(waiting.popleft().result(), log)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def fetched_runs(named: Iterable[str | Run], reader: Reader, log: ErrorLog) -> Iterator[Run]:
    """Yield runs that are named by themselves or by their ids, and note each that cannot be had."""
    for run in named:
        if isinstance(run, str):
            try:
                found = reader.run(run)
            except Failures as error:
                log.note(run, error)
                continue
            yield found
        else:
            yield run


def _until_failure(runs: Iterable[Run], log: ErrorLog) -> Iterator[Run]:
    try:
        yield from runs
    except Failures as error:
        log.note(None, error)


def _noted(found: RunRows[RowT], log: ErrorLog) -> RunRows[RowT]:
    log.errors.extend(found.errors)
    return found


def read_listed(
    runs: Iterable[Run], row_of_run: Callable[[Run], RowT], log: ErrorLog
) -> Generator[RunRows[RowT]]:
    """Yield a row a run that needs nothing but what the list of runs brings."""
    for run in _until_failure(runs, log):
        yield RunRows(run, [row_of_run(run)])
