"""Streams of typed events."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Self, TypeVar

import httpx

from .._core.http.defaults import DEFAULT_MAX_TOOL_ROUNDS
from .transport import AsyncTransport

if TYPE_CHECKING:
    from .._core.client_tools.rounds import RoundSession
    from .._core.streams.assembling import StreamResult
    from .._core.streams.session import StreamOutcome, StreamSession
    from .answering import OnApproval

T = TypeVar("T")


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
        # A client without a stream has no need to load how one is read.
        from .stream_reader import AsyncStreamReader

        self._reader = AsyncStreamReader(session, transport)

    def __aiter__(self) -> AsyncGenerator[T]:
        # A generator of its own for each loop: it dies with the loop, so that leaving the loop
        # early releases the connection although the stream itself may live on.
        return self._events()

    async def __anext__(self) -> T:
        event = await self._reader.next_event()
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
        await self._reader.close()

    @property
    def response(self) -> httpx.Response:
        """The response that carries the stream; the last one, if it was resumed.

        Raises:
            RuntimeError: there is none yet, because the server has not sent anything.
        """
        response = self._reader.session.response
        if response is None:
            raise RuntimeError("The server has not sent anything yet, so there is no response")
        return response

    @property
    def run_id(self) -> str | None:
        """The run whose events these are; `None` until that is known."""
        return self._reader.session.run_id

    @property
    def last_seq_id(self) -> int | None:
        """The number of the last event; `starting_after` takes it to go on behind it.

        It counts the stop reason and the usage, which have numbers but do not show them. `None` as
        long as no event had a number.
        """
        return self._reader.session.last_seq_id

    @property
    def resumes(self) -> int:
        """After how many breaks the stream was resumed."""
        return self._reader.session.resumes

    @property
    def outcome(self) -> StreamOutcome | None:
        """How the stream ended; `None` as long as it goes on.

        "done": the server said so. "run_over": the run is over, and its stream had no more events.
        "error": the server ended it with an error. "closed": you closed it before its end.
        "broken": it broke off, and could not be resumed.
        """
        return self._reader.session.outcome

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
            self._reader.go_on(on_approval, max_tool_rounds)
            async for _ in self._events():
                pass
        return self._reader.session.result()

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

    async def _begin(self) -> None:
        await self._reader.begin()

    async def _attach_response(self, response: httpx.Response) -> None:
        await self._reader.attach_response(response)

    async def _events(self) -> AsyncGenerator[T]:
        while (event := await self._reader.next_event()) is not None:
            try:
                yield event
            except BaseException:
                await self.close()
                raise
