"""The messages of an agent: what users, the model and its tools said, and what was approved."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias, Union

from pydantic import Field

from ._model import BaseModel, UtcDatetime, unlike
from .content import (
    AssistantMessageContent,
    LettaToolReturnContentUnion,
    LettaUserMessageContentUnion,
)

__all__ = [
    "Approval",
    "ApprovalRequestMessage",
    "ApprovalResponseMessage",
    "ApprovalReturn",
    "AssistantMessage",
    "CompactionStats",
    "EventMessage",
    "HiddenReasoningMessage",
    "KnownMessage",
    "LettaMessage",
    "Message",
    "MessageType",
    "ReasoningMessage",
    "SummaryMessage",
    "SystemMessage",
    "ToolCall",
    "ToolCallDelta",
    "ToolCallMessage",
    "ToolReturn",
    "ToolReturnMessage",
    "ToolStatus",
    "UnknownApproval",
    "UnknownMessage",
    "UserMessage",
]

MessageType: TypeAlias = Annotated[
    Union[
        Literal[
            "system_message",
            "user_message",
            "assistant_message",
            "reasoning_message",
            "hidden_reasoning_message",
            "tool_call_message",
            "tool_return_message",
            "approval_request_message",
            "approval_response_message",
            "summary_message",
            "event_message",
        ],
        str,
    ],
    Field(union_mode="left_to_right"),
]
"""The `message_type` of a message, or one that this version of the library does not know yet."""

ToolStatus: TypeAlias = Annotated[
    Union[Literal["success", "error"], str], Field(union_mode="left_to_right")
]
"""How a tool call went, or an outcome that this version of the library does not know yet."""


class LettaMessage(BaseModel):
    """What every message has, and every ping of a stream."""

    id: str
    """Which message it is. One stored message may come as several with the same id."""

    date: UtcDatetime

    name: str | None = None
    """Who speaks; in a tool's return, the name of the tool."""

    otid: str | None = None
    """The offline threading id: another name of the message, which its sender may choose."""

    sender_id: str | None = None
    """The user or agent that sent it, where the sender said so."""

    step_id: str | None = None

    is_err: bool | None = None
    """Whether the step that the message belongs to failed."""

    seq_id: int | None = None
    """The message's place in its stream, counted from 1; null outside of background streams."""

    run_id: str | None = None


class UnknownMessage(BaseModel):
    """A message or stream event of a type that this version does not know, with all its data.

    The fields that messages have in common are declared; the rest is in `model_extra`.
    """

    message_type: str
    id: str | None = None
    date: UtcDatetime | None = None
    name: str | None = None
    otid: str | None = None
    sender_id: str | None = None
    step_id: str | None = None
    is_err: bool | None = None
    seq_id: int | None = None
    run_id: str | None = None


class SystemMessage(LettaMessage):
    """What the system told the agent."""

    message_type: Literal["system_message"] = "system_message"

    content: str


class UserMessage(LettaMessage):
    """What the user said."""

    message_type: Literal["user_message"] = "user_message"

    content: list[LettaUserMessageContentUnion] | str


class ReasoningMessage(LettaMessage):
    """What the agent thought on its way to an answer or a tool call.

    The server may give the same stored message as an `AssistantMessage` under its run.
    """

    message_type: Literal["reasoning_message"] = "reasoning_message"

    source: Annotated[
        Union[Literal["reasoner_model", "non_reasoner_model"], str],
        Field(union_mode="left_to_right"),
    ] = "non_reasoner_model"
    """Whether the model reasons by itself, or was asked to by its prompt."""

    reasoning: str
    """The reasoning; in a stream of tokens, a piece of it."""

    signature: str | None = None
    """The model provider's signature of the reasoning."""


class HiddenReasoningMessage(LettaMessage):
    """The mark that the agent thought here, and the model provider does not show it."""

    message_type: Literal["hidden_reasoning_message"] = "hidden_reasoning_message"

    state: Annotated[Union[Literal["redacted", "omitted"], str], Field(union_mode="left_to_right")]
    """Whether the provider gave the reasoning encrypted, or not at all."""

    hidden_reasoning: str | None = None
    """The reasoning as its provider encrypted it."""


class ToolCall(BaseModel):
    """A call of a tool, whole."""

    name: str

    arguments: str
    """The arguments, as the model wrote them: meant to be a JSON object."""

    tool_call_id: str


class ToolCallDelta(BaseModel):
    """A piece of a tool call, as a stream of tokens brings it.

    The call's name and arguments are those of all pieces with its `tool_call_id`, put together.
    """

    name: str | None = None

    arguments: str | None = None

    tool_call_id: str | None = None


_ToolCallOrDelta: TypeAlias = Annotated[
    Union[ToolCall, ToolCallDelta], Field(union_mode="left_to_right")
]


