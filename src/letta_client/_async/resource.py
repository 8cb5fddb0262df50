"""What all resources share: their modes, the resources below them, and how a call is made."""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, cast

import httpx
from typing_extensions import TypeVar

from .._core.http.errors import PendingApprovalError
from .._core.http.modes import ModeT, Parsed, Raw, Streamed
from .._core.http.request import Request
from .pages import AsyncArrayPage, AsyncPageFetcher
from .responses import AsyncAPIResponse
from .streams import AsyncStream
from .transport import AsyncTransport

if TYPE_CHECKING:
    from .._core.client_tools.rounds import RoundSession
    from .._core.client_tools.tool_set import ToolSet
    from .._core.streams.resuming import ResumePolicy, StreamOrigin
    from .._core.streams.session import StreamSession

T = TypeVar("T")
RawT = TypeVar("RawT", default=Any)
StreamedT = TypeVar("StreamedT", default=Any)


class AsyncResource(Generic[ModeT, RawT, StreamedT]):
    """A group of endpoints, in one of the modes of `letta_client._core.http.modes`.

    A subclass names itself in the other two modes: `AsyncResource[ModeT, "X[Raw]", "X[Streamed]"]`.
    A resource below it is an annotation, say `steps: AsyncRunStepsResource[ModeT]`: its class lies
    in the module of that name below, which is loaded when the resource is first touched.
    """

    def __init__(
        self, transport: AsyncTransport, pages: AsyncPageFetcher, mode: type[ModeT]
    ) -> None:
        self._transport = transport
        self._pages = pages
        self._mode = mode

    def __init_subclass__(cls) -> None:
        """Make the resources below of the annotations."""
        super().__init_subclass__()
        # Those of subclasses that users write are not evaluated.
        annotations: dict[str, object] = cls.__dict__.get("__annotations__", {})  # noqa: RUF063
        for name, annotation in annotations.items():
            if isinstance(annotation, str) and annotation.endswith("[ModeT]"):
                class_name = annotation.removesuffix("[ModeT]")
                setattr(cls, name, _ResourceBelow(cls.__module__, name, class_name))

    @property
    def with_raw_response(self) -> RawT:
        """The same methods, returning whole responses, read, with `parse()` for the value."""
        return cast(RawT, self._in_mode(Raw))

    @property
    def with_streaming_response(self) -> StreamedT:
        """The same methods as context managers over responses that are not read yet."""
        return cast(StreamedT, self._in_mode(Streamed))

    def _in_mode(self, mode: Any) -> Any:
        return type(self)(self._transport, self._pages, mode)

    async def _send(self, request: Request[T]) -> T:
        keep_open = self._mode is Streamed or _is_stream(request)
        http_response = await self._open(request, stream=keep_open)
        response = self._response(request, http_response)
        if self._mode is Parsed:
            return await response.parse()
        # The operations tell the caller's type checker of this.
        return cast(T, response)

    async def _stream(
        self, request: Request[AsyncStream[T]], origin: StreamOrigin, policy: ResumePolicy
    ) -> AsyncStream[T]:
        """Open a stream of events, and resume it as `origin` and `policy` say."""
        request, origin = origin.opening(request)
        if self._mode is Parsed:
            session = self._new_session(request, request.returns.__args__[0], origin, policy)
            return await self._begin(session)
        repeatable = replace(request, safe=request.safe or origin.is_remembered)
        http_response = await self._open(repeatable, stream=True)
        response = self._response(request, http_response, origin, policy)
        return cast("AsyncStream[T]", response)

    async def _open(self, request: Request[Any], *, stream: bool) -> httpx.Response:
        try:
            return await self._transport.send(request, stream=stream)
        except PendingApprovalError as error:
            from .._core.streams.pending_calls import look_up_pending_calls
            from .._core.streams.run_requests import RunRequests
            from .fetching import fetch_until_done
            from .run_operations import run_operations

            requests = RunRequests(run_operations(), request)
            await fetch_until_done(self._transport, look_up_pending_calls(error, requests))
            raise

    def _response(
        self,
        call: Request[T],
        http_response: httpx.Response,
        origin: StreamOrigin | None = None,
        policy: ResumePolicy | None = None,
    ) -> AsyncAPIResponse[T]:
        async def make_stream(returns: Any, opened: httpx.Response) -> AsyncStream[Any]:
            session = self._new_session(call, returns, origin, policy)
            stream: AsyncStream[Any] = AsyncStream(session, self._transport)
            await stream._attach_response(opened)
            return stream

        return AsyncAPIResponse[T](
            http_response,
            call,
            strict=self._transport.config.strict_response_validation,
            make_page=self._pages.make_page,
            make_stream=make_stream,
        )

    async def _stream_with_tools(
        self,
        request: Request[AsyncStream[T]],
        origin: StreamOrigin,
        policy: ResumePolicy,
        tools: ToolSet,
    ) -> AsyncStream[T]:
        """Open a stream of events, which goes on through calls of the caller's tools."""
        from .._core.client_tools.rounds import RoundSession

        request, origin = origin.opening(request)
        session = self._new_session(request, request.returns.__args__[0], origin, policy)
        return await self._begin(RoundSession(session, tools))

    async def _begin(self, session: StreamSession[T] | RoundSession[T]) -> AsyncStream[T]:
        stream = AsyncStream(session, self._transport)
        await stream._begin()
        return stream

    def _new_session(
        self,
        call: Request[Any],
        returns: Any,
        origin: StreamOrigin | None,
        policy: ResumePolicy | None,
    ) -> StreamSession[Any]:
        # It knows the types of events, which a client without a stream has no need to load.
        from .._core.streams.session import StreamSession
        from .run_operations import run_operations

        transport = self._transport
        return StreamSession(
            call,
            returns,
            run_operations(),
            strict=transport.config.strict_response_validation,
            origin=origin,
            policy=policy,
            clock=transport.monotonic,
            now=transport.now,
            jitter=transport.jitter,
        )

    async def _first_page(self, request: Request[AsyncArrayPage[T]]) -> AsyncArrayPage[T]:
        """Return the first page of a list."""
        return await self._pages.fetch_first_page(request)


def _is_stream(request: Request[Any]) -> bool:
    return getattr(request.returns, "__origin__", None) is AsyncStream


class _ResourceBelow:
    """A resource below another one: loaded, and made, when it is first touched."""

    def __init__(self, module: str, name: str, class_name: str) -> None:
        self._module = f"{module}.{name}"
        self._name = name
        self._class_name = class_name

    def __get__(self, resource: AsyncResource[Any] | None, owner: object) -> Any:
        if resource is None:
            return self
        kind = getattr(importlib.import_module(self._module), self._class_name)
        below = kind(resource._transport, resource._pages, resource._mode)
        # An attribute of the resource itself comes before this one from now on.
        setattr(resource, self._name, below)
        return below
