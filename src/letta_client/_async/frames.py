"""The frames of a stream, read off its connection."""

from __future__ import annotations

import inspect
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from typing import Any, cast

import httpx
from httpx_sse import EventSource, ServerSentEvent, SSEError

from .._core.streams.events import not_an_event_stream
from .._core.streams.frames import EventText


async def read_frames(response: httpx.Response) -> AsyncGenerator[ServerSentEvent | None]:
    """Yield `None`, to have begun, and then the frames as they come.

    Closing the generator frees the connection, and so does forgetting it.

    Raises:
        APIResponseValidationError: the response is no stream of events.
        httpx.HTTPError: the connection was lost.
    """
    try:
        yield None
        # httpx-sse calls its generators iterators, but only a generator can be closed.
        frames: Any = EventSource(cast(Any, _Text(response))).aiter_sse()
        try:
            async with aclosing(frames):
                async for frame in frames:
                    yield frame
        except SSEError:
            await response.aread()
            raise not_an_event_stream(response) from None
    finally:
        await response.aclose()


async def interrupt(response: httpx.Response, frames: object) -> None:
    """Wake up whoever waits for the next of `frames`: it is theirs to close them.

    That needs the socket. Without one, and where it carries other requests as well, another task
    can be told; another thread notices when the next frame comes, or its time is up.
    """
    stream: Any = response.extensions.get("network_stream")
    found: Any = None if stream is None else stream.get_extra_info("socket")
    if found is None or not response.http_version.startswith("HTTP/1"):
        if inspect.isasyncgen(frames):
            await response.aclose()
        return
    with suppress(OSError):
        if isinstance(found, socket.socket):
            # The socket itself, below its encryption, which is not ours to touch in another thread.
            socket.socket.shutdown(found, socket.SHUT_RDWR)
        else:
            found.shutdown(socket.SHUT_RDWR)


class _Text:
    """As much of a response as httpx-sse reads: its text, decoded as the protocol says."""

    def __init__(self, response: httpx.Response) -> None:
        self.headers = response.headers
        self._response = response

    async def aiter_text(self) -> AsyncIterator[str]:
        text = EventText()
        chunks: Any = self._response.aiter_bytes()
        async with aclosing(chunks):
            async for chunk in chunks:
                yield text.feed(chunk)
