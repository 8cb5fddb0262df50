"""Streams of typed events."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeAlias, TypeVar, cast

import httpx

from .._core.http.deadline import Deadline
from .._core.http.defaults import DEFAULT_MAX_TOOL_ROUNDS
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
from .bodies import time_limit
from .fetching import fetch
from .function_calls import call_function
from .httpx_errors import is_silence, was_sent
from .stream_connection import interrupt, read_frames
from .transport import AsyncTransport

if TYPE_CHECKING:
    from .._core.client_tools.rounds import RoundSession
    from .._core.streams.assembling import StreamResult
    from .._core.streams.session import StreamOutcome, StreamSession
    from .answering import OnApproval

T = TypeVar("T")

_Frames: TypeAlias = AsyncGenerator[list[Frame]]

# Seconds. Nothing can wake up a thread that sleeps, so it looks so often whether it still has to.
_LONGEST_SLEEP = 0.1
_SHORTEST = 0.001


class StreamInUseError(RuntimeError):
    """Another thread or task is waiting for the next event of the stream."""


class AsyncStream(Generic[T]):
    """The events of a run as they come, each a typed model, and each exactly once.

    Iterating hands out every event but the end; leaving the loop early, or the `async with` block,
    frees the connection. Keep-alive pings are events too, unless `include_pings=False` was asked.

    The stream of a run in the background survives a lost connection: it is resumed after the last
    event, up to `max_resumes` times in a row. When its run is over and no more events come, it ends
    by itself. See `docs/streaming.md`.

    One thread or task at a time can wait for the next event.

    Iterating raises:
        APIStreamError: the server ended the stream with an error; its `error` says which.
        APIConnectionError: the stream broke off, and could not be resumed; the message says where,
            and how to go on.
        APITimeoutError: the same, because the server was silent for too long.
        APIStatusError: the server refused to resume the stream.
        APIResponseValidationError: the response is no stream of events, or an event does not fit
            its type under strict validation.
        RuntimeError: another thread or task is waiting for the next event. It loses nothing.
    """

    def __init__(
        self, session: StreamSession[T] | RoundSession[T], transport: AsyncTransport
    ) -> None:
        self._session = session
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

    def __aiter__(self) -> AsyncGenerator[T]:
        # A generator of its own for each loop: it dies with the loop, so that leaving the loop
        # early releases the connection although the stream itself may live on.
        return self._events()

    async def __anext__(self) -> T:
        event = await self._next_event()
        if event is None:
            raise StopAsyncIteration
        return event

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Release the connection; the events that are still to come are lost to this stream.

        A thread or task that waits for the next event meanwhile gets the end of the stream: at
        once, or, while the stream is connecting again, when the server answers or that fails.
        """
        self._closed = True
        self._session.end("closed")
        frames = self._frames
        if not await self._release_if_unused() and frames is not None:
            # The one who waits for the next frame wakes up, and releases the connection.
            await interrupt(self.response, frames)

    @property
    def response(self) -> httpx.Response:
        """The response that carries the stream; the last one, if it was resumed.

        Raises:
            RuntimeError: there is none yet, because the server has not sent anything.
        """
        response = self._session.response
        if response is None:
            raise RuntimeError("The server has not sent anything yet, so there is no response")
        return response

    @property
    def run_id(self) -> str | None:
        """The run whose events these are; `None` until that is known."""
        return self._session.run_id

    @property
    def last_seq_id(self) -> int | None:
        """The number of the last event; `starting_after` takes it to go on behind it.

        It counts the stop reason and the usage, which have numbers but do not show them. `None` as
        long as no event had a number.
        """
        return self._session.last_seq_id

    @property
    def resumes(self) -> int:
        """After how many breaks the stream was resumed."""
        return self._session.resumes

    @property
    def outcome(self) -> StreamOutcome | None:
        """How the stream ended; `None` as long as it goes on.

        "done": the server said so. "run_over": the run is over, and its stream had no more events.
        "error": the server ended it with an error. "closed": you closed it before its end.
        "broken": it broke off, and could not be resumed.
        """
        return self._session.outcome

    async def until_done(
        self,
        *,
        on_approval: OnApproval | None = None,
        max_tool_rounds: int = DEFAULT_MAX_TOOL_ROUNDS,
    ) -> StreamResult:
        """Read the stream to its end, and return what came of it, put together.

        Events that were handed out before are part of it.

        Args:
            on_approval: is asked about each call that the run waits for, and returns `True` to
                allow it, `False` or a `Denial` to deny it, or the `ToolReturn` of a call that the
                caller has made. The answers are sent in one request, as the message was, and what
                comes of them is part of the result. Without it, a run that waits is left as it is.
            max_tool_rounds: how often in a row that is done.

        Raises:
            APIError: what iterating raises.
            ToolRoundsError: the agent went on calling tools.
            Exception: what `on_approval` raises. The run can be answered then as before.
        """
        async for _ in self._events():
            pass
        if on_approval is not None and self.outcome in ("done", "run_over"):
            from .._core.client_tools.rounds import RoundSession

            session = self._session
            rounds = session if isinstance(session, RoundSession) else RoundSession(session)
            self._session, self._closed = rounds, False
            self._steps = rounds.go_on(on_approval, max_tool_rounds)
            async for _ in self._events():
                pass
        return self._session.result()

    async def text(self) -> AsyncGenerator[str]:
        """Yield what the agent says to the user, piece by piece as it comes.

        Raises:
            APIError: what iterating raises.
        """
        from .._core.streams.assembling import text_of

        async with aclosing(self._events()) as events:
            async for event in events:
                if text := text_of(event):
                    yield text

    # Carrying out the actions of the session

    async def _begin(self) -> None:
        """Open the stream, and raise what the server says of that.

        A stream that is silent is no error: it is looked into when its first event is wanted.
        """
        try:
            connect = cast(Connect, next(self._steps))
            seconds = self._transport.deadline_of(self._session.request)
            if seconds is not None:
                self._deadline = Deadline(seconds, self._transport.monotonic)
            self._first_action = self._steps.send(await self._carry_out(connect))
            while self._session.outcome is not None:
                # It was refused, and the error is about to tell more.
                self._first_action = self._steps.send(await self._carry_out(self._first_action))
        except BaseException:
            await self.close()
            raise

    async def _attach_response(self, response: httpx.Response) -> None:
        """Begin with a response that is there already."""
        self._steps = self._session.follow(response)
        self._first_action = next(self._steps)
        await self._hold(response)

    async def _events(self) -> AsyncGenerator[T]:
        while (event := await self._next_event()) is not None:
            try:
                yield event
            except BaseException:
                await self.close()
                raise

    async def _next_event(self) -> T | None:
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
            self._session.end("broken")
            return self._transport.build(self._session.request)

        if not deadline.left:
            raise deadline.error(request())
        with time_limit(deadline, request):
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
            return Failed(error, was_sent(error), self._transport.http_client.is_closed)
        await self._hold(response)
        return Opened(response)

    def _bounded(self, request: Request[Any]) -> Request[Any]:
        """Return a request with what is left of the deadline; none, once there was an event."""
        if self._deadline is not None:
            return replace(request, deadline=self._deadline.left or _SHORTEST)
        is_bounded = self._transport.deadline_of(request) is not None
        return replace(request, deadline=None) if is_bounded else request

    async def _fetch(self, action: Fetch) -> Happened:
        await self._release()
        await self._pause(action.delay)
        return None if self._closed else await fetch(self._transport, action)

    async def _read(self) -> Happened:
        assert self._frames is not None
        try:
            return await anext(self._frames, None)
        except APIConnectionError as error:
            if is_silence(error):
                return Silent(error)
            return Failed(error, is_final=self._transport.http_client.is_closed)

    async def _pause(self, seconds: float) -> None:
        while seconds > 0 and not self._closed and not self._transport.http_client.is_closed:
            await self._transport.pause(min(seconds, _LONGEST_SLEEP))
            seconds -= _LONGEST_SLEEP

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
            self._session.end("closed")
            await self._release()
        finally:
            self._in_use.release()
        return True
