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
    from letta_client.tables.message_table import MESSAGE_CORE as MESSAGE_CORE
    from letta_client.tables.message_table import MESSAGE_DETAILS as MESSAGE_DETAILS
    from letta_client.tables.message_table import MessageRow as MessageRow
    from letta_client.tables.message_table import messages as messages
    from letta_client.tables.run_columns import RUN_CORE as RUN_CORE
    from letta_client.tables.run_columns import RUN_DETAILS as RUN_DETAILS
    from letta_client.tables.run_columns import RUN_METRICS as RUN_METRICS
    from letta_client.tables.run_columns import RUN_TOKENS as RUN_TOKENS
    from letta_client.tables.run_columns import RUN_TURNS as RUN_TURNS
    from letta_client.tables.run_columns import RunRow as RunRow
    from letta_client.tables.run_table import runs as runs
    from letta_client.tables.span_table import SPAN_CORE as SPAN_CORE
    from letta_client.tables.span_table import SPAN_DETAILS as SPAN_DETAILS
    from letta_client.tables.span_table import SpanRow as SpanRow
    from letta_client.tables.span_table import spans as spans
    from letta_client.tables.step_table import STEP_CORE as STEP_CORE
    from letta_client.tables.step_table import STEP_DETAILS as STEP_DETAILS
    from letta_client.tables.step_table import STEP_METRICS as STEP_METRICS
    from letta_client.tables.step_table import STEP_TOKENS as STEP_TOKENS
    from letta_client.tables.step_table import StepRow as StepRow
    from letta_client.tables.step_table import steps as steps
    from letta_client.tables.table import Table as Table
    from letta_client.tables.tool_call_table import TOOL_CALL_CORE as TOOL_CALL_CORE
    from letta_client.tables.tool_call_table import TOOL_CALL_DETAILS as TOOL_CALL_DETAILS
    from letta_client.tables.tool_call_table import ToolCallRow as ToolCallRow
    from letta_client.tables.tool_call_table import tool_calls as tool_calls

__all__ = [
    "MESSAGE_CORE",
    "MESSAGE_DETAILS",
    "RUN_CORE",
    "RUN_DETAILS",
    "RUN_METRICS",
    "RUN_TOKENS",
    "RUN_TURNS",
    "SPAN_CORE",
    "SPAN_DETAILS",
    "STEP_CORE",
    "STEP_DETAILS",
    "STEP_METRICS",
    "STEP_TOKENS",
    "TOOL_CALL_CORE",
    "TOOL_CALL_DETAILS",
    "Column",
    "Columns",
    "IncompleteTableError",
    "MessageRow",
    "RowError",
    "RunRow",
    "SpanRow",
    "StepRow",
    "Table",
    "ToolCallRow",
    "messages",
    "runs",
    "spans",
    "steps",
    "tool_calls",
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
            ".message_table": ["MESSAGE_CORE", "MESSAGE_DETAILS", "MessageRow", "messages"],
            ".span_table": ["SPAN_CORE", "SPAN_DETAILS", "SpanRow", "spans"],
            ".step_table": [
                "STEP_CORE",
                "STEP_DETAILS",
                "STEP_METRICS",
                "STEP_TOKENS",
                "StepRow",
                "steps",
            ],
            ".tool_call_table": [
                "TOOL_CALL_CORE",
                "TOOL_CALL_DETAILS",
                "ToolCallRow",
                "tool_calls",
            ],
            ".pages": ["stream_of_page"],
            ".table": ["Table"],
        },
    )
    __getattr__ = tell_of_extra(__getattr__, __name__, "tables", {"pyarrow", "tqdm"})
