"""Which calls a run has ended with, and the message that answers them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import NAMESPACE_URL, uuid5

from ...types._models.messages_params import ApprovalCreateParam, ApprovalParam, ToolReturnParam
from ...types.content import ImageContent, TextContent
from ...types.messages import ApprovalRequestMessage, ToolCall
from ..streams.approvals import calls_of, is_whole
from ..streams.assembling import StreamResult

_NAMESPACE = uuid5(NAMESPACE_URL, "letta_client/client_tools")


def calls_to_answer(result: StreamResult) -> list[ToolCall]:
    """Return the calls of tools that a run has ended with, if it waits for answers to them."""
    requests = [each for each in result.messages if isinstance(each, ApprovalRequestMessage)]
    if result.stop_reason != "requires_approval" or not requests:
        return []
    return calls_of(requests[-1]) if is_whole(requests[-1]) else []


def tool_return(
    call: ToolCall, content: str | list[TextContent | ImageContent], *, is_error: bool
) -> ToolReturnParam:
    """Return the answer to a call: what the tool gave back, or why it failed."""
    return {
        "type": "tool",
        "tool_call_id": call.tool_call_id,
        "status": "error" if is_error else "success",
        "tool_return": content,
    }


def answer_of_calls(run_id: str | None, answers: Sequence[ApprovalParam]) -> ApprovalCreateParam:
    """Return the message that answers all calls of a run.

    Its `otid` follows from the calls, so that answering them once more starts no second run.
    """
    ids = [each["tool_call_id"] for each in answers]
    otid = str(uuid5(_NAMESPACE, "\n".join([run_id or "", *ids])))
    return {"type": "approval", "otid": otid, "approvals": list(answers)}
