"""Messages to agents: what the model does becomes a run, and all that is told of it agrees."""

from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letta_client.testing import Model, ReferenceServer
from letta_client.testing.profiles import ProfileName
from testing.clients import connect, json_of
from testing.talking import DONE, Talk, data, frames, joined, kinds

WORDS = st.text("ab \n", min_size=1, max_size=12)
PROFILES: list[ProfileName] = ["contract", "letta-0.16.8"]


def test_without_a_script_the_model_echoes(http: httpx.Client) -> None:
    talk = Talk(http)

    response = json_of(talk.say("Good morning!"))

    assert [message["content"] for message in response["messages"]] == ["Good morning!"]
    assert response["stop_reason"]["stop_reason"] == "end_turn"
    assert json_of(talk.post({"input": "And again."}))["messages"][0]["content"] == "And again."


def test_the_model_does_what_it_is_told(server: ReferenceServer, http: httpx.Client) -> None:
    talk = Talk(http)
    server.model.think("Dice.").call_tool("roll", {"sides": 6}, "4").reply("You rolled a 4.")
    server.model.reply("Again a 4.")

    first, second, third = (json_of(talk.say(text))["messages"] for text in ("Roll", "More", "Bye"))

    assert kinds(first) == [
        "reasoning_message",
        "tool_call_message",
        "tool_return_message",
        "assistant_message",
    ]
    assert first[0]["reasoning"] == "Dice."
    assert first[1]["tool_call"]["arguments"] == '{"sides": 6}'
    assert first[2]["tool_return"] == "4"
    assert [message["content"] for message in (*second, *third)] == ["Again a 4.", "Bye"]
    assert server.model.unused == []


def test_what_the_model_was_not_asked_for_is_found_out(server: ReferenceServer) -> None:
    server.model.reply("one").reply("two")

    assert len(server.model.unused) == 2
    server.model.clear()
    assert server.model.unused == []


def test_a_turn_ends_with_its_last_step(server: ReferenceServer, http: httpx.Client) -> None:
    talk = Talk(http)
    for _ in range(3):
        server.model.call_tool("look", {}, "Nothing.")
    server.model.reply("Not found.")

    response = json_of(talk.say("Search", max_steps=2))

    assert kinds(response["messages"]) == ["tool_call_message", "tool_return_message"] * 2
    assert response["stop_reason"]["stop_reason"] == "max_steps"
    assert [(run["status"], run["stop_reason"]) for run in talk.runs()] == [
        ("completed", "max_steps")
    ]
    assert json_of(talk.say("Go on"))["messages"][-1]["content"] == "Not found."


def test_a_model_that_may_not_be_asked_says_nothing(http: httpx.Client) -> None:
    talk = Talk(http)

    response = json_of(talk.say("Hello", max_steps=0))

    assert (response["messages"], response["usage"]["step_count"]) == ([], 0)
    assert response["stop_reason"]["stop_reason"] == "end_turn"


@st.composite
def models(draw: st.DrawFn) -> Model:
    """Draw a model that has been told what to do, all but the end."""
    model = Model()
    for kind, text in draw(
        st.lists(st.tuples(st.sampled_from(["think", "tool"]), WORDS), max_size=3)
    ):
        if kind == "think":
            model.think(text, delay=draw(st.sampled_from([None, 3])))
        else:
            model.call_tool("tool", text, text, delay=draw(st.sampled_from([0, 3])))
    end = draw(st.sampled_from(["reply", "fail", "ask", "echo"]))
    if end == "reply":
        model.reply(draw(WORDS), delay=draw(st.sampled_from([None, 3])))
    elif end == "fail":
        model.fail()
    elif end == "ask":
        model.ask_approval("buy", {"a": 1})
    return model


@given(
    model=models(),
    profile=st.sampled_from(PROFILES),
    stream_tokens=st.booleans(),
    background=st.booleans(),
)
def test_the_deltas_of_a_stream_add_up_to_the_listed_messages(
    model: Model, profile: ProfileName, stream_tokens: bool, background: bool
) -> None:
    with ReferenceServer(profile=profile) as server, connect(server) as http:
        for part in model.unused:
            server.model._then(part)  # pyright: ignore[reportPrivateUsage]
        talk = Talk(http)
        found = talk.stream("Go", stream_tokens=stream_tokens, background=background)
        events = [data(frame) for frame in found if frame != DONE]
        run = talk.runs()[0]
        listed = talk.of_run(run["id"], "messages")
        usage = talk.of_run(run["id"], "usage")
        steps = talk.of_run(run["id"], "steps")
        of_agent = talk.messages(order="asc")

    said = [event for event in events if event["message_type"].endswith("_message")]
    pieces = [event for event in said if event["message_type"] != "error_message"]
    if profile == "letta-0.16.8":
        # Of a step that failed, it stores nothing.
        over = {step["id"] for step in steps if step["status"] == "success"}
        pieces = [event for event in pieces if event["step_id"] in over]
    written = [message for message in listed if message["message_type"] != "user_message"]
    assert joined(pieces) == joined(written)
    assert of_agent[1:] == listed
    assert usage["total_tokens"] == sum(step["total_tokens"] for step in steps)
    for event in events:
        if event["message_type"] == "usage_statistics":
            assert event["step_count"] == len(steps)
            for kind in ("completion_tokens", "prompt_tokens", "total_tokens"):
                assert event[kind] == usage[kind]
    numbers = [event["seq_id"] for event in events if "seq_id" in event]
    assert (None in numbers) != background or not numbers


