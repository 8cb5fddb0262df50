"""A table that is fetched when somebody reads it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import anyio
import pyarrow as pa
from anyio import to_thread
from tqdm import tqdm
from typing_extensions import override

from letta_client import AsyncLetta, Letta
from letta_client.types.run_list_params import RunListParams
from letta_client.types.runs import Run

from .batches import c_stream, in_batches
from .columns import Columns
from .errors import RowError
from .event_loop import ReadingThread, ValuesOfThread, reading_thread
from .readers import Reader, reader_of
from .reading import ErrorLog, RowsOfRun, RunRows, fetched_runs, read_listed, read_runs

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

RowT = TypeVar("RowT")

DEFAULT_CONCURRENCY = 8


@dataclass(frozen=True, slots=True)
class Runs:
    """Which runs a table is about: those of a list, or those that were named."""

    filters: RunListParams
    named: Sequence[str | Run] | None = None

    def read(self, reader: Reader, log: ErrorLog) -> Iterator[Run]:
        """Yield them. Of ids, each that cannot be had is noted by itself."""
        if self.named is None:
            yield from reader.runs(self.filters)
        else:
            yield from fetched_runs(self.named, reader, log)


@dataclass(frozen=True, slots=True)
class TableKind(Generic[RowT]):
    """What distinguishes a table from others, beside its columns."""

    name: str
    rows_of_run: RowsOfRun[RowT]
    row_of_listed_run: Callable[[Run], RowT] | None = None
    """Makes the row of a run, where the list of runs brings all that the columns need."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How a table is read."""

    strict: bool = True
    concurrency: int = DEFAULT_CONCURRENCY
    progress: bool | None = None

    def __post_init__(self) -> None:
        """Check the number of requests."""
        if self.concurrency < 1:
            raise ValueError(f"concurrency has to be at least 1, not {self.concurrency}")


@dataclass(frozen=True, slots=True)
class Reading(Generic[RowT]):
    """One reading of a table: what is read, by what, and what fails."""

    kind: TableKind[RowT]
    columns: Columns[RowT]
    runs: Runs
    options: ReadOptions
    log: ErrorLog
    open_reader: Callable[[], AbstractContextManager[Reader]]
    check: Callable[[], None]
    """Called for each run; what it raises ends the reading."""

    def batches(self) -> Generator[pa.RecordBatch]:
        """Yield the rows in batches; see `Table.batches`."""
        with closing(self.read_runs(partial(self.runs.read, log=self.log))) as found:
            yield from in_batches(self.columns, found, self.log)

    def to_arrow(self) -> pa.Table:
        """Return all rows."""
        return pa.Table.from_batches(list(self.batches()), schema=self.columns.schema)

    def read_runs(self, list_runs: Callable[[Reader], Iterator[Run]]) -> Generator[RunRows[RowT]]:
        """Yield the rows of each run that `list_runs` yields."""
        with self.open_reader() as reader:
            runs = self._checked(list_runs(reader))
            row_of_listed_run = self.kind.row_of_listed_run
            if row_of_listed_run is not None and not self.columns.needs:
                found = read_listed(runs, row_of_listed_run, self.log)
            else:
                found = read_runs(
                    runs, self.kind.rows_of_run, reader, self.log, self.options.concurrency
                )
            with closing(found):
                yield from self._with_progress(found)

    def _checked(self, runs: Iterator[Run]) -> Iterator[Run]:
        for run in runs:
            self.check()
            yield run

    def _with_progress(self, found: Iterator[RunRows[RowT]]) -> Iterator[RunRows[RowT]]:
        # `None` is tqdm's own way to be silent where the output is no terminal.
        shown = self.options.progress
        disable = None if shown is None else not shown
        yield from tqdm(found, desc=self.kind.name, unit=" runs", disable=disable)


def _go_on() -> None:
    """Let a reading go on to its end."""


