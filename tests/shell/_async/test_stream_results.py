"""What a caller can ask of a stream, and of a run that has none."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letta_client import (
    APIResponseValidationError,
    APIStreamError,
    APITimeoutError,
    AsyncLetta,
    InternalServerError,
    NotFoundError,
)
from letta_client.testing import ReferenceServer, Script
from letta_client.testing.profiles import ProfileName
from letta_client.types.messages import Message
from letta_client.types.runs import Run

from ..answers import Server, answer, events, failure, recorded
from ..examples import examples
from ..scripts import PROFILES, scripts
from .harness import connect, reference_client

STREAMS = "/v1/runs/*/stream"
UNKNOWN = "run-00000000-0000-4000-8000-000000000000"
SENT_ASYNC = {"run_type": "send_message_async"}
# What was said to the agent is listed, and not streamed.
TOLD = ("user_message", "system_message", "approval_response_message")
DICE = (
    Script(prompt="Dice?", token_delay=0.5)
    .think("I have a tool.")
    .call_tool("roll", {"sides": 6}, "4", stdout=["rolling"], delay=2)
    .wait(70)
    .reply("You rolled a 4.")
)


async def listed(client: AsyncLetta, run_id: str) -> list[Message]:
    messages = [message async for message in await client.runs.messages.list(run_id)]
    return [message for message in messages if message.message_type not in TOLD]


async def listable(
    client: AsyncLetta, run_id: str, profile: ProfileName, streamed: list[Message]
) -> list[Message]:
    """Return what of a stream's messages is listed: Letta 0.16.8 keeps those of whole steps."""
    if profile == "contract":
        return streamed
    steps = [step async for step in await client.runs.steps.list(run_id)]
    whole = {step.id for step in steps if step.status == "success"}
    return [message for message in streamed if message.step_id in whole]


# Results


@pytest.mark.parametrize("profile", PROFILES)
@settings(max_examples=examples(40, __name__))
@given(script=scripts(), cuts=st.lists(st.integers(0, 2000), max_size=2), live=st.booleans())
async def test_the_messages_of_a_stream_are_those_that_are_listed(
    profile: ProfileName, script: Script, cuts: list[int], live: bool
) -> None:
    async with ReferenceServer(profile=profile) as server:
        run = server.start_run(script) if live else server.add_run(script)
        client = reference_client(server, strict_response_validation=True)
        for place in cuts:
            server.faults.add(path=STREAMS, cut_after_bytes=place)
        result = await (await client.runs.messages.stream(run.id)).until_done()
        kept = await listable(client, run.id, profile, result.messages)
        assert kept == await listed(client, run.id)
        assert (result.run_id, result.stop_reason) == (
            run.id,
            (await client.runs.retrieve(run.id)).stop_reason,
        )
        usage = await client.runs.usage.retrieve(run.id)
        if result.stop_reason != "cancelled":
            assert result.usage is not None
            assert result.usage.total_tokens == usage.total_tokens


async def test_a_result_has_what_was_read_before() -> None:
    async with ReferenceServer() as server:
        run = server.add_run(DICE)
        client = reference_client(server)
        stream = await client.runs.messages.stream(run.id)
        for _ in range(5):
            await anext(stream)
        result = await stream.until_done()
        assert result.messages == await listed(client, run.id)
        # Once more is no more.
        assert await stream.until_done() == result


async def test_the_servers_error_is_raised_in_place_of_a_result() -> None:
    async with ReferenceServer() as server:
        run = server.add_run(Script().reply("Hm.").fail("The model is out."))
        stream = await reference_client(server).runs.messages.stream(run.id)
        with pytest.raises(APIStreamError, match="The model is out"):
            await stream.until_done()
        assert stream.outcome == "error"


async def test_the_text_is_what_the_agent_says() -> None:
    async with ReferenceServer() as server:
        run = server.add_run(DICE)
        server.faults.add(path=STREAMS, cut_after_events=14)
        stream = await reference_client(server).runs.messages.stream(run.id)
        pieces = [piece async for piece in stream.text()]
    assert "".join(pieces) == "You rolled a 4."
    assert len(pieces) == 4
    assert (stream.outcome, stream.resumes) == ("done", 1)


async def test_text_in_parts_is_text() -> None:
    content = '[{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]'
    head = '"id": "message-1", "date": "2026-01-01T00:00:00Z"'
    frame = f'data: {{"message_type": "assistant_message", {head}, "content": {content}}}\n\n'
    async with connect(Server(events(frame, "data: [DONE]\n\n"))) as client:
        stream = await client.runs.messages.stream("run-1")
        assert [piece async for piece in stream.text()] == ["ab"]


async def test_leaving_the_text_frees_the_connection() -> None:
    async with ReferenceServer() as server:
        run = server.start_run(Script().reply("one two").hang())
        stream = await reference_client(server).runs.messages.stream(run.id)
        text = stream.text()
        assert await anext(text) == "one "
        await text.aclose()
        assert stream.outcome == "closed"
        assert server.requests[-1].disconnected


# Waiting


@pytest.mark.parametrize("end", ["reply", "fail", "cancel"])
async def test_waiting_for_a_run_gives_it_when_it_is_over(end: str) -> None:
    async with ReferenceServer(profile="letta-0.16.8") as server:
        begin = Script(token_delay=10).reply("one two three")
        script = {"reply": begin, "fail": begin.fail(), "cancel": begin.cancel()}[end]
        run = server.start_run(script)
        seen: list[Run] = []
        done = await reference_client(server).runs.wait(run.id, on_update=seen.append)
        assert done == seen[-1]
        assert [one.status for one in seen] == ["running", done.status]
        assert done.status in ("completed", "failed", "cancelled")
        assert done.completed_at is not None
        assert (server.clock.now() - done.completed_at).total_seconds() <= 10
        assert len(server.requests) < 15


