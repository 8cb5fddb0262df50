"""Messages as the server stores them, before it turns them into those of the API."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias, Union

from pydantic import Field

from ._model import BaseModel, UtcDatetime, unlike
from .content import LettaToolReturnContentUnion, MessageContent
from .messages import ApprovalReturn, ToolStatus, UnknownApproval

__all__ = [
    "InternalMessage",
    "InternalToolCall",
    "InternalToolCallFunction",
    "InternalToolReturn",
    "MessageRole",
]

MessageRole: TypeAlias = Annotated[
    Union[
        Literal["assistant", "user", "tool", "function", "system", "approval", "summary"],
        str,
    ],
    Field(union_mode="left_to_right"),
]
"""Who speaks in a stored message, or a role that this version of the library does not know yet."""


class InternalToolCallFunction(BaseModel):
    """The function that a stored tool call names, and its arguments."""

    arguments: str
    """The arguments, as the model wrote them: meant to be a JSON object."""

    name: str


class InternalToolCall(BaseModel):
    """A tool call as the server stores it, in OpenAI's form."""

    id: str

    function: InternalToolCallFunction

    type: Annotated[Union[Literal["function"], str], Field(union_mode="left_to_right")]


class InternalToolReturn(BaseModel):
    """What a tool call gave back, as the server stores it."""

    tool_call_id: Any | None = None

    status: ToolStatus

    stdout: list[str] | None = None

    stderr: list[str] | None = None

    func_response: str | list[LettaToolReturnContentUnion] | None = None


class InternalMessage(BaseModel):
    """A message as the server stores it: the form in which `Step.messages` has them."""

    created_by_id: str | None = None

    last_updated_by_id: str | None = None

    created_at: UtcDatetime | None = None

    updated_at: UtcDatetime | None = None

    id: str

    agent_id: str | None = None

    model: str | None = None
    """The model that wrote it."""

    role: MessageRole

    content: list[MessageContent] | None = None

    name: str | None = None
    """Who speaks; in a tool's return, the name of the tool."""

    tool_calls: list[InternalToolCall] | None = None

    tool_call_id: str | None = None
    """The call that a message of the role `tool` answers."""

    step_id: str | None = None

    run_id: str | None = None

    otid: str | None = None
    """The offline threading id."""

    tool_returns: list[InternalToolReturn] | None = None

    group_id: str | None = None
    """The group of agents in which it was sent."""

    sender_id: str | None = None
    """The user or agent that sent it, where the sender said so."""

    batch_item_id: str | None = None
    """The item of a batch request that it came from."""

    conversation_id: str | None = None

    is_err: bool | None = None
    """Whether the step that the message belongs to failed."""

    approval_request_id: str | None = None
    """The request that a message of the role `approval` answers."""

    approve: bool | None = None

    denial_reason: str | None = None

    approvals: (
        list[
            Annotated[
                Union[
                    ApprovalReturn,
                    InternalToolReturn,
                    Annotated[UnknownApproval, unlike("type", ApprovalReturn)],
                ],
                Field(union_mode="left_to_right"),
            ]
        ]
        | None
    ) = None
