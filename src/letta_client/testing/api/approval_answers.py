"""What becomes of answers to tool calls that wait for approval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, TypeAdapter

from letta_client._core.streams.approvals import calls_of
from letta_client.testing.api.contract import bodies
from letta_client.testing.api.refusals import Refusal
from letta_client.testing.simulation.run_plan import Decided, Decision, SentMessage, denied
from letta_client.testing.simulation.run_record import StoredMessage
from letta_client.testing.store.agent_activity import PendingApproval
from letta_client.types.messages import (
    Approval,
    ApprovalReturn,
    ToolCall,
    ToolReturn,
    ToolReturnMessage,
)

Answer = bodies.ApprovalCreate | bodies.ToolReturnCreate

REMEMBERED_ANSWERS = 10
"""Among so many latest messages, Letta 0.16.8 looks for what calls of tools have given back."""

GO_ON = SentMessage(
    "user",
    "<system-alert>Automated keep-alive ping. Ignore this message and continue from where you "
    "stopped.</system-alert>",
)
"""What Letta 0.16.8 tells the agent where calls are answered that have been answered before."""

# What a run in the background fails with; why, it says besides.
_FAILED = "An unknown error occurred with the LLM streaming request."

_ANSWERS: TypeAdapter[list[ApprovalReturn | ToolReturn]] = TypeAdapter(
    list[Annotated[ApprovalReturn | ToolReturn, Field(discriminator="type")]]
)


def still_pending(pending: PendingApproval) -> Refusal:
    """Return the refusal of a message to an agent that waits for approval."""
    message = (
        "CONFLICT: Cannot send a new message: The agent is waiting for approval on a tool call. "
        "Please approve or deny the pending request before continuing."
    )
    detail = {
        "code": "PENDING_APPROVAL",
        "message": message,
        "pending_request_id": pending.request.id,
    }
    return Refusal(409, message, detail)


def decide(answer: Answer, pending: PendingApproval | None) -> Decision:
    """Return what was decided on the pending calls.

    Raises:
        Refusal: there are none, or it was decided on others.
    """
    if pending is None:
        raise _refusal(
            "Cannot process approval response: No tool call is currently awaiting approval. "
            "Please send a regular message to interact with the agent."
        )
    calls = {call.tool_call_id: call for call in calls_of(pending.request)}
    given = _given(answer, pending, calls)
    if not given:
        raise _refusal(
            "Invalid approval response. Approval response message does not contain any approvals."
        )
    received = [each.tool_call_id for each in given]
    if set(received) != set(calls):
        raise _refusal(
            f"Invalid tool call IDs. Expected '{list(calls)}', but received '{received}'."
        )
    results = dict(zip(calls, pending.results, strict=True))
    decided = [
        Decided(calls[each.tool_call_id], each, _returned(each, results[each.tool_call_id]))
        for each in given
    ]
    others = [
        (call, ToolReturn(tool_return=result, status="success", tool_call_id=call.tool_call_id))
        for call, result in pending.others
    ]
    return Decision(pending.request.step_id, decided, answer.otid, others)


def has_been_given(answer: Answer, latest: Sequence[StoredMessage]) -> bool:
    """Tell whether the calls of an answer are those that gave something back last.

    Args:
        answer: the answer.
        latest: the latest messages, the newest first.
    """
    answered = {each.tool_call_id for each in _listed(answer)}
    for message in latest:
        for part in message.parts:
            returned = part.value
            if isinstance(returned, ToolReturnMessage):
                return answered == {each.tool_call_id for each in returned.tool_returns or ()}
    return False


def _refusal(why: str) -> Refusal:
    return Refusal(400, why, told=_FAILED)


def _given(
    answer: Answer, pending: PendingApproval, calls: dict[str, ToolCall]
) -> list[ApprovalReturn | ToolReturn]:
    listed = _listed(answer)
    if listed or not isinstance(answer, bodies.ApprovalCreate) or answer.approve is None:
        return listed
    # The old form names the request or the call.
    named = answer.approval_request_id or pending.request.id
    named = next(iter(calls)) if named == pending.request.id else named
    return [ApprovalReturn(tool_call_id=named, approve=answer.approve, reason=answer.reason)]


def _listed(answer: Answer) -> list[ApprovalReturn | ToolReturn]:
    sent = answer.tool_returns if isinstance(answer, bodies.ToolReturnCreate) else answer.approvals
    return _ANSWERS.validate_python([each.model_dump(mode="json") for each in sent or ()])


def _returned(approval: Approval, result: str) -> ToolReturn:
    if isinstance(approval, ToolReturn):
        return approval
    assert isinstance(approval, ApprovalReturn)
    if not approval.approve:
        return denied(approval)
    return ToolReturn(tool_return=result, status="success", tool_call_id=approval.tool_call_id)
