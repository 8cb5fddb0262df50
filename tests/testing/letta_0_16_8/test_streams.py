"""Streams bring what was recorded of Letta 0.16.8."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import httpx
import pytest

from letta_client.testing import ReferenceServer
from testing.clients import connect, json_of
from testing.recordings import chunks, recording
from testing.talking import DONE, Talk, data, frames, kinds, shape

from .recorded_answers import ARGUMENTS, WORDS, fields, recorded, shapes


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
