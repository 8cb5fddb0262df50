"""How large the body of a request may be, whatever is in it."""

from __future__ import annotations

from starlette.requests import Request

from letta_client.testing.store.errors import ApiError
from letta_client.testing.transports.exchange import Message

LARGEST_BODY = 64 << 20
"""Of a request, in bytes."""


def bounded(request: Request) -> Request:
    """Return a request of which no more is read than a body may have.

    Reading more raises the `ApiError` of a 413.
    """
    size = 0

    async def receive() -> Message:
        nonlocal size
        message = await request.receive()
        size += len(message.get("body", b""))
        if size > LARGEST_BODY:
            raise ApiError(413, f"The body is larger than {LARGEST_BODY} bytes")
        return message

    return Request(request.scope, receive)
