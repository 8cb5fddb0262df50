"""Runs that are cancelled while they happen."""

import httpx
import pytest

from letta_client.testing import ReferenceServer
from testing.clients import json_of
from testing.talking import DONE, Talk, data, frames, joined, kinds


@pytest.mark.parametrize("to", ["/async", "/stream"])
def test_those_who_follow_a_run_see_it_cancelled(
    server: ReferenceServer, http: httpx.Client, to: str
) -> None:
    talk = Talk(http)
    server.model.reply("one two three four", delay=4)
    body = {"input": "Count", "stream_tokens": True, "background": True}
    followed = f"{talk.path}/messages/stream"
    if to == "/async":
        server.model.clear()
        server.model.hang()
        run = json_of(talk.say("Count", "/async"))["id"]
        followed, body = f"/v1/runs/{run}/stream", {}

    seen = list[str]()
    with http.stream("POST", followed, json=body) as response:
        for frame in response.iter_text():
            seen.append(frame)
            if len(seen) == (1 if to == "/async" else 3):
                run = talk.runs()[0]["id"]
                assert json_of(talk.post({"run_ids": [run]}, "/cancel")) == {run: "cancelled"}

    assert kinds(seen)[-1] == "stop_reason"
    assert data(seen[-2])["stop_reason"] == "cancelled"
    assert seen[-1] == DONE
    cancelled = talk.runs()[0]
    assert (cancelled["status"], cancelled["stop_reason"]) == ("cancelled", "cancelled")
    assert [step["status"] for step in talk.of_run(cancelled["id"], "steps")] == ["cancelled"]
    listed = talk.of_run(cancelled["id"], "messages")[1:]
    streamed = [data(frame) for frame in seen if "assistant" in frame]
    assert joined(streamed) == joined(listed)
    again = frames(http.post(f"/v1/runs/{cancelled['id']}/stream", json={}))
    assert again == seen


def test_cancelling_keeps_what_was_said_of_a_step(
    server: ReferenceServer, http: httpx.Client
) -> None:
    talk = Talk(http)
    server.model.call_tool("look", {}, "There.", delay=1).hang()
    run = json_of(talk.say("Where?", "/async"))["id"]
    server.clock.advance(2)
    first = talk.of_run(run, "steps", order="asc")[0]["id"]
    http.patch(f"/v1/steps/{first}/feedback", json={"feedback": "positive"})

    talk.post({}, "/cancel")

    steps = talk.of_run(run, "steps", order="asc")
    assert [(step["status"], step["feedback"]) for step in steps] == [
        ("success", "positive"),
        ("cancelled", None),
    ]
    assert [step["id"] for step in json_of(http.get("/v1/steps/", params={"order": "asc"}))] == [
        step["id"] for step in steps
    ]


def test_cancelling_without_names_means_all_that_goes_on(
    server: ReferenceServer, http: httpx.Client
) -> None:
    talk = Talk(http)
    talk.say("Over.")
    server.model.hang().hang()
    going = [json_of(talk.say("Go", "/async"))["id"] for _ in range(2)]

    assert json_of(http.post(f"{talk.path}/messages/cancel")) == dict.fromkeys(
        reversed(going), "cancelled"
    )
    assert http.post(f"{talk.path}/messages/cancel").status_code == 409
    assert [run["status"] for run in talk.runs()] == ["cancelled", "cancelled", "completed"]


def test_a_run_that_is_over_stays_as_it_is(http: httpx.Client) -> None:
    talk = Talk(http)
    talk.say("Over.")
    run = talk.runs()[0]

    talk.post({"run_ids": [run["id"]]}, "/cancel")

    assert talk.runs() == [run]
