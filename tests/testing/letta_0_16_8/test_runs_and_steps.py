"""What is told of runs and steps is what was recorded of Letta 0.16.8."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import httpx
import pytest

from letta_client.testing import ReferenceServer
from testing.clients import connect, json_of
from testing.talking import Talk, kinds

from .recorded_answers import ARGUMENTS, WORDS, fields, recorded


def test_of_a_step_that_failed_there_are_no_messages(server: ReferenceServer, talk: Talk) -> None:
    server.model.call_tool("find", ARGUMENTS, "no").think("Hm.").fail()
    talk.say("Where?")
    run = talk.runs()[0]["id"]

    stored = ["user_message", "tool_call_message", "tool_return_message"]
    assert kinds(talk.of_run(run, "messages")) == stored
    assert kinds(talk.messages(order="asc"))[1:] == stored
    newest, _ = talk.of_run(run, "steps")
    assert newest["status"] == "failed"
    assert talk.http.get(f"/v1/steps/{newest['id']}/messages").json() == []


def test_messages_are_stored_when_their_step_is_over(server: ReferenceServer, talk: Talk) -> None:
    server.model.call_tool("find", ARGUMENTS, "no", delay=2).reply(WORDS, delay=2)
    run = json_of(talk.say("Where?", "/async"))["id"]

    stored = [kinds(talk.of_run(run, "messages"))]
    for seconds in (1, 1, 1, 1):
        server.clock.advance(seconds)
        stored.append(kinds(talk.of_run(run, "messages")))

    step = ["user_message", "tool_call_message", "tool_return_message"]
    assert stored == [[], [], step, step, [*step, "assistant_message"]]


def test_a_step_that_is_cancelled_is_pending_for_ever(server: ReferenceServer) -> None:
    with ReferenceServer(profile="letta-0.16.8", traces=True) as server, connect(server) as http:
        talk = Talk(http)
        server.model.call_tool("find", ARGUMENTS, "no").reply("word " * 40, delay=40)
        body = {"input": "SLOW", "stream_tokens": True, "background": True}
        with http.stream("POST", f"{talk.path}/messages/stream", json=body) as response:
            for frame in response.iter_text():
                if "assistant_message" in frame:
                    talk.post({}, "/cancel")
        server.clock.advance(100)

        run = talk.runs()[0]
        newest, oldest = talk.of_run(run["id"], "steps")
        metrics = json_of(http.get(f"/v1/steps/{newest['id']}/metrics"))
        usage = talk.of_run(run["id"], "usage")
        told = talk.of_run(run["id"], "metrics")
        spans = [span["SpanName"] for span in talk.of_run(run["id"], "trace")]

        assert (run["status"], run["stop_reason"]) == ("cancelled", "cancelled")
        assert kinds(talk.of_run(run["id"], "messages"))[2:] == ["tool_return_message"]
        assert (newest["status"], newest["stop_reason"]) == ("pending", None)
        assert (newest["total_tokens"], metrics["step_ns"]) == (0, None)
        assert json_of(http.get(f"/v1/steps/{newest['id']}/trace")) is None
        assert usage["total_tokens"] == oldest["total_tokens"]
        assert (told["num_steps"], len(told["tools_used"])) == (2, 1)
        assert spans.count("agent_step") == 1
        assert "time_to_first_token" not in spans


def test_moments_and_durations_are_as_recorded(http: httpx.Client, talk: Talk) -> None:
    talk.stream("hello", background=True)
    listed = talk.runs()[0]
    retrieved = json_of(http.get(f"/v1/runs/{listed['id']}"))

    assert fields(retrieved) == fields(recorded("run_completed")["json"])
    assert datetime.fromisoformat(retrieved["completed_at"]).tzinfo is None
    assert datetime.fromisoformat(retrieved["created_at"]).tzinfo is not None
    assert (retrieved["total_duration_ns"], listed["total_duration_ns"]) == (None, 0)
    assert retrieved["ttft_ns"] is listed["ttft_ns"] is None


def test_nobody_knows_when_a_step_began(http: httpx.Client, talk: Talk) -> None:
    talk.say("hello")
    step = talk.of_run(talk.runs()[0]["id"], "steps")[0]["id"]

    metrics = json_of(http.get(f"/v1/steps/{step}/metrics"))

    assert fields(metrics) == fields(recorded("step_metrics")["json"])
    assert metrics["step_start_ns"] is metrics["llm_request_start_ns"] is None
    assert metrics["step_ns"] is not None


def test_a_step_that_is_not_there_is_empty(http: httpx.Client) -> None:
    path = "/v1/steps/step-00000000-0000-4000-8000-000000000000"

    assert json_of(http.get(f"{path}/messages")) == []
    assert json_of(http.get(f"{path}/trace")) is None
    assert http.get(f"{path}/metrics").status_code == 404


def test_a_reply_is_reasoning_under_its_step(http: httpx.Client, talk: Talk) -> None:
    talk.say(WORDS)
    run = talk.runs()[0]["id"]
    step = talk.of_run(run, "steps")[0]["id"]

    listed = json_of(http.get(f"/v1/steps/{step}/messages"))

    (there,) = recorded("step_messages")["json"]
    assert list(listed[-1]) == list(there)
    assert (listed[-1]["message_type"], listed[-1]["reasoning"]) == ("reasoning_message", WORDS)
    assert listed[-1]["source"] == there["source"]
    assert [message["id"] for message in listed] == [
        message["id"] for message in talk.of_run(run, "messages")
    ]


def test_the_spans_of_a_run_need_clickhouse() -> None:
    for traces in (None, True):
        with ReferenceServer(profile="letta-0.16.8", traces=traces) as server:
            run = server.add_run()
            with connect(server) as http:
                response = http.get(f"/v1/runs/{run.id}/trace")

        if traces:
            assert "SpanName" in json_of(response)[0]
        else:
            there = recorded("run_trace_unconfigured")
            assert (response.status_code, response.json()) == (there["status"], there["json"])


@pytest.mark.parametrize(("name", "fails"), [("run_trace", False), ("run_trace_failed", True)])
def test_a_run_has_the_recorded_spans(name: str, fails: bool) -> None:
    with ReferenceServer(profile="letta-0.16.8", traces=True) as server, connect(server) as http:
        talk = Talk(http)
        if fails:
            server.model.fail()
        server.model.call_tool("conversation_search", {"query": "alpha"}, "None").reply(WORDS)
        talk.stream("TOOL", background=True)
        found = talk.of_run(talk.runs()[0]["id"], "trace")

    def told(span: dict[str, Any]) -> list[Any]:
        names = ("SpanName", "SpanKind", "StatusCode", "ScopeName")
        about = {name.partition(".")[0] for name in span["SpanAttributes"]}
        # What goes on inside a tool is its own business.
        inside = span["SpanName"].endswith("._execute_tool")
        events = None if inside else span["Events.Name"]
        return [list(span), *(span[name] for name in names), about, events]

    assert list(map(told, found)) == list(map(told, recorded(name)["json"]))


def test_a_deleted_run_need_not_be_there(http: httpx.Client) -> None:
    response = http.delete("/v1/runs/run-00000000-0000-4000-8000-000000000000")

    assert response.status_code == 500


def test_who_cancels_without_naming_runs_cancels_the_last_one_sent(talk: Talk) -> None:
    talk.say("one")
    talk.stream("two")
    last = talk.runs()[0]["id"]
    talk.say("three", "/async")

    for _ in range(2):
        assert json_of(talk.post({}, "/cancel")) == {last: "cancelled"}
    assert [run["status"] for run in talk.runs()] == ["completed"] * 3
