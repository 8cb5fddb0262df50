"""The tables of steps, messages, tool calls and spans, and pages as tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from pydantic import TypeAdapter

from letta_client import InternalServerError, NotFoundError, tables
from letta_client.pagination import SyncArrayPage
from letta_client.testing import ReferenceServer
from letta_client.types import Run
from letta_client.types._traces import TraceSpan

EVERY_TABLE: list[Callable[..., tables.Table[Any]]] = [
    tables.runs,
    tables.steps,
    tables.messages,
    tables.tool_calls,
    tables.spans,
]
each_table = pytest.mark.parametrize("table_of", EVERY_TABLE)


def test_spans_keep_their_nanoseconds() -> None:
    from letta_client.tables.span_table import SpanRow

    span = TraceSpan.model_validate({"Timestamp": "2026-01-02 03:04:05.123456789"})
    with ReferenceServer() as server:
        row = SpanRow(server.add_run(), span)
    moment = tables.SPAN_CORE.batch([row]).column("started_at").cast(pa.int64())[0].as_py()
    assert moment == 1767323045123456789


def test_a_cut_off_trace_is_an_error() -> None:
    rows = [{"SpanName": "agent_step", "SpanId": str(number)} for number in range(5000)]
    with ReferenceServer() as server:
        run = server.add_run()
        server.faults.add(status=200, body=rows, path="*/trace", times=None)
        with pytest.raises(tables.IncompleteTableError, match="5000 spans"):
            tables.spans(server.client()).to_arrow()
        table = tables.spans(server.client(), strict=False)
        assert table.to_arrow().num_rows == 5000
        assert [error.run_id for error in table.errors] == [run.id]


def test_a_run_that_is_not_there_is_told_and_the_others_are_read() -> None:
    missing = "run-00000000-0000-4000-8000-000000000000"
    with ReferenceServer() as server:
        present = server.add_run()
        table = tables.steps(server.client(), runs=[missing, present.id], strict=False)
        assert table.to_arrow().column("run_id").to_pylist() == [present.id]
        (error,) = table.errors
        assert error.run_id == missing
        assert isinstance(error.error, NotFoundError)


@each_table
def test_a_table_has_its_schema_without_rows(
    table_of: Callable[..., tables.Table[Any]],
) -> None:
    with ReferenceServer() as server:
        empty = table_of(server.client()).to_arrow()
        server.demo()
        full = table_of(server.client()).to_arrow()
    assert empty.num_rows == 0 < full.num_rows
    assert empty.schema == full.schema
    assert {"run_id", "agent_id"} <= set(full.schema.names)


@each_table
def test_both_clients_give_the_same(table_of: Callable[..., tables.Table[Any]]) -> None:
    with ReferenceServer() as server:
        server.demo()
        expected = table_of(server.client()).to_arrow()
        assert table_of(server.async_client()).to_arrow() == expected


def test_runs_can_be_chosen_by_id_by_model_or_by_table() -> None:
    with ReferenceServer() as server:
        server.demo()
        client = server.client()
        failed = client.runs.list(statuses=["failed"]).items
        expected = tables.steps(client, statuses=["failed"]).to_arrow()
        assert expected.num_rows
        for chosen in (
            failed,
            [run.id for run in failed],
            tables.runs(client, statuses=["failed"]),
        ):
            assert tables.steps(client, runs=chosen).to_arrow() == expected
        with pytest.raises(TypeError, match="exclude each other"):
            tables.steps(client, runs=failed, statuses=["failed"])
        with pytest.raises(NotFoundError):
            tables.steps(client, runs=["run-00000000-0000-4000-8000-000000000000"]).to_arrow()


def test_a_server_without_traces_says_so() -> None:
    with ReferenceServer(profile="letta-0.16.8") as server:
        server.add_run()
        with pytest.raises(InternalServerError, match="501"):
            tables.spans(server.client()).to_arrow()


def test_a_page_is_a_table_of_its_items_alone() -> None:
    with ReferenceServer() as server:
        server.demo()
        client = server.client()
        page = client.runs.list(limit=5)
        assert pl.DataFrame(page)["run_id"].to_list() == [run.id for run in page.items]
        run = client.runs.list(statuses=["completed"]).items[-1]
        steps = client.runs.steps.list(run.id)
        assert pl.DataFrame(steps)["step_id"].to_list() == [step.id for step in steps.items]
        messages = client.runs.messages.list(run.id)
        assert pl.DataFrame(messages)["message_id"].to_list() == [m.id for m in messages.items]
        assert set(pl.DataFrame(messages)["run_id"]) == {run.id}


def test_a_page_that_was_made_of_items_is_a_table_too() -> None:
    with ReferenceServer() as server:
        server.demo()
        page = server.client().runs.list(limit=5)
        made = TypeAdapter(SyncArrayPage[Run]).validate_python({"items": page.items})
        assert pl.DataFrame(made).equals(pl.DataFrame(page))


def test_a_page_of_other_models_has_a_column_for_each_field() -> None:
    with ReferenceServer() as server:
        agent = server.add_agent("gardener", tags=["green"])
        client = server.client()
        page = client.agents.list()
        frame = pl.DataFrame(page)
        (row,) = frame.to_dicts()
        assert (row["id"], row["name"], row["tags"]) == (agent.id, "gardener", ["green"])
        assert row["created_at"] == page.items[0].created_at
        empty = pl.DataFrame(client.agents.list(name="nobody"))
        assert empty.schema == frame.schema


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_a_page_of_an_asynchronous_client_is_a_table_too() -> None:
    with ReferenceServer() as server:
        server.demo()
        page = await server.async_client().runs.list(limit=5)
        assert pl.DataFrame(page)["run_id"].to_list() == [run.id for run in page.items]
