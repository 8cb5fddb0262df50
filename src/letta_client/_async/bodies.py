"""Reading the body of a response, within bounds of time and size."""

from __future__ import annotations

from typing import cast

import httpx

from .._core.http.deadline import Deadline, has_harmless_length, too_large
from .._core.http.defaults import DEFAULT_MAX_RESPONSE_BYTES
from .._core.http.errors import APIResponseValidationError

_LIMIT = "letta_client.max_response_bytes"


def set_limit(response: httpx.Response, most: int) -> None:
    """Note of how many bytes the body of a response may be, decoded."""
    response.extensions[_LIMIT] = most


def limit_of(response: httpx.Response) -> int:
    """Return of how many bytes the body of a response may be, decoded."""
    return cast("int", response.extensions.get(_LIMIT, DEFAULT_MAX_RESPONSE_BYTES))


def check_compression(response: httpx.Response) -> None:
    """See that a body is not compressed more than once.

    Each time can make it a thousand times as large, before anything can be counted.

    Raises:
        APIResponseValidationError: it is.
    """
    if "," in response.headers.get("content-encoding", ""):
        raise APIResponseValidationError(
            response, None, message="The response is compressed more than once"
        )


async def read_body(response: httpx.Response, deadline: Deadline | None = None) -> None:
    """Read the body of a response, so that httpx has it.

    Args:
        response: the response.
        deadline: by when it has to be read.

    Raises:
        APIResponseValidationError: it is too large, or compressed more than once.
        APITimeoutError: it was not read in time.
    """
    most = limit_of(response)
    if deadline is None and has_harmless_length(response.headers, most):
        await response.aread()
        return
    check_compression(response)
    pieces: list[bytes] = []
    size = 0
    async for piece in response.aiter_bytes():
        size += len(piece)
        if size > most:
            raise too_large(response, "The response", most)
        if deadline is not None and not deadline.left:
            raise deadline.error(response.request)
        pieces.append(piece)
    # Where `aread` keeps it.
    vars(response)["_content"] = b"".join(pieces)