async def test_waiting_gives_up_in_time_and_says_where_the_run_stands() -> None:
    async with ReferenceServer() as server:
        run = server.start_run(Script().hang())
        start = server.clock.now()
        with pytest.raises(APITimeoutError, match=rf"{run.id}.*after 30 s.*'running'"):
            await reference_client(server).runs.wait(run.id, timeout=30)
        assert round((server.clock.now() - start).total_seconds()) == 30
        with pytest.raises(APITimeoutError):
            await reference_client(server).runs.wait(run.id, timeout=0)


async def test_waiting_for_no_run_is_an_error() -> None:
    async with ReferenceServer() as server:
        with pytest.raises(NotFoundError):
            await reference_client(server).runs.wait(UNKNOWN)
        with pytest.raises(ValueError, match="poll_interval"):
            await reference_client(server).runs.wait(UNKNOWN, poll_interval=0)


async def test_waiting_outlives_a_passing_failure() -> None:
    done = recorded("run_completed")
    async with connect(Server(answer(status=502), done)) as client:
        assert (await client.runs.wait("run-1")).status == "completed"


async def test_waiting_gives_each_look_what_is_left_of_the_time(delays: list[float]) -> None:
    server = Server(failure(httpx.ReadTimeout("nothing comes")))
    async with connect(server, delays=delays) as client:
        with pytest.raises(APITimeoutError):
            await client.runs.wait("run-1", timeout=2)
    assert server.requests
    for request in server.requests:
        assert all(0 < part <= 2 for part in request.extensions["timeout"].values())


async def test_waiting_pauses_no_longer_than_its_time(delays: list[float]) -> None:
    server = Server(answer(status=503, headers={"retry-after": "8"}))
    async with connect(server, delays=delays) as client:
        with pytest.raises(APITimeoutError, match=r"not over after 1 s.*not known") as caught:
            await client.runs.wait("run-1", timeout=1)
    assert isinstance(caught.value.__cause__, InternalServerError)
    assert sum(delays) <= 1
    assert len(server.requests) == 2


@pytest.mark.parametrize("body", ["null", "[]", '"a run"', "5"])
async def test_waiting_for_what_is_no_run_is_an_error(body: str) -> None:
    async with connect(Server(answer(text=body))) as client:
        with pytest.raises(APIResponseValidationError, match="Expected a run"):
            await client.runs.wait("run-1")


# Following any run


def without_stream(server: ReferenceServer, kind: str, script: Script) -> Run:
    match kind:
        case "foreground":
            return server.start_run(script, background=False)
        case "async":
            return server.start_run(script, metadata=SENT_ASYNC)
        case _:
            return server.start_run(script)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("kind", ["background", "foreground", "async", "no redis"])
@settings(max_examples=examples(15, __name__))
@given(script=scripts(), reset=st.booleans())
async def test_any_run_can_be_followed(
    profile: ProfileName, kind: str, script: Script, reset: bool
) -> None:
    async with ReferenceServer(profile=profile, redis=kind != "no redis") as server:
        run = without_stream(server, kind, script)
        client = reference_client(server, strict_response_validation=True)
        server.faults.add(path="/v1/runs/*/messages", reset=reset, delay=0.5)
        stream = await client.runs.follow(run.id)
        told = [event async for event in stream if event.message_type != "ping"]
        assert stream.outcome in ("done", "run_over")
        result = await stream.until_done()
        kept = await listable(client, run.id, profile, result.messages)
        assert kept == await listed(client, run.id)
        reason = (await client.runs.retrieve(run.id)).stop_reason
        assert (result.run_id, result.stop_reason) == (run.id, reason)
        assert sum(event.message_type == "stop_reason" for event in told) == 1
        if reason != "cancelled":
            assert result.usage is not None


async def test_a_run_that_is_too_old_for_its_stream_is_followed() -> None:
    async with ReferenceServer() as server:
        start: datetime = server.clock.now()
        server.clock.advance(4 * 3600)
        run = server.add_run(DICE, created_at=start)
        client = reference_client(server)
        result = await (await client.runs.follow(run.id)).until_done()
        assert result.messages == await listed(client, run.id)


@pytest.mark.parametrize("kind", ["background", "foreground", "async"])
async def test_a_failed_run_is_followed_to_its_error(kind: str) -> None:
    async with ReferenceServer(profile="letta-0.16.8") as server:
        run = without_stream(server, kind, Script().reply("Hm.").fail("The model is out."))
        stream = await reference_client(server).runs.follow(run.id)
        seen: list[str] = []
        with pytest.raises(APIStreamError, match="The model is out") as caught:
            async for event in stream:
                seen.append(event.message_type)
        assert caught.value.error.run_id == run.id
        assert seen[-2:] == ["assistant_message", "stop_reason"]
        assert stream.outcome == "error"


async def test_messages_come_as_they_appear() -> None:
    async with ReferenceServer(profile="letta-0.16.8") as server:
        run = without_stream(server, "async", DICE)
        start = server.clock.now()
        seen: list[Any] = []
        async for event in await reference_client(server).runs.follow(run.id):
            seen.append((event.message_type, (server.clock.now() - start).total_seconds()))
    moments = {kind: moment for kind, moment in seen if kind != "ping"}
    assert moments["tool_return_message"] < 20
    assert 70 < moments["assistant_message"] < 100


async def test_following_no_run_is_an_error() -> None:
    async with ReferenceServer() as server:
        with pytest.raises(NotFoundError):
            await (await reference_client(server).runs.follow(UNKNOWN)).until_done()
