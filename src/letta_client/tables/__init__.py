"""Runs and what they leave, as tables for polars, pandas, DuckDB and pyarrow.

    from letta_client import tables

    tables.runs(client, statuses=["failed"]).to_pandas()

It needs the extra `tables`: `pip install 'letta-client[tables]'`. What is exported here is loaded
when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from letta_client._lazy import lazy_exports, tell_of_extra

if TYPE_CHECKING:
    from letta_client.tables.columns import Column as Column
    from letta_client.tables.columns import Columns as Columns
    from letta_client.tables.errors import IncompleteTableError as IncompleteTableError
    from letta_client.tables.errors import RowError as RowError
    from letta_client.tables.run_columns import RUN_CORE as RUN_CORE
    from letta_client.tables.run_columns import RUN_DETAILS as RUN_DETAILS
    from letta_client.tables.run_columns import RUN_METRICS as RUN_METRICS
    from letta_client.tables.run_columns import RUN_TOKENS as RUN_TOKENS
    from letta_client.tables.run_columns import RUN_TURNS as RUN_TURNS
    from letta_client.tables.run_columns import RunRow as RunRow
    from letta_client.tables.run_table import runs as runs
    from letta_client.tables.table import Table as Table

__all__ = [
    "RUN_CORE",
    "RUN_DETAILS",
    "RUN_METRICS",
    "RUN_TOKENS",
    "RUN_TURNS",
    "Column",
    "Columns",
    "IncompleteTableError",
    "RowError",
    "RunRow",
    "Table",
    "runs",
]

# A type checker that saw `__getattr__` would not notice a misspelt name.
if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_exports(
        __name__,
        {
            ".columns": ["Column", "Columns"],
            ".errors": ["IncompleteTableError", "RowError"],
            ".run_columns": [
                "RUN_CORE",
                "RUN_DETAILS",
                "RUN_METRICS",
                "RUN_TOKENS",
                "RUN_TURNS",
                "RunRow",
            ],
            ".run_table": ["runs"],
            ".table": ["Table"],
        },
    )
    __getattr__ = tell_of_extra(__getattr__, __name__, "tables", {"pyarrow", "tqdm"})
