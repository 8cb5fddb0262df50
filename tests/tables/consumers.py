"""The rows of a table, as polars, pandas, DuckDB and pyarrow see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from typing import Any, Protocol

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest


class AnyTable(Protocol):
    """A table, as far as its consumers need it."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...

    def to_pandas(self) -> pd.DataFrame: ...


Rows = list[dict[str, Any]]


def by_polars(table: AnyTable) -> Rows:
    return _rows(pl.DataFrame(table).to_arrow())


def by_pandas(table: AnyTable) -> Rows:
    return _rows(pa.Table.from_pandas(table.to_pandas()))


def by_duckdb(table: AnyTable) -> Rows:
    connection = _duckdb()
    return _rows(connection.from_arrow(pa.RecordBatchReader.from_stream(table)).to_arrow_table())


@cache
def _duckdb() -> Any:
    return duckdb.connect()


def by_pyarrow(table: AnyTable) -> Rows:
    return _rows(pa.table(table))


def _rows(table: pa.Table) -> Rows:
    return [
        {name: _in_microseconds(value) for name, value in row.items()} for row in table.to_pylist()
    ]


def _in_microseconds(value: Any) -> Any:
    """Return moments and durations as Python has them; DuckDB has no finer ones."""
    match value:
        case pa.MonthDayNano():
            assert value.months == 0
            return timedelta(days=value.days, microseconds=value.nanoseconds // 1000)
        case pd.Timestamp():
            return value.floor("us").to_pydatetime()
        case pd.Timedelta():
            return value.floor("us").to_pytimedelta()
        case _:
            return value


CONSUMERS: Mapping[str, Callable[[AnyTable], Rows]] = {
    "polars": by_polars,
    "pandas": by_pandas,
    "duckdb": by_duckdb,
    "pyarrow": by_pyarrow,
}
each_consumer = pytest.mark.parametrize("rows_of", CONSUMERS.values(), ids=CONSUMERS.keys())
