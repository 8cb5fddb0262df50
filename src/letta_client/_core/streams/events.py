"""What a frame of a stream means: fed with frames, it hands out typed events."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from ...types._construction import construct
from ..http.decoding import decode, json_validator
from ..http.error_bodies import body_of, text_of, waits_for_approval
from ..http.errors import (
    APIResponseValidationError,
    APIStreamError,
    PendingApprovalStreamError,
)
from .actions import Frame

if TYPE_CHECKING:
    import httpx

    from ...types.streaming import LettaErrorMessage

T = TypeVar("T")

DONE = b"[DONE]"

# What a path of the API can name. The server says which run it is, and it may be any server.
_RUN_ID = re.compile(r"[!-~]{1,200}")


class EventReader(Generic[T]):
    """Reads the frames of one stream, over one response or over several.

    The end of a stream is `data: [DONE]` or `event: error`: a body that ends without one of them
    has lost its rest on the way, unless its run was cancelled.

    Attributes:
        ended: whether the end came.
        read_plain: returns the event of a plain frame that fits its type, as nearly all do, and
            raises `misfit` for any other frame.
        misfit: the error for a frame that `read` has to look at.
    """

    def __init__(self, returns: Any, *, strict: bool) -> None:
        from pydantic import ValidationError

        self.ended = False
        self.read_plain: Callable[[Any], T] = json_validator(returns)
        self.misfit: type[Exception] = ValidationError
        self._returns = returns
        self._strict = strict

    def read(self, frame: Frame, response: httpx.Response) -> T | None:
        """Return the typed event that a frame carries, or `None` for a frame that carries none.

        Args:
            frame: the frame.
            response: where the frame came from, for the error.

        Raises:
            APIStreamError: the frame is an `event: error`.
            APIResponseValidationError: the data is no JSON, or does not fit under strict
                validation.
        """
        data = data_of(frame)
        if self.ended or not data:
            return None
        if data.startswith(DONE):
            self.ended = True
            return None
        # The protocol wants what is no UTF-8 replaced. Python's JSON reader takes the rest.
        text = data.decode(errors="replace")
        if _is_error(frame):
            self.ended = True
            raise _stream_error(text, response)
        return cast(T, decode(text, self._returns, strict=self._strict, response=response))


def data_of(frame: Frame) -> bytes:
    """Return the `data` field of a frame."""
    return frame if isinstance(frame, bytes) else frame.data.encode()


def _is_error(frame: Frame) -> bool:
    return not isinstance(frame, bytes) and frame.event == "error"


# An event that does not fit its type can have anything in these fields.


def kind_of(event: object) -> str | None:
    """Return the `message_type` of an event, as far as it says."""
    kind: object = getattr(event, "message_type", None)
    return kind if isinstance(kind, str) else None


def run_id_of(event: object) -> str | None:
    """Return the run that an event names, as far as it says."""
    run_id: object = getattr(event, "run_id", None)
    return run_id if isinstance(run_id, str) and _RUN_ID.fullmatch(run_id) else None


def seq_id_of(event: object) -> int | None:
    """Return the number of an event in its stream, as far as it says."""
    seq_id: object = getattr(event, "seq_id", None)
    return seq_id if type(seq_id) is int else None


def _stream_error(data: str, response: httpx.Response) -> APIStreamError:
    from ...types.streaming import LettaErrorMessage

    body: object = data
    with suppress(ValueError, RecursionError):
        body = json.loads(data)
    error: LettaErrorMessage | object = construct(body, LettaErrorMessage)
    if not isinstance(error, LettaErrorMessage):
        error = cast("LettaErrorMessage", construct({"message": data}, LettaErrorMessage))
    waits = waits_for_approval(error.message) or waits_for_approval(error.detail)
    kind = PendingApprovalStreamError if waits else APIStreamError
    return kind(error, response=response, body=body)


def not_an_event_stream(response: httpx.Response) -> APIResponseValidationError:
    """Return the error for a response, its body read, that should have been a stream of events."""
    kind = response.headers.get("content-type", "no content type")
    text = text_of(response)
    return APIResponseValidationError(
        response,
        body_of(response),
        message=f"Expected a stream of events, but the server sent {kind}: {text[:200]!r}",
    )
