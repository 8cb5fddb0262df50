"""All that comes of a request to an agent, for those who wait for it instead of streaming."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Union

from pydantic import Field

from ._model import BaseModel
from .messages import Message
from .streaming import LettaStopReason, LettaUsageStatistics

__all__ = ["LettaResponse", "Logprobs", "TokenLogprob", "TopLogprob", "Turn"]


class TopLogprob(BaseModel):
    """A token that the model might have written, and how likely it was."""

    token: str

    bytes: list[int] | None = None
    """The token in UTF-8."""

    logprob: float
    """The logarithm of its probability."""


class TokenLogprob(TopLogprob):
    """A token that the model wrote, how likely it was, and the likeliest in its place."""

    top_logprobs: list[TopLogprob]


class Logprobs(BaseModel):
    """How likely the tokens of a response were."""

    content: list[TokenLogprob] | None = None

    refusal: list[TokenLogprob] | None = None


class Turn(BaseModel):
    """The tokens of one turn of the model or of a tool, for those who train models."""

    role: Annotated[Union[Literal["assistant", "tool"], str], Field(union_mode="left_to_right")]

    output_ids: list[int] | None = None
    """The tokens that the model wrote; null for a tool."""

    output_token_logprobs: list[list[Any]] | None = None
    """A list a token: its logarithmic probability, its id, and its text or null."""

    content: str | None = None
    """What the tool gave back; null for the model."""

    tool_name: str | None = None


class LettaResponse(BaseModel):
    """All that came of a request to an agent."""

    messages: list[Message]

    stop_reason: LettaStopReason

    usage: LettaUsageStatistics

    logprobs: Logprobs | None = None
    """Of the last step; null unless the request has `return_logprobs`."""

    turns: list[Turn] | None = None
    """Null unless the request has `return_token_ids`."""
