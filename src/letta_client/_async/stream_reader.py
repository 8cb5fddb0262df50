"""How a stream is read: the actions of its session are carried out, one after the other."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, cast

import httpx

from .._core.http.deadline import Deadline
from .._core.http.errors import APIConnectionError, APIError
from .._core.http.request import Request
from .._core.streams.actions import (
    READ,
    Action,
    CallFunction,
    Connect,
    Deliver,
    Failed,
    Fetch,
    Frame,
    Happened,
    Opened,
    Silent,
    Steps,
)
from .fetching import fetch
from .function_calls import call_function
from .httpx_errors import is_silence, was_sent
from .stream_connection import interrupt, read_frames
from .transport import LONGEST_SLEEP, AsyncTransport

if TYPE_CHECKING:
    from .._core.client_tools.rounds import RoundSession
    from .._core.streams.session import StreamSession
    from .answering import OnApproval

T = TypeVar("T")

_Frames: TypeAlias = AsyncGenerator[list[Frame]]


class StreamInUseError(RuntimeError):
    """Another thread or task is waiting for the next event of the stream."""


class AsyncStreamReader(Generic[T]):
    """Carries out what the session of a stream asks for, and hands out its events.

    One thread or task at a time can wait for the next event.
    """

    def __init__(
        self, session: StreamSession[T] | RoundSession[T], transport: AsyncTransport
    ) -> None:
        self.session = session
        self._transport = transport
        self._steps: Steps[None] = session.follow()
        # What the session wants done first, once it has begun, and until that is done.
        self._first_action: Action | None = None
        # Of the connection that is open.
        self._frames: _Frames | None = None
        # Held by the thread or task that waits for the next event.
        self._in_use = Lock()
        self._closed = False
        # Within which the first event has to come.
        self._deadline: Deadline | None = None

    async def close(self) -> None:
        """Release the connection; the events that are still to come are lost to this stream.

        A thread or task that waits for the next event meanwhile gets the end of the stream: at
        once, or, while the stream is connecting again, when the server answers or that fails.
        """
        self._closed = True
        self.session.end("closed")
        frames, response = self._frames, self.session.response
        if not await self._release_if_unused() and frames is not None and response is not None:
            # The one who waits for the next frame wakes up, and releases the connection.
            await interrupt(response, frames)

    async def begin(self) -> None:
        """Open the stream, and raise what the server says of that.

        A stream that is silent is no error: it is looked into when its first event is wanted.
        """
        try:
            connect = cast(Connect, next(self._steps))
            self._deadline = self._transport.deadline_of(self.session.request)
            self._first_action = self._steps.send(await self._carry_out(connect))
            while self.session.outcome is not None:
                # It was refused, and the error is about to tell more.
                self._first_action = self._steps.send(await self._carry_out(self._first_action))
        except BaseException:
            await self.close()
            raise

    async def attach_response(self, response: httpx.Response) -> None:
        """Begin with a response that is there already."""
        self._steps = self.session.follow(response)
        self._first_action = next(self._steps)
        await self._hold(response)

    def go_on(self, on_approval: OnApproval, max_tool_rounds: int) -> None:
        """Begin again after the end: with the answers to the calls that the run waits for."""
        from .._core.client_tools.rounds import RoundSession

        session = self.session
        rounds = session if isinstance(session, RoundSession) else RoundSession(session)
        self.session, self._closed = rounds, False
        self._steps = rounds.go_on(on_approval, max_tool_rounds)

    async def next_event(self) -> T | None:
        """Return the next event, or `None` at the end; then, and on an error, it is closed."""
        if not self._in_use.acquire(False):
            raise StreamInUseError(
                "Another thread or task is waiting for the next event of this stream"
            )
        happened: Happened = None
        try:
            if self._first_action is not None:
                action, self._first_action = self._first_action, None
                happened = await self._carry_out(action)
            while not self._closed:
                action = self._steps.send(happened)
                if type(action) is Deliver:
                    self._deadline = None
                    event: T = action.event
                    return event
                happened = await self._carry_out(action)
        except StopIteration:
            self._closed = True
        except BaseException as error:
            was_closed, self._closed = self._closed, True
            if not (was_closed and isinstance(error, APIConnectionError)):
                raise
        finally:
            self._in_use.release()
            if self._closed:
                await self._release_if_unused()
        return None

    async def _carry_out(self, action: Action) -> Happened:
        deadline = self._deadline
        if deadline is None:
            return await (self._read() if action is READ else self._perform(action))

        def request() -> httpx.Request:
            # Nothing below lets an error through, so it is the time that was up.
            self.session.end("broken")
            return self._transport.build(self.session.request)

        if not deadline.left:
            raise deadline.error(request())
        with self._transport.time_limit(deadline, request):
            return await self._perform(action)

    async def _perform(self, action: Action) -> Happened:
        match action:
            case Connect():
                return await self._connect(action)
            case Fetch():
                return await self._fetch(action)
            case CallFunction():
                await self._release()
                return await call_function(action)
            case _:
                return await self._read()

    async def _connect(self, action: Connect) -> Happened:
        await self._release()
        await self._pause(action.delay)
        if self._closed:
            return None
        try:
            response = await self._transport.send(self._bounded(action.request), stream=True)
        except APIError as error:
            if is_silence(error):
                return Silent(error)
            return Failed(error, was_sent(error), self._transport.is_closed)
        await self._hold(response)
        return Opened(response)

    def _bounded(self, request: Request[Any]) -> Request[Any]:
        """Return a request with what is left of the deadline; none, once there was an event."""
        if self._deadline is not None:
            return replace(request, deadline=self._deadline)
        is_bounded = self._transport.deadline_of(request) is not None
        return replace(request, deadline=None) if is_bounded else request

    async def _fetch(self, action: Fetch) -> Happened:
        await self._release()
        await self._pause(action.delay)
        if self._closed:
            return None
        bounded = replace(action, request=self._bounded(action.request))
        return await fetch(self._transport, bounded)

    async def _read(self) -> Happened:
        assert self._frames is not None
        try:
            return await anext(self._frames, None)
        except APIConnectionError as error:
            if is_silence(error):
                return Silent(error)
            return Failed(error, is_final=self._transport.is_closed)

    async def _pause(self, seconds: float) -> None:
        if self._deadline is not None:
            seconds = min(seconds, self._deadline.left)
        while seconds > 0 and not self._closed and not self._transport.is_closed:
            await self._transport.pause(min(seconds, LONGEST_SLEEP))
            seconds -= LONGEST_SLEEP

    async def _hold(self, response: httpx.Response) -> None:
        frames = read_frames(response)
        # A generator that has begun releases the connection also when the stream is forgotten.
        await anext(frames)
        self._frames = frames

    async def _release(self) -> None:
        """Release the connection that is open."""
        frames, self._frames = self._frames, None
        if frames is not None:
            await frames.aclose()

    async def _release_if_unused(self) -> bool:
        """End the session and release the connection, unless someone waits for the next event."""
        if not self._in_use.acquire(False):
            return False
        try:
            self._steps.close()
            self.session.end("closed")
            await self._release()
        finally:
            self._in_use.release()
        return True
