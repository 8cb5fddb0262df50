"""The moment by which a call has to be over, and what bounds the size of its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .errors import APIResponseValidationError, APITimeoutError, path_of

if TYPE_CHECKING:
    import httpx

DEADLINE = "letta_client.deadline"
"""The extension of an HTTP request by which it is known among those that are under way."""


class Deadline:
    """The moment by which a call has to be over.

    Args:
        seconds: how many seconds from now.
        clock: seconds, of a clock that never goes back.
    """

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self.seconds = seconds
        self._clock = clock
        self._end = clock() + seconds

    @property
    def left(self) -> float:
        """How many seconds are left; 0 if there are none."""
        return max(0.0, self._end - self._clock())

    def error(self, request: httpx.Request) -> APITimeoutError:
        """Return the error for a call that was not over in time."""
        where = f"{request.method} {path_of(request)}"
        return APITimeoutError(
            request, message=f"The deadline of {round(self.seconds, 2):g} s has passed: {where}"
        )


def checked_deadline(seconds: float | None) -> float | None:
    """Return a deadline that makes sense.

    Raises:
        ValueError: it is not longer than 0 seconds.
    """
    if seconds is not None and not seconds > 0:
        raise ValueError("deadline must be longer than 0 seconds")
    return seconds


def checked_size(size: int) -> int:
    """Return a largest size that makes sense.

    Raises:
        ValueError: it is negative.
    """
    if size < 0:
        raise ValueError("max_response_bytes cannot be negative")
    return size


def too_large(response: httpx.Response, what: str, most: int) -> APIResponseValidationError:
    """Return the error for a response of which more came than was allowed."""
    return APIResponseValidationError(
        response,
        None,
        message=f"{what} is larger than {most} bytes, as max_response_bytes allows "
        f"({response.status_code}, {path_of(response.request)})",
    )


def has_harmless_length(headers: httpx.Headers, most: int) -> bool:
    """Return whether the headers say that a body is not compressed, and not too large."""
    length = headers.get("content-length", "")
    return (
        length.isdecimal()
        and len(length) < 20
        and int(length) <= most
        and "content-encoding" not in headers
    )
