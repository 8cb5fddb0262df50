"""What type checkers make of the library. Never run: mypy and pyright read it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from datetime import datetime
from typing import Any, assert_type

import httpx

from letta_client import (
    APIResponse,
    APIStreamError,
    AsyncAPIResponse,
    AsyncLetta,
    AsyncStream,
    DefaultAioHttpClient,
    DefaultAsyncHttpxClient,
    DefaultHttpxClient,
    Letta,
    NoneType,
    RequestOptions,
    Stream,
    StreamOutcome,
    StreamResult,
    Timeout,
    omit,
)
from letta_client.pagination import AsyncArrayPage, AsyncPaginator, PageInfo, SyncArrayPage
from letta_client.types.agents import LettaStreamingResponse, Message, Run
from letta_client.types.health import HealthResponse
from letta_client.types.runs import RunMetrics, TraceRetrieveResponse, UsageRetrieveResponse
from letta_client.types.steps import (
    MessageListResponse,
    MetricRetrieveResponse,
    ProviderTrace,
    Step,
)
from letta_client.types.streaming import LettaErrorMessage


def check_sync_values(client: Letta) -> None:
    assert_type(client.health(), HealthResponse)
    runs = client.runs
    assert_type(
        runs.list(limit=3, order="asc", statuses=["running"], active=omit), SyncArrayPage[Run]
    )
    assert_type(runs.list().items, list[Run])
    assert_type(iter(runs.list()), Iterator[Run])
    assert_type(runs.list().get_next_page(), SyncArrayPage[Run])
    assert_type(runs.list().next_page_info(), PageInfo | None)
    assert_type(runs.retrieve("run-1", timeout=3, extra_headers={"a": omit}), Run)
    assert_type(runs.retrieve(run_id="run-1").created_at, datetime | None)
    assert_type(runs.delete("run-1"), object)
    assert_type(runs.messages.list("run-1"), SyncArrayPage[Message])
    assert_type(runs.messages.stream("run-1"), Stream[LettaStreamingResponse])
    assert_type(runs.messages.stream(path_run_id="run-1"), Stream[LettaStreamingResponse])
    assert_type(
        runs.messages.stream("run-1", resume=True, max_resumes=1, idle_timeout=None, timeout=3),
        Stream[LettaStreamingResponse],
    )
    assert_type(runs.follow("run-1", max_resumes=1), Stream[LettaStreamingResponse])
    assert_type(runs.wait("run-1", timeout=3, on_update=print), Run)
    assert_type(client.agents.messages.send("agent-1", "hello").text, str)
    assert_type(client.agents.messages.send("agent-1", "hello", max_steps=3), StreamResult)
    assert_type(
        client.agents.messages.send("agent-1", "hello", stream=True), Stream[LettaStreamingResponse]
    )
    assert_type(runs.usage.retrieve("run-1"), UsageRetrieveResponse)
    assert_type(runs.metrics.retrieve("run-1"), RunMetrics)
    assert_type(runs.steps.list("run-1"), SyncArrayPage[Step])
    assert_type(runs.trace.retrieve("run-1"), TraceRetrieveResponse)
    steps = client.steps
    assert_type(steps.list(start_date="2026-01-01", tags=("a",)), SyncArrayPage[Step])
    assert_type(steps.retrieve("step-1"), Step)
    assert_type(steps.metrics.retrieve("step-1"), MetricRetrieveResponse)
    assert_type(steps.trace.retrieve("step-1"), ProviderTrace | None)
    assert_type(steps.messages.list("step-1"), SyncArrayPage[MessageListResponse])
    assert_type(steps.feedback.create("step-1", feedback="positive", tags=None), Step)
    assert_type(steps.transaction.update("transaction-1", step_id="step-1"), Step)

    for run in runs.list():
        assert_type(run, Run)
    with runs.messages.stream("run-1") as stream:
        assert_type(stream, Stream[LettaStreamingResponse])
        assert_type(stream.response, httpx.Response)
        for event in stream:
            assert_type(event, LettaStreamingResponse)
    assert_type(next(stream), LettaStreamingResponse)
    assert_type(stream.outcome, StreamOutcome | None)
    assert_type(stream.last_seq_id, int | None)
    assert_type(next(stream.text()), str)
    assert_type(stream.until_done(), StreamResult)
    assert_type(stream.until_done().messages, list[Message])


async def check_async_values(client: AsyncLetta) -> None:
    assert_type(await client.health(), HealthResponse)
    runs = client.runs
    assert_type(runs.list(), AsyncPaginator[Run, AsyncArrayPage[Run]])
    assert_type(await runs.list(limit=3, order="asc"), AsyncArrayPage[Run])
    assert_type((await runs.list()).items, list[Run])
    assert_type(aiter(await runs.list()), AsyncIterator[Run])
    assert_type(await (await runs.list()).get_next_page(), AsyncArrayPage[Run])
    assert_type(await runs.retrieve("run-1", timeout=None), Run)
    assert_type(await runs.delete("run-1"), object)
    assert_type(await runs.messages.list("run-1"), AsyncArrayPage[Message])
    assert_type(await runs.messages.stream("run-1"), AsyncStream[LettaStreamingResponse])
    assert_type(await runs.follow("run-1"), AsyncStream[LettaStreamingResponse])
    assert_type(await runs.wait("run-1"), Run)
    assert_type(await client.agents.messages.send("agent-1", "hello"), StreamResult)
    assert_type(
        await client.agents.messages.send("agent-1", "hello", stream=True),
        AsyncStream[LettaStreamingResponse],
    )
    assert_type(await runs.usage.retrieve("run-1"), UsageRetrieveResponse)
    assert_type(await runs.metrics.retrieve("run-1"), RunMetrics)
    assert_type(await runs.steps.list("run-1"), AsyncArrayPage[Step])
    assert_type(await runs.trace.retrieve("run-1"), TraceRetrieveResponse)
    steps = client.steps
    assert_type(await steps.list(start_date=datetime.now()), AsyncArrayPage[Step])
    assert_type(await steps.retrieve("step-1"), Step)
    assert_type(await steps.trace.retrieve("step-1"), ProviderTrace | None)
    assert_type(await steps.messages.list("step-1"), AsyncArrayPage[MessageListResponse])
    assert_type(await steps.feedback.create("step-1", feedback=None), Step)

    async for run in runs.list():
        assert_type(run, Run)
    async for run in await runs.list():
        assert_type(run, Run)
    async with await runs.messages.stream("run-1") as stream:
        assert_type(stream, AsyncStream[LettaStreamingResponse])
        async for event in stream:
            assert_type(event, LettaStreamingResponse)
    assert_type(await anext(stream), LettaStreamingResponse)
    assert_type(await anext(stream.text()), str)
    assert_type(await stream.until_done(), StreamResult)


def check_sync_responses(client: Letta) -> None:
    raw = client.runs.with_raw_response
    assert_type(raw.retrieve("run-1"), APIResponse[Run])
    assert_type(raw.retrieve("run-1").parse(), Run)
    assert_type(raw.retrieve("run-1").parse(to=Step), Step)
    assert_type(raw.retrieve("run-1").headers, httpx.Headers)
    assert_type(raw.list(), APIResponse[SyncArrayPage[Run]])
    assert_type(raw.list().parse(), SyncArrayPage[Run])
    assert_type(raw.messages.stream("run-1").parse(), Stream[LettaStreamingResponse])
    assert_type(client.with_raw_response.steps.trace.retrieve("s").parse(), ProviderTrace | None)
    assert_type(client.with_raw_response.health(), APIResponse[HealthResponse])

    unread = client.runs.with_streaming_response
    assert_type(unread.retrieve("run-1"), AbstractContextManager[APIResponse[Run], bool | None])
    with unread.list(limit=1) as response:
        assert_type(response, APIResponse[SyncArrayPage[Run]])
        assert_type(response.parse(), SyncArrayPage[Run])
        assert_type(response.status_code, int)
        for chunk in response.iter_bytes():
            assert_type(chunk, bytes)
        for line in response.iter_lines():
            assert_type(line, str)
    with client.with_streaming_response.runs.messages.stream("run-1") as streaming:
        assert_type(streaming.parse(), Stream[LettaStreamingResponse])


async def check_async_responses(client: AsyncLetta) -> None:
    raw = client.runs.with_raw_response
    assert_type(await raw.retrieve("run-1"), AsyncAPIResponse[Run])
    assert_type(await (await raw.retrieve("run-1")).parse(), Run)
    assert_type(await (await raw.retrieve("run-1")).parse(to=Step), Step)
    assert_type(await raw.list(), AsyncAPIResponse[AsyncArrayPage[Run]])
    assert_type(await client.with_raw_response.health(), AsyncAPIResponse[HealthResponse])

    unread = client.runs.with_streaming_response
    assert_type(
        unread.retrieve("run-1"),
        AbstractAsyncContextManager[AsyncAPIResponse[Run], bool | None],
    )
    async with unread.list(limit=1) as response:
        assert_type(response, AsyncAPIResponse[AsyncArrayPage[Run]])
        assert_type(await response.parse(), AsyncArrayPage[Run])
        assert_type(await response.read(), bytes)
        async for line in response.iter_lines():
            assert_type(line, str)


def check_sync_generic_calls(client: Letta) -> None:
    options: RequestOptions = {"max_retries": 3, "params": {"a": 1}, "timeout": Timeout(3)}
    assert_type(client.get("/v1/x", cast_to=Run, options=options), Run)
    assert_type(client.get("/v1/x", cast_to=dict[str, Any]), dict[str, Any])
    assert_type(client.get("/v1/x", cast_to=list[Run]), list[Run])
    assert_type(client.get("/v1/x", cast_to=httpx.Response), httpx.Response)
    assert_type(client.get("/v1/x", cast_to=NoneType), None)
    assert_type(client.post("/v1/x", cast_to=str, body={"a": 1}), str)
    assert_type(client.put("/v1/x", cast_to=Run, content=b""), Run)
    assert_type(client.patch("/v1/x", cast_to=Run), Run)
    assert_type(client.delete("/v1/x", cast_to=object), object)
    assert_type(client.get("/v1/x", stream=True, stream_cls=Stream[Run]), Stream[Run])
    assert_type(client.post("/v1/x", cast_to=Run, stream=True, stream_cls=Stream[Run]), Stream[Run])


async def check_async_generic_calls(client: AsyncLetta) -> None:
    assert_type(await client.get("/v1/x", cast_to=Run), Run)
    assert_type(await client.post("/v1/x", cast_to=bytes, files={"a": b""}), bytes)
    assert_type(
        await client.get("/v1/x", stream=True, stream_cls=AsyncStream[Run]), AsyncStream[Run]
    )


class MyLetta(Letta):
    pass


def check_clients(error: APIStreamError) -> None:
    assert_type(Letta(base_url=httpx.URL("http://x"), timeout=None).base_url, httpx.URL)
    assert_type(Letta(environment="local").with_options(max_retries=1), Letta)
    assert_type(MyLetta().copy(timeout=Timeout(3)), MyLetta)
    with MyLetta(http_client=DefaultHttpxClient(timeout=3)) as client:
        assert_type(client, MyLetta)
    AsyncLetta(http_client=DefaultAsyncHttpxClient())
    AsyncLetta(http_client=DefaultAioHttpClient())
    assert_type(error.error, LettaErrorMessage)
    assert_type(error.request_id, str | None)


def check_what_is_wrong(client: Letta) -> None:
    Letta("key")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
    Letta(environment="moon")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    Letta(http_client=httpx.AsyncClient())  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    client.runs.list(active="yes")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    client.runs.list(limit="3")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    client.runs.list(order="up")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    client.runs.list(limt=3)  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
    client.runs.retrieve()  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
    client.runs.retrieve("run-1").no_field  # type: ignore[attr-defined] # noqa: B018 # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    client.runs.list_active()  # pyright: ignore[reportDeprecated]
