"""What all resources share: how a method turns its call into what its mode hands out."""

from __future__ import annotations

import functools
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast, overload

import httpx
from typing_extensions import Unpack

from .._core.http.modes import ModeT, Parsed, Raw, Streamed
from .._core.http.request import CallOptions, Request, StreamOptions
from .._core.streams.origin import Persistence, Source, split_options
from .pages import AsyncArrayPage, AsyncPageFetcher
from .paginator import AsyncPaginator
from .responses import AsyncAPIResponse, AsyncResponseContextManager
from .streams import AsyncStream
from .transport import AsyncTransport

P = ParamSpec("P")
T = TypeVar("T")


class AsyncResource(Generic[ModeT]):
    """A group of endpoints, in one of the modes of `letta_client._core.http.modes`."""

    def __init__(self, transport: AsyncTransport, mode: type[ModeT]) -> None:
        self._transport = transport
        self._mode = mode

    async def _send(self, request: Request[T], **options: Unpack[CallOptions]) -> T:
        call = request.with_options(**options)
        keep_open = self._mode is Streamed or _is_stream(call)
        response = self._response(call, await self._transport.send(call, stream=keep_open))
        if self._mode is Parsed:
            return await response.parse()
        # `endpoint` and `list_endpoint` tell the caller's type checker of this.
        return cast(T, response)

    async def _stream(
        self,
        request: Request[AsyncStream[T]],
        source: Source,
        **options: Unpack[StreamOptions],
    ) -> AsyncStream[T]:
        """Open a stream of events, which `source` says how to take up again."""
        persistence, call_options = split_options(options)
        call = request.with_options(**call_options)
        if self._mode is Parsed:
            stream: AsyncStream[T] = self._new_stream(
                call, call.returns.__args__[0], source, persistence
            )
            await stream._begin()
            return stream
        http_response = await self._transport.send(call, stream=True)
        response = self._response(call, http_response, source, persistence)
        return cast("AsyncStream[T]", response)

    def _response(
        self,
        call: Request[T],
        http_response: httpx.Response,
        source: Source | None = None,
        persistence: Persistence | None = None,
    ) -> AsyncAPIResponse[T]:
        async def make_stream(returns: Any, opened: httpx.Response) -> AsyncStream[Any]:
            stream = self._new_stream(call, returns, source, persistence)
            await stream._adopt(opened)
            return stream

        return AsyncAPIResponse[T](
            http_response,
            call,
            strict=self._transport.config.strict_response_validation,
            make_page=self._page_fetcher().make_page,
            make_stream=make_stream,
        )

    def _new_stream(
        self,
        call: Request[Any],
        returns: Any,
        source: Source | None,
        persistence: Persistence | None,
    ) -> AsyncStream[Any]:
        # It knows the types of events, which a client without a stream has no need to load.
        from .._core.streams.session import Follower

        strict = self._transport.config.strict_response_validation
        follower: Follower[Any] = Follower(
            call, returns, strict=strict, source=source, persistence=persistence
        )
        return AsyncStream(follower, self._transport)

    def _list(
        self, request: Request[AsyncArrayPage[T]], **options: Unpack[CallOptions]
    ) -> AsyncPaginator[T, AsyncArrayPage[T]]:
        async def fetch() -> AsyncArrayPage[T]:
            call = request.with_options(**options)
            if self._mode is not Parsed:
                return await self._send(call)
            return await self._page_fetcher().fetch_first_page(call)

        return AsyncPaginator(fetch)

    def _page_fetcher(self) -> AsyncPageFetcher:
        # Also where the first page was asked for as a raw response, the walk goes on over pages.
        parsed = AsyncResource(self._transport, Parsed)
        return AsyncPageFetcher(parsed._send, self._transport.dialect)


def _is_stream(request: Request[Any]) -> bool:
    return getattr(request.returns, "__origin__", None) is AsyncStream


class endpoint(Generic[P, T]):
    """A method of a resource that makes one call; its return type follows the resource's mode."""

    def __init__(self, method: Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]) -> None:
        self._method = method
        functools.update_wrapper(cast("Any", self), method)

    @overload
    def __get__(
        self, resource: None, owner: object
    ) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]: ...

    @overload
    def __get__(
        self, resource: AsyncResource[Parsed], owner: object
    ) -> Callable[P, Coroutine[Any, Any, T]]: ...

    @overload
    def __get__(
        self, resource: AsyncResource[Raw], owner: object
    ) -> Callable[P, Coroutine[Any, Any, AsyncAPIResponse[T]]]: ...

    @overload
    def __get__(
        self, resource: AsyncResource[Streamed], owner: object
    ) -> Callable[P, AbstractAsyncContextManager[AsyncAPIResponse[T]]]: ...

    def __get__(self, resource: AsyncResource[Any] | None, owner: object) -> Any:
        return _bind(self._method, resource)


class list_endpoint(Generic[P, T]):
    """A method of a resource that lists; its return type follows the resource's mode."""

    def __init__(
        self, method: Callable[Concatenate[Any, P], AsyncPaginator[T, AsyncArrayPage[T]]]
    ) -> None:
        self._method = method
        functools.update_wrapper(cast("Any", self), method)

    @overload
    def __get__(
        self, resource: None, owner: object
    ) -> Callable[Concatenate[Any, P], AsyncPaginator[T, AsyncArrayPage[T]]]: ...

    @overload
    def __get__(
        self, resource: AsyncResource[Parsed], owner: object
    ) -> Callable[P, AsyncPaginator[T, AsyncArrayPage[T]]]: ...

    @overload
    def __get__(
        self, resource: AsyncResource[Raw], owner: object
    ) -> Callable[P, Coroutine[Any, Any, AsyncAPIResponse[AsyncArrayPage[T]]]]: ...

    @overload
    def __get__(
        self, resource: AsyncResource[Streamed], owner: object
    ) -> Callable[P, AbstractAsyncContextManager[AsyncAPIResponse[AsyncArrayPage[T]]]]: ...

    def __get__(self, resource: AsyncResource[Any] | None, owner: object) -> Any:
        return _bind(self._method, resource)


def _bind(method: Callable[..., Any], resource: AsyncResource[Any] | None) -> Any:
    if resource is None:
        return method
    bound = method.__get__(resource)
    if resource._mode is Parsed:
        return bound

    @functools.wraps(bound)
    async def call(*args: Any, **kwargs: Any) -> AsyncAPIResponse[Any]:
        return cast("AsyncAPIResponse[Any]", await bound(*args, **kwargs))

    if resource._mode is Raw:
        return call

    @functools.wraps(bound)
    def in_block(*args: Any, **kwargs: Any) -> AsyncResponseContextManager[Any]:
        return AsyncResponseContextManager(functools.partial(call, *args, **kwargs))

    return in_block
