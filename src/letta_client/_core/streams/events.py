"""What a frame of a stream means: fed with server-sent events, it hands out typed ones."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from ..http.decoding import construct, decode
from ..http.errors import APIResponseValidationError, APIStreamError, body_of, text_of

if TYPE_CHECKING:
    import httpx

    from ...types.streaming import LettaErrorMessage

T = TypeVar("T")

DONE = "[DONE]"


class EventReader(Generic[T]):
    """Reads the frames of one stream, over one response or over several.

    The end of a stream is `data: [DONE]` or `event: error`: a body that ends without one of them
    has lost its rest on the way, unless its run was cancelled.

    Attributes:
        ended: whether the end came.
    """

    def __init__(self, returns: Any, *, strict: bool) -> None:
        self.ended = False
        self._returns = returns
        self._strict = strict

    def read(self, event: str, data: str, response: httpx.Response) -> T | None:
        """Return the typed event that a frame carries, or `None` for a frame that carries none.

        Args:
            event: the frame's `event` field; "message" where it has none.
            data: the frame's `data` field.
            response: where the frame came from, for the error.

        Raises:
            APIStreamError: the frame is an `event: error`.
            APIResponseValidationError: the data is no JSON, or does not fit under strict
                validation.
        """
        if self.ended or not data:
            # A frame without data carries only an id or a time to reconnect.
            return None
        if data.startswith(DONE):
            self.ended = True
            return None
        if event == "error":
            self.ended = True
            raise _stream_error(data, response)
        return cast(T, decode(data, self._returns, strict=self._strict, response=response))


def place_of(event: object) -> tuple[str | None, int | None]:
    """Return the run that an event names and its number in the stream, as far as it says."""
    # An event that does not fit its type can have anything in their place.
    run_id, seq_id = (getattr(event, name, None) for name in ("run_id", "seq_id"))
    is_number = isinstance(seq_id, int) and not isinstance(seq_id, bool)
    return run_id if isinstance(run_id, str) else None, seq_id if is_number else None


def _stream_error(data: str, response: httpx.Response) -> APIStreamError:
    from ...types.streaming import LettaErrorMessage

    body: object = data
    with suppress(ValueError, RecursionError):
        body = json.loads(data)
    error: LettaErrorMessage | object = construct(body, LettaErrorMessage)
    if not isinstance(error, LettaErrorMessage):
        error = cast("LettaErrorMessage", construct({"message": data}, LettaErrorMessage))
    return APIStreamError(error, response=response, body=body)


def not_an_event_stream(response: httpx.Response) -> APIResponseValidationError:
    """Return the error for a response, its body read, that should have been a stream of events."""
    kind = response.headers.get("content-type", "no content type")
    text = text_of(response)
    return APIResponseValidationError(
        response,
        body_of(response),
        message=f"Expected a stream of events, but the server sent {kind}: {text[:200]!r}",
    )
