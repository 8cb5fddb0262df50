"""The table of messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from typing_extensions import Unpack

from letta_client import AsyncLetta, Letta
from letta_client.types.content import TextContent
from letta_client.types.messages import (
    AssistantMessage,
    HiddenReasoningMessage,
    Message,
    ReasoningMessage,
    SummaryMessage,
    SystemMessage,
    ToolReturnMessage,
    UserMessage,
)
from letta_client.types.run_list_params import RunListParams
from letta_client.types.runs import Run

from .arrow_types import BOOLEAN, TEXT, TEXTS, TIME
from .called_tools import calls_in, returns_in
from .columns import Column, Columns
from .readers import Reader
from .reading import ErrorLog
from .run_columns import RunRow
from .run_table import named_runs
from .table import DEFAULT_CONCURRENCY, ReadOptions, Table, TableKind


@dataclass(frozen=True, slots=True)
class MessageRow:
    """What a row of the table of messages is made from."""

    message: Message
    run: Run | None = None
    """`None` in the table of a page."""


def _text(row: MessageRow) -> str | None:
    match row.message:
        case SystemMessage(content=str(text)) | SummaryMessage(summary=text):
            return text
        case ReasoningMessage(reasoning=text) | HiddenReasoningMessage(hidden_reasoning=text):
            return text
        case ToolReturnMessage(tool_return=text):
            return text
        case UserMessage(content=content) | AssistantMessage(content=content):
            if isinstance(content, str):
                return content
            return "".join(part.text for part in content if isinstance(part, TextContent))
        case _:
            return None


def _tool_call_ids(row: MessageRow) -> list[str]:
    found = calls_in(row.message) or returns_in(row.message)
    return [each.tool_call_id for each in found]


MESSAGE_CORE = Columns[MessageRow](
    [
        Column("message_id", TEXT, lambda row: row.message.id),
        Column("run_id", TEXT, lambda row: row.run.id if row.run else row.message.run_id),
        Column("step_id", TEXT, lambda row: row.message.step_id),
        Column("agent_id", TEXT, lambda row: row.run and row.run.agent_id),
        Column("message_type", TEXT, lambda row: row.message.message_type),
        Column("date", TIME, lambda row: row.message.date),
        Column("text", TEXT, _text),
        Column("name", TEXT, lambda row: row.message.name),
        Column("tool_call_ids", TEXTS, _tool_call_ids),
        Column("is_err", BOOLEAN, lambda row: row.message.is_err),
    ]
)
"""What was said, by whom and when. `text` is null where a message has none."""

MESSAGE_DETAILS = Columns[MessageRow](
    [
        Column("otid", TEXT, lambda row: row.message.otid),
        Column("sender_id", TEXT, lambda row: row.message.sender_id),
        Column("message", TEXT, lambda row: row.message.to_json(indent=None, warnings=False)),
    ]
)
"""What else there is; `message` is all of it, as JSON."""


def messages(
    client: Letta | AsyncLetta,
    *,
    runs: Iterable[str | Run] | Table[RunRow] | None = None,
    columns: Columns[MessageRow] = MESSAGE_CORE,
    strict: bool = True,
    concurrency: int = DEFAULT_CONCURRENCY,
    progress: bool | None = None,
    **filters: Unpack[RunListParams],
) -> Table[MessageRow]:
    """Return the table of messages: a row for each message of each run, the oldest first.

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
    return Table(client, _MESSAGES, columns, named_runs(runs, filters), options)


def _rows_of_run(reader: Reader, run: Run, log: ErrorLog) -> Sequence[MessageRow]:
    return [MessageRow(message, run) for message in reader.messages(run.id)]


_MESSAGES = TableKind("messages", _rows_of_run)
