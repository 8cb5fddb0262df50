"""Tool calls that a person has to allow: asked for, allowed, denied, and taken back."""

from typing import Any

import httpx
import pytest

from letta_client.testing import ReferenceServer
from letta_client.testing.profiles import PROFILES, ProfileName
from testing.clients import connect, json_of
from testing.talking import Talk, frames, kinds


def ask(server: ReferenceServer, talk: Talk) -> Any:
    """Let the agent ask for approval, and return its request."""
    server.model.ask_approval("buy", {"n": 1}, "Bought.")
    (request,) = json_of(talk.say("Buy one."))["messages"]
    return request


def test_an_agent_that_waits_for_approval_takes_nothing_else(
    server: ReferenceServer, http: httpx.Client
) -> None:
    talk = Talk(http)
    request = ask(server, talk)

    refused = [talk.say("Well?", to) for to in ("", "/stream", "/async")]

    assert request["message_type"] == "approval_request_message"
    for response in refused:
        assert response.status_code == 409
        assert response.json()["detail"]["code"] == "PENDING_APPROVAL"
        assert response.json()["detail"]["pending_request_id"] == request["id"]
    assert [(run["status"], run["stop_reason"]) for run in talk.runs()] == [
        ("completed", "requires_approval")
    ]
    asked = {"include": "agent.pending_approval"}
    assert json_of(http.get(talk.path, params=asked))["pending_approval"] == request
    assert json_of(http.get(talk.path))["pending_approval"] is None


@pytest.mark.parametrize("approve", [True, False])
@pytest.mark.parametrize("profile", PROFILES)
def test_what_was_decided_belongs_to_the_step_that_asked(
    approve: bool, profile: ProfileName
) -> None:
    with ReferenceServer(profile=profile, traces=True) as server, connect(server) as http:
        talk = Talk(http)
        call = ask(server, talk)["tool_call"]["tool_call_id"]
        talk.decide(type="approval", approve=approve, tool_call_id=call)

        decided, asked = (run["id"] for run in talk.runs())
        (step,) = talk.of_run(asked, "steps")
        found = json_of(http.get(f"/v1/steps/{step['id']}/messages"))
        later = talk.of_run(decided, "messages")

        assert kinds(found) == [
            "user_message",
            "approval_request_message",
            "approval_response_message",
            "tool_return_message",
        ]
        assert [message["id"] for message in found[2:]] == [each["id"] for each in later[:2]]
        assert len(talk.of_run(asked, "metrics")["tools_used"]) == 1
        assert talk.of_run(decided, "metrics")["tools_used"] is None
        executed = [
            [span["SpanName"] for span in talk.of_run(run, "trace")].count(
                "LettaAgentV3._execute_tool"
            )
            for run in (asked, decided)
        ]
        assert executed == [0, int(approve)]


def test_an_approved_call_is_made(server: ReferenceServer, http: httpx.Client) -> None:
    talk = Talk(http)
    call = ask(server, talk)["tool_call"]
    server.model.reply("It is yours.")

    found = frames(
        talk.decide("/stream", type="approval", approve=True, tool_call_id=call["tool_call_id"])
    )

    listed = talk.of_run(talk.runs()[0]["id"], "messages")
    assert kinds(listed) == [
        "approval_response_message",
        "tool_return_message",
        "assistant_message",
    ]
    assert (listed[1]["tool_return"], listed[1]["name"]) == ("Bought.", "buy")
    assert kinds(found)[:2] == ["ping", "tool_return_message"]
    assert talk.say("Thanks!").status_code == 200


@pytest.mark.parametrize(
    "answer",
    [
        {"approvals": [{"type": "approval", "approve": False, "tool_call_id": "CALL"}]},
        {"approve": False, "approval_request_id": "REQUEST"},
        {"approve": False, "approval_request_id": "CALL", "reason": "Too dear."},
    ],
)
def test_a_denied_call_is_not_made(
    server: ReferenceServer, http: httpx.Client, answer: Any
) -> None:
    talk = Talk(http)
    request = ask(server, talk)
    named = str(answer).replace("REQUEST", request["id"])
    named = named.replace("CALL", request["tool_call"]["tool_call_id"])

    response = json_of(talk.post({"messages": [{"type": "approval", **eval(named)}]}))

    returned, reply = response["messages"]
    assert returned["status"] == "error"
    assert returned["tool_return"].startswith("Error: request to call tool denied. User reason: ")
    assert returned["tool_return"].endswith(str(answer.get("reason")))
    assert reply["content"] == "Buy one."


