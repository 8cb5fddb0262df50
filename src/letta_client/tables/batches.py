"""Rows, collected into batches of Arrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar, cast

import pyarrow as pa

from .columns import Columns
from .reading import ErrorLog, RunRows

RowT = TypeVar("RowT")

ROWS_PER_BATCH = 1000


def in_batches(
    columns: Columns[RowT], found: Iterable[RunRows[RowT]], log: ErrorLog
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of runs in batches of at most `ROWS_PER_BATCH`."""
    rows: list[tuple[str, RowT]] = []
    for of_run in found:
        rows.extend((of_run.run.id, row) for row in of_run.rows)
        while len(rows) >= ROWS_PER_BATCH:
            yield _batch(columns, rows[:ROWS_PER_BATCH], log)
            del rows[:ROWS_PER_BATCH]
    if rows:
        yield _batch(columns, rows, log)


def _batch(
    columns: Columns[RowT], rows: Sequence[tuple[str, RowT]], log: ErrorLog
) -> pa.RecordBatch:
    try:
        return columns.batch([row for _, row in rows])
    except (TypeError, ValueError, OverflowError):
        if log.strict:
            raise
    # A value does not fit its column: find out which, and do without its row.
    fitting: list[RowT] = []
    for run_id, row in rows:
        try:
            columns.batch([row])
        except (TypeError, ValueError, OverflowError) as error:
            log.note(run_id, error)
        else:
            fitting.append(row)
    return columns.batch(fitting)


class _HasStream(Protocol):
    # The stubs of pyarrow do not say its types.
    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...


def c_stream(reader: pa.RecordBatchReader, requested_schema: object) -> object:
    """Return a reader as an Arrow C stream."""
    return cast("_HasStream", reader).__arrow_c_stream__(requested_schema)
