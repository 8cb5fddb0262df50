"""What the errors of httpx mean for a call, and the errors of this library for them."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import httpx

from .._core.http.errors import APIConnectionError, APITimeoutError
from .._core.http.retrying import Failure


def failure_of(error: httpx.HTTPError) -> Failure:
    """Return what an error of httpx means for the request: above all, whether it was sent."""
    match error:
        case (
            httpx.ConnectError() | httpx.ConnectTimeout() | httpx.PoolTimeout() | httpx.ProxyError()
        ):
            return Failure.NOT_CONNECTED
        case httpx.ReadTimeout():
            return Failure.NO_DATA
        case httpx.TimeoutException():
            return Failure.TIMED_OUT
        case httpx.UnsupportedProtocol() | httpx.LocalProtocolError() | httpx.TooManyRedirects():
            return Failure.REFUSED_BY_CLIENT
        case _:
            return Failure.CONNECTION_LOST


def connection_error(error: httpx.HTTPError, request: httpx.Request) -> APIConnectionError:
    """Return the error of this library for one of httpx."""
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    where = f"{request.method} {request.url.copy_with(query=None, userinfo=b'')}"
    if isinstance(error, httpx.TimeoutException):
        return APITimeoutError(request, message=f"Request timed out ({said}) at {where}")
    return APIConnectionError(message=f"Connection error ({said}) at {where}", request=request)


def unexpected(error: Exception) -> str:
    """Return what to say of an error that is none of httpx."""
    said = f"{type(error).__name__}: {error}"
    if isinstance(error, RuntimeError) and "loop" in str(error).lower():
        return (
            f"{said}. The HTTP client was used in another event loop, to which its connections "
            "belong: make one for each loop, or use DefaultAsyncHttpxClient, which works in any."
        )
    return said


def is_silence(error: Exception) -> bool:
    """Tell whether an error of this library means that no byte came for the read timeout."""
    return isinstance(error.__cause__, httpx.ReadTimeout)


def was_sent(error: Exception) -> bool:
    """Tell whether the server may have had the request that failed with an error."""
    cause = error.__cause__
    return not (isinstance(cause, httpx.HTTPError) and failure_of(cause) is Failure.NOT_CONNECTED)


@contextmanager
def translated_errors(request: httpx.Request) -> Generator[None]:
    """Raise the errors of httpx, within the block, as errors of this library."""
    try:
        yield
    except (httpx.HTTPError, httpx.StreamError) as error:
        if isinstance(error, httpx.StreamError):
            raise APIConnectionError(message=str(error), request=request) from error
        raise connection_error(error, request) from error
