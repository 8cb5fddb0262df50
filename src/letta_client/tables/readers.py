"""What tables fetch, by a synchronous or an asynchronous client: one interface over both."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Generator, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar, cast

from anyio.from_thread import BlockingPortal, start_blocking_portal
from typing_extensions import override

from letta_client import AsyncLetta, DefaultAsyncHttpxClient, Letta
from letta_client.types._traces import TraceSpan
from letta_client.types.messages import Message
from letta_client.types.run_list_params import RunListParams
from letta_client.types.runs import Run, RunMetrics, UsageRetrieveResponse
from letta_client.types.steps import Step, StepMetrics

T = TypeVar("T")

MOST_SPANS = 5000
"""How many spans the server gives at most."""


class Reader(ABC):
    """Fetches what tables are made of. Any thread may call it.

    Each method raises what that of the client raises: `APIError`, `PaginationError`.
    """

    @abstractmethod
    def runs(self, filters: RunListParams) -> Iterator[Run]:
        """Yield the runs of a list, page by page."""

    @abstractmethod
    def run(self, run_id: str) -> Run:
        """Return a run."""

    @abstractmethod
    def usage(self, run_id: str) -> UsageRetrieveResponse:
        """Return the tokens of a run."""

    @abstractmethod
    def run_metrics(self, run_id: str) -> RunMetrics:
        """Return what was measured of a run."""

    @abstractmethod
    def steps(self, run_id: str) -> list[Step]:
        """Return the steps of a run, the oldest first."""

    @abstractmethod
    def step_metrics(self, step_id: str) -> StepMetrics:
        """Return what was measured of a step."""

    @abstractmethod
    def messages(self, run_id: str) -> list[Message]:
        """Return the messages of a run, the oldest first."""

    @abstractmethod
    def spans(self, run_id: str) -> list[TraceSpan]:
        """Return the spans of a run."""


class SyncReader(Reader):
    """Fetches by a `Letta`."""

    def __init__(self, client: Letta) -> None:
        self._client = client

    @override
    def runs(self, filters: RunListParams) -> Iterator[Run]:
        return iter(self._client.runs.list(**filters))

    @override
    def run(self, run_id: str) -> Run:
        return self._client.runs.retrieve(run_id)

    @override
    def usage(self, run_id: str) -> UsageRetrieveResponse:
        return self._client.runs.usage.retrieve(run_id)

    @override
    def run_metrics(self, run_id: str) -> RunMetrics:
        return self._client.runs.metrics.retrieve(run_id)

    @override
    def steps(self, run_id: str) -> list[Step]:
        return list(self._client.runs.steps.list(run_id, order="asc"))

    @override
    def step_metrics(self, step_id: str) -> StepMetrics:
        return self._client.steps.metrics.retrieve(step_id)

    @override
    def messages(self, run_id: str) -> list[Message]:
        return list(self._client.runs.messages.list(run_id, order="asc"))

    @override
    def spans(self, run_id: str) -> list[TraceSpan]:
        return self._client.runs.trace.retrieve(run_id, limit=MOST_SPANS)


class AsyncReader(Reader):
    """Fetches by an `AsyncLetta`, in an event loop of a thread of its own.

    So a table can be read from anywhere: from a cell of a notebook too, whose own loop stands still
    while the cell's code runs.
    """

    def __init__(self, client: AsyncLetta, portal: BlockingPortal) -> None:
        self._client = client
        self._portal = portal

    def _call(self, function: Callable[[], Coroutine[Any, Any, T]]) -> T:
        result: T = self._portal.call(function)
        return result

    @override
    def runs(self, filters: RunListParams) -> Iterator[Run]:
        async def first_page() -> Any:
            return await self._client.runs.list(**filters)

        page = self._call(first_page)
        yield from cast("list[Run]", page.items)
        while page.has_next_page():
            page = self._call(page.get_next_page)
            yield from cast("list[Run]", page.items)

    @override
    def run(self, run_id: str) -> Run:
        return self._call(partial(self._client.runs.retrieve, run_id))

    @override
    def usage(self, run_id: str) -> UsageRetrieveResponse:
        return self._call(partial(self._client.runs.usage.retrieve, run_id))

    @override
    def run_metrics(self, run_id: str) -> RunMetrics:
        return self._call(partial(self._client.runs.metrics.retrieve, run_id))

    @override
    def steps(self, run_id: str) -> list[Step]:
        async def collect() -> list[Step]:
            return [step async for step in self._client.runs.steps.list(run_id, order="asc")]

        return self._call(collect)

    @override
    def step_metrics(self, step_id: str) -> StepMetrics:
        return self._call(partial(self._client.steps.metrics.retrieve, step_id))

    @override
    def messages(self, run_id: str) -> list[Message]:
        async def collect() -> list[Message]:
            listed = self._client.runs.messages.list(run_id, order="asc")
            return [message async for message in listed]

        return self._call(collect)

    @override
    def spans(self, run_id: str) -> list[TraceSpan]:
        return self._call(partial(self._client.runs.trace.retrieve, run_id, limit=MOST_SPANS))


@contextmanager
def reader_of(client: Letta | AsyncLetta) -> Generator[Reader]:
    """Give a reader that fetches by a client, as long as a `with` block lasts.

    Raises:
        TypeError: an asynchronous client has an `http_client` whose connections cannot be made anew
            in another event loop.
    """
    if isinstance(client, Letta):
        yield SyncReader(client)
        return
    http_client = client._transport.http_client
    if not isinstance(http_client, DefaultAsyncHttpxClient):
        raise TypeError(
            f"connections of {type(http_client).__name__} belong to one event loop: read the table "
            "there, by `await table.read()`"
        )
    with start_blocking_portal() as portal:
        # Connections belong to the event loop that opened them.
        connections = http_client.with_connections_of_its_own()
        try:
            yield AsyncReader(client.copy(http_client=connections), portal)
        finally:
            portal.call(connections.aclose)