class ToolCallMessage(LettaMessage):
    """A call of one or more tools by the agent."""

    message_type: Literal["tool_call_message"] = "tool_call_message"

    tool_call: _ToolCallOrDelta
    """Deprecated in favour of `tool_calls`: the first of the calls, or a piece of one."""

    tool_calls: list[ToolCall] | ToolCallDelta | None = None
    """The calls; in a stream of tokens, a piece of one."""


class ToolReturn(BaseModel):
    """What one tool call gave back."""

    type: Literal["tool"] = "tool"

    tool_return: list[LettaToolReturnContentUnion] | str

    status: ToolStatus

    tool_call_id: str

    stdout: list[str] | None = None

    stderr: list[str] | None = None


class ToolReturnMessage(LettaMessage):
    """What one or more tool calls gave back. `name` is the tool's."""

    message_type: Literal["tool_return_message"] = "tool_return_message"

    tool_return: str
    """Deprecated in favour of `tool_returns`: what the first call gave back, as text."""

    status: ToolStatus
    """Deprecated in favour of `tool_returns`."""

    tool_call_id: str
    """Deprecated in favour of `tool_returns`."""

    stdout: list[str] | None = None
    """Deprecated in favour of `tool_returns`."""

    stderr: list[str] | None = None
    """Deprecated in favour of `tool_returns`."""

    tool_returns: list[ToolReturn] | None = None


class AssistantMessage(LettaMessage):
    """What the agent said to the user.

    The server may give the same stored message as a `ReasoningMessage` under its step.
    """

    message_type: Literal["assistant_message"] = "assistant_message"

    content: list[AssistantMessageContent] | str
    """What was said; in a stream of tokens, a piece of it."""


class ApprovalRequestMessage(LettaMessage):
    """Tool calls that a person has to allow or deny before the agent goes on."""

    message_type: Literal["approval_request_message"] = "approval_request_message"

    tool_call: _ToolCallOrDelta
    """Deprecated in favour of `tool_calls`: the first of the calls, or a piece of one."""

    tool_calls: list[ToolCall] | ToolCallDelta | None = None
    """The calls; in a stream of tokens, a piece of one."""


class ApprovalReturn(BaseModel):
    """The decision on one tool call."""

    type: Literal["approval"] = "approval"

    tool_call_id: str

    approve: bool

    reason: str | None = None
    """Why, in the words of whoever decided; a denied call's tool return tells the agent."""


class UnknownApproval(BaseModel):
    """An answer to an approval request that this version does not know, with all its data."""

    type: str


_KnownApproval: TypeAlias = Annotated[
    Union[ApprovalReturn, ToolReturn], Field(discriminator="type")
]

Approval: TypeAlias = Annotated[
    Union[_KnownApproval, Annotated[UnknownApproval, unlike("type", _KnownApproval)]],
    Field(union_mode="left_to_right"),
]
"""An answer to one requested tool call: a decision, or what the caller's own tool gave back."""


class ApprovalResponseMessage(LettaMessage):
    """The answers to an `ApprovalRequestMessage`."""

    message_type: Literal["approval_response_message"] = "approval_response_message"

    approvals: list[Approval] | None = None

    approve: bool | None = None
    """Deprecated in favour of `approvals`: whether all calls were allowed."""

    approval_request_id: str | None = None
    """Deprecated in favour of `approvals`: what was answered; the server gives a tool call's id."""

    reason: str | None = None
    """Deprecated in favour of `approvals`."""


class CompactionStats(BaseModel):
    """What a compaction of an agent's context achieved."""

    trigger: str
    """What set it off, say a full context window."""

    context_tokens_before: int | None = None

    context_tokens_after: int | None = None

    context_window: int
    """How many tokens the model's context holds."""

    messages_count_before: int

    messages_count_after: int


class SummaryMessage(LettaMessage):
    """A summary that took the place of older messages in the agent's context."""

    message_type: Literal["summary_message"] = "summary_message"

    summary: str

    compaction_stats: CompactionStats | None = None


class EventMessage(LettaMessage):
    """Something that happened to the agent's context: that a compaction began, for one."""

    message_type: Literal["event_message"] = "event_message"

    event_type: Annotated[Union[Literal["compaction"], str], Field(union_mode="left_to_right")]

    event_data: dict[str, Any]


KnownMessage: TypeAlias = Annotated[
    Union[
        SystemMessage,
        UserMessage,
        ReasoningMessage,
        HiddenReasoningMessage,
        ToolCallMessage,
        ToolReturnMessage,
        AssistantMessage,
        ApprovalRequestMessage,
        ApprovalResponseMessage,
        SummaryMessage,
        EventMessage,
    ],
    Field(discriminator="message_type"),
]
"""A message of a type that this version of the library knows."""

Message: TypeAlias = Annotated[
    Union[KnownMessage, Annotated[UnknownMessage, unlike("message_type", KnownMessage)]],
    Field(union_mode="left_to_right"),
]
"""A message, told apart from others by its `message_type`."""