@pytest.mark.parametrize("kind", ["approval", "tool_return"])
def test_a_caller_can_run_the_tool_itself(
    server: ReferenceServer, http: httpx.Client, kind: str
) -> None:
    talk = Talk(http)
    call = ask(server, talk)["tool_call"]["tool_call_id"]
    given = {"type": "tool", "tool_call_id": call, "tool_return": "Made it.", "status": "success"}
    field = "approvals" if kind == "approval" else "tool_returns"

    response = json_of(talk.post({"messages": [{"type": kind, field: [given]}]}))

    assert response["messages"][0]["tool_return"] == "Made it."
    answered = talk.of_run(talk.runs()[0]["id"], "messages")[0]
    assert answered["approvals"][0]["tool_return"] == "Made it."
    assert (answered["approve"], answered["approval_request_id"]) == (None, None)


def test_cancelling_takes_the_question_back(server: ReferenceServer, http: httpx.Client) -> None:
    talk = Talk(http)
    request = ask(server, talk)
    server.clock.advance(1)

    assert list(json_of(talk.post({}, "/cancel")).values()) == ["cancelled"]

    run = talk.runs()[0]
    assert (run["status"], run["stop_reason"]) == ("cancelled", "cancelled")
    *asked, response, returned = talk.of_run(run["id"], "messages")
    assert kinds(asked) == ["user_message", "approval_request_message"]
    assert (response["approve"], returned["status"]) == (False, "error")
    assert returned["tool_call_id"] == request["tool_call"]["tool_call_id"]
    (step,) = talk.of_run(run["id"], "steps")
    assert (step["status"], step["stop_reason"]) == ("success", "requires_approval")
    of_step = json_of(http.get(f"/v1/steps/{step['id']}/messages"))
    assert of_step == [*asked, response, returned]
    assert json_of(http.get(talk.path))["last_stop_reason"] == "cancelled"
    assert talk.say("Never mind.").status_code == 200


def ask_twice(server: ReferenceServer, talk: Talk) -> list[str]:
    """Let the agent ask for approval of two calls at once, and return their ids."""
    server.model.ask_approvals(("buy", {"n": 1}, "Bought."), ("eat", {}, "Eaten."))
    (request,) = json_of(talk.say("Buy one."))["messages"]
    calls: list[Any] = request["tool_calls"]
    assert [call["name"] for call in calls] == ["buy", "eat"]
    assert request["tool_call"] == calls[0]
    return [call["tool_call_id"] for call in calls]


def approval(call_id: str, *, approve: bool = True) -> Any:
    return {"type": "approval", "tool_call_id": call_id, "approve": approve, "reason": "so"}


def answer_all(talk: Talk, *approvals: Any, to: str = "") -> httpx.Response:
    return talk.post({"messages": [{"type": "approval", "approvals": approvals}]}, to)


def test_calls_at_once_are_answered_at_once(server: ReferenceServer, http: httpx.Client) -> None:
    talk = Talk(http)
    buy, eat = ask_twice(server, talk)
    refused = answer_all(talk, approval(buy))
    assert refused.status_code == 400
    assert refused.json()["detail"] == (
        f"Invalid tool call IDs. Expected '{[buy, eat]}', but received '{[buy]}'."
    )

    # In any order.
    returned, _ = json_of(answer_all(talk, approval(eat, approve=False), approval(buy)))["messages"]

    gave = [(each["tool_call_id"], each["tool_return"]) for each in returned["tool_returns"]]
    denied = "Error: request to call tool denied. User reason: so"
    assert gave == [(eat, denied), (buy, "Bought.")]
    (decision, *_) = talk.of_run(talk.runs()[0]["id"], "messages")
    assert [each["approve"] for each in decision["approvals"]] == [False, True]


def test_cancelling_takes_all_questions_back(server: ReferenceServer, http: httpx.Client) -> None:
    talk = Talk(http)
    calls = ask_twice(server, talk)
    server.clock.advance(1)
    talk.post({}, "/cancel")
    *_, response, returned = talk.of_run(talk.runs()[0]["id"], "messages")
    assert [each["tool_call_id"] for each in response["approvals"]] == calls
    assert [each["tool_call_id"] for each in returned["tool_returns"]] == calls


@pytest.mark.parametrize("to", ["", "/stream"])
def test_answers_that_come_again(to: str) -> None:
    with ReferenceServer(profile="letta-0.16.8") as server, connect(server) as http:
        talk = Talk(http)
        buy, eat = ask_twice(server, talk)
        answer_all(talk, approval(buy), approval(eat))

        # Letta does not look at what they say.
        again = answer_all(talk, approval(eat, approve=False), approval(buy), to=to)

        assert again.status_code == 200
        told, spoke = talk.of_run(talk.runs()[0]["id"], "messages")
        assert told["content"].startswith("<system-alert>Automated keep-alive ping.")
        assert spoke["message_type"] == "assistant_message"
        refused = answer_all(talk, approval(eat), to=to)
        if to:
            (error,) = [each for each in frames(refused) if each.startswith("event: error")]
            assert "An unknown error occurred with the LLM streaming request." in error
            assert "No tool call is currently awaiting approval" in error
        else:
            assert refused.status_code == 400


