"""What a stream of events means: fed with server-sent events, it hands out typed ones."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from .decoding import construct, decode
from .errors import (
    APIConnectionError,
    APIResponseValidationError,
    APIStreamError,
    body_of,
    text_of,
)

if TYPE_CHECKING:
    import httpx

    from ..types.streaming import LettaErrorMessage

T = TypeVar("T")

DONE = "[DONE]"


class EventStreamState(Generic[T]):
    """Where one stream stands.

    The end of a stream is `data: [DONE]` or `event: error`, and nothing else: a body that ends
    without one of them has lost its rest on the way.
    """

    def __init__(self, returns: Any, response: httpx.Response, *, strict: bool) -> None:
        self.returns = returns
        self.response = response
        self.strict = strict
        self.run_id: str | None = None
        """The run that the stream tells of, as soon as an event names it."""
        self.last_seq_id: int | None = None
        """The number of the last event that has one: from there a stream can be taken up again."""
        self.ended = False
        """Whether the end came."""

    def feed(self, event: str, data: str) -> T | None:
        """Return the typed event that a frame carries, or `None` for a frame that carries none.

        Args:
            event: the frame's `event` field; "message" where it has none.
            data: the frame's `data` field.

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
            raise self._stream_error(data)
        value = decode(data, self.returns, strict=self.strict, response=self.response)
        self._take_note(value)
        return cast(T, value)

    def body_ended(self) -> None:
        """Take note that the body has no more bytes.

        Raises:
            APIConnectionError: the stream's own end had not come yet.
        """
        if not self.ended:
            raise APIConnectionError(
                message=f"The stream broke off before its end {self.position()}.",
                request=self.response.request,
            )

    def position(self) -> str:
        """Return where the stream stands, for a message."""
        if self.last_seq_id is None:
            return "(no event had a number yet)"
        return f"(run {self.run_id}, last event {self.last_seq_id})"

    def _take_note(self, event: object) -> None:
        # An event that does not fit its type can have anything in its place.
        run_id, seq_id = (getattr(event, name, None) for name in ("run_id", "seq_id"))
        if isinstance(run_id, str):
            self.run_id = run_id
        if isinstance(seq_id, int):
            self.last_seq_id = seq_id

    def _stream_error(self, data: str) -> APIStreamError:
        from ..types.streaming import LettaErrorMessage

        body: object = data
        with suppress(ValueError, RecursionError):
            body = json.loads(data)
        error: LettaErrorMessage | object = construct(body, LettaErrorMessage)
        if not isinstance(error, LettaErrorMessage):
            error = cast("LettaErrorMessage", construct({"message": data}, LettaErrorMessage))
        self._take_note(error)
        return APIStreamError(error, response=self.response, body=body)


def not_an_event_stream(response: httpx.Response) -> APIResponseValidationError:
    """Return the error for a response, its body read, that should have been a stream of events."""
    kind = response.headers.get("content-type", "no content type")
    text = text_of(response)
    return APIResponseValidationError(
        response,
        body_of(response),
        message=f"Expected a stream of events, but the server sent {kind}: {text[:200]!r}",
    )