class Table(Generic[RowT]):
    """A table of what a server has, fetched when somebody reads it, and each time anew.

    polars, pandas, DuckDB and pyarrow take it as it is (`__arrow_c_stream__`). It is whole, or
    reading it raises what the client raised. With `strict=False` it has what could be had, and
    `errors` tells what is missing.

    In an asynchronous program or cell, `await table.read()` fetches it without blocking the event
    loop; `stream` and `write_parquet` are asynchronous too.
    """

    def __init__(
        self,
        client: Letta | AsyncLetta,
        kind: TableKind[RowT],
        columns: Columns[RowT],
        runs: Runs,
        options: ReadOptions,
    ) -> None:
        self._client = client
        self._kind = kind
        self._columns = columns
        self._runs = runs
        self._options = options
        self._log = ErrorLog(options.strict)

    @override
    def __repr__(self) -> str:
        return f"<table of {self._kind.name}: {', '.join(self.schema.names)}>"

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema, which is the same for any rows, and for none."""
        return self._columns.schema

    @property
    def columns(self) -> Columns[RowT]:
        """The columns of the table."""
        return self._columns

    @property
    def chosen_runs(self) -> Runs:
        """The runs that the table is about."""
        return self._runs

    @property
    def errors(self) -> Sequence[RowError]:
        """What is missing, as far as the table was last read; always empty in a strict table."""
        return tuple(self._log.errors)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows in batches, fetched as they are asked for.

        Raises:
            APIError: a request failed, unless the table is not strict.
            PaginationError: the list of runs cannot be walked to its end, unless it is not strict.
            IncompleteTableError: the server answers with less than there is.
        """
        yield from self._start().batches()

    def to_parquet(self, path: str | Path) -> Path:
        """Write the table as Parquet, batch by batch, in a directory that has its parts.

        After a crash, or when there is more, calling it again goes on: it fetches what is new, and
        anew the runs that were not over, or could not be had whole. A part appears when it is
        whole. Two exports into one directory at a time are one too many.

        Args:
            path: the directory; made if it is not there.

        Returns:
            The directory, for `polars.read_parquet` and its like.

        Raises:
            ValueError: the directory has another table, or this one has no column `run_id`.
            APIError: see `batches`, which has the other errors too.
        """
        from .parquet import export

        directory = Path(path)
        export(self._start(), directory)
        return directory

    def reader(self) -> pa.RecordBatchReader:
        """Return a reader of the batches; nothing is fetched before the first is asked for."""
        return pa.RecordBatchReader.from_batches(self.schema, self.batches())

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the table as an Arrow C stream, for polars, pandas, DuckDB and others."""
        return c_stream(self.reader(), requested_schema)

    def to_arrow(self) -> pa.Table:
        """Fetch the table into memory; raises what `batches` raises."""
        return self._start().to_arrow()

    def to_pandas(self) -> pd.DataFrame:
        """Fetch the table as a pandas data frame of Arrow's types; raises what `batches` raises."""
        import pandas as pd

        return self.to_arrow().to_pandas(types_mapper=pd.ArrowDtype)  # pyright: ignore[reportUnknownMemberType]

    def to_polars(self) -> pl.DataFrame:
        """Fetch the table as a polars data frame; raises what `batches` raises."""
        import polars as pl

        return pl.DataFrame(self.to_arrow())

    async def read(self) -> pa.Table:
        """Fetch the table into memory, for polars, pandas, DuckDB and others.

        Requests are made in the caller's event loop, by the client as it is. It may be cancelled.
        Raises what `batches` raises.
        """
        async with reading_thread(self._client) as thread:
            return await thread.run(self._start(thread).to_arrow)

    @asynccontextmanager
    async def stream(self) -> AsyncGenerator[AsyncIterator[pa.RecordBatch]]:
        """Give an asynchronous iterator over the rows in batches, fetched as they are asked for.

            async with table.stream() as batches:
                async for batch in batches: ...

        Raises what `batches` raises.
        """
        async with reading_thread(self._client) as thread:
            batches = self._start(thread).batches()
            try:
                yield ValuesOfThread(thread, batches)
            finally:
                await thread.stop()
                with anyio.CancelScope(shield=True):
                    await to_thread.run_sync(batches.close)

    async def write_parquet(self, path: str | Path) -> Path:
        """Write the table as Parquet; `to_parquet` for asynchronous programs.

        If it is cancelled, what is there can be gone on from, as after a crash.
        """
        from .parquet import export

        directory = Path(path)
        async with reading_thread(self._client) as thread:
            await thread.run(partial(export, self._start(thread), directory))
        return directory

    def _start(self, thread: ReadingThread | None = None) -> Reading[RowT]:
        """Start to read, in the thread of an event loop, or where the caller is."""
        self._log = ErrorLog(self._options.strict)
        return Reading(
            self._kind,
            self._columns,
            self._runs,
            self._options,
            self._log,
            partial(reader_of, self._client) if thread is None else thread.open_reader,
            _go_on if thread is None else thread.check,
        )
