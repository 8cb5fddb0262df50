"""Tool calls and what they gave back, as the messages of a run have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from letta_client.types.messages import (
    ApprovalRequestMessage,
    ApprovalResponseMessage,
    ApprovalReturn,
    Message,
    ToolCall,
    ToolCallMessage,
    ToolReturn,
    ToolReturnMessage,
)


@dataclass(slots=True)
class CalledTool:
    """A tool call, and what is known of how it went."""

    call: ToolCall
    step_id: str | None
    called_at: datetime | None
    needed_approval: bool = False
    approved: bool | None = None
    returned: ToolReturn | None = None
    returned_at: datetime | None = None


def calls_in(message: Message) -> Sequence[ToolCall]:
    """Return the tool calls in a message."""
    if not isinstance(message, ToolCallMessage | ApprovalRequestMessage):
        return ()
    if isinstance(message.tool_calls, list):
        return message.tool_calls
    return (message.tool_call,) if isinstance(message.tool_call, ToolCall) else ()


def returns_in(message: Message) -> Sequence[ToolReturn]:
    """Return what tools gave back in a message."""
    if isinstance(message, ApprovalResponseMessage):
        return [each for each in message.approvals or () if isinstance(each, ToolReturn)]
    if not isinstance(message, ToolReturnMessage):
        return ()
    if message.tool_returns is not None:
        return message.tool_returns
    only = ToolReturn(
        tool_return=message.tool_return,
        status=message.status,
        tool_call_id=message.tool_call_id,
        stdout=message.stdout,
        stderr=message.stderr,
    )
    return (only,)


def called_tools(messages: Iterable[Message]) -> list[CalledTool]:
    """Return the tool calls in the messages of a run, in their order."""
    found: dict[str, CalledTool] = {}
    for message in messages:
        for call in calls_in(message):
            asks = isinstance(message, ApprovalRequestMessage)
            called = found.setdefault(
                call.tool_call_id, CalledTool(call, message.step_id, message.date)
            )
            called.needed_approval |= asks
        if isinstance(message, ApprovalResponseMessage):
            for decision in message.approvals or ():
                if isinstance(decision, ApprovalReturn) and decision.tool_call_id in found:
                    found[decision.tool_call_id].approved = decision.approve
        for returned in returns_in(message):
            if returned.tool_call_id in found:
                found[returned.tool_call_id].returned = returned
                found[returned.tool_call_id].returned_at = message.date
    return list(found.values())
