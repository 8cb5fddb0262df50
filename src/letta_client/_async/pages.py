"""Pages of a list, and walking from one to the next."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import Any, TypeAlias, TypeVar

from .._core.pagination import BasePage, Cursor
from .._core.request import Request

T = TypeVar("T")


class AsyncArrayPage(BasePage[T]):
    """One page of a list; iterating goes on over the pages after it.

    A list may be too long for memory: iterating holds one page at a time.
    """

    def __init__(self, items: list[T], cursor: Cursor, fetch: PageFetcher) -> None:
        super().__init__(items, cursor)
        self._fetch = fetch

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.iter_pages():
            for item in page.items:
                yield item

    async def iter_pages(self) -> AsyncGenerator[AsyncArrayPage[T]]:
        """Yield this page and every page after it.

        Raises:
            APIError: a page could not be had.
        """
        page = self
        while True:
            yield page
            if not page.has_next_page():
                return
            page = await page.get_next_page()

    async def get_next_page(self) -> AsyncArrayPage[T]:
        """Fetch and return the page after this one.

        Raises:
            RuntimeError: there is none; `has_next_page` tells.
            APIError: the page could not be had.
        """
        request = self._cursor.next_request(self.items)
        if request is None:
            raise RuntimeError("There is no next page; has_next_page() tells before.")
        return await self._fetch(request)


PageFetcher: TypeAlias = Callable[[Request[Any]], Awaitable[AsyncArrayPage[Any]]]

BaseAsyncPage = AsyncArrayPage
"""What every page of the asynchronous client is, by the name of letta-client 1."""
