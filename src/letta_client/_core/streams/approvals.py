"""Which calls of tools wait for an approval, and how they are answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from ...types._models.messages_params import (
    ApprovalCreateParam,
    ApprovalParam,
    ApprovalReturnParam,
    ToolReturnParam,
)
from ...types.messages import (
    ApprovalRequestMessage,
    ToolCall,
    ToolCallMessage,
    ToolReturn,
)


@dataclass(frozen=True, slots=True)
class Denial:
    """The answer to a call that is not allowed."""

    reason: str | None = None
    """Why, in words that the agent is told."""


CallAnswer: TypeAlias = bool | Denial | ToolReturn
"""The answer to one call: whether it is allowed, a `Denial` with its reason, or, where the caller
has made the call itself, what came back."""


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


def unanswered_request(messages: Sequence[object]) -> ApprovalRequestMessage | None:
    """Return the request that latest messages ask and do not answer, in whatever order they come.

    Letta 0.16.8 gives the messages of an agent oldest first, also where the newest are asked for.
    """
    answered = {call_id for message in messages for call_id in _answered_by(message)}
    for message in messages:
        if isinstance(message, ApprovalRequestMessage) and answered.isdisjoint(_call_ids(message)):
            return message
    return None


def is_whole(request: ApprovalRequestMessage) -> bool:
    """Tell whether a request names all of its calls; a piece of it, in a stream, does not."""
    calls = _called(request)
    return bool(calls) and all(isinstance(call, ToolCall) for call in calls)


def calls_of(message: ApprovalRequestMessage | ToolCallMessage) -> list[ToolCall]:
    """Return the calls of a message, each whole and once."""
    whole = (call for call in _called(message) if isinstance(call, ToolCall))
    return list({call.tool_call_id: call for call in whole}.values())


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
    return _message([_approval(call_id, approve, reason) for call_id in ids])


def answers_to(calls: Sequence[ToolCall], answers: Mapping[str, CallAnswer]) -> ApprovalCreateParam:
    """Return the message that answers each call of a request by itself.

    Args:
        calls: the calls.
        answers: the answers, by the `tool_call_id` of each call.

    Raises:
        ValueError: a call has no answer, or there is no call for an answer.
        TypeError: an answer is none of those that there are.
    """
    missing = [call.tool_call_id for call in calls if call.tool_call_id not in answers]
    unknown = sorted(answers.keys() - {call.tool_call_id for call in calls})
    if missing:
        raise ValueError(f"All calls are answered at once: no answer to {', '.join(missing)}")
    if unknown:
        raise ValueError(f"No such call waits for an answer: {', '.join(unknown)}")
    return _message([answer_of_call(call, answers[call.tool_call_id]) for call in calls])


def answer_of_call(call: ToolCall, answer: object) -> ApprovalParam:
    """Return the answer to one call, as it is sent.

    Raises:
        TypeError: it is no `CallAnswer`.
    """
    if isinstance(answer, bool):
        return _approval(call.tool_call_id, answer, None)
    if isinstance(answer, Denial):
        return _approval(call.tool_call_id, False, answer.reason)
    if isinstance(answer, ToolReturn):
        return _tool_return(call.tool_call_id, answer)
    raise TypeError(
        f"The answer to the call of {call.name} has to be True, False, a Denial or a ToolReturn, "
        f"not {answer!r:.100}"
    )


def _approval(call_id: str, approve: bool, reason: str | None) -> ApprovalReturnParam:
    return {"type": "approval", "tool_call_id": call_id, "approve": approve, "reason": reason}


def _tool_return(call_id: str, returned: ToolReturn) -> ToolReturnParam:
    return {
        "type": "tool",
        "tool_call_id": call_id,
        "tool_return": returned.tool_return,
        "status": cast("Literal['success', 'error']", returned.status),
        "stdout": returned.stdout,
        "stderr": returned.stderr,
    }


def _message(approvals: Sequence[ApprovalParam]) -> ApprovalCreateParam:
    return {"type": "approval", "approvals": approvals}


def _answered_by(message: object) -> Iterator[str]:
    for name in ("approvals", "tool_returns"):
        answers: object = getattr(message, name, None)
        for answer in cast("list[object]", answers) if isinstance(answers, list) else ():
            call_id = getattr(answer, "tool_call_id", None)
            if isinstance(call_id, str):
                yield call_id


def _called(message: ApprovalRequestMessage | ToolCallMessage) -> list[object]:
    called: object = message.tool_calls or message.tool_call
    return cast("list[object]", called) if isinstance(called, list) else [called]


def _call_ids(request: ApprovalRequestMessage) -> list[str]:
    ids = (getattr(call, "tool_call_id", None) for call in _called(request))
    return [call_id for call_id in ids if isinstance(call_id, str)]
