"""Calls of tools that a person has to approve, allowed and denied, in every way to say so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

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
