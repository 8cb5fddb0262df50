"""Streams of typed events."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Self, TypeAlias, TypeVar, cast

import httpx
from httpx_sse import ServerSentEvent

from .._core.http.decoding import decode
from .._core.http.errors import APIConnectionError, APIError
from .._core.streams.actions import Ask, Connect, End, Fail
from .frames import interrupt, read_frames
from .httpx_errors import is_silence, translated_errors, was_sent
from .transport import AsyncTransport

if TYPE_CHECKING:
    from .._core.streams.assembling import StreamResult
    from .._core.streams.session import Follower, StreamOutcome

T = TypeVar("T")

# `None` is what a generator of frames begins with.
_Frames: TypeAlias = AsyncGenerator[ServerSentEvent | None]


class AsyncStream(Generic[T]):
    """The events of a run as they come, each a typed model, and each exactly once.

    Iterating hands out every event but the end; leaving the loop early, or the `async with` block,
    frees the connection. Keep-alive pings are events too, unless `include_pings=False` was asked.

    The stream of a run in the background survives a lost connection: it is taken up again after the
    last event, up to `max_resumes` times in a row. When its run is over and nothing more comes, it
    ends by itself. `docs/streaming.md` has the whole story.

    Iterating raises:
        APIStreamError: the server ended the stream with an error; its `error` tells which.
        APIConnectionError: the stream broke off, and was not to be taken up again; the message
            says where, and how to go on.
        APITimeoutError: the same, because the server was silent for too long.
        APIStatusError: the server refused to let the stream be taken up again.
        APIResponseValidationError: the answer is no stream of events, or an event does not fit its
            type under strict validation.
    """

    def __init__(self, follower: Follower[T], transport: AsyncTransport) -> None:
        self._follower = follower
        self._transport = transport
        # The frames of the connection that is open: at most one. Who takes them out closes them.
        self._open: list[_Frames] = []
        self._is_reading = False
        self._closed = False

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

        To whoever waits for the next event meanwhile, the stream is at its end: at once, or, while
        the stream is between two connections, when the next one is there or fails.
        """
        self._closed = True
        self._follower.closed()
        if not self._is_reading:
            await self._let_go()
            return
        for frames in list(self._open):
            # Who waits for the next frame wakes up, and frees the connection.
            await interrupt(self.response, frames)

    @property
    def response(self) -> httpx.Response:
        """The answer that carries the stream; the last one, if it was taken up again.

        Raises:
            RuntimeError: there is none yet, because the stream has not said a word.
        """
        if self._follower.response is None:
            raise RuntimeError("The stream has not said a word yet, so there is no response")
        return self._follower.response

    @property
    def run_id(self) -> str | None:
        """The run that the stream tells of; `None` until that is known."""
        return self._follower.run_id

    @property
    def last_seq_id(self) -> int | None:
        """The number of the last event; `starting_after` takes it to go on behind it.

        It counts the stop reason and the usage, which have numbers but do not say them. `None` as
        long as no event had a number.
        """
        return self._follower.last_seq_id

    @property
    def resumes(self) -> int:
        """After how many breaks the stream was taken up again."""
        return self._follower.resumes

    @property
    def outcome(self) -> StreamOutcome | None:
        """How the stream ended; `None` as long as it goes on.

        "done": the server said so. "run_over": the run is over, and its stream had nothing more to
        say. "error": the server ended it with an error. "closed": you closed it before its end.
        "broken": it broke off, and was not to be taken up again.
        """
        return self._follower.outcome

    async def until_done(self) -> StreamResult:
        """Read the stream to its end, and return what came of it, put together.

        Events that were handed out before are part of it.

        Raises:
            APIError: what iterating raises.
        """
        try:
            while await self._next_event() is not None:
                pass
        finally:
            await self.close()
        return self._follower.result()

    async def text(self) -> AsyncGenerator[str]:
        """Yield what the agent says to the user, piece by piece as it comes.

        Raises:
            APIError: what iterating raises.
        """
        from .._core.streams.assembling import text_of

        try:
            while (event := await self._next_event()) is not None:
                if text := text_of(event):
                    yield text
        finally:
            await self.close()

    # Carrying out what the follower says

    async def _begin(self) -> None:
        """Open the stream, and raise what the server says of that.

        A stream that is silent is no error: it is looked into when its first event is wanted.
        """
        try:
            await self._connect(cast(Connect, self._follower.todo))
            if isinstance(todo := self._follower.todo, Fail):
                raise todo.error
        except BaseException:
            await self.close()
            raise

    async def _adopt(self, response: httpx.Response) -> None:
        """Begin with a response that is there already."""
        self._follower.adopt(response)
        await self._hold(response)

    async def _next_event(self) -> T | None:
        """Return the next event, or `None` at the end; then, and on an error, it is closed."""
        follower = self._follower
        self._is_reading = True
        try:
            while not self._closed:
                if follower.ready:
                    return follower.ready.popleft()
                match follower.todo:
                    case End():
                        break
                    case Fail(error=error):
                        follower.todo = End()
                        raise error
                    case Connect() as todo:
                        await self._connect(todo)
                    case Ask() as todo:
                        await self._ask(todo)
                    case _:
                        await self._read()
            await self._let_go()
        except BaseException as error:
            was_closed = self._closed
            follower.closed()
            await self._let_go()
            if not (was_closed and isinstance(error, APIConnectionError)):
                raise
        finally:
            self._is_reading = False
            if self._closed:
                await self._let_go()
        return None

    async def _connect(self, todo: Connect) -> None:
        await self._let_go()
        await self._transport.pause(todo.delay)
        if self._closed:
            return
        try:
            response = await self._transport.send(todo.request, stream=True)
        except APIError as error:
            if is_silence(error):
                self._follower.silent(error)
            else:
                self._follower.failed(error, was_sent=was_sent(error))
        else:
            self._follower.connected(response)
            await self._hold(response)

    async def _ask(self, todo: Ask) -> None:
        await self._let_go()
        await self._transport.pause(todo.delay)
        if self._closed:
            return
        config = self._transport.config
        start = monotonic()
        try:
            response = await self._transport.send(todo.request, stream=False)
            value = decode(
                response.content,
                todo.request.returns,
                strict=config.strict_response_validation,
                response=response,
            )
        except APIError as error:
            self._follower.failed(error)
        else:
            self._follower.answered(value, response, monotonic() - start)

    async def _read(self) -> None:
        follower = self._follower
        try:
            with translated_errors(self.response.request):
                frame = await anext(self._open[0], None)
        except APIConnectionError as error:
            if self._closed:
                raise
            if is_silence(error):
                follower.silent(error)
            else:
                follower.failed(error)
        else:
            if frame is None:
                follower.body_ended()
            else:
                follower.feed(frame.event, frame.data)

    async def _hold(self, response: httpx.Response) -> None:
        frames = read_frames(response)
        # A generator that has begun frees the connection also when the stream is forgotten.
        await anext(frames)
        self._open.append(frames)

    async def _let_go(self) -> None:
        """Free the connection that is open."""
        try:
            frames = self._open.pop()
        except IndexError:
            return
        await frames.aclose()
