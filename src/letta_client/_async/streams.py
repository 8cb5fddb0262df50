"""Streams of typed events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from types import AsyncGeneratorType, TracebackType
from typing import Any, Generic, Self, TypeVar, cast

import httpx
from httpx_sse import EventSource, ServerSentEvent, SSEError

from .._core.errors import APIConnectionError
from .._core.event_stream import EventStreamState, not_an_event_stream
from .http import translated_errors

T = TypeVar("T")


class AsyncStream(Generic[T]):
    """The events of a run as they come, each a typed model.

    Iterating hands out every event but the end; leaving the loop early, or the `async with` block,
    frees the connection. Keep-alive pings are events too, unless `include_pings=False` was asked.

    Iterating raises:
        APIStreamError: the server ended the stream with an error; its `error` tells which.
        APIConnectionError: the connection was lost, or the stream broke off before its end.
        APITimeoutError: the server was silent for longer than the read timeout.
        APIResponseValidationError: the answer is no stream of events, or an event does not fit its
            type under strict validation.
    """

    response: httpx.Response
    """The answer that carries the stream."""

    def __init__(self, response: httpx.Response, returns: Any, *, strict: bool = False) -> None:
        self.response = response
        self._state: EventStreamState[T] = EventStreamState(returns, response, strict=strict)
        self._closed = False
        # httpx-sse calls its generators iterators, but only a generator can be closed.
        self._frames: AsyncGeneratorType[ServerSentEvent] = cast(
            Any, EventSource(response).aiter_sse()
        )

    async def __aiter__(self) -> AsyncIterator[T]:
        # A generator of its own for each loop: it dies with the loop, so that leaving the loop
        # early frees the connection although the stream itself may live on.
        try:
            while (event := await self._next_event()) is not None:
                yield event
        finally:
            await self.close()

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
        """Free the connection; the events that are still to come are lost to this stream.

        To whoever waits for the next event meanwhile, the stream is at its end.
        """
        self._closed = True
        await self.response.aclose()
        if not self._frames.ag_running:
            await self._frames.aclose()

    @property
    def run_id(self) -> str | None:
        """The run that the stream tells of; `None` until an event has named it."""
        return self._state.run_id

    @property
    def last_seq_id(self) -> int | None:
        """The number of the last event that had one; `starting_after` takes it to go on there."""
        return self._state.last_seq_id

    async def _next_event(self) -> T | None:
        """Return the next event, or `None` at the end; then, and on an error, it is closed."""
        state = self._state
        try:
            while not (state.ended or self._closed):
                with translated_errors(self.response.request):
                    frame = await self._next_frame()
                if frame is None:
                    state.body_ended()
                elif (event := state.feed(frame.event, frame.data)) is not None:
                    return event
            await self.close()
        except BaseException as error:
            closed_meanwhile = self._closed
            await self.close()
            if not (closed_meanwhile and isinstance(error, APIConnectionError)):
                raise
        return None

    async def _next_frame(self) -> ServerSentEvent | None:
        try:
            return await self._frames.__anext__()
        except StopAsyncIteration:
            return None
        except SSEError:
            await self.response.aread()
            raise not_an_event_stream(self.response) from None
