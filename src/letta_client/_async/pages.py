"""Pages of a list, and walking from one to the next."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace
from types import GenericAlias
from typing import Any, Self, TypeVar, cast

import httpx
from typing_extensions import override

from .._core.http.decoding import decode
from .._core.http.error_bodies import body_of
from .._core.http.errors import APIResponseValidationError, NotFoundError, PaginationError
from .._core.http.request import Request
from .._core.lists.dialect import CursorDialect
from .._core.lists.page import (
    BasePage,
    has_only_callers_cursors,
    received_page,
    requested_list,
)
from .._core.lists.position import FoundPage
from .._core.lists.requested import Items, Search
from .._core.lists.walk import first_page, next_page
from .transport import AsyncTransport

T = TypeVar("T")


class AsyncArrayPage(BasePage[T]):
    """One page of a list; iterating goes on over the pages after it.

    A walk gives every item once, in the order asked for, in whichever way the server takes cursors;
    where it cannot, it raises `PaginationError`. It holds one page at a time, so a list may be too
    long for memory.
    """

    _fetcher: AsyncPageFetcher

    @classmethod
    def _found(cls, found: FoundPage, request: Request[Any], fetcher: AsyncPageFetcher) -> Self:
        """Return a page that was found for a request, and that `fetcher` can go on from."""
        page = cls.__new__(cls)
        page.items = cast("list[T]", [*found.items])
        page._position = found.position
        page._request = request
        page._fetcher = fetcher
        return page

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.iter_pages():
            for item in page.items:
                yield item

    async def iter_pages(self) -> AsyncGenerator[Self]:
        """Yield this page and every page after it.

        Raises:
            PaginationError: the server gives no page that follows, nor the end of the list.
            APIError: a page could not be fetched.
        """
        page = self
        while True:
            yield page
            if not page.has_next_page():
                return
            page = await page.get_next_page()

    async def take(self, count: int) -> AsyncGenerator[T]:
        """Yield the first `count` items of this page and those after it.

        No page is fetched beyond the one with the last of them.

        Raises:
            PaginationError: see `iter_pages`.
            APIError: a page could not be fetched.
        """
        if count <= 0:
            return
        async for item in self:
            yield item
            count -= 1
            if not count:
                return

    async def get_next_page(self) -> Self:
        """Fetch and return the page after this one.

        Raises:
            RuntimeError: there is none; `has_next_page` tells.
            PaginationError: see `iter_pages`.
            APIError: the page could not be fetched.
        """
        if not self.has_next_page():
            raise RuntimeError("There is no next page; has_next_page() tells before.")
        following = await self._fetcher.fetch(self._request, next_page(self._position))
        return cast(Self, following)

    @classmethod
    def _answer_type(cls, item: Any) -> Any:
        """Return the type of an answer with items of the type `item`."""
        return GenericAlias(list, (item,))

    @classmethod
    def _items_of(cls, answer: object) -> object:
        """Return the items of an answer, or the answer itself where it does not fit."""
        return answer if cls._items_field is None else getattr(answer, cls._items_field, answer)


class AsyncNextFilesPage(AsyncArrayPage[T]):
    """A page of a list of files."""

    _items_field = "files"

    @property
    def files(self) -> list[T]:
        """The items of this page alone, like `items`."""
        return self.items

    @property
    def next_cursor(self) -> str | None:
        """The id after which the next page begins; `None` on the last page."""
        info = self.next_page_info()
        return None if info is None else str(next(iter(info.params.values())))

    @property
    def has_more(self) -> bool:
        """Whether there may be a page after this one, like `has_next_page`."""
        return self.has_next_page()

    @classmethod
    @override
    def _answer_type(cls, item: Any) -> Any:
        from .._core.lists.page_objects import NextFilesAnswer

        return NextFilesAnswer[item]


class AsyncObjectPage(AsyncArrayPage[T]):
    """A page of a list of messages that comes as an object."""

    _items_field = "messages"

    @property
    def messages(self) -> list[T]:
        """The items of this page alone, like `items`."""
        return self.items

    @classmethod
    @override
    def _answer_type(cls, item: Any) -> Any:
        from .._core.lists.page_objects import ObjectAnswer

        return ObjectAnswer[item]


BaseAsyncPage = AsyncArrayPage
"""What every page of the asynchronous client is, by the name of letta-client 1."""


class AsyncPageFetcher:
    """Fetches the pages of all lists of a client, by carrying out the searches of `_core.lists`.

    What it learns of the server on the way, it shares with the fetchers of the client's copies.
    """

    def __init__(self, transport: AsyncTransport, dialect: CursorDialect | None = None) -> None:
        self._transport = transport
        self._dialect = CursorDialect() if dialect is None else dialect

    def copy(self, transport: AsyncTransport) -> AsyncPageFetcher:
        """Return a fetcher for a copy of the client, which sends its requests by `transport`."""
        # What was learned of one server says nothing of another.
        same_server = transport.config.base_url == self._transport.config.base_url
        return AsyncPageFetcher(transport, self._dialect if same_server else None)

    def forget_dialect(self) -> None:
        """Forget what was learned of the server."""
        self._dialect = CursorDialect()

    async def fetch_first_page(self, request: Request[Any]) -> AsyncArrayPage[Any]:
        """Fetch and return the first page of the list that `request` asks for.

        Raises:
            APIError: the page could not be fetched.
        """
        return await self.fetch(request, first_page(requested_list(request, self._dialect)))

    def make_page(self, request: Request[Any], items: list[object]) -> AsyncArrayPage[Any]:
        """Return the first page of a list as it came in answer to `request`."""
        page: type[AsyncArrayPage[Any]] = request.returns.__origin__
        return page._found(received_page(request, items, self._dialect), request, self)

    async def fetch(self, request: Request[Any], search: Search[FoundPage]) -> AsyncArrayPage[Any]:
        """Return the page that `search` finds in the list that `request` asks for.

        Raises:
            PaginationError: the search finds no page.
            APIError: an answer that it needs could not be fetched.
        """
        query = next(search)
        while True:
            items: Items | None = None
            unknown_cursor: NotFoundError | None = None
            try:
                items = await self._send(replace(request, query=query))
            except NotFoundError as error:
                if has_only_callers_cursors(request, query):
                    raise
                unknown_cursor = error
            try:
                query = search.send(items)
            except StopIteration as stop:
                page: type[AsyncArrayPage[Any]] = request.returns.__origin__
                return page._found(stop.value, request, self)
            except PaginationError as error:
                raise error from unknown_cursor

    async def _send(self, request: Request[Any]) -> list[object]:
        response = await self._transport.send(request, stream=False)
        strict = self._transport.config.strict_response_validation
        return decode_items(request.returns, response, strict=strict)


def decode_items(returns: Any, response: httpx.Response, *, strict: bool) -> list[object]:
    """Return the items that a response has for a page of the type `returns`.

    Args:
        returns: a page with the type of its items, say `AsyncArrayPage[Run]`.
        response: the response, read.
        strict: whether items that do not fit are an error; else they are returned as they are.

    Raises:
        APIResponseValidationError: the answer is not JSON or has no list, or does not fit and
            `strict` is true.
    """
    page: type[AsyncArrayPage[Any]] = returns.__origin__
    answer_type = page._answer_type(returns.__args__[0])
    answer = decode(response.content, answer_type, strict=strict, response=response)
    items = page._items_of(answer)
    if not isinstance(items, list):
        raise APIResponseValidationError(
            response, body_of(response), message="Expected a list, but the server sent none"
        )
    return cast("list[object]", items)
