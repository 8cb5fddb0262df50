"""A table that is fetched when somebody reads it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import pyarrow as pa
from tqdm import tqdm
from typing_extensions import override

from letta_client import AsyncLetta, Letta
from letta_client.types.run_list_params import RunListParams
from letta_client.types.runs import Run

from .batches import c_stream, in_batches
from .columns import Columns
from .errors import RowError
from .readers import Reader, reader_of
from .reading import ErrorLog, RowsOfRun, RunRows, read_listed, read_runs

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

    def read(self, reader: Reader) -> Iterator[Run]:
        """Yield them."""
        if self.named is None:
            yield from reader.runs(self.filters)
            return
        for run in self.named:
            yield reader.run(run) if isinstance(run, str) else run


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


class Table(Generic[RowT]):
    """A table of what a server has, fetched when somebody reads it, and each time anew.

    polars, pandas, DuckDB and pyarrow take it as it is (`__arrow_c_stream__`). It is whole, or
    reading it raises what the client raised. With `strict=False` it has what could be had, and
    `errors` tells what is missing.
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
    def kind(self) -> TableKind[RowT]:
        """What distinguishes the table from others."""
        return self._kind

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
        log = self._log = ErrorLog(self._options.strict)
        with closing(self.read_runs(self._runs.read, log)) as found:
            yield from in_batches(self._columns, found, log)

    def read_runs(
        self, list_runs: Callable[[Reader], Iterator[Run]], log: ErrorLog
    ) -> Generator[RunRows[RowT]]:
        """Yield the rows of each run that `list_runs` yields, and note failures in `log`."""
        with reader_of(self._client) as reader:
            runs = list_runs(reader)
            row_of_listed_run = self._kind.row_of_listed_run
            if row_of_listed_run is not None and not self._columns.needs:
                found = read_listed(runs, row_of_listed_run, log)
            else:
                found = read_runs(
                    runs, self._kind.rows_of_run, reader, log, self._options.concurrency
                )
            with closing(found):
                yield from self._with_progress(found)

    def _with_progress(self, found: Iterator[RunRows[RowT]]) -> Iterator[RunRows[RowT]]:
        # `None` is tqdm's own way to be silent where the output is no terminal.
        shown = self._options.progress
        disable = None if shown is None else not shown
        yield from tqdm(found, desc=self._kind.name, unit=" runs", disable=disable)

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

        log = self._log = ErrorLog(self._options.strict)
        directory = Path(path)
        export(self, directory, log)
        return directory

    def reader(self) -> pa.RecordBatchReader:
        """Return a reader of the batches; nothing is fetched before the first is asked for."""
        return pa.RecordBatchReader.from_batches(self.schema, self.batches())

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the table as an Arrow C stream, for polars, pandas, DuckDB and others."""
        return c_stream(self.reader(), requested_schema)

    def to_arrow(self) -> pa.Table:
        """Fetch the table into memory; raises what `batches` raises."""
        return pa.Table.from_batches(list(self.batches()), schema=self.schema)

    def to_pandas(self) -> pd.DataFrame:
        """Fetch the table as a pandas data frame of Arrow's types; raises what `batches` raises."""
        import pandas as pd

        return self.to_arrow().to_pandas(types_mapper=pd.ArrowDtype)  # pyright: ignore[reportUnknownMemberType]

    def to_polars(self) -> pl.DataFrame:
        """Fetch the table as a polars data frame; raises what `batches` raises."""
        import polars as pl

        return pl.DataFrame(self.to_arrow())
