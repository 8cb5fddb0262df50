"""Approvals are asked for, given and denied as recorded of Letta 0.16.8."""

from __future__ import annotations

import re

from letta_client.testing import ReferenceServer
from testing.recordings import chunks, recording
from testing.talking import Talk, frames

from .recorded_answers import ARGUMENTS, WORDS, fields, like, recorded, shapes


def test_an_approval_is_asked_for_as_recorded(server: ReferenceServer, talk: Talk) -> None:
    server.model.ask_approval("find", ARGUMENTS)

    found = talk.stream("hello TOOL", stream_tokens=True, background=True)

    assert shapes(found) == shapes(chunks("stream_approval_request"))
    run = talk.runs()[0]
    listed = talk.of_run(run["id"], "messages")
    assert fields(listed) == fields(recorded("run_messages_approval_request")["json"])
    assert listed[1]["otid"] == listed[1]["id"]
    assert run["stop_reason"] == recorded("run_requires_approval")["json"]["stop_reason"]


def test_a_denial_is_answered_as_recorded(server: ReferenceServer, talk: Talk) -> None:
    server.model.ask_approval("find", ARGUMENTS).reply(WORDS)
    talk.say("hello TOOL")
    call = talk.messages()[-1]["tool_call"]["tool_call_id"]

    found = frames(
        talk.decide("/stream", type="approval", approve=False, tool_call_id=call, reason="no")
    )

    assert shapes(found) == shapes(chunks("stream_approval_response"))
    listed = talk.of_run(talk.runs()[0]["id"], "messages")
    there = recorded("run_messages_approval_response")["json"]
    assert fields(listed) == fields(there)
    assert listed[1]["tool_return"] == there[1]["tool_return"]


def test_what_is_said_too_early_fails_as_recorded(server: ReferenceServer, talk: Talk) -> None:
    server.model.ask_approval("find", ARGUMENTS)
    talk.say("hello TOOL")
    said = recorded("error_409_pending_approval")["json"]["detail"]

    response = talk.say("hello again")

    assert like(response, "error_409_pending_approval")
    assert response.json()["detail"]["message"] == said["message"]
    for name, options in (
        ("stream_pending_approval", {}),
        ("stream_background_pending_approval", {"background": True}),
    ):
        assert shapes(talk.stream("hello", **options)) == shapes(chunks(name))
    assert like(talk.say("hello", "/async"), "async_pending_approval")
    run = talk.runs()[0]
    there = recorded("run_async_pending_approval")["json"]
    assert (run["metadata"], run["stop_reason"]) == (there["metadata"], there["stop_reason"])
    assert [run["status"] for run in talk.runs()] == ["failed"] * 4 + ["completed"]


def test_an_answer_that_fits_no_request_is_refused_as_recorded(
    server: ReferenceServer, talk: Talk
) -> None:
    answer = recording("error_400_no_pending_approval")["request"]["json"]
    assert talk.post(answer).json() == recorded("error_400_no_pending_approval")["json"]
    server.model.ask_approval("find", ARGUMENTS)
    talk.say("hello TOOL")

    wrong = talk.decide(type="approval", approve=True, tool_call_id="call_wrong")
    empty = talk.post({"messages": [{"type": "approval", "approvals": []}]})

    there = recorded("error_400_wrong_tool_call")["json"]["detail"]
    assert wrong.status_code == empty.status_code == 400
    assert re.sub(r"call_\w+", "", wrong.json()["detail"]) == re.sub(r"call_\w+", "", there)
    assert empty.json()["detail"].startswith("Invalid approval response.")
