"""Calls of tools that a person has to approve, allowed and denied, in every way to say so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from letta_client import APIStreamError, Denial, PendingApprovalError
from letta_client.types.messages import ToolCall

from .callers import AsyncCaller, Caller
from .calls import PROMPTS, SEARCH, STREAMS, WAYS, Said, Subject, answers, says
from .calls_of_conversations import ANSWERS, WAITING
from .payloads import as_json, differences, unknown
from .subjects import NEEDS_APPROVAL, Subjects

DENIED = "Error: request to call tool denied. User reason: so"


@pytest.fixture(scope="module")
def agent(subjects: Subjects) -> Subject:
    return subjects.agent(**NEEDS_APPROVAL)


def run_of(caller: Caller, way: str, said: Said, on: Subject) -> list[Any]:
    """Say something, losing nothing of what comes back; return the messages of the run."""
    caller.answers.forget()
    called: Any = caller.result(WAYS[way](said)(caller.client, on))
    if way.endswith(tuple(STREAMS)):
        called, stream = caller.events(called), called
        assert stream.outcome == "done"
        run_id, sent = stream.run_id, caller.answers.frames
    else:
        sent = caller.answers.last
        run_id = sent["id"] if way.endswith("async") else sent["messages"][0]["run_id"]
    assert list(differences(sent, as_json(called))) == []
    assert list(unknown(called)) == []

    caller.result(caller.client.runs.wait(run_id, poll_interval=0.1))
    page = caller.result(caller.client.runs.messages.list(run_id, order="asc"))
    assert list(differences(caller.answers.last, as_json(page))) == []
    messages: list[Any] = page.items
    return messages


@pytest.mark.parametrize("way", WAYS)
def test_a_person_decides(way: str, caller: Caller, agent: Subject) -> None:
    # In turn: what the one client allows, the other denies.
    approve = isinstance(caller, AsyncCaller) is bool([*WAYS].index(way) % 2)
    said, asked = run_of(caller, way, says(PROMPTS["TOOL"]), agent)
    assert said.message_type == "user_message"
    assert asked.message_type == "approval_request_message"
    assert asked.tool_call.name == SEARCH
    waiting = replace(agent, tool_call_id=asked.tool_call.tool_call_id)

    decided, returned, spoke = run_of(caller, way, answers(approve=approve), waiting)

    assert decided.message_type == "approval_response_message"
    (decision,) = decided.approvals
    expected = ("approval", waiting.tool_call_id, approve, "so")
    assert (decision.type, decision.tool_call_id, decision.approve, decision.reason) == expected
    assert returned.message_type == "tool_return_message"
    assert returned.tool_call_id == waiting.tool_call_id
    assert returned.status == ("success" if approve else "error")
    assert returned.tool_return == ("[]" if approve else DENIED)
    assert spoke.message_type == "assistant_message"


@pytest.mark.parametrize("name", ANSWERS)
def test_what_an_agent_waits_for_is_answered(name: str, caller: Caller, subjects: Subjects) -> None:
    waiting = subjects.asking()
    (request,) = caller.result(WAITING["agents.approvals.list"](caller.client, waiting))
    assert request.run_id == waiting.run_id
    assert [call.tool_call_id for call in request.tool_calls] == [waiting.tool_call_id]

    result = caller.result(ANSWERS[name](caller.client, waiting))

    assert result.stop_reason == "end_turn"
    assert result.text
    listed = caller.items(caller.client.runs.messages.list(result.run_id, order="asc"))
    (returned,) = [each for each in listed if each.message_type == "tool_return_message"]
    assert returned.tool_return == (DENIED if name.endswith("deny") else "[]")
    assert caller.result(WAITING["agents.approvals.list"](caller.client, waiting)) == []
    # What is answered again makes the agent speak again, and calls no tool.
    caller.result(caller.client.agents.approvals.approve(waiting.agent_id, request))
    said = caller.items(caller.client.agents.messages.list(waiting.agent_id))
    assert [each.id for each in said if each.message_type == "tool_return_message"] == [returned.id]


def refused(caller: Caller, called: Callable[[], Any]) -> PendingApprovalError:
    """Return the error with which an agent that waits refuses a message."""

    def listen() -> None:
        caller.take(caller.result(called()), [])

    with pytest.raises(PendingApprovalError) as caught:
        listen()
    return caught.value


def returns_of(caller: Caller, run_id: str) -> list[tuple[str, str]]:
    """Return what the calls of a run gave back, each with its id."""
    listed = caller.items(caller.client.runs.messages.list(run_id, order="asc"))
    (message,) = [each for each in listed if each.message_type == "tool_return_message"]
    return [(each.tool_call_id, each.tool_return) for each in message.tool_returns]


def test_calls_at_once_are_answered_each_by_itself(caller: Caller, subjects: Subjects) -> None:
    agent, client = subjects.asking_at_once(), caller.client
    send, approvals = client.agents.messages.send, client.agents.approvals
    asked = caller.result(send(agent.agent_id, PROMPTS["TOOLS"], stream_tokens=True))
    assert asked.stop_reason == "requires_approval"

    error = refused(caller, lambda: send(agent.agent_id, "hello", stream=True))
    created = refused(caller, lambda: client.agents.messages.create(agent.agent_id, input="hello"))

    for each in (error, created):
        assert (each.agent_id, each.conversation_id) == (agent.agent_id, None)
        assert each.run_id == asked.run_id
        assert each.pending_request_id == asked.messages[-1].id
        assert each.pending_calls == asked.messages[-1].tool_calls
    first, second = error.pending_calls
    part = asked.messages[-1].model_copy(update={"tool_calls": [first]})
    with pytest.raises(APIStreamError, match="Invalid tool call IDs"):
        caller.result(approvals.approve(agent.agent_id, part))

    def decide(call: ToolCall) -> bool | Denial:
        return call.tool_call_id == second.tool_call_id or Denial("so")

    result = caller.result(approvals.answer(agent.agent_id, decide, error))

    assert result.stop_reason == "end_turn"
    assert result.text
    returned = [(first.tool_call_id, DENIED), (second.tool_call_id, "[]")]
    assert returns_of(caller, result.run_id) == returned
    # What is answered again makes the agent speak again, and calls no tool.
    again = caller.result(approvals.approve(agent.agent_id, error))
    assert [each.message_type for each in again.messages] == ["assistant_message"]


def test_a_conversation_waits_of_which_the_agent_does_not_tell(
    caller: Caller, subjects: Subjects
) -> None:
    on, client = subjects.conversation(subjects.asking_at_once()), caller.client
    create, approvals = client.conversations.messages.create, client.agents.approvals

    def say(text: str) -> Any:
        return create(on.conversation_id, input=text, background=True)

    asked = caller.items(caller.result(say(PROMPTS["TOOLS"])))
    (request,) = [each for each in asked if each.message_type == "approval_request_message"]
    include = ["agent.pending_approval"]
    agent = caller.result(client.agents.retrieve(on.agent_id, include=include))
    assert agent.pending_approval is None
    assert caller.result(approvals.list(on.agent_id)) == []

    error = refused(caller, lambda: say("hello"))

    assert (error.agent_id, error.conversation_id) == (on.agent_id, on.conversation_id)
    assert error.pending_calls == request.tool_calls
    listed = caller.result(approvals.list(on.agent_id, conversation_id=on.conversation_id))
    assert listed == [error.approval_request]
    # The run of the request tells in which conversation it is.
    result = caller.result(approvals.deny(on.agent_id, request, reason="so"))
    assert result.text
    denied = [(call.tool_call_id, DENIED) for call in error.pending_calls]
    assert returns_of(caller, result.run_id) == denied


def test_cancelling_takes_a_request_back(caller: Caller, subjects: Subjects) -> None:
    on, client = subjects.asking(), caller.client
    cancel = client.agents.messages.cancel
    assert caller.result(cancel(on.agent_id, run_ids=[on.run_id])) == {on.run_id: "cancelled"}

    assert caller.result(client.agents.approvals.list(on.agent_id)) == []
    assert caller.result(client.agents.messages.send(on.agent_id, "hello")).text
