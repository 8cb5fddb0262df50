"""Which request for an approval an agent waits for, and how all of its calls are answered."""

from __future__ import annotations

from typing import Any

import pytest

from letta_client._core.streams.approvals import answer_to, latest_request
from letta_client.types.messages import (
    ApprovalRequestMessage,
    AssistantMessage,
    ToolCall,
    ToolCallDelta,
)

from .stream_world import DATE


def call(call_id: str) -> ToolCall:
    return ToolCall(name="water", arguments="{}", tool_call_id=call_id)


def asks(*calls: Any, message_id: str = "message-2") -> ApprovalRequestMessage:
    return ApprovalRequestMessage.construct(
        id=message_id, date=DATE, tool_call=calls[0], tool_calls=list(calls[1:]) or None
    )


def says(message_id: str) -> AssistantMessage:
    return AssistantMessage.construct(id=message_id, date=DATE, content="Hm.")


def test_an_agent_waits_while_nothing_follows_its_request() -> None:
    request = asks(call("1"))
    assert latest_request([request, says("message-1")]) is request
    # One stored message can come as several.
    assert latest_request([says("message-2"), request]) is request
    assert latest_request([says("message-3"), request]) is None
    assert latest_request([]) is None


@pytest.mark.parametrize("approve", [True, False])
def test_all_calls_are_answered_at_once(approve: bool) -> None:
    answer = answer_to(asks(call("1"), call("1"), call("2")), approve=approve, reason="so")
    assert answer == {
        "type": "approval",
        "approvals": [
            {"type": "approval", "tool_call_id": each, "approve": approve, "reason": "so"}
            for each in ("1", "2")
        ],
    }


def test_a_request_of_one_call_may_have_it_in_the_old_field_alone() -> None:
    answer: Any = answer_to(asks(call("1")), approve=True, reason=None)
    (approval,) = answer["approvals"]
    assert approval["tool_call_id"] == "1"


def test_a_piece_that_names_no_call_cannot_be_answered() -> None:
    with pytest.raises(ValueError, match="stream's result"):
        answer_to(asks(ToolCallDelta(arguments="{")), approve=True, reason=None)
