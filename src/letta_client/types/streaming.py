"""What a stream of a run brings besides messages: pings, errors, the reason to stop, the usage."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias, Union

from pydantic import Field

from ._model import BaseModel, unlike
from .messages import KnownMessage, LettaMessage, UnknownMessage
from .stop_reason import StopReasonType

__all__ = [
    "LettaErrorMessage",
    "LettaPing",
    "LettaStopReason",
    "LettaStreamingResponse",
    "LettaUsageStatistics",
]


class LettaPing(LettaMessage):
    """A sign of life. The first event of a background stream is one, then one comes every 20 s."""

    message_type: Literal["ping"] = "ping"


class LettaErrorMessage(BaseModel):
    """The run failed. A background stream ends with it."""

    message_type: Literal["error_message"] = "error_message"

    run_id: str

    error_type: str
    """What kind of failure it was, say `llm_error`."""

    message: str

    detail: str | None = None
    """What failed underneath, say the model provider's own words."""

    seq_id: int | None = None
    """The event's place in its stream; null in a foreground stream."""


class LettaStopReason(BaseModel):
    """Why the run ended. It has taken a place in the stream, but does not carry its `seq_id`."""

    message_type: Literal["stop_reason"] = "stop_reason"

    stop_reason: StopReasonType


class LettaUsageStatistics(BaseModel):
    """The tokens that a request used, over all its steps.

    In a stream it has taken a place, but does not carry its `seq_id`.
    """

    message_type: Literal["usage_statistics"] = "usage_statistics"

    completion_tokens: int = 0

    prompt_tokens: int = 0

    total_tokens: int = 0

    step_count: int = 0

    run_ids: list[str] | None = None

    cached_input_tokens: int | None = None
    """Prompt tokens that came out of the provider's cache; null where it does not tell."""

    cache_write_tokens: int | None = None
    """Prompt tokens that went into the provider's cache; null where it does not tell."""

    reasoning_tokens: int | None = None
    """Completion tokens spent on reasoning; null where the provider does not tell."""

    context_tokens: int | None = None
    """How full the context was after the last step; null when not known."""


_KnownStreamingResponse: TypeAlias = Annotated[
    Union[KnownMessage, LettaPing, LettaErrorMessage, LettaStopReason, LettaUsageStatistics],
    Field(discriminator="message_type"),
]

LettaStreamingResponse: TypeAlias = Annotated[
    Union[
        _KnownStreamingResponse,
        Annotated[UnknownMessage, unlike("message_type", _KnownStreamingResponse)],
    ],
    Field(union_mode="left_to_right"),
]
"""An event of a stream, told apart from others by its `message_type`."""
