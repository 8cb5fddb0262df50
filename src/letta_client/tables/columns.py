"""Columns of a table, and groups of them that add up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import pyarrow as pa

SourceT = TypeVar("SourceT")


@dataclass(frozen=True, slots=True)
class Column(Generic[SourceT]):
    """A column: its name, its Arrow type, and how a row's value comes out of its source."""

    name: str
    type: pa.DataType
    value: Callable[[SourceT], object]
    needs: str | None = None
    """What has to be fetched for a row, beside what the list of rows brings."""


class Columns(Generic[SourceT]):
    """A group of columns. `a + b` has the columns of both, each once."""

    def __init__(self, columns: Iterable[Column[SourceT]]) -> None:
        self._by_name: dict[str, Column[SourceT]] = {}
        for column in columns:
            self._by_name.setdefault(column.name, column)

    def __iter__(self) -> Iterator[Column[SourceT]]:
        return iter(self._by_name.values())

    def __add__(self, other: Columns[SourceT]) -> Columns[SourceT]:
        """Return a group with the columns of both, each once."""
        return Columns([*self, *other])

    def __repr__(self) -> str:
        """Return the names of the columns."""
        return f"Columns({', '.join(self._by_name)})"

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema of the columns."""
        return pa.schema([pa.field(column.name, column.type) for column in self])

    @property
    def needs(self) -> frozenset[str]:
        """What has to be fetched for each row."""
        return frozenset(column.needs for column in self if column.needs is not None)

    def batch(self, sources: Sequence[SourceT]) -> pa.RecordBatch:
        """Return the rows that are made from `sources`.

        Raises:
            TypeError: a value does not fit its column. So do `ValueError` and `OverflowError`.
        """
        arrays = [
            pa.array([column.value(source) for source in sources], type=column.type)
            for column in self
        ]
        # The stubs leave the type of an array's items open.
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)  # pyright: ignore[reportUnknownMemberType]
