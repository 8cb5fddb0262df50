"""Streams: their frames, their order in time, and how they end."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letta_client.testing import ReferenceServer, Script
from testing.clients import connect
from testing.recordings import chunks
from testing.test_runs import scripts

DONE = "data: [DONE]\n\n"
TOKENS = Script(prompt="hello TOOL", token_delay=1)


def frames(http: httpx.Client, run_id: Any, **body: Any) -> list[str]:
    with http.stream("POST", f"/v1/runs/{run_id}/stream", json=body) as response:
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        return list(response.iter_text())


def data(frame: str) -> Any:
    return json.loads(frame.partition("data: ")[2])


def shape(frame: str) -> Any:
    """Return what of a frame does not depend on ids, moments and words."""
    if frame == DONE:
        return frame
    head, _, payload = frame.partition("data: ")
    body = json.loads(payload)
    compact = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    assert frame == f"{head}data: {compact}\n\n"
    fields = {name: type(value).__name__ for name, value in body.items()}
    return head, list(fields.items()), body["message_type"], body.get("seq_id")


@pytest.mark.parametrize(
    ("name", "script"),
    [
        (
            "stream_background_tokens",
            TOKENS.call_tool("find", '{"query": "x", "label":"h"}', "no", status="error").reply(
                "one two three four five six seven eight"
            ),
        ),
        (
            "stream_background_steps",
            Script(stream_tokens=False).call_tool("find", {}, "no", stderr=["no"]).reply("yes"),
        ),
        ("stream_background_error_without_done", Script().fail()),
    ],
)
def test_a_stream_has_the_recorded_frames(
    server: ReferenceServer, http: httpx.Client, name: str, script: Script
) -> None:
    found = frames(http, server.start_run(script).id)

    recorded = chunks(name)
    # As documented, a stream that fails ends like any other.
    expected = recorded if recorded[-1] == DONE else [*recorded, DONE]
    for ours, theirs in zip(found, expected, strict=False):
        if ours == DONE:
            assert theirs == DONE
            continue
        assert ours.partition("data: ")[0] == theirs.partition("data: ")[0]
        assert list(data(ours)) == list(data(theirs))
        assert data(ours).get("seq_id") == data(theirs).get("seq_id")
        assert data(ours)["message_type"] == data(theirs)["message_type"]
        shape(ours)
    assert found[-1] == DONE


def test_a_cancelled_stream_ends_with_its_reason_and_done(
    server: ReferenceServer, http: httpx.Client
) -> None:
    found = frames(http, server.start_run(TOKENS.reply("one two").cancel()).id)

    assert [data(frame)["message_type"] for frame in found[:-1]] == [
        "ping",
        "assistant_message",
        "assistant_message",
        "stop_reason",
    ]
    assert data(found[-2]) == data(chunks("stream_cancelled")[-2])
    assert found[-1] == chunks("stream_cancelled")[-1]


@given(script=scripts())
def test_the_deltas_of_a_stream_add_up_to_the_listed_messages(script: Script) -> None:
    with ReferenceServer() as server:
        run = server.add_run(script)
        with connect(server) as http:
            pieces = [data(frame) for frame in frames(http, run.id) if frame != DONE]
            listed = http.get(f"/v1/runs/{run.id}/messages").json()
            usage = http.get(f"/v1/runs/{run.id}/usage").json()

    written = [message for message in listed if message["message_type"] != "user_message"]
    complete = {message["id"] for message in written}
    said = [piece for piece in pieces if piece.get("id") in complete]
    assert [add_up(message["id"], said) for message in written] == [
        text(message) for message in written
    ]
    assert [ping["seq_id"] for ping in pieces if ping.get("message_type") == "ping"][:1] == [1]
    for piece in pieces:
        if piece["message_type"] == "usage_statistics":
            assert {kind: piece[kind] for kind in ("total_tokens", "prompt_tokens")} == {
                kind: usage[kind] for kind in ("total_tokens", "prompt_tokens")
            }


def add_up(message_id: str, pieces: list[Any]) -> list[str]:
    parts = [text(piece) for piece in pieces if piece["id"] == message_id]
    return ["".join(part) for part in zip(*parts, strict=True)]


def text(message: Any) -> list[str]:
    call: dict[str, Any] = message.get("tool_call") or {}
    said = (message.get(field) or "" for field in ("content", "reasoning", "tool_return"))
    return [*said, call.get("name") or "", call.get("arguments") or ""]


@given(script=scripts(), seen=st.integers(0, 30))
def test_a_stream_goes_on_after_any_event(script: Script, seen: int) -> None:
    with ReferenceServer() as server:
        run = server.add_run(script)
        with connect(server, timeout=7200) as http:
            whole = frames(http, run.id, include_pings=False)
            # The first event is a ping, which is left out.
            rest = frames(http, run.id, include_pings=False, starting_after=seen)

    ended = whole[-1:] if whole[-1:] == [DONE] else []
    events = whole[: len(whole) - len(ended)]
    assert rest == events[max(seen - 1, 0) :] + ended


def test_an_event_is_sent_when_it_happens(server: ReferenceServer, http: httpx.Client) -> None:
    run = server.start_run(TOKENS.reply("one two three"))
    start, ages = server.clock.now(), list[float]()

    with http.stream("POST", f"/v1/runs/{run.id}/stream", json={}) as response:
        for _ in response.iter_raw():
            ages.append((server.clock.now() - start).total_seconds())

    assert ages == [0, 1, 2, 3, 3, 3, 3]


def test_nothing_is_made_before_its_reader_asks(
    server: ReferenceServer, http: httpx.Client
) -> None:
    run = server.start_run(TOKENS.reply("one two three"))
    start = server.clock.now()

    with http.stream("POST", f"/v1/runs/{run.id}/stream", json={}) as response:
        stream = response.iter_raw()
        assert server.clock.now() == start
        next(stream)
        next(stream)
        assert server.clock.now() == start + timedelta(seconds=1)


def test_a_silent_stream_gives_a_sign_of_life_every_20_seconds(
    server: ReferenceServer, http: httpx.Client
) -> None:
    run = server.start_run(TOKENS.wait(49).reply("one").wait(25).reply("two"))

    found = [data(frame) for frame in frames(http, run.id)[:-1]]

    seen = [(event["message_type"], event.get("seq_id")) for event in found]
    assert seen[:6] == [
        ("ping", 1),
        ("ping", 1),
        ("ping", 1),
        ("assistant_message", 2),
        ("ping", 2),
        ("assistant_message", 3),
    ]
    assert found[1]["date"] == "2026-01-01T12:00:20+00:00"
    assert len({event["id"] for event in found if event["message_type"] == "ping"}) == 4


def test_a_stream_of_a_run_without_end_ends_after_half_an_hour(
    server: ReferenceServer, http: httpx.Client
) -> None:
    run = server.start_run(TOKENS.reply("one").hang())
    start = server.clock.now()

    found = frames(http, run.id, poll_interval=None)

    assert DONE not in found
    assert server.clock.now() == start + timedelta(minutes=30)
    assert [data(frame)["message_type"] for frame in found[2:]] == ["ping"] * 89


def test_pings_can_be_left_out(server: ReferenceServer) -> None:
    run = server.start_run(TOKENS.wait(100).reply("one").hang())

    with connect(server, timeout=3600) as patient:
        found = frames(patient, run.id, include_pings=False, poll_interval=0)

    assert [data(frame)["message_type"] for frame in found] == ["assistant_message"]


def test_a_stream_from_behind_the_end_just_ends(
    server: ReferenceServer, http: httpx.Client
) -> None:
    assert frames(http, server.add_run().id, starting_after=1000) == [DONE]


def test_a_stream_needs_no_body(server: ReferenceServer, http: httpx.Client) -> None:
    run = server.add_run()

    assert http.post(f"/v1/runs/{run.id}/stream").text == "".join(frames(http, run.id))
