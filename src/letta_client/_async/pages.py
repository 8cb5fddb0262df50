"""Pages of a list, and walking from one to the next."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import Any, TypeAlias, TypeVar

from .._core.http.request import Request
from .._core.lists.page import BasePage
from .._core.lists.walk import Found, Search

T = TypeVar("T")


class AsyncArrayPage(BasePage[T]):
    """One page of a list; iterating goes on over the pages after it.

    A walk gives every item once, in the order asked for, whichever way the server takes cursors;
    where it cannot, it raises `PaginationError`. It holds one page at a time, so a list may be too
    long for memory.
    """

    def __init__(self, found: Found, request: Request[Any], find: PageFinder) -> None:
        super().__init__(found)
        self._request = request
        self._find = find

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.iter_pages():
            for item in page.items:
                yield item

    async def iter_pages(self) -> AsyncGenerator[AsyncArrayPage[T]]:
        """Yield this page and every page after it.

        Raises:
            PaginationError: the server gives no page that follows, nor the end of the list.
            APIError: a page could not be had.
        """
        page = self
        while True:
            yield page
            if not page.has_next_page():
                return
            page = await page.get_next_page()

    async def take(self, count: int) -> AsyncGenerator[T]:
        """Yield the first `count` items of this page and those after it.

        No page is asked for beyond the one with the last of them.

        Raises:
            PaginationError: see `iter_pages`.
            APIError: a page could not be had.
        """
        if count <= 0:
            return
        async for item in self:
            yield item
            count -= 1
            if not count:
                return

    async def get_next_page(self) -> AsyncArrayPage[T]:
        """Fetch and return the page after this one.

        Raises:
            RuntimeError: there is none; `has_next_page` tells.
            PaginationError: see `iter_pages`.
            APIError: the page could not be had.
        """
        if not self.has_next_page():
            raise RuntimeError("There is no next page; has_next_page() tells before.")
        return await self._find(self._request, self._place.search())


PageFinder: TypeAlias = Callable[[Request[Any], Search], Awaitable[AsyncArrayPage[Any]]]

BaseAsyncPage = AsyncArrayPage
"""What every page of the asynchronous client is, by the name of letta-client 1."""
