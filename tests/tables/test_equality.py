"""By property: what polars, pandas, DuckDB and pyarrow see of a table equals the models."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from letta_client import Letta, tables
from letta_client.testing import ReferenceServer, Script
from letta_client.types.messages import Message, ToolCallMessage, ToolReturnMessage
from thoroughness import times

from .consumers import CONSUMERS, Rows

EXAMPLES = times(6)
texts = st.text(min_size=1, max_size=8)


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    script = Script(prompt=draw(texts))
    for name in draw(st.lists(st.sampled_from(["look", "roll"]), max_size=2)):
        status = draw(st.sampled_from(["success", "error"]))
        stdout = draw(st.none() | st.lists(texts, max_size=2))
        script = script.think(draw(texts)).call_tool(
            name, {"a": draw(texts)}, draw(texts), status=status, stdout=stdout
        )
    return draw(st.sampled_from([script.reply(draw(texts)), script.fail(), script.cancel()]))


@st.composite
def plans_of_runs(draw: st.DrawFn) -> dict[str, Any]:
    plan: dict[str, Any] = {"script": draw(scripts()), "background": draw(st.booleans())}
    statuses = ["completed", "failed", "cancelled", "running", "created"]
    if (status := draw(st.none() | st.sampled_from(statuses))) is not None:
        plan["status"] = status
    if draw(st.booleans()):
        values = st.integers() | texts
        plan["metadata"] = draw(
            st.none() | st.dictionaries(st.text(max_size=3), values, max_size=2)
        )
    return plan


property_of_runs = given(plans=st.lists(plans_of_runs(), max_size=4))


def rows_and_client(
    server: ReferenceServer[Any], plans: Iterable[dict[str, Any]], table_of: Any, columns: Any
) -> tuple[Rows, Letta]:
    """Return the rows that all consumers agree on, and a client of the server."""
    for plan in plans:
        server.add_run(**plan)
    client = server.client()
    table = table_of(client, columns=columns)
    seen = {name: rows_of(table) for name, rows_of in CONSUMERS.items()}
    for name, rows in seen.items():
        assert rows == seen["pyarrow"], name
    return seen["pyarrow"], client


def as_seen(value: object) -> object:
    """Return a value of a model as it is in a row."""
    return value.model_dump() if isinstance(value, BaseModel) else value


def assert_equal(row: dict[str, Any], model: BaseModel) -> None:
    """Compare the columns that are named as fields are."""
    names = row.keys() & type(model).model_fields.keys() - {"metadata", "error_data"}
    assert names
    assert {name: row[name] for name in names} == {
        name: as_seen(getattr(model, name)) for name in names
    }


def span_of_time(nanoseconds: int | None) -> timedelta | None:
    return None if nanoseconds is None else timedelta(microseconds=nanoseconds // 1000)


def moment(nanoseconds: int | None) -> datetime | None:
    since = span_of_time(nanoseconds)
    return None if since is None else datetime(1970, 1, 1, tzinfo=UTC) + since


def messages_of(client: Letta) -> list[Message]:
    return [
        message
        for run in client.runs.list()
        for message in client.runs.messages.list(run.id, order="asc")
    ]


@settings(max_examples=EXAMPLES)
@property_of_runs
def test_runs_equal_the_models(plans: list[dict[str, Any]]) -> None:
    columns = tables.RUN_CORE + tables.RUN_DETAILS + tables.RUN_TOKENS + tables.RUN_METRICS
    with ReferenceServer() as server:
        rows, client = rows_and_client(server, plans, tables.runs, columns + tables.RUN_TURNS)
        runs = list(client.runs.list())
        assert len(rows) == len(runs)
        for row, run in zip(rows, runs, strict=True):
            assert row["run_id"] == run.id
            assert_equal(row, run)
            assert row["duration"] == span_of_time(run.total_duration_ns)
            assert row["time_to_first_token"] == span_of_time(run.ttft_ns)
            assert_equal(row, client.runs.usage.retrieve(run.id))
            metrics = client.runs.metrics.retrieve(run.id)
            assert row["num_steps"] == metrics.num_steps
            assert row["tools_used"] == metrics.tools_used
            assert row["started_at"] == moment(metrics.run_start_ns)
            assert row["run_duration"] == span_of_time(metrics.run_ns)


@settings(max_examples=EXAMPLES)
@property_of_runs
def test_steps_equal_the_models(plans: list[dict[str, Any]]) -> None:
    columns = tables.STEP_CORE + tables.STEP_TOKENS + tables.STEP_DETAILS + tables.STEP_METRICS
    with ReferenceServer() as server:
        rows, client = rows_and_client(server, plans, tables.steps, columns)
        steps = [
            step
            for run in client.runs.list()
            for step in client.runs.steps.list(run.id, order="asc")
        ]
        assert len(rows) == len(steps)
        for row, step in zip(rows, steps, strict=True):
            assert row["step_id"] == step.id
            assert_equal(row, step)
            if row["started_at"] is not None:
                metrics = client.steps.metrics.retrieve(step.id)
                assert row["started_at"] == moment(metrics.step_start_ns)
                assert row["duration"] == span_of_time(metrics.step_ns)
                assert row["model_duration"] == span_of_time(metrics.llm_request_ns)
                assert row["tool_duration"] == span_of_time(metrics.tool_execution_ns)


@settings(max_examples=EXAMPLES)
@property_of_runs
def test_messages_equal_the_models(plans: list[dict[str, Any]]) -> None:
    columns = tables.MESSAGE_CORE + tables.MESSAGE_DETAILS
    with ReferenceServer() as server:
        rows, client = rows_and_client(server, plans, tables.messages, columns)
        messages = messages_of(client)
        assert len(rows) == len(messages)
        for row, message in zip(rows, messages, strict=True):
            assert row["message_id"] == message.id
            assert row["message_type"] == message.message_type
            assert row["date"] == message.date
            assert row["step_id"] == message.step_id
            assert row["message"] == message.to_json(indent=None)
            if row["text"] is not None:
                assert row["text"] in message.to_dict().values()


@settings(max_examples=EXAMPLES)
@property_of_runs
def test_tool_calls_equal_the_models(plans: list[dict[str, Any]]) -> None:
    columns = tables.TOOL_CALL_CORE + tables.TOOL_CALL_DETAILS
    with ReferenceServer() as server:
        rows, client = rows_and_client(server, plans, tables.tool_calls, columns)
        messages = messages_of(client)
        calls = {
            call.tool_call_id: call
            for message in messages
            if isinstance(message, ToolCallMessage) and isinstance(message.tool_calls, list)
            for call in message.tool_calls
        }
        returns = {
            returned.tool_call_id: returned
            for message in messages
            if isinstance(message, ToolReturnMessage)
            for returned in message.tool_returns or ()
        }
        assert [row["tool_call_id"] for row in rows] == list(calls)
        for row in rows:
            call, returned = calls[row["tool_call_id"]], returns.get(row["tool_call_id"])
            assert (row["name"], row["arguments"]) == (call.name, call.arguments)
            if returned is None:
                assert (row["status"], row["result"]) == (None, None)
            else:
                assert (row["status"], row["result"]) == (returned.status, returned.tool_return)
                assert row["stdout"] == returned.stdout


@settings(max_examples=EXAMPLES)
@property_of_runs
def test_spans_equal_the_models(plans: list[dict[str, Any]]) -> None:
    columns = tables.SPAN_CORE + tables.SPAN_DETAILS
    with ReferenceServer() as server:
        rows, client = rows_and_client(server, plans, tables.spans, columns)
        spans = [span for run in client.runs.list() for span in client.runs.trace.retrieve(run.id)]
        assert len(rows) == len(spans)
        for row, span in zip(rows, spans, strict=True):
            assert row["span_id"] == span.span_id
            assert row["name"] == span.span_name
            assert row["parent_span_id"] == (span.parent_span_id or None)
            assert row["started_at"] == span.timestamp
            assert row["duration"] == span_of_time(span.duration_ns)
            attributes = row["attributes"]
            assert {each["key"]: each["value"] for each in attributes} == span.span_attributes
