"""The rows of a table, as polars, pandas, DuckDB and pyarrow see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
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
    connection: Any = duckdb.connect()
    return _rows(connection.from_arrow(pa.RecordBatchReader.from_stream(table)).to_arrow_table())


def by_pyarrow(table: AnyTable) -> Rows:
    return _rows(pa.table(table))


def _rows(table: pa.Table) -> Rows:
    return [{name: _as_duration(value) for name, value in row.items()} for row in table.to_pylist()]


def _as_duration(value: Any) -> Any:
    """Return what an interval of DuckDB is as a duration."""
    if not isinstance(value, pa.MonthDayNano):
        return value
    assert value.months == 0
    return timedelta(days=value.days, microseconds=value.nanoseconds / 1000)


CONSUMERS: Mapping[str, Callable[[AnyTable], Rows]] = {
    "polars": by_polars,
    "pandas": by_pandas,
    "duckdb": by_duckdb,
    "pyarrow": by_pyarrow,
}
each_consumer = pytest.mark.parametrize("rows_of", CONSUMERS.values(), ids=CONSUMERS.keys())
