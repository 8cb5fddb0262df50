"""The open connection of a stream: its frames as they come, and how to wake up their reader."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from typing import Any, cast

import httpx
from httpx_sse import EventSource, SSEError

from .._core.http.deadline import too_large
from .._core.http.defaults import LARGEST_FRAME
from .._core.streams.actions import Frame
from .._core.streams.events import not_an_event_stream
from .._core.streams.frames import FrameCutter, FrameTooLargeError
from .bodies import check_compression, limit_of, read_body
from .httpx_errors import translated_errors
from .sockets import shut_down

_HEADERS = {"content-type": "text/event-stream"}


async def read_frames(response: httpx.Response) -> AsyncGenerator[list[Frame]]:
    """Yield an empty list, to have begun, and then the frames of each chunk as it comes.

    Closing the generator releases the connection, and so does forgetting it.

    Raises:
        APIResponseValidationError: the response is no stream of events, or a frame is too large.
        APIConnectionError: the connection was lost.
    """
    most = min(limit_of(response), LARGEST_FRAME)
    try:
        yield []
        with translated_errors(response.request):
            if not _is_event_stream(response):
                await read_body(response)
                raise not_an_event_stream(response)
            check_compression(response)
            cutter = FrameCutter(_read_frame, most=most)
            chunks: Any = response.aiter_bytes()
            async with aclosing(chunks):
                async for chunk in chunks:
                    if frames := cutter.cut(chunk):
                        yield frames
            if frames := cutter.flush():
                yield frames
    except FrameTooLargeError as error:
        raise too_large(response, "A frame of the stream", most) from error
    finally:
        await response.aclose()


async def interrupt(response: httpx.Response, frames: object) -> None:
    """Wake up what waits for the next of `frames`, and closes them then.

    That needs the socket. Without one, and where it carries other requests as well, another task
    can be told; another thread notices when the next frame comes, or its time is up.
    """
    stream = response.extensions.get("network_stream")
    is_alone = response.http_version.startswith("HTTP/1")
    if not (is_alone and shut_down(stream)) and inspect.isasyncgen(frames):
        await response.aclose()


def _is_event_stream(response: httpx.Response) -> bool:
    try:
        _read_all(_Text("", response.headers))
    except SSEError:
        return False
    return True


def _read_frame(text: str) -> list[Frame]:
    """Return the events in the text of one frame, as httpx-sse reads it."""
    return _read_all(_Text(text, _HEADERS))


def _read_all(text: _Text) -> list[Frame]:
    return list(EventSource(cast(Any, text)).iter_sse())


class _Text:
    """As much of a response as httpx-sse reads: its type and its text."""

    def __init__(self, text: str, headers: Mapping[str, str]) -> None:
        self.headers = headers
        self._text = text

    def iter_text(self) -> Iterator[str]:
        yield self._text
