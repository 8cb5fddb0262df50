"""What an asynchronous `list` method returns. It has no counterpart in the synchronous client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from typing import Any, Generic, TypeVar

from .pages import AsyncArrayPage

T = TypeVar("T")
PageT = TypeVar("PageT", bound=AsyncArrayPage[Any])


class AsyncPaginator(Generic[T, PageT]):
    """A list that is not asked for yet.

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
