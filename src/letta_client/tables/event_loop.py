"""Reading a table in an event loop: rows are made in a thread, requests in the caller's loop.

So nothing blocks the loop, and an `AsyncLetta` uses the connections that it has, whatever its
`http_client` is.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator
from concurrent.futures import CancelledError
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from itertools import islice
from threading import Event
from typing import TypeVar

import anyio
from anyio import to_thread
from anyio.from_thread import BlockingPortal
from typing_extensions import override

from letta_client import AsyncLetta, Letta

from .readers import AsyncReader, Reader, SyncReader

T = TypeVar("T")


class ReadingThread:
    """Runs functions in a thread, one at a time; their requests are made in the event loop."""

    def __init__(self, client: Letta | AsyncLetta, portal: BlockingPortal) -> None:
        self._client = client
        self._portal = portal
        self._stopped = Event()

    def open_reader(self) -> AbstractContextManager[Reader]:
        """Give what fetches, for a function that `run` runs."""
        if isinstance(self._client, Letta):
            return nullcontext(SyncReader(self._client))
        return nullcontext(AsyncReader(self._client, self._portal))

    def check(self) -> None:
        """Raise CancelledError if nobody waits for what is read any more."""
        if self._stopped.is_set():
            raise CancelledError

    async def run(self, function: Callable[[], T]) -> T:
        """Run a function in a thread, and return what it returns.

        If the caller is cancelled, requests are cancelled too, and the function has ended when this
        raises.

        Raises:
            Exception: the function raised it.
        """
        returned: list[T] = []
        failure: Exception | None = None
        ended = False

        async def call() -> None:
            nonlocal ended, failure
            try:
                returned.append(await to_thread.run_sync(function))
            except Exception as error:
                # Raised outside the task group, which would wrap it in an exception group.
                failure = error
            ended = True
            group.cancel_scope.cancel()

        async def stop_when_cancelled() -> None:
            try:
                await anyio.sleep_forever()
            finally:
                if not ended:
                    await self.stop()

        async with anyio.create_task_group() as group:
            group.start_soon(stop_when_cancelled)
            group.start_soon(call)
        if failure is not None:
            raise failure
        return returned[0]

    async def stop(self) -> None:
        """Cancel the requests that are under way; no more are made."""
        self._stopped.set()
        await self._portal.stop(cancel_remaining=True)


class ValuesOfThread(AsyncIterator[T]):
    """Gives what a generator yields that runs in a thread.

    No generator itself: one that is left half-way would have to be closed.
    """

    def __init__(self, thread: ReadingThread, values: Generator[T]) -> None:
        self._thread = thread
        self._values = values

    @override
    async def __anext__(self) -> T:
        found = await self._thread.run(lambda: list(islice(self._values, 1)))
        if not found:
            raise StopAsyncIteration
        return found[0]


@asynccontextmanager
async def reading_thread(client: Letta | AsyncLetta) -> AsyncGenerator[ReadingThread]:
    """Give a thread to read a table in, as long as an `async with` block lasts."""
    failure: Exception | None = None
    async with BlockingPortal() as portal:
        thread = ReadingThread(client, portal)
        try:
            yield thread
        except Exception as error:
            # As in `ReadingThread.run`.
            failure = error
        await thread.stop()
    if failure is not None:
        raise failure
