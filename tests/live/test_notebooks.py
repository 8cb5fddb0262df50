"""What notebooks and tables show of runs on a real server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from letta_client import AsyncLetta, Letta, tables
from letta_client.notebook import compare, record
from letta_client.types import ToolCallMessage

from .calls import Subject
from .subjects import PATIENCE, Subjects

ALL_COLUMNS = {
    tables.runs: tables.RUN_CORE
    + tables.RUN_DETAILS
    + tables.RUN_TOKENS
    + tables.RUN_METRICS
    + tables.RUN_TURNS,
    tables.steps: tables.STEP_CORE + tables.STEP_TOKENS + tables.STEP_DETAILS + tables.STEP_METRICS,
    tables.messages: tables.MESSAGE_CORE + tables.MESSAGE_DETAILS,
    tables.tool_calls: tables.TOOL_CALL_CORE + tables.TOOL_CALL_DETAILS,
    tables.spans: tables.SPAN_CORE + tables.SPAN_DETAILS,
}


@pytest.fixture(scope="module")
def subject(subjects: Subjects) -> Subject:
    """A run with a tool call, whose trace is there."""
    return subjects.finished("TOOL")


def expected(client: Letta, run_id: str) -> dict[Any, list[Any]]:
    """Return the ids of the rows of each table."""
    spans = client.runs.trace.retrieve(run_id)
    messages = client.runs.messages.list(run_id, order="asc").items
    calls = [m.tool_call.tool_call_id for m in messages if isinstance(m, ToolCallMessage)]
    return {
        tables.runs: [run_id],
        tables.steps: [step.id for step in client.runs.steps.list(run_id, order="asc")],
        tables.messages: [message.id for message in messages],
        tables.tool_calls: calls,
        tables.spans: [span.span_id for span in spans],
    }


ID = {
    tables.runs: "run_id",
    tables.steps: "step_id",
    tables.messages: "message_id",
    tables.tool_calls: "tool_call_id",
    tables.spans: "span_id",
}


def table_of(kind: Any, client: Letta | AsyncLetta, subject: Subject) -> tables.Table[Any]:
    table: tables.Table[Any] = kind(
        client, columns=ALL_COLUMNS[kind], agent_id=subject.agent_id, strict=True
    )
    return table


@pytest.mark.anyio
async def test_tables_have_what_a_run_leaves(
    client: Letta, base_url: str, subject: Subject, tmp_path: Path
) -> None:
    ids = expected(client, subject.run_id)
    assert all(ids.values())
    async with AsyncLetta(base_url=base_url, api_key="any", timeout=PATIENCE) as async_client:
        for kind, expected_ids in ids.items():
            frame = table_of(kind, client, subject).to_polars()
            assert frame[ID[kind]].to_list() == expected_ids
            assert set(frame["run_id"]) == {subject.run_id}
            awaited = pl.DataFrame(await table_of(kind, async_client, subject).read())
            assert awaited.equals(frame)
            for _ in range(2):
                directory = table_of(kind, client, subject).to_parquet(tmp_path / ID[kind])
                assert pl.read_parquet(directory).equals(frame)


@pytest.mark.anyio
async def test_a_record_shows_what_a_run_leaves(
    client: Letta, base_url: str, subject: Subject
) -> None:
    recorded = record(subject.run_id, client=client)
    contents = recorded.contents
    assert contents.steps
    assert contents.messages
    assert contents.trace
    # About one step in four is never measured.
    assert all(said.startswith("Metrics of ") for said in contents.missing)
    shown = repr(recorded)
    for part in (subject.run_id, "tool return", f"Trace: {len(contents.trace)} spans"):
        assert part in shown
    async with AsyncLetta(base_url=base_url, api_key="any", timeout=PATIENCE) as async_client:
        awaited = (await record(subject.run_id, client=async_client)).contents
    assert [step.id for step in awaited.steps] == [step.id for step in contents.steps]
    assert [message.id for message in awaited.messages] == [m.id for m in contents.messages]
    assert "Nothing differs" in repr(compare(recorded, recorded))