def test_tokens_come_when_they_are_said(server: ReferenceServer, http: httpx.Client) -> None:
    talk = Talk(http)
    server.model.reply("one two three", delay=6)
    start, ages = server.clock.now(), list[float]()

    body = {"input": "Count", "stream_tokens": True}
    with http.stream("POST", f"{talk.path}/messages/stream", json=body) as response:
        for _ in response.iter_raw():
            ages.append((server.clock.now() - start).total_seconds())

    assert ages == [0, 2, 4, 6, 6, 6, 6]


def test_nothing_takes_time_unless_asked_to(server: ReferenceServer, http: httpx.Client) -> None:
    start = server.clock.now()
    talk = Talk(http)
    server.model.think("Hm.").call_tool("look", {}, "There.").reply("Here.")

    talk.say("Where?")
    talk.stream("Where?", stream_tokens=True, background=True)

    assert server.clock.now() == start


def test_a_send_is_answered_at_the_end_of_its_run(
    server: ReferenceServer, http: httpx.Client
) -> None:
    talk, start = Talk(http), server.clock.now()
    server.model.call_tool("look", {}, "There.", delay=40).reply("one two", delay=15)

    response = talk.say("Where?")

    assert response.status_code == 200
    assert (server.clock.now() - start).total_seconds() == 55


def test_a_client_that_loses_its_patience_leaves_a_run_behind(server: ReferenceServer) -> None:
    with connect(server, timeout=10) as http:
        talk, start = Talk(http), server.clock.now()
        server.model.reply("Finally.", delay=25)
        with pytest.raises(httpx.ReadTimeout):
            talk.say("Well?")

        assert (server.clock.now() - start).total_seconds() == 10
        assert server.requests[-1].disconnected
        assert [run["status"] for run in talk.runs()] == ["running"]
        server.clock.advance(15)
        assert [run["status"] for run in talk.runs()] == ["completed"]


def test_nobody_waits_for_ever(server: ReferenceServer) -> None:
    with httpx.Client(
        transport=server.transport(), base_url="http://letta.test", timeout=None
    ) as http:
        talk = Talk(http)
        server.model.hang()
        with pytest.raises(RuntimeError, match="no read timeout"):
            talk.say("Well?")


def test_a_run_in_the_background_goes_on_without_its_sender(
    server: ReferenceServer, http: httpx.Client
) -> None:
    talk = Talk(http)
    server.model.reply("one two three", delay=3)

    created = json_of(talk.say("Count", "/async"))

    assert (created["status"], created["background"]) == ("created", True)
    assert created["metadata"] == {"run_type": "send_message_async", "lettuce": None}
    assert json_of(http.get(f"/v1/runs/{created['id']}"))["status"] == "running"
    followed = frames(http.post(f"/v1/runs/{created['id']}/stream", json={}))
    assert kinds(followed)[1:] == ["assistant_message", "stop_reason", "usage_statistics"]
    assert json_of(http.get(f"/v1/runs/{created['id']}"))["status"] == "completed"


def test_streaming_is_an_option_of_sending_too(http: httpx.Client) -> None:
    talk = Talk(http)

    choices: list[dict[str, Any]] = [
        {},
        {"background": True},
        {"stream_tokens": True},
        {"include_pings": False},
    ]
    for options in choices:
        found = frames(talk.say("one two", streaming=True, **options))
        assert found[-1] == DONE
        assert ("ping" in kinds(found)) == (options != {"include_pings": False})
    assert [run["background"] for run in talk.runs()] == [False, False, True, False]


def test_only_a_background_stream_can_be_resumed(http: httpx.Client) -> None:
    talk = Talk(http)
    whole = talk.stream("one two three", stream_tokens=True, background=True)
    talk.stream("one two three", stream_tokens=True)
    foreground, background = (run["id"] for run in talk.runs())

    again = frames(http.post(f"/v1/runs/{background}/stream", json={"starting_after": 2}))

    assert again == whole[2:]
    assert http.post(f"/v1/runs/{foreground}/stream", json={}).status_code == 400


def test_a_sender_that_leaves_a_stream_leaves_the_run_alone(
    server: ReferenceServer, http: httpx.Client
) -> None:
    talk = Talk(http)
    server.model.reply("one two three", delay=3)
    body = {"input": "Count", "stream_tokens": True}

    with http.stream("POST", f"{talk.path}/messages/stream", json=body) as response:
        next(response.iter_raw())

    server.clock.advance(3)
    assert [run["status"] for run in talk.runs()] == ["completed"]


