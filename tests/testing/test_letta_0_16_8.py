"""The profile `letta-0.16.8` behaves as the real server was recorded to."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx
import pytest

from letta_client.testing import ReferenceServer, Script
from letta_client.testing.json_values import is_dict, is_list
from testing.clients import connect, json_of
from testing.recordings import chunks, recording
from testing.talking import DONE, Talk, data, frames, kinds, shape

WORDS = "word0 word1 word2 word3 word4 word5 word6 word7 "
ARGUMENTS = '{"query": "x", "label":"h"}'


@pytest.fixture
def server() -> Iterator[ReferenceServer]:
    with ReferenceServer(profile="letta-0.16.8") as server:
        yield server


@pytest.fixture
def talk(http: httpx.Client) -> Talk:
    return Talk(http)


def recorded(name: str) -> Any:
    return recording(name)["response"]


def like(response: httpx.Response, name: str) -> bool:
    """Tell whether a response has the recorded status and fields."""
    there = recorded(name)
    return (response.status_code, response.headers["content-type"], fields(response.json())) == (
        there["status"],
        there["content_type"],
        fields(there["json"]),
    )


def fields(value: Any) -> Any:
    """Return the fields of a payload, and whether they are null."""
    if is_dict(value):
        return [(name, fields(each)) for name, each in value.items()]
    if is_list(value):
        return [fields(each) for each in value]
    return None if value is None else type(value).__name__


def shapes(found: list[str]) -> list[Any]:
    return [shape(frame) for frame in found]


# Streams


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("stream_background_tokens", {"stream_tokens": True, "background": True}),
        ("stream_background_steps", {"background": True}),
    ],
)
def test_a_background_stream_has_the_recorded_frames(
    server: ReferenceServer, talk: Talk, name: str, options: Any
) -> None:
    server.model.call_tool("find", ARGUMENTS, "no", status="error", stderr=["no"]).reply(WORDS)

    assert shapes(talk.stream("hello TOOL", **options)) == shapes(chunks(name))


@pytest.mark.parametrize(
    ("name", "stream_tokens"),
    [("stream_background_tools_at_once", True), ("stream_background_steps_tools_at_once", False)],
)
def test_tools_called_at_once_have_the_recorded_frames(
    server: ReferenceServer, talk: Talk, name: str, stream_tokens: bool
) -> None:
    search = ("conversation_search", {"query": "alpha"}, "None")
    server.model.call_tools(search, search).reply(WORDS)

    found = talk.stream("TOOLS", stream_tokens=stream_tokens, background=True)

    assert shapes(found) == shapes(chunks(name))
    listed = talk.of_run(talk.runs()[0]["id"], "messages")
    assert fields(listed) == fields(recorded("run_messages_tools_at_once")["json"])


def test_a_foreground_stream_has_no_numbers(talk: Talk) -> None:
    found = talk.stream(WORDS, stream_tokens=True)

    assert shapes(found) == shapes(chunks("stream_foreground_tokens"))
    assert all(data(frame).get("seq_id") is None for frame in found[:-1])


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("stream_foreground_error", {"stream_tokens": True}),
        ("stream_background_error_without_done", {"stream_tokens": True, "background": True}),
    ],
)
def test_a_stream_that_fails_has_the_recorded_end(
    server: ReferenceServer, talk: Talk, name: str, options: Any
) -> None:
    server.model.fail()

    found = talk.stream("FAIL", **options)

    assert shapes(found) == shapes(chunks(name))
    assert (found[-1] == DONE) == (name == "stream_foreground_error")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("stream_cancelled", {"stream_tokens": True, "background": True}),
        ("stream_foreground_cancelled", {"stream_tokens": True}),
    ],
)
def test_a_cancelled_stream_has_the_recorded_end(
    server: ReferenceServer, http: httpx.Client, talk: Talk, name: str, options: Any
) -> None:
    there = shapes(chunks(name))
    said = sum(frame[2] == "assistant_message" for frame in there if frame != DONE)
    server.model.reply("word " * 40, delay=40)
    seen = list[str]()

    body = {"input": "SLOW LONG", **options}
    with http.stream("POST", f"{talk.path}/messages/stream", json=body) as response:
        for frame in response.iter_text():
            seen.append(frame)
            if len(seen) == 1 + said:
                talk.post({}, "/cancel")

    assert shapes(seen) == there


def test_numbers_are_taken_also_by_events_that_do_not_show_them(
    http: httpx.Client, talk: Talk
) -> None:
    whole = talk.stream("one two", stream_tokens=True, background=True)
    run = talk.runs()[0]["id"]

    rests = [
        frames(http.post(f"/v1/runs/{run}/stream", json={"starting_after": number}))
        for number in range(5)
    ]

    assert kinds(whole) == [
        "ping",
        "assistant_message",
        "assistant_message",
        "stop_reason",
        "usage_statistics",
    ]
    assert rests == [whole[number:] for number in range(5)]


def test_a_stream_goes_on_as_recorded(
    server: ReferenceServer, http: httpx.Client, talk: Talk
) -> None:
    server.model.call_tool("find", ARGUMENTS, "no", status="error", stderr=["no"]).reply(WORDS)
    talk.stream("hello TOOL", stream_tokens=True, background=True)
    path = f"/v1/runs/{talk.runs()[0]['id']}/stream"

    for name in ("stream_resumed_after_9", "stream_replayed_from_start"):
        found = frames(http.post(path, json=recording(name)["request"]["json"]))
        assert shapes(found) == shapes(chunks(name))


def test_a_replayed_stream_has_its_first_ping_whether_wanted_or_not(
    http: httpx.Client, talk: Talk
) -> None:
    talk.stream("one two three", background=True)

    run = talk.runs()[0]["id"]
    found = frames(http.post(f"/v1/runs/{run}/stream", json={"include_pings": False}))

    assert shapes(found) == shapes(chunks("stream_replayed_without_pings"))


def test_a_silent_stream_repeats_its_last_number_every_20_seconds(
    server: ReferenceServer, talk: Talk
) -> None:
    server.model.call_tool("wait", {}, "Done.", delay=50).reply("Good.")

    found = [data(frame) for frame in talk.stream("Wait", background=True)[:-1]]

    assert [(event["message_type"], event["seq_id"]) for event in found[:4]] == [
        ("ping", 1),
        ("tool_call_message", 2),
        ("ping", 2),
        ("ping", 2),
    ]
    dates = [datetime.fromisoformat(event["date"]) for event in found[1:4]]
    assert [(later - dates[0]).total_seconds() for later in dates[1:]] == [20, 40]


def test_the_stream_of_an_async_run_has_nothing_but_pings(
    server: ReferenceServer, http: httpx.Client, talk: Talk
) -> None:
    run = json_of(talk.say("hello", "/async"))
    assert json_of(http.get(f"/v1/runs/{run['id']}"))["status"] == "completed"
    start = server.clock.now()

    found = frames(http.post(f"/v1/runs/{run['id']}/stream", json={}))

    assert {json.dumps(shape(frame)) for frame in found} == {
        json.dumps(shape(chunks("stream_async_run_pings_only")[0]))
    }
    assert (server.clock.now() - start).total_seconds() == 1800


def test_a_stream_from_behind_the_end_has_nothing_but_pings(http: httpx.Client, talk: Talk) -> None:
    whole = talk.stream("one", background=True)
    path = f"/v1/runs/{talk.runs()[0]['id']}/stream"

    found = frames(http.post(path, json={"starting_after": len(whole)}))

    assert set(kinds(found)) == {"ping"}
    assert len(found) == 89


def test_a_stream_can_be_asked_for_three_hours_long(
    server: ReferenceServer, http: httpx.Client
) -> None:
    path = f"/v1/runs/{server.add_run().id}/stream"
    server.clock.advance(3 * 3600 + 1)

    response = http.post(path, json={})

    assert response.json() == recorded("error_410_stream_expired")["json"]
    assert response.status_code == 410


def test_there_is_no_background_stream_without_redis() -> None:
    with ReferenceServer(profile="letta-0.16.8", redis=False) as server, connect(server) as http:
        talk = Talk(http)
        run = json_of(talk.say("hello", "/async"))["id"]
        answers = {
            "error_503_background_without_redis": talk.say("hello", "/stream", background=True),
            "error_503_stream_without_redis": http.post(f"/v1/runs/{run}/stream", json={}),
        }
        foreground = talk.stream("hello")
        failed = talk.runs()[1]

    for name, response in answers.items():
        assert (response.status_code, response.json()) == (503, recorded(name)["json"])
    assert foreground[-1] == DONE
    assert (failed["status"], failed["background"]) == ("failed", True)


# Approvals


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


# Errors


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("error_404_agent", None),
        ("error_404_agent_send", None),
        ("error_404_agent_send_async", None),
        ("error_404_agent_messages", None),
        ("error_422_agent_id", None),
        ("error_422_nothing_to_send", "messages"),
        ("error_422_empty_messages", "messages"),
        ("error_422_messages_and_input", "messages"),
        ("error_422_background_without_streaming", "messages"),
        ("error_422_stream_tokens_without_streaming", "messages"),
        ("error_422_include_pings_without_streaming", "messages"),
        ("error_400_agent_without_model", None),
        ("agent_messages_cancel_unknown_run", "messages/cancel"),
    ],
)
def test_a_request_gets_the_recorded_answer(
    http: httpx.Client, talk: Talk, name: str, path: str | None
) -> None:
    request = recording(name)["request"]

    response = http.request(
        request["method"],
        f"{talk.path}/{path}" if path else request["path"],
        params=request["query"],
        json=request["json"],
    )

    assert (response.status_code, response.json()) == (
        recorded(name)["status"],
        recorded(name)["json"],
    )


@pytest.mark.parametrize(
    ("name", "method", "path"),
    [
        ("error_409_no_active_runs", "POST", "/messages/cancel"),
        ("error_404_messages_cursor", "GET", "/messages"),
    ],
)
def test_an_error_names_the_agent(
    http: httpx.Client, talk: Talk, name: str, method: str, path: str
) -> None:
    request = recording(name)["request"]
    there = json.dumps(recorded(name)["json"]).replace(
        request["path"].split("/")[3], talk.agent["id"]
    )

    response = http.request(method, f"{talk.path}{path}", params=request["query"])

    assert (response.status_code, response.json()) == (recorded(name)["status"], json.loads(there))


def test_a_failed_send_is_answered_as_recorded(server: ReferenceServer, talk: Talk) -> None:
    there = recorded("agent_message_create_failed")["json"]["error"]
    server.model.fail(there["message"], detail=there["detail"], error_type=there["type"])

    response = talk.say("FAIL")

    assert (response.status_code, response.json()) == (500, {"error": there})
    run = json_of(talk.http.get(f"/v1/runs/{talk.runs()[0]['id']}"))
    assert fields(run) == fields(recorded("run_failed_unstreamed")["json"])
    assert run["metadata"] == recorded("run_failed_unstreamed")["json"]["metadata"]


def test_an_old_client_cannot_stream_by_an_option(http: httpx.Client, talk: Talk) -> None:
    body = {"input": "hello", "streaming": True}
    path = f"{talk.path}/messages"

    def status(**headers: str) -> int:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return http.post(path, json=body, headers=named).status_code

    for agent in ("Letta/Python 1.12.1", "letta-client/0.9", "letta-client/1", "letta-client/2.0"):
        assert status(user_agent=agent) == 422
        assert status(user_agent=agent, x_stainless_package_version="") == 422
        assert status(user_agent=agent, x_stainless_package_version="0.1") == 200
        assert status(user_agent=f"@letta-ai/{agent}") == 422
    assert status(user_agent="letta-client/1.0") == 200
    assert status(user_agent="@letta-ai/letta-client/1.0") == 200
    assert status(user_agent="") == 200


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


@pytest.mark.parametrize(
    ("name", "method", "path"),
    [
        ("error_422_nothing_to_send", "POST", "{agent}/messages"),
        ("error_422_empty_messages", "POST", "{agent}/messages"),
        ("error_409_pending_approval", "POST", "{agent}/messages"),
        ("run_delete", "DELETE", "/v1/runs/{run}"),
    ],
)
@pytest.mark.parametrize("traces", [False, True])
def test_a_server_with_traces_names_them_in_errors(
    traces: bool, name: str, method: str, path: str
) -> None:
    with ReferenceServer(profile="letta-0.16.8", traces=traces) as server, connect(server) as http:
        talk = Talk(http)
        server.model.ask_approval("find", ARGUMENTS)
        talk.say("hello TOOL")
        there = recording(f"{name}_traced" if traces else name)

        path = path.format(agent=talk.path, run=talk.runs()[0]["id"])
        response = http.request(method, path, json=there["request"]["json"])

    body, expected = response.json(), there["response"]["json"]
    assert response.status_code == there["response"]["status"]
    assert fields(body) == fields(dict(sorted(expected.items(), key=lambda each: each[0] in body)))
    assert len(body.get("trace_id", "")) == len(expected.get("trace_id", ""))
    assert str(body["detail"])[:10] == str(expected["detail"])[:10] or name == "run_delete"


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


# Steps that come to no good end


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


# Agents


def test_an_agent_comes_whole_or_with_what_is_asked_for(http: httpx.Client) -> None:
    block = {"label": "human", "value": "h"}
    made = json_of(
        http.post(
            "/v1/agents/",
            json={
                "model": "openai/m",
                "memory_blocks": [block],
                "secrets": {"A": "b"},
                "tags": ["t"],
            },
        )
    )

    def shown(path: str, **query: Any) -> tuple[int, ...]:
        found = json_of(http.get(path, params=query))
        agent = found[0] if is_list(found) else found
        parts = (agent["blocks"], agent["tools"], agent["secrets"], agent["tags"])
        return (*map(len, parts), len(agent["memory"]["blocks"]))

    for path in ("/v1/agents/", f"/v1/agents/{made['id']}"):
        assert shown(path) == (1, 3, 1, 1, 1)
        assert shown(path, include="agent.tools") == (0, 3, 0, 0, 0)
        assert shown(path, include=["agent.secrets", "agent.tags"]) == (0, 0, 1, 1, 0)
        # Its tags come with its blocks.
        assert shown(path, include="agent.blocks") == (1, 0, 0, 1, 1)
        assert shown(path, include_relationships="tools") == (0, 3, 0, 0, 0)
        assert shown(path, include_relationships="") == (0, 0, 0, 0, 0)
    assert (
        len(json_of(http.get("/v1/agents/", params={"tags": "t", "include": "agent.tools"}))) == 1
    )


def test_an_agent_tells_of_its_last_run_only_why_it_stopped(talk: Talk) -> None:
    talk.say("hello")

    agent = json_of(talk.http.get(talk.path))

    assert agent["last_stop_reason"] == "end_turn"
    assert agent["last_run_completion"] is agent["last_run_duration_ms"] is None


# Lists


def test_an_unknown_cursor_gives_the_first_page(
    server: ReferenceServer, http: httpx.Client
) -> None:
    runs = [server.add_run().id for _ in range(3)]
    deleted = server.add_run().id
    listed = json_of(http.get("/v1/runs/", params={"limit": 2}))
    assert listed[0]["id"] == deleted

    query = recording("runs_list_unknown_cursor_ignored")["request"]["query"]
    found = json_of(http.get("/v1/runs/", params=query))

    assert [run["id"] for run in found] == [deleted, runs[2]]


def test_an_unknown_cursor_is_an_error_in_other_lists(http: httpx.Client, talk: Talk) -> None:
    talk.say("hello")
    run = talk.runs()[0]["id"]
    step = talk.of_run(run, "steps")[0]["id"]
    answers = {
        f"/v1/runs/{run}/messages": "No message found with id 'nope' for agent 'None'.",
        f"/v1/runs/{run}/steps": "No Step found with id nope",
        f"/v1/steps/{step}/messages": "No Message found with id nope",
    }

    for path, detail in answers.items():
        response = http.get(path, params={"after": "nope"})
        assert (response.status_code, response.json()) == (404, {"detail": detail})


def test_limits_reach_the_database(http: httpx.Client, talk: Talk) -> None:
    talk.say("hello")
    run = talk.runs()[0]["id"]
    step = talk.of_run(run, "steps")[0]["id"]

    lists = ("messages", "steps")
    for path in (f"{talk.path}/messages", *(f"/v1/runs/{run}/{each}" for each in lists)):
        assert json_of(http.get(path, params={"limit": 0})) == []
        response = http.get(path, params={"limit": -1})
        assert (response.status_code, response.json()) == (
            500,
            {"detail": "A database error occurred."},
        )
    assert http.get(f"/v1/steps/{step}/messages", params={"limit": -1}).status_code == 500
    assert http.get("/v1/agents/", params={"limit": -1}).status_code == 500
    assert len(json_of(http.get("/v1/agents/", params={"limit": 0}))) == 1


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_the_steps_of_a_run_are_paged_as_documented(
    server: ReferenceServer, http: httpx.Client, order: str
) -> None:
    run = server.add_run(Script().call_tool("a", {}, "").call_tool("b", {}, "").reply("c"))
    path = f"/v1/runs/{run.id}/steps"
    whole = [step["id"] for step in json_of(http.get(path, params={"order": order}))]

    def page(**query: Any) -> list[str]:
        found = json_of(http.get(path, params={"order": order, **query}))
        return [step["id"] for step in found]

    assert page(after=whole[0]) == whole[1:]
    assert page(before=whole[2], limit=1) == whole[:1]


def test_a_limit_counts_stored_messages(
    server: ReferenceServer, http: httpx.Client, talk: Talk
) -> None:
    server.model.think("Hm.").call_tool("look", {}, "There.").think("So.").reply("Here.")
    talk.say("Where?")
    path = f"/v1/runs/{talk.runs()[0]['id']}/messages"

    pages = [json_of(http.get(path, params={"limit": limit})) for limit in (1, 2, 3, 4)]

    assert [kinds(page) for page in pages] == [
        ["user_message"],
        ["user_message", "reasoning_message", "tool_call_message"],
        ["user_message", "reasoning_message", "tool_call_message", "tool_return_message"],
        kinds(pages[3]),
    ]
    user, thought, call, returned, *said = (message["id"] for message in pages[3])
    assert thought == call
    assert len({user, call, returned, *said}) == 4
    backwards = json_of(http.get(path, params={"order": "desc"}))
    assert backwards == pages[3][::-1]
    rest = json_of(http.get(path, params={"after": thought}))
    assert rest == pages[3][3:]


def test_the_filter_of_a_run_makes_its_pages_shorter(
    server: ReferenceServer, http: httpx.Client, talk: Talk
) -> None:
    server.model.call_tool("look", {}, "There.").reply("Here.")
    talk.say("Where?", include_return_message_types=["assistant_message"])
    path = f"/v1/runs/{talk.runs()[0]['id']}/messages"

    assert [len(json_of(http.get(path, params={"limit": limit}))) for limit in (2, 3, 4)] == [
        0,
        0,
        1,
    ]


def test_the_messages_of_a_step_are_paged_as_documented_but_for_their_parts(
    server: ReferenceServer, http: httpx.Client, talk: Talk
) -> None:
    server.model.think("Hm.").call_tool("look", {}, "There.").reply("Here.")
    talk.say("Where?")
    run = talk.runs()[0]["id"]
    path = f"/v1/steps/{talk.of_run(run, 'steps', order='asc')[0]['id']}/messages"

    def page(order: str, **query: Any) -> list[str]:
        return kinds(json_of(http.get(path, params={"order": order, **query})))

    user, thought, call, returned = kinds(talk.of_run(run, "messages"))[:4]
    middle = talk.of_run(run, "messages")[1]["id"]
    assert page("asc") == [user, call, thought, returned]
    assert page("desc") == [returned, call, thought, user]
    assert page("asc", limit=2) == [user, call, thought]
    assert page("asc", after=middle) == page("desc", before=middle) == [returned]
    assert page("asc", before=middle) == page("desc", after=middle) == [user]


def test_a_page_of_an_agents_messages_begins_with_its_oldest(talk: Talk) -> None:
    for text in "abc":
        talk.say(text)
    oldest_first = talk.messages(order="asc")

    assert talk.messages(limit=2) == oldest_first[-2:]
    assert kinds(talk.messages(limit=2)) == ["user_message", "assistant_message"]
    dates = [message["date"] for message in recorded("agent_messages_desc_limit_2")["json"]]
    assert dates == sorted(dates)
    middle = oldest_first[3]["id"]
    assert talk.messages(after=middle) == oldest_first[4:]
    assert talk.messages(before=middle, limit=2) == oldest_first[1:3]


# Values


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
