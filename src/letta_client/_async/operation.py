"""Methods of resources that are their signature and their docstring.

    @get("/v1/runs/{run_id}/metrics")
    async def retrieve(self, run_id: str, **options: Unpack[CallOptions]) -> RunMetrics:
        "Return how long a run took, and which tools it used."
        ...

The decorator only stores. When the method is first used, a function with the declared signature is
compiled. So wrong arguments are a `TypeError` of Python itself, raised by the call, as with any
coroutine function. What the library checks, such as an id that is empty, is raised when the
coroutine is awaited. The return type follows the mode of the resource.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from types import FunctionType, MethodType, NoneType
from typing import (
    TYPE_CHECKING,
    Any,
    Concatenate,
    Generic,
    ParamSpec,
    TypeAlias,
    TypeVar,
    cast,
    get_origin,
    overload,
)

from typing_extensions import deprecated, override

from .._core.http.endpoint import Arguments, Binder, Endpoint
from .._core.http.modes import Mode, Parsed, Raw, Streamed
from .._core.http.request import Headers, Method, Request
from .._core.lists.facts import ListFacts, list_facts
from .pages import AsyncArrayPage
from .paginator import AsyncPaginator
from .resource import AsyncResource
from .responses import AsyncAPIResponse, AsyncResponseContextManager
from .streams import AsyncStream

if TYPE_CHECKING:
    from .._core.streams.resuming import StreamOrigin

P = ParamSpec("P")
T = TypeVar("T")
PageT = TypeVar("PageT", bound=AsyncArrayPage[Any])

Origin: TypeAlias = Callable[[tuple[str, ...], Any], "StreamOrigin"]
"""Tells what is known of a stream before it begins, from the values in its path and its body."""

# The sources of the functions that are compiled: see `Binder.compile`.
_COROUTINE = "async def {signature}:\n    return await deliver(self, {arguments})"
_FUNCTION = "def {signature}:\n    return deliver(self, {arguments})"

_EVENTS: Headers = {"Accept": "text/event-stream"}
_ANYTHING: Headers = {"Accept": "*/*"}


class UntypedOperation:
    """A method of a resource that calls an endpoint; its kinds differ in their types."""

    def __init__(self, function: Callable[..., Any], endpoint: Endpoint) -> None:
        self._function = function
        self._endpoint = endpoint
        self._compiled: dict[type[Mode], Callable[..., Any]] = {}
        self.__doc__ = function.__doc__
        self.__module__ = function.__module__
        self.__name__: str = function.__name__
        self.__qualname__: str = function.__qualname__

    def __call__(self, resource: AsyncResource[Any], *args: Any, **kwargs: Any) -> Any:
        """Call the method of a resource."""
        return self._bind(resource)(*args, **kwargs)

    @property
    def __signature__(self) -> inspect.Signature:
        return self._binder.signature()

    @property
    def __func__(self) -> Callable[..., Any]:
        """The function; `unittest.mock.patch` tells by it whether to put an `AsyncMock` here."""
        return self._in_mode(Parsed)

    def _bind(self, resource: AsyncResource[Any]) -> Any:
        return MethodType(self._in_mode(resource._mode), resource)

    def _in_mode(self, mode: type[Mode]) -> Callable[..., Any]:
        if mode not in self._compiled:
            self._compiled[mode] = self._compile(mode)
        return self._compiled[mode]

    def _compile(self, mode: type[Mode]) -> Callable[..., Any]:
        if mode is Streamed:
            return self._described(self._binder.compile(_FUNCTION, self._send_in_block))
        return self._described(self._binder.compile(_COROUTINE, self._send))

    def _described(self, compiled: FunctionType) -> Callable[..., Any]:
        described = self._binder.describe(compiled)
        message = getattr(self._function, "__deprecated__", None)
        return described if message is None else deprecated(message)(described)

    @functools.cached_property
    def _binder(self) -> Binder:
        return Binder(self._function, self._endpoint)

    @functools.cached_property
    def _returns(self) -> Any:
        """The type that comes back, as the return annotation says."""
        return self._binder.evaluate("return")

    @functools.cached_property
    def _headers(self) -> Headers:
        """Headers of every call: where nothing comes back, its type does not matter."""
        return _ANYTHING if self._returns is NoneType else {}

    @functools.cached_property
    def _request_of_call(self) -> Callable[..., Any]:
        def make(resource: None, arguments: Arguments) -> Request[Any]:
            return self._make_request(arguments)

        return self._binder.compile(_FUNCTION, make)

    def _make_request(self, arguments: Arguments) -> Request[Any]:
        return self._binder.request(arguments, self._returns, headers=self._headers)

    async def _send(self, resource: AsyncResource[Any], arguments: Arguments) -> Any:
        return await resource._send(self._make_request(arguments))

    def _send_in_block(self, resource: AsyncResource[Any], arguments: Arguments) -> Any:
        return AsyncResponseContextManager(functools.partial(self._send, resource, arguments))


class Operation(UntypedOperation, Generic[P, T]):
    """A method that makes one call and gives a `T`."""

    def request(self, *args: P.args, **kwargs: P.kwargs) -> Request[T]:
        """Return the request of a call with these arguments; nothing is sent."""
        return cast("Request[T]", self._request_of_call(None, *args, **kwargs))

    @overload
    def __get__(self, resource: None, owner: object) -> Operation[P, T]: ...

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
        return self if resource is None else self._bind(resource)


class ListOperation(UntypedOperation, Generic[P, T, PageT]):
    """A method that lists, page by page."""

    def request(self, *args: P.args, **kwargs: P.kwargs) -> Request[PageT]:
        """Return the request of a call with these arguments; nothing is sent."""
        return cast("Request[PageT]", self._request_of_call(None, *args, **kwargs))

    @overload
    def __get__(self, resource: None, owner: object) -> ListOperation[P, T, PageT]: ...

    @overload
    def __get__(
        self, resource: AsyncResource[Parsed], owner: object
    ) -> Callable[P, AsyncPaginator[T, PageT]]: ...

    @overload
    def __get__(
        self, resource: AsyncResource[Raw], owner: object
    ) -> Callable[P, Coroutine[Any, Any, AsyncAPIResponse[PageT]]]: ...

    @overload
    def __get__(
        self, resource: AsyncResource[Streamed], owner: object
    ) -> Callable[P, AbstractAsyncContextManager[AsyncAPIResponse[PageT]]]: ...

    def __get__(self, resource: AsyncResource[Any] | None, owner: object) -> Any:
        return self if resource is None else self._bind(resource)

    @functools.cached_property
    @override
    def _returns(self) -> Any:
        annotated = self._binder.evaluate("return")
        origin = get_origin(annotated)
        is_page = isinstance(origin, type) and issubclass(origin, AsyncArrayPage)
        return annotated if is_page else annotated.__args__[-1]

    @functools.cached_property
    def _list_facts(self) -> ListFacts:
        return list_facts(self._endpoint.path)

    @override
    def _make_request(self, arguments: Arguments) -> Request[Any]:
        return self._binder.request(arguments, self._returns, list_facts=self._list_facts)

    @override
    def _compile(self, mode: type[Mode]) -> Callable[..., Any]:
        if mode is Parsed:
            return self._described(self._binder.compile(_FUNCTION, self._paginate))
        return super()._compile(mode)

    def _paginate(
        self, resource: AsyncResource[Any], arguments: Arguments
    ) -> AsyncPaginator[Any, AsyncArrayPage[Any]]:
        request: Request[AsyncArrayPage[Any]] = self._make_request(arguments)

        async def fetch() -> AsyncArrayPage[Any]:
            return await resource._first_page(request)

        return AsyncPaginator(fetch)


class UntypedStreamOperation(UntypedOperation):
    """A method that gives a stream: always, or where `streaming` is true, as its type says."""

    def __init__(self, function: Callable[..., Any], endpoint: Endpoint, origin: Origin) -> None:
        super().__init__(function, endpoint)
        self._origin = origin

    @override
    def _make_request(self, arguments: Arguments) -> Request[Any]:
        returns = self._returns
        if get_origin(returns) is not AsyncStream:
            _, _, body, *_ = arguments
            whole, stream = returns.__args__
            returns = stream if body["streaming"] else whole
        if get_origin(returns) is AsyncStream:
            return self._binder.request(arguments, returns, headers=_EVENTS)
        return self._binder.request(arguments, returns)

    @override
    async def _send(self, resource: AsyncResource[Any], arguments: Arguments) -> Any:
        from .._core.streams.resuming import split_options

        path, _, body, *_, options = arguments
        persistence, _ = split_options(self._binder.given(options))
        request = self._make_request(arguments)
        if get_origin(request.returns) is AsyncStream:
            return await resource._stream(request, self._origin(path, body), persistence)
        return await resource._send(request)


class StreamOperation(UntypedStreamOperation, Operation[P, T]):
    """A method that opens a stream, which is a `T`."""


class _Method:
    """Makes an operation of a method that is its signature."""

    def __init__(self, method: Method, path: str, *, safe: bool = False) -> None:
        self._endpoint = Endpoint(method, path, safe)

    def __call__(
        self, function: Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]
    ) -> Operation[P, T]:
        return Operation(function, self._endpoint)


class get_list:
    """Make of a method's signature one that lists: `GET` the `path`, page by page."""

    def __init__(self, path: str) -> None:
        self._endpoint = Endpoint("GET", path, safe=True)

    def __call__(
        self, function: Callable[Concatenate[Any, P], AsyncPaginator[T, PageT]]
    ) -> ListOperation[P, T, PageT]:
        """Return the operation."""
        return ListOperation(function, self._endpoint)