def test_a_failure_reaches_those_who_wait_for_it(
    server: ReferenceServer, http: httpx.Client
) -> None:
    talk = Talk(http)
    for _ in range(3):
        server.model.fail("No answer.", detail="status 500", error_type="llm_error")

    sent, streamed = talk.say("Hello"), talk.stream("Hello")
    talk.say("Hello", "/async")

    assert (sent.status_code, sent.json()) == (
        500,
        {"error": {"type": "llm_error", "message": "No answer.", "detail": "status 500"}},
    )
    assert kinds(streamed) == ["ping", "stop_reason", "error_message"]
    assert [(run["status"], run["stop_reason"]) for run in talk.runs()] == [
        ("failed", "error"),
        ("failed", "llm_api_error"),
        ("failed", None),
    ]


def test_everything_that_was_said_is_listed(http: httpx.Client) -> None:
    talk = Talk(http)
    said = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Hello", "name": "bob", "otid": "mine", "sender_id": "me"},
        {"role": "assistant", "content": "Earlier."},
        {"role": "user", "content": [{"type": "text", "text": "How are you?"}]},
    ]

    response = json_of(talk.post({"messages": said}))

    listed = talk.of_run(talk.runs()[0]["id"], "messages")
    assert [(message["message_type"], message.get("content")) for message in listed] == [
        ("system_message", "Be brief."),
        ("user_message", "Hello"),
        ("assistant_message", "Earlier."),
        ("user_message", [{"type": "text", "text": "How are you?", "signature": None}]),
        ("assistant_message", "How are you?"),
    ]
    assert [listed[1][name] for name in ("name", "otid", "sender_id")] == ["bob", "mine", "me"]
    assert response["messages"] == listed[4:]


def test_only_messages_that_are_wanted_come(server: ReferenceServer, http: httpx.Client) -> None:
    talk = Talk(http)
    wanted: dict[str, Any] = {"include_return_message_types": ["tool_call_message"]}
    for _ in range(2):
        server.model.call_tool("look", {}, "There.").reply("Here.")

    sent = json_of(talk.say("Where?", **wanted))
    streamed = talk.stream("Where?", background=True, **wanted)

    assert kinds(sent["messages"]) == ["tool_call_message"]
    assert kinds(streamed) == ["ping", "tool_call_message", "stop_reason", "usage_statistics"]
    assert [data(frame).get("seq_id") for frame in streamed[:2]] == [1, 2]
    assert kinds(talk.of_run(talk.runs()[0]["id"], "messages")) == ["tool_call_message"]


def test_the_messages_of_an_agent_are_those_of_all_its_runs(
    server: ReferenceServer, http: httpx.Client
) -> None:
    talk = Talk(http)
    for text in "abc":
        server.clock.advance(1)
        talk.say(text)
    server.add_runs(2, agent_id=talk.agent["id"], conversation_id="conv-1")
    whole = talk.messages(order="asc")
    ids = [message["id"] for message in whole]

    assert kinds(whole) == ["system_message"] + ["user_message", "assistant_message"] * 5
    assert [message["id"] for message in talk.messages()] == ids[::-1]
    assert [message["id"] for message in talk.messages(limit=2)] == ids[:-3:-1]
    assert [message["id"] for message in talk.messages(after=ids[4], limit=2)] == ids[3:1:-1]
    assert [message["id"] for message in talk.messages(order="asc", after=ids[0])] == ids[1:]
    assert [message["id"] for message in talk.messages(before=ids[8])] == ids[:8:-1]
    assert len(talk.messages(conversation_id="conv-1")) == 4
    assert talk.messages(group_id="group-1") == []
    only_users = talk.messages(include_return_message_types=["user_message"], limit=3)
    assert [message["content"] for message in only_users] == ["c", "b", "a"]


def test_each_run_was_asked_for_in_its_own_way(server: ReferenceServer, http: httpx.Client) -> None:
    talk = Talk(http)
    talk.say("a", override_model="anthropic/claude")
    talk.say("b", "/async")
    talk.stream("c")

    runs = talk.runs()
    steps = [talk.of_run(run["id"], "steps")[0] for run in runs]
    roots = [talk.of_run(run["id"], "trace")[0]["SpanName"] for run in runs]

    assert [run["metadata"]["run_type"] for run in runs] == [
        "send_message_streaming",
        "send_message_async",
        "send_message",
    ]
    assert [(step["provider_name"], step["model"]) for step in steps] == [
        ("openai", "m"),
        ("openai", "m"),
        ("anthropic", "claude"),
    ]
    assert [root.rpartition("}")[2] for root in roots] == [
        "/messages/stream",
        "/messages/async",
        "/messages",
    ]


@pytest.mark.parametrize("body", [{"input": ""}, {"input": []}])
def test_nothing_is_not_a_message(http: httpx.Client, body: Any) -> None:
    talk = Talk(http)

    assert talk.post(body).status_code == 400
    assert talk.runs() == []
