"""The table of runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pytest

from letta_client import InternalServerError, tables
from letta_client.testing import ReferenceServer

from .consumers import AnyTable, Rows, each_consumer

NOWHERE = "agent-00000000-0000-4000-8000-000000000000"
ALL = (
    tables.RUN_CORE + tables.RUN_DETAILS + tables.RUN_TOKENS + tables.RUN_METRICS + tables.RUN_TURNS
)


@pytest.mark.parametrize("columns", [tables.RUN_CORE, ALL], ids=["core", "all"])
def test_a_table_without_rows_has_the_schema_of_one_with_rows(
    columns: tables.Columns[tables.RunRow],
) -> None:
    with ReferenceServer() as server:
        server.demo()
        client = server.client()
        empty = pa.table(tables.runs(client, columns=columns, agent_id=NOWHERE))
        full = pa.table(tables.runs(client, columns=columns))
    assert (empty.num_rows, full.num_rows) == (0, 12)
    assert empty.schema == full.schema == columns.schema


def test_columns_add_up_and_each_is_there_once() -> None:
    names = (tables.RUN_CORE + tables.RUN_TOKENS + tables.RUN_CORE).schema.names
    assert names == [*tables.RUN_CORE.schema.names, *tables.RUN_TOKENS.schema.names]


def test_nothing_is_fetched_before_the_first_batch_is_pulled() -> None:
    with ReferenceServer() as server:
        server.demo()
        table = tables.runs(server.client())
        reader = table.reader()
        table.__arrow_c_stream__()
        assert reader.schema == table.schema
        assert not server.requests
        assert reader.read_next_batch().num_rows == 12
        assert len(server.requests) == 1


def test_duckdb_asks_the_table_itself() -> None:
    with ReferenceServer() as server:
        server.demo()
        table = tables.runs(server.client())
        connection: Any = duckdb.connect()
        connection.register("runs", table)
        query = "select count(*) from runs where status = 'completed'"
        assert connection.sql(query).fetchall() == [(9,)]
        assert connection.sql(query).fetchall() == [(9,)]


@each_consumer
def test_an_asynchronous_client_gives_the_same(rows_of: Callable[[AnyTable], Rows]) -> None:
    with ReferenceServer() as server:
        server.demo()
        expected = tables.runs(server.client(), columns=ALL).to_arrow().to_pylist()
        assert rows_of(tables.runs(server.async_client(), columns=ALL)) == expected


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_an_asynchronous_client_can_be_used_before_and_after() -> None:
    with ReferenceServer() as server, server.serve() as url:
        from letta_client import AsyncLetta

        server.demo()
        async with AsyncLetta(base_url=url, api_key="any") as client:
            listed = [run.id async for run in client.runs.list()]
            for _ in range(2):
                frame = tables.runs(client, columns=ALL).to_polars()
                assert frame["run_id"].to_list() == listed
            assert [run.id async for run in client.runs.list()] == listed


def test_pandas_sees_arrows_types() -> None:
    with ReferenceServer() as server:
        server.demo()
        frame = tables.runs(server.client()).to_pandas()
    assert str(frame.dtypes["created_at"]) == "timestamp[us, tz=UTC][pyarrow]"
    assert str(frame.dtypes["duration"]) == "duration[ns][pyarrow]"


def test_a_failure_is_raised_as_the_client_raises_it() -> None:
    with ReferenceServer() as server:
        server.add_runs(30)
        server.faults.add(status=500, path="*/usage", times=None)
        table = tables.runs(server.client(max_retries=0), columns=ALL)
        with pytest.raises(InternalServerError):
            table.to_arrow()
        with pytest.raises(Exception, match="500"):
            pl.DataFrame(table)


def test_without_strictness_what_cannot_be_had_is_null_and_told() -> None:
    with ReferenceServer() as server:
        batch = server.add_runs(30)
        failing = batch.run_id(7)
        server.faults.add(status=500, path=f"/v1/runs/{failing}/usage", times=None)
        table = tables.runs(server.client(max_retries=0), columns=ALL, strict=False)
        for _ in range(2):
            rows = table.to_arrow().to_pylist()
            assert len(rows) == 30
            assert [row["run_id"] for row in rows if row["total_tokens"] is None] == [failing]
            (error,) = table.errors
            assert error.run_id == failing
            assert isinstance(error.error, InternalServerError)


def test_a_concurrency_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"), ReferenceServer() as server:
        tables.runs(server.client(), concurrency=0)


TURNS = [
    {
        "role": "assistant",
        "output_ids": [5, 6],
        "output_token_logprobs": [[-0.5, 5, "a"], [-1.0, 6, None]],
    },
    {"role": "tool", "content": "4", "tool_name": "roll"},
]


def test_tokens_for_training_are_a_typed_column() -> None:
    with ReferenceServer() as server:
        server.add_run(metadata={"result": {"turns": TURNS}})
        (row,) = tables.runs(server.client(), columns=tables.RUN_TURNS).to_arrow().to_pylist()
    assert row["turns"] == [
        {
            "role": "assistant",
            "output_ids": [5, 6],
            "output_token_logprobs": [
                {"logprob": -0.5, "token_id": 5, "text": "a"},
                {"logprob": -1.0, "token_id": 6, "text": None},
            ],
            "content": None,
            "tool_name": None,
        },
        {
            "role": "tool",
            "output_ids": None,
            "output_token_logprobs": None,
            "content": "4",
            "tool_name": "roll",
        },
    ]


def test_tokens_of_a_run_that_goes_on_are_not_given() -> None:
    with ReferenceServer() as server:
        server.add_run(status="running", metadata={"result": {"turns": TURNS}})
        (row,) = tables.runs(server.client(), columns=tables.RUN_TURNS).to_arrow().to_pylist()
    assert row["turns"] is None


def test_tokens_that_contradict_each_other_are_an_error() -> None:
    turn = {"role": "assistant", "output_ids": [5, 6], "output_token_logprobs": [[-0.5, 5, "a"]]}
    with ReferenceServer() as server:
        run = server.add_run(metadata={"result": {"turns": [turn]}})
        table = tables.runs(server.client(), columns=tables.RUN_TURNS)
        with pytest.raises(tables.IncompleteTableError, match=run.id):
            table.to_arrow()


def test_moments_have_a_zone() -> None:
    created_at = datetime(2025, 12, 31, 3, 4, 5, 678901, tzinfo=UTC)
    with ReferenceServer() as server:
        server.add_run(created_at=created_at)
        (row,) = tables.runs(server.client()).to_arrow().to_pylist()
    assert row["created_at"] == created_at
    assert row["created_at"].tzinfo is not None
