"""Which request for an approval an agent waits for, and how all of its calls are answered."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letta_client._core.http.request import Request
from letta_client._core.streams.addressees import Addressee, addressee_of
from letta_client._core.streams.approvals import (
    CallAnswer,
    Denial,
    answer_to,
    answers_to,
    calls_of,
    is_whole,
    latest_request,
    unanswered_request,
)
from letta_client.types.messages import (
    ApprovalRequestMessage,
    ApprovalResponseMessage,
    AssistantMessage,
    ToolCall,
    ToolCallDelta,
    ToolReturn,
    ToolReturnMessage,
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


@given(data=st.data())
def test_what_is_asked_and_not_answered_is_found_in_any_order(data: st.DataObject) -> None:
    answered = asks(call("1"), call("1"), call("2"), message_id="message-1")
    waiting = asks(call("3"), message_id="message-4")
    given: Any = {"approve": True, "tool_call_id": "1"}
    decided = ApprovalResponseMessage.construct(id="message-2", date=DATE, approvals=[given])
    returned = ToolReturnMessage.construct(
        id="message-3",
        date=DATE,
        tool_returns=[ToolReturn(tool_return="", status="success", tool_call_id="2")],
    )
    over: list[object] = [answered, decided, returned, says("message-3"), object()]
    messages = data.draw(st.permutations([*over, waiting]))
    assert unanswered_request(messages) is waiting
    assert unanswered_request([each for each in messages if each is not waiting]) is None


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


def test_a_request_is_whole_when_all_of_its_calls_are() -> None:
    one, two, part = call("1"), call("2"), ToolCallDelta(tool_call_id="3")
    assert is_whole(asks(one))
    assert is_whole(asks(one, one, two))
    assert not is_whole(asks(one, one, part))
    assert not is_whole(asks(part))
    assert calls_of(asks(one, one, one, two, part)) == [one, two]


def test_each_call_has_its_answer() -> None:
    returned = ToolReturn(tool_return="By hand.", status="success", tool_call_id="any")
    answers: dict[str, CallAnswer] = {"1": True, "2": False, "3": Denial("no"), "4": returned}
    answer: Any = answers_to([call(each) for each in answers], answers)
    *approvals, by_hand = answer["approvals"]
    assert [(each["approve"], each["reason"]) for each in approvals] == [
        (True, None),
        (False, None),
        (False, "no"),
    ]
    assert (by_hand["tool_call_id"], by_hand["tool_return"]) == ("4", "By hand.")


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("/v1/agents/agent%2F1/messages", {}, Addressee("agent/1")),
        ("/v1/agents/agent-1/messages/stream", {}, Addressee("agent-1")),
        ("/v1/agents/agent-1/messages/async", None, Addressee("agent-1")),
        ("/v1/conversations/conv-1/messages", {}, Addressee(None, "conv-1")),
        ("/v1/conversations/conv-1/stream", {}, Addressee(None, "conv-1")),
        ("/v1/conversations/default/messages", {"agent_id": "agent-1"}, Addressee("agent-1")),
        ("/v1/conversations/default/messages", {}, None),
        ("/v1/conversations/default/messages", None, None),
        ("/v1/runs/run-1/stream", {}, None),
        ("/v1/agents/agent-1/blocks", {}, None),
    ],
)
def test_a_request_says_to_whom_it_speaks(path: str, body: Any, expected: Any) -> None:
    request = Request[Any](method="POST", path=path, returns=object, body=body)
    assert addressee_of(request) == expected
