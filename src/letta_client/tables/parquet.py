"""Tables as Parquet: a directory of parts, each of which is there whole or not at all.

A part tells in its metadata which runs it covers, and which of them were not over or could not be
had whole. So an export goes on where it ended, also after a crash, and fetches those runs again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from letta_client import NotFoundError
from letta_client._core.streams.polling import is_over
from letta_client.types.runs import Run

from .batches import in_batches
from .reading import ErrorLog, Failures, RunRows, fetched_runs

if TYPE_CHECKING:
    from .readers import Reader
    from .table import Reading, Runs

RowT = TypeVar("RowT")

RUNS_PER_PART = 5000
_KEY = "letta_client"
_RUN_ID = "run_id"
_STABLE_FILTERS = frozenset(
    {"agent_id", "agent_ids", "background", "conversation_id", "limit", "order_by"}
)
"""By them a run is in the list from the beginning, or never; others can let older runs join it."""
_ORDER = frozenset({"order", "ascending"})


@dataclass
class _Coverage:
    """Which runs a part covers."""

    table: str
    """What the directory has: its parts are of one table."""
    runs: list[str] = field(default_factory=list[str])
    unfinished: list[str] = field(default_factory=list[str])
    """The runs of it that have to be fetched again."""

    def note(self, found: RunRows[Any]) -> None:
        """Cover a run."""
        self.runs.append(found.run.id)
        self.note_if_unfinished(found)

    def note_if_unfinished(self, found: RunRows[Any]) -> None:
        """Cover a run that may have been covered before."""
        if found.errors or not is_over(found.run):
            self.unfinished.append(found.run.id)

    def to_metadata(self) -> dict[str, str]:
        """Return what the file keeps."""
        return {_KEY: json.dumps(vars(self))}


def _coverage(part: Path, identity: str, schema: pa.Schema) -> _Coverage:
    """Read that of a part; raises ValueError if the file is not of this table."""
    with pq.ParquetFile(part) as file:
        metadata, has_schema = file.metadata.metadata or {}, file.schema_arrow.equals(schema)
    if _KEY.encode() not in metadata:
        raise ValueError(f"{part} was not written by to_parquet")
    coverage = _Coverage(**json.loads(metadata[_KEY.encode()]))
    if coverage.table != identity or not has_schema:
        raise ValueError(f"{part} is of another table: its kind, columns or filters are others")
    return coverage


def export(reading: Reading[RowT], directory: Path) -> None:
    """Write what a directory has not yet of a table.

    Args:
        reading: the reading of the table, which has a column `run_id`.
        directory: where to write; made if it is not there.

    Raises:
        ValueError: there is no such column, or the directory has another table.
    """
    schema = reading.columns.schema
    if _RUN_ID not in schema.names:
        raise ValueError(f"a table without the column {_RUN_ID} cannot be resumed: add its core")
    identity = _identity(reading)
    directory.mkdir(parents=True, exist_ok=True)
    parts = sorted(directory.glob("part-*.parquet"))
    covered = [_coverage(part, identity, schema) for part in parts]
    for part, coverage in zip(parts, covered, strict=True):
        if coverage.unfinished:
            _fetch_again(reading, part, coverage)
    number = int(parts[-1].stem.removeprefix("part-")) + 1 if parts else 0
    known = {run_id for coverage in covered for run_id in coverage.runs}
    last = covered[-1].runs[-1] if covered and covered[-1].runs else None
    del covered
    new_runs = _NewRuns(reading.runs, known, last, reading.log)
    with closing(reading.read_runs(new_runs.read)) as found:
        for part_of_runs in _parts(found, at_least_one=not parts):
            coverage = _Coverage(identity)
            rows = _noting(part_of_runs, coverage.note)
            _write(directory / f"part-{number:06}.parquet", reading, rows, coverage)
            number += 1


@dataclass(frozen=True)
class _NewRuns:
    """Those of the runs of a table that no part covers."""

    runs: Runs
    known: set[str]
    last: str | None
    log: ErrorLog

    def read(self, reader: Reader) -> Iterator[Run]:
        """Yield them, the oldest first, so that the last of them is where to go on."""
        for run in self._candidates(reader):
            if run.id not in self.known:
                yield run

    def _candidates(self, reader: Reader) -> Iterator[Run]:
        if self.runs.named is not None:
            new = [run for run in self.runs.named if _id_of(run) not in self.known]
            return fetched_runs(new, reader, self.log)
        filters = self.runs.filters.copy()
        if not filters.keys() <= _STABLE_FILTERS | _ORDER:
            return reader.runs(filters)
        filters.pop("ascending", None)
        filters["order"] = "asc"
        every = reader.runs(filters.copy())
        if self.last is None:
            return every
        filters["after"] = self.last
        return _or_else(reader.runs(filters), every)


def _id_of(run: str | Run) -> str:
    return run if isinstance(run, str) else run.id


def _or_else(after_last: Iterator[Run], every: Iterator[Run]) -> Iterator[Run]:
    try:
        first = next(after_last, None)
    except NotFoundError:
        # The run to go on from was deleted since.
        return every
    return iter(()) if first is None else chain([first], after_last)


def _parts(
    found: Iterator[RunRows[RowT]], *, at_least_one: bool
) -> Iterator[Iterator[RunRows[RowT]]]:
    """Yield the runs part by part; each has to be read before the next is asked for."""
    first = next(found, None)
    if first is None and at_least_one:
        yield iter(())
    while first is not None:
        yield _some(first, found)
        first = next(found, None)


def _some(first: RunRows[RowT], found: Iterator[RunRows[RowT]]) -> Iterator[RunRows[RowT]]:
    yield first
    for count, of_run in enumerate(found, start=2):
        yield of_run
        if count >= RUNS_PER_PART:
            return


def _noting(
    found: Iterable[RunRows[RowT]], note: Callable[[RunRows[Any]], None]
) -> Generator[RunRows[RowT]]:
    for of_run in found:
        note(of_run)
        yield of_run


def _fetch_again(reading: Reading[RowT], part: Path, coverage: _Coverage) -> None:
    """Replace the rows of the unfinished runs of a part by what they have now."""
    again, coverage.unfinished = coverage.unfinished, []

    def runs(reader: Reader) -> Iterator[Run]:
        for run_id in again:
            try:
                yield reader.run(run_id)
            except NotFoundError:
                # It was deleted since, and its rows with it.
                continue
            except Failures as error:
                reading.log.note(run_id, error)
                coverage.unfinished.append(run_id)

    with closing(reading.read_runs(runs)) as found, pq.ParquetFile(part) as old:
        rows = _noting(found, coverage.note_if_unfinished)
        _write(part, reading, rows, coverage, kept=_without(old, again))


def _without(old: pq.ParquetFile, run_ids: Sequence[str]) -> Iterator[pa.RecordBatch]:
    dropped = set[object](run_ids)
    for number in range(old.num_row_groups):
        rows = old.read_row_group(number)  # pyright: ignore[reportUnknownMemberType]
        kept = [run_id not in dropped for run_id in rows.column(_RUN_ID).to_pylist()]
        yield from rows.filter(pa.array(kept, type=pa.bool_())).to_batches()


def _write(
    path: Path,
    reading: Reading[RowT],
    rows: Iterable[RunRows[RowT]],
    coverage: _Coverage,
    kept: Iterable[pa.RecordBatch] = (),
) -> None:
    """Write a part, and give it its name when it is whole."""
    # Beside the directory, whose readers take all of its files.
    unfinished = path.parent.with_name(f".{path.parent.name}.unfinished")
    try:
        with pq.ParquetWriter(unfinished, reading.columns.schema) as writer:
            for batch in chain(kept, in_batches(reading.columns, rows, reading.log)):
                writer.write_batch(batch)
            writer.add_key_value_metadata(coverage.to_metadata())
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _identity(reading: Reading[Any]) -> str:
    runs = reading.runs
    filters = {
        name: value
        for name, value in runs.filters.items()
        if name not in _ORDER | {"limit"} and value is not None
    }
    of = "named runs" if runs.named is not None else json.dumps(filters, sort_keys=True)
    return f"{reading.kind.name} of {of}"
