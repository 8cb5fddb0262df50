"""What an asynchronous `list` method returns. It has no counterpart in the synchronous client."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager
from typing import Any, Generic, TypeAlias, TypeVar

import anyio
from anyio.streams.memory import MemoryObjectSendStream

from .pages import AsyncArrayPage

T = TypeVar("T")
PageT = TypeVar("PageT", bound=AsyncArrayPage[Any])

_Fetched: TypeAlias = AsyncArrayPage[Any] | Exception


class AsyncPaginator(Generic[T, PageT]):
    """A list that is not fetched yet.

    `await` it for its first page, or iterate over it with `async for` for the items of all pages.
    """

    def __init__(self, fetch: Callable[[], Awaitable[PageT]]) -> None:
        self._fetch = fetch

    def __await__(self) -> Generator[Any, None, PageT]:
        return self._fetch().__await__()

    async def __aiter__(self) -> AsyncIterator[T]:
        page = await self
        async for item in page:
            yield item

    async def take(self, count: int) -> AsyncGenerator[T]:
        """Yield the first `count` items; no page is fetched beyond the one with the last of them.

        Raises:
            PaginationError: the server gives no page that follows, nor the end of the list.
            APIError: a page could not be fetched.
        """
        if count > 0:
            page = await self
            async for item in page.take(count):
                yield item

    @asynccontextmanager
    async def walk(self, *, prefetch: int = 0) -> AsyncGenerator[AsyncIterator[T]]:
        """Give an iterator over the items of all pages, which may fetch ahead.

            async with client.runs.list().walk(prefetch=1) as runs:
                async for run in runs: ...

        Args:
            prefetch: how many pages to fetch while the caller works on the one before. They are
                fetched by a task that ends with the block, however that ends.

        Raises:
            PaginationError: see `take`. Like any error of a page that was fetched ahead, it is
                raised where the iteration comes to that page.
            APIError: see `take`.
        """
        if prefetch <= 0:
            yield aiter(self)
            return
        send, receive = anyio.create_memory_object_stream[_Fetched](prefetch - 1)
        failure: Exception | None = None
        async with anyio.create_task_group() as group, receive:
            group.start_soon(self._fetch_ahead, send)
            try:
                yield _items(receive)
            except Exception as error:
                # Raised outside the task group, which would wrap it in an exception group.
                failure = error
            group.cancel_scope.cancel()
        if failure is not None:
            raise failure

    async def _fetch_ahead(self, send: MemoryObjectSendStream[_Fetched]) -> None:
        async with send:
            try:
                page: AsyncArrayPage[Any] = await self
                await send.send(page)
                while page.has_next_page():
                    page = await page.get_next_page()
                    await send.send(page)
            except Exception as error:
                await send.send(error)


async def _items(pages: AsyncIterator[_Fetched]) -> AsyncIterator[Any]:
    async for page in pages:
        if isinstance(page, Exception):
            raise page
        for item in page.items:
            yield item
