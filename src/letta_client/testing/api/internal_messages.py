"""Messages in the form in which the server stores them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from letta_client.testing.simulation.run_plan import AnyMessage
from letta_client.types.content import ReasoningContent, TextContent
from letta_client.types.internal_messages import (
    InternalMessage,
    InternalToolCall,
    InternalToolCallFunction,
    InternalToolReturn,
    MessageRole,
)
from letta_client.types.messages import (
    ApprovalRequestMessage,
    ApprovalResponseMessage,
    AssistantMessage,
    ReasoningMessage,
    SummaryMessage,
    SystemMessage,
    ToolCall,
    ToolCallMessage,
    ToolReturn,
    ToolReturnMessage,
    UserMessage,
)

_ROLES: dict[type[AnyMessage], MessageRole] = {
    ApprovalRequestMessage: "approval",
    ApprovalResponseMessage: "approval",
    SummaryMessage: "summary",
    SystemMessage: "system",
    ToolReturnMessage: "tool",
    UserMessage: "user",
}


def internal_message(parts: Sequence[AnyMessage], agent_id: str) -> InternalMessage:
    """Return a message of an agent, given as the messages that come of it, as it is stored."""
    first, last = parts[0], parts[-1]
    calls = [call for part in parts for call in _calls(part)]
    returns = [_tool_return(each) for part in parts for each in _returns(part)]
    fields: dict[str, Any] = {
        "id": first.id or "",
        "agent_id": agent_id,
        "created_at": first.date,
        "role": role_of(last),
        "content": [content for part in parts for content in _contents(part)],
        "name": last.name,
        "tool_calls": calls or None,
        "tool_call_id": last.tool_call_id if isinstance(last, ToolReturnMessage) else None,
        "tool_returns": returns,
        "step_id": first.step_id,
        "run_id": first.run_id,
        "otid": first.otid,
        "sender_id": first.sender_id,
        "is_err": first.is_err,
    }
    if isinstance(last, ApprovalResponseMessage):
        fields |= {
            "approval_request_id": last.approval_request_id,
            "approve": last.approve,
            "denial_reason": last.reason,
            "approvals": [
                _tool_return(each) if isinstance(each, ToolReturn) else each
                for each in last.approvals or ()
            ],
        }
    return InternalMessage.model_validate(fields)


def role_of(message: AnyMessage) -> MessageRole:
    """Return who speaks in a message, as it is stored."""
    return _ROLES.get(type(message), "assistant")


def _contents(message: AnyMessage) -> Iterator[object]:
    match message:
        case ReasoningMessage():
            yield ReasoningContent(
                is_native=True, reasoning=message.reasoning, signature=message.signature
            )
        case SystemMessage() | UserMessage() | AssistantMessage():
            parts = message.content
            yield from [TextContent(text=parts)] if isinstance(parts, str) else parts
        case SummaryMessage():
            yield TextContent(text=message.summary)
        case ToolReturnMessage():
            yield TextContent(text=message.tool_return)
        case _:
            pass


def _calls(message: AnyMessage) -> Iterator[InternalToolCall]:
    if isinstance(message, (ToolCallMessage, ApprovalRequestMessage)):
        listed = message.tool_calls if isinstance(message.tool_calls, list) else [message.tool_call]
        for call in listed:
            if isinstance(call, ToolCall):
                function = InternalToolCallFunction(name=call.name, arguments=call.arguments)
                yield InternalToolCall(id=call.tool_call_id, function=function, type="function")


def _returns(message: AnyMessage) -> Sequence[ToolReturn]:
    return (message.tool_returns or ()) if isinstance(message, ToolReturnMessage) else ()


def _tool_return(returned: ToolReturn) -> InternalToolReturn:
    fields = returned.model_dump(include={"tool_call_id", "status", "stdout", "stderr"})
    return InternalToolReturn.model_validate({**fields, "func_response": returned.tool_return})