def test_each_conversation_waits_for_itself(server: ReferenceServer, http: httpx.Client) -> None:
    talk = Talk(http)
    agent_id = talk.agent["id"]
    made = json_of(http.post("/v1/conversations/", params={"agent_id": agent_id}, json={}))
    server.model.ask_approval("buy", {})
    body: Any = {"messages": [{"role": "user", "content": "Buy."}], "streaming": False}
    path = f"/v1/conversations/{made['id']}/messages"
    assert http.post(path, json=body).status_code == 200

    assert http.post(path, json=body).status_code == 409
    assert talk.say("Hello.").status_code == 200
    asked = {"include": "agent.pending_approval"}
    assert json_of(http.get(talk.path, params=asked))["pending_approval"] is None


# Calls of the caller's tools

CLIENT_TOOLS = [{"name": "buy", "parameters": {"type": "object"}}]


def test_a_call_of_a_tool_of_the_caller_waits_for_the_caller(
    server: ReferenceServer, http: httpx.Client
) -> None:
    talk = Talk(http)
    server.model.think("What now?").call_tool("buy", {"n": 1}, "unused").reply("Thanks.")

    said = json_of(talk.say("Buy one.", client_tools=CLIENT_TOOLS))

    *_, request = said["messages"]
    assert request["message_type"] == "approval_request_message"
    assert said["stop_reason"]["stop_reason"] == "requires_approval"
    assert len(server.model.unused) == 1
    returned = {
        "type": "tool",
        "tool_call_id": request["tool_call"]["tool_call_id"],
        "tool_return": "One.",
        "status": "success",
    }
    answered = json_of(talk.decide(**returned))["messages"]
    assert [answered[0]["tool_return"], answered[1]["content"]] == ["One.", "Thanks."]


def test_calls_of_the_server_at_the_same_time_are_made_after_the_answer(
    server: ReferenceServer, http: httpx.Client
) -> None:
    talk = Talk(http)
    server.model.call_tools(("buy", {"n": 1}, ""), ("sell", {}, "Sold.")).reply("Thanks.")

    called, request = json_of(talk.say("Both.", client_tools=CLIENT_TOOLS))["messages"]

    assert (called["message_type"], called["tool_call"]["name"]) == ("tool_call_message", "sell")
    assert [each["name"] for each in request["tool_calls"]] == ["buy"]
    given = {
        "type": "tool",
        "tool_call_id": request["tool_call"]["tool_call_id"],
        "tool_return": "One.",
        "status": "success",
    }
    returned, _ = json_of(talk.decide(**given))["messages"]
    assert [(each["tool_call_id"], each["tool_return"]) for each in returned["tool_returns"]] == [
        (request["tool_call"]["tool_call_id"], "One."),
        (called["tool_call"]["tool_call_id"], "Sold."),
    ]
    assert returned["name"] == "sell"


def test_without_the_tools_of_the_caller_a_call_is_made_by_the_server(
    server: ReferenceServer, http: httpx.Client
) -> None:
    talk = Talk(http)
    server.model.call_tool("buy", {"n": 1}, "Bought.").reply("Thanks.")

    said = json_of(talk.say("Buy one."))

    assert said["stop_reason"]["stop_reason"] == "end_turn"


@pytest.mark.parametrize("stream_tokens", [True, False])
def test_a_stream_of_tokens_does_not_bring_what_the_caller_has_sent(
    server: ReferenceServer, http: httpx.Client, stream_tokens: bool
) -> None:
    talk = Talk(http)
    server.model.call_tool("buy", {"n": 1}, "unused").reply("Thanks.")
    (request,) = json_of(talk.say("Buy one.", client_tools=CLIENT_TOOLS))["messages"]
    call = request["tool_call"]["tool_call_id"]
    given = {"type": "tool", "tool_call_id": call, "tool_return": "One.", "status": "success"}
    answer = {"messages": [{"type": "approval", "approvals": [given]}]}

    found = frames(talk.post({**answer, "stream_tokens": stream_tokens}, "/stream"))

    assert ("tool_return_message" in kinds(found)) is not stream_tokens
    assert kinds(talk.of_run(talk.runs()[0]["id"], "messages"))[1] == "tool_return_message"
