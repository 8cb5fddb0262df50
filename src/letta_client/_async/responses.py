"""Whole responses: what `with_raw_response` and `with_streaming_response` hand out."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Generator
from contextlib import AbstractAsyncContextManager, contextmanager
from types import TracebackType
from typing import Any, Generic, TypeVar, cast, get_origin, overload

import anyio
import httpx
from typing_extensions import override

from .._core.http.decoding import decode
from .._core.http.error_bodies import text_of
from .._core.http.errors import APIResponseValidationError, path_of
from .._core.http.request import Request
from .._display import displayed
from .bodies import check_compression, read_body
from .httpx_errors import translated_errors
from .pages import AsyncArrayPage, decode_items
from .streams import AsyncStream

T = TypeVar("T")
ParsedT = TypeVar("ParsedT")


class AsyncAPIResponse(Generic[T]):
    """A response of the API, with its headers and status, and `parse()` for its value."""

    http_response: httpx.Response
    """The response of httpx."""

    def __init__(
        self,
        http_response: httpx.Response,
        request: Request[Any],
        *,
        strict: bool,
        make_page: Callable[[Request[Any], list[object]], AsyncArrayPage[Any]],
        make_stream: Callable[[Any, httpx.Response], Awaitable[AsyncStream[Any]]],
    ) -> None:
        self.http_response = http_response
        self._request = request
        self._strict = strict
        self._make_page = make_page
        self._make_stream = make_stream
        self._parsed: Any = None
        self._is_parsed = False
        self._stream: AsyncStream[Any] | None = None

    @override
    def __repr__(self) -> str:
        if "http_response" not in vars(self):
            return f"<{type(self).__name__}>"
        path = path_of(self.http_request)
        return f"<{type(self).__name__} [{self.status_code}] {self.method} {path}>"

    @property
    def headers(self) -> httpx.Headers:
        """The headers of the response."""
        return self.http_response.headers

    @property
    def status_code(self) -> int:
        """The status of the response, such as 200."""
        return self.http_response.status_code

    @property
    def request_id(self) -> str | None:
        """The `x-request-id` of the response, to quote in a report."""
        return cast("str | None", self.http_response.headers.get("x-request-id"))

    @property
    def http_request(self) -> httpx.Request:
        """The request as it was sent last: after redirects, and after retries."""
        return self.http_response.request

    @property
    def url(self) -> httpx.URL:
        """Where the response came from."""
        return self.http_response.url

    @property
    def method(self) -> str:
        """The method of the request."""
        return self.http_request.method

    @property
    def http_version(self) -> str:
        """The version of HTTP, such as "HTTP/1.1"."""
        return self.http_response.http_version

    @property
    def elapsed(self) -> datetime.timedelta:
        """How long it took from sending the request to the end of the response.

        Raises:
            RuntimeError: the response is not closed yet.
        """
        return self.http_response.elapsed

    @property
    def retries_taken(self) -> int:
        """How often the request was sent again before this response came."""
        return cast("int", self.http_response.extensions.get("retries_taken", 0))

    @property
    def is_closed(self) -> bool:
        """Whether the connection is free again."""
        return self.http_response.is_closed

    @overload
    async def parse(self) -> T: ...

    @overload
    async def parse(self, *, to: type[ParsedT]) -> ParsedT: ...

    async def parse(self, *, to: Any = None) -> Any:
        """Return the value that the method promises; the body is read if it is not read yet.

        Args:
            to: a type to read the body as, in place of the method's own: a model, `dict`, `str`,
                `bytes`, `httpx.Response`, or what else pydantic can validate.

        Raises:
            APIResponseValidationError: the body is no JSON, or does not fit its type under strict
                validation.
            APIConnectionError: the body broke off.
        """
        if to is None and self._is_parsed:
            return self._parsed
        value = await self._read_as(self._request.returns if to is None else to)
        if to is not None:
            return value
        self._parsed, self._is_parsed = displayed(value), True
        return self._parsed

    async def read(self) -> bytes:
        """Return the body, read whole into memory.

        Raises:
            APIResponseValidationError: it is larger than `max_response_bytes`.
            APIConnectionError: it broke off.
        """
        with translated_errors(self.http_request):
            if not self.http_response.is_stream_consumed:
                await read_body(self.http_response)
            return await self.http_response.aread()

    async def text(self) -> str:
        """Return the body as text; what is none in its encoding is read as UTF-8."""
        await self.read()
        return text_of(self.http_response)

    async def json(self) -> object:
        """Return what the JSON of the body says.

        Raises:
            json.JSONDecodeError: the body is no JSON.
        """
        await self.read()
        try:
            return cast("object", self.http_response.json())
        except json.JSONDecodeError:
            raise
        except (ValueError, RecursionError) as error:
            raise json.JSONDecodeError(str(error), "", 0) from error

    async def iter_bytes(self, chunk_size: int | None = None) -> AsyncGenerator[bytes]:
        """Yield the body, decompressed, in pieces of `chunk_size` bytes or as they come."""
        check_compression(self.http_response)
        with translated_errors(self.http_request):
            async for chunk in self.http_response.aiter_bytes(chunk_size):
                yield chunk

    async def iter_text(self, chunk_size: int | None = None) -> AsyncGenerator[str]:
        """Yield the body as text, in pieces of `chunk_size` characters or as they come.

        Raises:
            APIResponseValidationError: it is no text in its encoding.
        """
        check_compression(self.http_response)
        with translated_errors(self.http_request), self._undecodable():
            async for chunk in self.http_response.aiter_text(chunk_size):
                yield chunk

    async def iter_lines(self) -> AsyncGenerator[str]:
        """Yield the lines of the body.

        Raises:
            APIResponseValidationError: it is no text in its encoding.
        """
        check_compression(self.http_response)
        with translated_errors(self.http_request), self._undecodable():
            async for line in self.http_response.aiter_lines():
                yield line

    async def stream_to_file(
        self, file: str | os.PathLike[str], *, chunk_size: int | None = None
    ) -> None:
        """Write the body to `file` without holding all of it in memory."""
        async with await anyio.open_file(file, mode="wb") as out:
            async for chunk in self.iter_bytes(chunk_size):
                await out.write(chunk)

    async def close(self) -> None:
        """Free the connection; a stream that `parse` gave ends with it."""
        if self._stream is not None:
            await self._stream.close()
        await self.http_response.aclose()

    @contextmanager
    def _undecodable(self) -> Generator[None]:
        try:
            yield
        except (ValueError, TypeError, AssertionError) as error:
            # Python has codecs that do not decode text, and a server can name them.
            message = f"The response is no text in its encoding, {self.http_response.encoding}"
            raise APIResponseValidationError(self.http_response, None, message=message) from error

    async def _read_as(self, returns: Any) -> Any:
        request = self._request
        origin = get_origin(returns)
        if origin is AsyncStream:
            self._stream = await self._make_stream(returns.__args__[0], self.http_response)
            return self._stream
        if returns is httpx.Response:
            return self.http_response
        content = await self.read()
        if returns is str:
            return text_of(self.http_response)
        if returns is bytes:
            return content
        if returns is type(None):
            return None
        if isinstance(origin, type) and issubclass(origin, AsyncArrayPage):
            items = decode_items(returns, self.http_response, strict=self._strict)
            return self._make_page(request, items)
        return decode(content, returns, strict=self._strict, response=self.http_response)


class AsyncResponseContextManager(AbstractAsyncContextManager[AsyncAPIResponse[T]]):
    """The response of a call that is made on entering the block, and closed on leaving it."""

    def __init__(self, call: Callable[[], Coroutine[Any, Any, AsyncAPIResponse[T]]]) -> None:
        self._call = call
        self._response: AsyncAPIResponse[T] | None = None

    @override
    async def __aenter__(self) -> AsyncAPIResponse[T]:
        self._response = await self._call()
        return self._response

    @override
    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._response is not None:
            await self._response.close()
