"""The table of tool calls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from typing_extensions import Unpack

from letta_client import AsyncLetta, Letta
from letta_client.types.run_list_params import RunListParams
from letta_client.types.runs import Run

from .arrow_types import BOOLEAN, DURATION, TEXT, TEXTS, TIME, json_text
from .called_tools import CalledTool, called_tools
from .columns import Column, Columns
from .readers import Reader
from .reading import ErrorLog
from .run_columns import RunRow
from .run_table import named_runs
from .table import DEFAULT_CONCURRENCY, ReadOptions, Table, TableKind


@dataclass(frozen=True, slots=True)
class ToolCallRow:
    """What a row of the table of tool calls is made from."""

    run: Run
    called: CalledTool


def _result(row: ToolCallRow) -> str | None:
    returned = row.called.returned
    if returned is None:
        return None
    result = returned.tool_return
    return result if isinstance(result, str) else json_text(result)


def _duration(row: ToolCallRow) -> object:
    begin, end = row.called.called_at, row.called.returned_at
    return None if begin is None or end is None else end - begin


TOOL_CALL_CORE = Columns[ToolCallRow](
    [
        Column("tool_call_id", TEXT, lambda row: row.called.call.tool_call_id),
        Column("run_id", TEXT, lambda row: row.run.id),
        Column("step_id", TEXT, lambda row: row.called.step_id),
        Column("agent_id", TEXT, lambda row: row.run.agent_id),
        Column("name", TEXT, lambda row: row.called.call.name),
        Column("arguments", TEXT, lambda row: row.called.call.arguments),
        Column("status", TEXT, lambda row: row.called.returned and row.called.returned.status),
        Column("result", TEXT, _result),
        Column("called_at", TIME, lambda row: row.called.called_at),
        Column("returned_at", TIME, lambda row: row.called.returned_at),
        Column("duration", DURATION, _duration),
    ]
)
"""Which tools were called, with what, and what they gave back.

`arguments` is as the model wrote it; `status` and `result` are null where nothing came back.
`duration` is from the message with the call to that with the return.
"""

TOOL_CALL_DETAILS = Columns[ToolCallRow](
    [
        Column("needed_approval", BOOLEAN, lambda row: row.called.needed_approval),
        Column("approved", BOOLEAN, lambda row: row.called.approved),
        Column("stdout", TEXTS, lambda row: row.called.returned and row.called.returned.stdout),
        Column("stderr", TEXTS, lambda row: row.called.returned and row.called.returned.stderr),
    ]
)
"""Whether a person had to allow a call, and what it printed."""


def tool_calls(
    client: Letta | AsyncLetta,
    *,
    runs: Iterable[str | Run] | Table[RunRow] | None = None,
    columns: Columns[ToolCallRow] = TOOL_CALL_CORE + TOOL_CALL_DETAILS,
    strict: bool = True,
    concurrency: int = DEFAULT_CONCURRENCY,
    progress: bool | None = None,
    **filters: Unpack[RunListParams],
) -> Table[ToolCallRow]:
    """Return the table of tool calls: a row for each call in each run, the oldest first.

    `GET /v1/runs/{run_id}/messages` for each run.

    Args:
        client: the client, of either kind.
        runs: see `steps`.
        columns: groups of columns, added up.
        strict: see `steps`.
        concurrency: see `steps`.
        progress: see `runs`.
        **filters: see `steps`.

    Raises:
        TypeError: both runs and filters are given.
        ValueError: `concurrency` is less than 1.
    """
    options = ReadOptions(strict, concurrency, progress)
    return Table(client, _TOOL_CALLS, columns, named_runs(runs, filters), options)


def _rows_of_run(reader: Reader, run: Run, log: ErrorLog) -> Sequence[ToolCallRow]:
    return [ToolCallRow(run, called) for called in called_tools(reader.messages(run.id))]


_TOOL_CALLS = TableKind("tool calls", _rows_of_run)