class post_stream:
    """Make of a method's signature one that opens a stream: `POST` to the `path`.

    Args:
        path: the path, with the names of parameters in braces.
        origin: what tells of the stream before it begins.
        safe: whether the call may be made twice, because it only reads.
    """

    def __init__(self, path: str, origin: Origin, *, safe: bool = False) -> None:
        self._endpoint = Endpoint("POST", path, safe)
        self._origin = origin

    def __call__(
        self, function: Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]
    ) -> StreamOperation[P, T]:
        """Return the operation."""
        return StreamOperation(function, self._endpoint, self._origin)


def get(path: str) -> _Method:
    """Make of a method's signature one that calls `GET` on `path`."""
    return _Method("GET", path, safe=True)


def post(path: str, *, safe: bool = False) -> _Method:
    """Make of a method's signature one that calls `POST` on `path`; `safe` if it only reads."""
    return _Method("POST", path, safe=safe)


def patch(path: str) -> _Method:
    """Make of a method's signature one that calls `PATCH` on `path`."""
    return _Method("PATCH", path)


def put(path: str) -> _Method:
    """Make of a method's signature one that calls `PUT` on `path`."""
    return _Method("PUT", path)


def delete(path: str) -> _Method:
    """Make of a method's signature one that calls `DELETE` on `path`."""
    return _Method("DELETE", path)
