"""What one sees of a run follows from what happens in it, and agrees with itself."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letta_client.testing import ManualClock, ReferenceServer, Script
from letta_client.types._traces import TraceSpan
from letta_client.types.messages import AssistantMessage, UserMessage
from letta_client.types.runs import Run
from letta_client.types.steps import Step
from testing.clients import connect
from testing.recordings import recording

WHOLE = (
    Script(prompt="Dice?")
    .think("I have a tool for that.")
    .call_tool("roll", {"sides": 6}, "4", stdout=["rolling"], delay=2)
    .wait(1)
    .reply("You rolled a 4.")
)
TEXTS = st.text("ab \n", min_size=1, max_size=12)


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    script = Script(
        prompt=draw(st.none() | TEXTS),
        token_delay=draw(st.sampled_from([0, 0.05, 30])),
        stream_tokens=draw(st.booleans()),
    )
    for kind, text in draw(
        st.lists(st.tuples(st.sampled_from(["think", "reply", "tool"]), TEXTS), max_size=4)
    ):
        if kind == "think":
            script = script.think(text)
        elif kind == "reply":
            script = script.reply(text)
        else:
            script = script.call_tool("tool", text, text)
    end = draw(st.sampled_from(["end_turn", "fail", "cancel", "hang", "ask"]))
    if end == "end_turn":
        return script
    if end == "ask":
        return script.ask_approval("tool", {"a": 1})
    ended: Script = getattr(script, end)()
    return ended


class Seen:
    """All that the server tells of a run."""

    def __init__(self, http: httpx.Client, run_id: str) -> None:
        path = f"/v1/runs/{run_id}"
        self.run = http.get(path).json()
        self.messages = http.get(f"{path}/messages").json()
        self.steps = http.get(f"{path}/steps", params={"order": "asc"}).json()
        self.usage = http.get(f"{path}/usage").json()
        self.metrics = http.get(f"{path}/metrics").json()
        self.spans = http.get(f"{path}/trace").json()
        ids = [step["id"] for step in self.steps]
        self.step_metrics = [http.get(f"/v1/steps/{step}/metrics").json() for step in ids]
        self.traces = [http.get(f"/v1/steps/{step}/trace").json() for step in ids]
        self.step_messages = [http.get(f"/v1/steps/{step}/messages").json() for step in ids]


@given(script=scripts(), later=st.floats(0, 100))
def test_at_any_moment_all_that_is_told_of_a_run_agrees(script: Script, later: float) -> None:
    with ReferenceServer() as server:
        run = server.start_run(script)
        server.clock.advance(later)
        with connect(server) as http:
            seen = Seen(http, str(run.id))

    over = [step for step in seen.steps if step["status"] != "pending"]
    for kind in ("completion_tokens", "prompt_tokens", "total_tokens"):
        assert seen.usage[kind] == sum(step[kind] for step in over)
    for step, metrics, trace in zip(seen.steps, seen.step_metrics, seen.traces, strict=True):
        assert (trace is None) == (step["status"] in ("pending", "failed"))
        assert (metrics["step_ns"] is None) == (step["status"] == "pending")
        if trace is not None:
            usage = trace["response_json"]["usage"]
            assert usage == {kind: step[kind] for kind in usage}
            tool_ns = metrics["tool_execution_ns"] or 0
            assert metrics["step_ns"] == metrics["llm_request_ns"] + tool_ns
    listed = {message["id"] for message in seen.messages}
    assert {message["id"] for step in seen.step_messages for message in step} <= listed
    spans = [span for span in seen.spans if span["SpanName"] == "agent_step"]
    assert [span["SpanAttributes"]["step_id"] for span in spans] == [s["id"] for s in over]
    if seen.run["completed_at"] is not None:
        assert seen.metrics["run_ns"] == seen.run["total_duration_ns"]
        assert seen.metrics["num_steps"] == len(seen.steps) == len(over)


@pytest.mark.parametrize("name", ["runs_list", "run_completed", "run_steps", "step", "run_usage"])
def test_an_answer_has_the_recorded_fields_in_their_order(
    server: ReferenceServer, http: httpx.Client, name: str
) -> None:
    run = server.add_run(WHOLE)
    step = http.get(f"/v1/runs/{run.id}/steps").json()[0]["id"]
    path = {
        "runs_list": "/v1/runs/",
        "run_completed": f"/v1/runs/{run.id}",
        "run_steps": f"/v1/runs/{run.id}/steps",
        "step": f"/v1/steps/{step}",
        "run_usage": f"/v1/runs/{run.id}/usage",
    }[name]

    found, recorded = http.get(path).json(), recording(name)["response"]["json"]

    if name in ("runs_list", "run_steps"):
        found, recorded = found[0], recorded[0]
    assert list(found) == list(recorded)


@pytest.mark.parametrize("name", ["run_metrics", "step_metrics", "step_provider_trace"])
def test_a_measurement_has_the_recorded_fields_in_their_order(
    server: ReferenceServer, http: httpx.Client, name: str
) -> None:
    run = server.add_run(WHOLE)
    step = http.get(f"/v1/runs/{run.id}/steps").json()[0]["id"]
    path = {
        "run_metrics": f"/v1/runs/{run.id}/metrics",
        "step_metrics": f"/v1/steps/{step}/metrics",
        "step_provider_trace": f"/v1/steps/{step}/trace",
    }[name]

    assert list(http.get(path).json()) == list(recording(name)["response"]["json"])


def test_messages_are_written_as_recorded(server: ReferenceServer, http: httpx.Client) -> None:
    run = server.add_run(Script(prompt="hello").call_tool("find", {}, "1").reply("yes"))

    found = http.get(f"/v1/runs/{run.id}/messages").json()

    recorded = recording("run_messages_asc")["response"]["json"]
    assert [list(message) for message in found] == [list(message) for message in recorded]
    assert found[0]["date"].endswith("+00:00")


def test_a_run_is_created_then_runs_then_is_over(
    server: ReferenceServer, http: httpx.Client
) -> None:
    run = server.start_run(Script(token_delay=1).reply("One two three."))

    def status() -> Any:
        found = http.get(f"/v1/runs/{run.id}").json()
        return found["status"], found["stop_reason"], found["completed_at"] is not None

    def steps() -> list[Any]:
        found = http.get(f"/v1/runs/{run.id}/steps").json()
        return [(step["status"], step["completion_tokens"]) for step in found]

    assert (status(), steps()) == (("running", None, False), [("pending", 0)])
    server.clock.advance(2.5)
    assert (status(), steps()) == (("running", None, False), [("pending", 0)])
    server.clock.advance(0.5)
    assert (status(), steps()) == (("completed", "end_turn", True), [("success", 3)])
    assert server.add_run(status="created").status == "created"


@pytest.mark.parametrize(
    ("script", "status", "stop_reason", "step"),
    [
        (Script().reply("Yes."), "completed", "end_turn", "success"),
        (Script().ask_approval("buy", {}), "completed", "requires_approval", "success"),
        (Script().fail(stop_reason="error"), "failed", "error", "failed"),
        (Script().think("Hm.").cancel(), "cancelled", "cancelled", "cancelled"),
        (Script().think("Hm.").hang(), "running", None, "pending"),
        (Script(prompt=None).hang(), "running", None, None),
    ],
)
def test_a_run_ends_as_its_script_does(
    server: ReferenceServer,
    http: httpx.Client,
    script: Script,
    status: str,
    stop_reason: str | None,
    step: str | None,
) -> None:
    run = server.add_run(script)

    assert (run.status, run.stop_reason) == (status, stop_reason)
    steps = http.get(f"/v1/runs/{run.id}/steps").json()
    assert [found["status"] for found in steps] == ([step] if step else [])


def test_a_failed_run_says_why(server: ReferenceServer) -> None:
    run = server.add_run(Script().fail("No answer.", detail="status 500", error_type="llm_error"))

    error = (run.metadata or {})["error"]
    recorded = recording("run_failed")["response"]["json"]["metadata"]["error"]
    assert list(error) == list(recorded)
    assert (error["message"], error["detail"]) == ("No answer.", "status 500")


def test_messages_and_steps_can_be_given(server: ReferenceServer, http: httpx.Client) -> None:
    moment = datetime.fromisoformat("2026-01-01T10:00:00+00:00")
    messages = [
        UserMessage(id="message-1", date=moment, content="Two plus two?"),
        AssistantMessage(id="message-2", date=moment, content="Four.", step_id="step-1"),
    ]
    step_id = f"step-{'0' * 8}-0000-4000-8000-{'0' * 12}"
    steps = [Step(id=step_id, total_tokens=12, prompt_tokens=10, completion_tokens=2)]

    run = server.add_run(messages=messages, steps=steps, agent_id="agent-given")

    listed = http.get(f"/v1/runs/{run.id}/messages").json()
    assert [(message["id"], message["run_id"]) for message in listed] == [
        ("message-1", run.id),
        ("message-2", run.id),
    ]
    assert http.get(f"/v1/steps/{step_id}").json()["agent_id"] == "agent-given"
    assert http.get(f"/v1/runs/{run.id}/usage").json()["total_tokens"] == 12
    stream = http.post(f"/v1/runs/{run.id}/stream", json={}).text
    assert stream.count("data:") == 5
    assert "Four." in stream
    assert run.status == "completed"
    for status in ("failed", "cancelled", "running"):
        assert server.add_run(messages=messages, status=status).status == status


def test_feedback_and_transactions_are_kept(server: ReferenceServer, http: httpx.Client) -> None:
    runs = [server.add_run().id, server.add_runs(2).run_id(1)]

    for run in runs:
        step = http.get(f"/v1/runs/{run}/steps").json()[0]["id"]
        path = f"/v1/steps/{step}"
        feedback = {"feedback": "positive", "tags": ["kind"]}
        changed = http.patch(f"{path}/feedback", json=feedback).json()
        assert (changed["feedback"], changed["tags"]) == ("positive", ["kind"])
        assert http.patch(f"{path}/transaction/tx-1").json()["tid"] == "tx-1"
        assert http.get(path).json() == {**changed, "tid": "tx-1"}
        assert http.patch(f"{path}/feedback", json={}).json()["feedback"] is None
        assert http.get(path).json()["tags"] == ["kind"]


def test_what_went_to_the_provider_tells_of_the_agent(
    server: ReferenceServer, http: httpx.Client
) -> None:
    agent = server.add_agent(tags=["t"], max_tokens=77)
    for run in (
        server.add_run(agent_id=agent.id).id,
        server.add_runs(2, agent_id=agent.id).run_id(1),
    ):
        step = http.get(f"/v1/runs/{run}/steps").json()[0]

        trace = http.get(f"/v1/steps/{step['id']}/trace").json()

        assert (trace["agent_tags"], trace["llm_config"]["max_tokens"]) == (["t"], 77)
        assert trace["llm_config"]["handle"] == step["model_handle"]


def test_a_step_can_call_several_tools(server: ReferenceServer, http: httpx.Client) -> None:
    script = (
        Script().call_tools(("roll", {"sides": 6}, "4"), ("flip", "{}", "heads")).reply("Done.")
    )
    run = server.add_run(script)

    _, call, returned, _ = http.get(f"/v1/runs/{run.id}/messages").json()
    spans = [span["SpanName"] for span in http.get(f"/v1/runs/{run.id}/trace").json()]

    ids = [each["tool_call_id"] for each in call["tool_calls"]]
    assert [each["name"] for each in call["tool_calls"]] == ["roll", "flip"]
    assert call["tool_call"] == call["tool_calls"][0]
    assert [each["tool_call_id"] for each in returned["tool_returns"]] == ids
    assert [each["tool_return"] for each in returned["tool_returns"]] == ["4", "heads"]
    assert (returned["tool_return"], returned["tool_call_id"]) == ("4", ids[0])
    assert len(http.get(f"/v1/runs/{run.id}/steps").json()) == 2
    assert len(http.get(f"/v1/runs/{run.id}/metrics").json()["tools_used"]) == 2
    assert spans.count("LettaAgentV3._execute_tool") == 2
    with pytest.raises(ValueError, match="at least one"):
        Script().call_tools()


def test_a_step_that_failed_tells_why_and_was_not_measured(
    server: ReferenceServer, http: httpx.Client
) -> None:
    run = server.add_run(Script().fail(detail="boom"))
    step = http.get(f"/v1/runs/{run.id}/steps").json()[0]

    metrics = http.get(f"/v1/steps/{step['id']}/metrics").json()

    recorded = recording("run_steps_failed")["response"]["json"][0]["error_data"]
    assert set(step["error_data"]) == set(recorded)
    assert step["error_data"]["traceback"].endswith(f"{step['error_type']}: boom\n")
    assert (metrics["llm_request_ns"], metrics["step_ns"]) == (None, 0)
    assert http.get(f"/v1/runs/{run.id}/metrics").json()["tools_used"] is None
    assert http.get(f"/v1/steps/{step['id']}/trace").json() is None


def test_the_spans_of_a_run_are_a_tree_that_its_model_can_read(
    server: ReferenceServer, http: httpx.Client
) -> None:
    run = server.add_run(WHOLE)
    found = http.get(f"/v1/runs/{run.id}/trace").json()

    spans = [TraceSpan.model_validate(span) for span in found]

    roots = [span for span in spans if not span.parent_span_id]
    known = {span.span_id for span in spans}
    assert len(roots) == 1
    assert len(known) == len(spans)
    assert all(span.parent_span_id in known for span in spans if span not in roots)
    assert sum(str(span.span_name).endswith("._execute_tool") for span in spans) == 1
    assert http.get(f"/v1/runs/{run.id}/trace", params={"limit": 2}).json() == found[:2]
    assert all(set(span) == set(found[0]) for span in found)


def test_the_same_seed_makes_the_same_ids() -> None:
    def ids(seed: int) -> list[Any]:
        with ReferenceServer(seed=seed) as server:
            return [server.agent_id, server.add_run().id, server.add_runs(2).run_id(1)]

    assert ids(1) == ids(1)
    assert not set(ids(1)) & set(ids(2))


def test_the_demo_has_runs_of_every_kind(server: ReferenceServer, http: httpx.Client) -> None:
    server.demo()

    runs = [Run.model_validate(run) for run in http.get("/v1/runs/").json()]
    assert len(runs) == 12
    assert {run.status for run in runs} == {"completed", "failed", "cancelled", "running"}
    assert {run.stop_reason for run in runs} >= {"requires_approval", "max_steps", "end_turn"}
    assert len({run.agent_id for run in runs}) == 3
    assert http.post(f"/v1/runs/{runs[0].id}/stream", json={}).text.endswith("[DONE]\n\n")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: ReferenceServer(profile="letta-1"),  # type: ignore[call-overload]
        lambda: ReferenceServer().add_run(status="asleep"),
        lambda: ReferenceServer().add_run(created_at=datetime(2026, 1, 1)),
        lambda: ManualClock(datetime(2026, 1, 1)),
        lambda: ManualClock().advance(timedelta(seconds=-1)),
        lambda: Script().cancel().reply("Too late."),
    ],
)
def test_what_makes_no_sense_is_a_value_error(wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        wrong()
