"""Which calls of tools wait for an approval, and how they are answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from ...types._models.messages_params import ApprovalCreateParam, ApprovalReturnParam
from ...types.messages import ApprovalRequestMessage


def latest_request(messages: Sequence[object]) -> ApprovalRequestMessage | None:
    """Return the request that an agent waits to be answered, according to its latest messages.

    It waits as long as nothing follows the request. What one stored message says can come as
    several messages with the same id.

    Args:
        messages: the latest messages, the newest first.
    """
    newest = getattr(messages[0], "id", None) if messages else None
    for message in messages:
        if isinstance(message, ApprovalRequestMessage) and message.id == newest:
            return message
    return None


def answer_to(
    request: ApprovalRequestMessage, *, approve: bool, reason: str | None
) -> ApprovalCreateParam:
    """Return the message that allows all calls of a request, or denies them.

    Args:
        request: the request, whole.
        approve: whether they are allowed.
        reason: why.

    Raises:
        ValueError: the request names no call: it is a piece of one, as a stream of tokens brings.
    """
    ids = _call_ids(request)
    if not ids:
        raise ValueError("The approval request names no call: take it from the stream's result")
    approvals: list[ApprovalReturnParam] = [
        {"type": "approval", "tool_call_id": call_id, "approve": approve, "reason": reason}
        for call_id in ids
    ]
    return {"type": "approval", "approvals": approvals}


def _call_ids(request: ApprovalRequestMessage) -> list[str]:
    called: object = request.tool_calls or request.tool_call
    calls = cast("list[object]", called) if isinstance(called, list) else [called]
    ids = (getattr(call, "tool_call_id", None) for call in calls)
    return [call_id for call_id in ids if isinstance(call_id, str)]
