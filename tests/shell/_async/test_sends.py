"""Sends in the background, cut and hindered in every way: one run each, and every event once."""

from __future__ import annotations

from typing import Any

import pytest

from letta_client import (
    APIStreamError,
    AsyncLetta,
    AsyncStream,
    BackgroundUnavailableError,
    ConversationBusyError,
    DuplicateRunError,
    OtidInUseError,
    omit,
)
from letta_client.testing import ReferenceServer
from letta_client.testing.profiles import ProfileName
from letta_client.types.streaming import LettaPing, LettaStreamingResponse

from ..cutting import PlacesToCut, content_of
from ..scripts import PROFILES
from .harness import reference_client

SENDS = "/v1/conversations/*/messages"


async def send(client: AsyncLetta, agent_id: str, **options: Any) -> list[Any]:
    """Send something to an agent's own conversation; return the events, but for pings."""
    said: Any = {"input": "hello", **options}
    stream: AsyncStream[LettaStreamingResponse] = await client.conversations.messages.create(
        "default", agent_id=agent_id, background=True, **said
    )
    events = [event async for event in stream if not isinstance(event, LettaPing)]
    assert stream.outcome == "done"
    assert stream.run_id is not None
    return events


async def say(client: AsyncLetta, place: tuple[str, str | None], otid: str) -> Any:
    """Say something in a conversation of an agent, or in its own; return what came of it."""
    agent_id, conversation_id = place
    return await client.agents.messages.send(
        agent_id, "hello", otid=otid, conversation_id=conversation_id
    )


async def the_only_run(client: AsyncLetta, agent_id: str) -> list[Any]:
    """The events of the one run that an agent has, but for pings."""
    (run,) = [run async for run in client.runs.list(agent_id=agent_id)]
    events = await client.runs.messages.stream(run.id)
    return [event async for event in events if not isinstance(event, LettaPing)]


@pytest.mark.parametrize("profile", PROFILES)
async def test_a_send_that_is_cut_at_any_byte_starts_one_run(
    profile: ProfileName, places_to_cut: PlacesToCut
) -> None:
    async with ReferenceServer(profile=profile) as server:
        server.model.reply("é“😀")
        client = reference_client(server)
        await send(client, (first := server.add_agent()).id)
        (run,) = [run async for run in client.runs.list(agent_id=first.id)]
        for place in places_to_cut(content_of(server, run.id)):
            server.model.reply("é“😀")
            agent = server.add_agent()
            server.faults.clear()
            server.faults.add(path=SENDS, cut_after_bytes=place)
            events = await send(client, agent.id)
            assert events == await the_only_run(client, agent.id)


@pytest.mark.parametrize(
    "fault",
    [
        {"refuse": True},
        {"reset": True},
        {"cut_after_events": 0},
        {"status": 500},
        {"status": 503, "headers": {"Retry-After": "3"}},
        {"stall_after_events": 0},
        {"stall_after_events": 2},
        {"delay": 100.0},
        {"repeat_event": 2},
    ],
    ids=str,
)
@pytest.mark.parametrize("profile", PROFILES)
async def test_whatever_goes_wrong_a_send_starts_one_run(
    profile: ProfileName, fault: dict[str, Any]
) -> None:
    async with ReferenceServer(profile=profile) as server:
        server.model.reply("One.")
        agent = server.add_agent()
        client = reference_client(server)
        server.faults.add(path=SENDS, times=2, **fault)
        events = await send(client, agent.id)
        assert events == await the_only_run(client, agent.id)
    bodies = [request.json() for request in server.requests if "/conversations/" in request.path]
    # A request that fails at once is not read.
    otids = {body["messages"][0]["otid"] for body in bodies if body}
    assert len(otids) == 1


async def test_a_send_with_ids_of_the_caller_is_the_same_send_later() -> None:
    async with ReferenceServer() as server:
        client, agent = reference_client(server), server.add_agent()
        message: Any = {"role": "user", "content": "hello", "otid": "mine"}
        streams = [
            await client.conversations.messages.create(
                "default", agent_id=agent.id, messages=[message], background=True
            )
            for _ in range(2)
        ]
        results = [await stream.until_done() for stream in streams]
        assert results[0].run_id == results[1].run_id
        assert await the_only_run(client, agent.id)


@pytest.mark.parametrize("view", ["with_raw_response", "with_streaming_response"])
async def test_the_send_of_a_response_starts_one_run_too(view: str) -> None:
    async with ReferenceServer() as server:
        client, agent = reference_client(server), server.add_agent()
        options: Any = {"agent_id": agent.id, "input": "hello", "background": True}
        messages: Any = getattr(client.conversations.messages, view)
        server.faults.add(path=SENDS, reset=True)
        server.faults.add(path=SENDS, cut_after_events=0)
        if view == "with_raw_response":
            stream = await (await messages.create("default", **options)).parse()
            result = await stream.until_done()
        else:
            async with messages.create("default", **options) as response:
                result = await (await response.parse()).until_done()
        assert result.stop_reason == "end_turn"
        assert await the_only_run(client, agent.id)


async def test_an_otid_that_was_sent_to_someone_else_is_told_of() -> None:
    async with ReferenceServer(profile="letta-0.16.8") as server:
        client, agents = reference_client(server), [server.add_agent() for _ in range(2)]
        talk = await client.conversations.create(agent_id=agents[0].id)
        places = [(agents[0].id, None), (agents[0].id, talk.id), (agents[1].id, None)]
        for first in places:
            otid = f"job-{first}"
            run_id = (await say(client, first, otid)).run_id
            assert (await say(client, first, otid)).run_id == run_id
            for other in places:
                if other == first:
                    continue
                with pytest.raises(OtidInUseError) as caught:
                    await say(client, other, otid)
                error = caught.value
                assert (error.run_id, (error.agent_id, error.conversation_id)) == (run_id, first)
                assert otid in str(error)


async def test_no_event_of_a_message_to_someone_else_is_handed_out() -> None:
    async with ReferenceServer(profile="letta-0.16.8") as server:
        client, agents = reference_client(server), [server.add_agent() for _ in range(2)]
        await client.agents.messages.send(agents[0].id, "hello", otid="mine")
        message: Any = {"role": "user", "content": "hello", "otid": "mine"}
        stream = await client.conversations.messages.create(
            "default", agent_id=agents[1].id, messages=iter([message]), background=True
        )
        events: list[Any] = []
        with pytest.raises(OtidInUseError):
            async for event in stream:
                events.append(event)
        assert (events, stream.outcome) == ([], "broken")


@pytest.mark.parametrize(
    "fault", [{"status": 503}, {"reset": True}, {"status": 403}, {"delay": 100.0}], ids=str
)
async def test_who_was_sent_a_message_is_looked_up_through_failures(fault: dict[str, Any]) -> None:
    async with ReferenceServer() as server:
        client, agent = reference_client(server), server.add_agent()
        server.faults.add(path="/v1/runs/run*", method="GET", times=2, **fault)
        message: Any = {"role": "user", "content": "hello", "otid": "mine"}
        events = await send(client, agent.id, input=omit, messages=[message])
        assert events == await the_only_run(client, agent.id)


async def test_nothing_is_looked_up_of_a_message_whose_id_is_new() -> None:
    async with ReferenceServer() as server:
        client, agent = reference_client(server), server.add_agent()
        await client.agents.messages.send(agent.id, "hello")
        await send(client, agent.id)
        assert len(server.requests) == 2


# Servers that do not keep the promise


async def test_a_second_run_of_a_server_that_forgets_is_noticed() -> None:
    async with ReferenceServer(remembers_sends=False) as server:
        client, agent = reference_client(server), server.add_agent()
        server.faults.add(path=SENDS, cut_after_events=0)
        stream = await client.agents.messages.send(agent.id, "hello", stream=True)
        events: list[Any] = []
        with pytest.raises(DuplicateRunError) as caught:
            async for event in stream:
                events.append(event)
        # Its own run came to its end.
        assert (stream.outcome, stream.run_id) == ("done", caught.value.run_id)
        assert (await client.agents.messages.send(agent.id, "hello")).text == "hello"
        *_, last, first = [run.id async for run in client.runs.list(agent_id=agent.id)]
        assert (caught.value.run_id, caught.value.other_run_ids) == (last, [first])
        assert first in str(caught.value)


async def test_a_send_that_did_not_get_through_at_first_has_no_second_run() -> None:
    async with ReferenceServer(remembers_sends=False) as server:
        client, agent = reference_client(server), server.add_agent()
        server.faults.add(path=SENDS, status=503)
        result = await client.agents.messages.send(agent.id, "hello")
        assert (await the_only_run(client, agent.id))[0].run_id == result.run_id


async def test_a_server_without_redis_is_told_of_at_once() -> None:
    async with ReferenceServer(redis=False) as server:
        client, agent = reference_client(server), server.add_agent()
        with pytest.raises(BackgroundUnavailableError, match="requires Redis"):
            await client.agents.messages.send(agent.id, "hello")
        with pytest.raises(BackgroundUnavailableError, match="requires Redis"):
            await client.agents.messages.create(
                agent.id, input="hello", streaming=True, background=True
            )
        assert len(server.requests) == 2


# What is said to an agent


async def test_what_comes_of_a_message_is_followed_to_its_end() -> None:
    async with ReferenceServer() as server:
        server.model.reply("One.")
        client, agent = reference_client(server), server.add_agent()
        server.faults.add(path=SENDS, reset=True)
        for events in (0, 2):
            server.faults.add(path=SENDS, cut_after_events=events)
        result = await client.agents.messages.send(agent.id, "hello", stream_tokens=True)
        (run,) = [run async for run in client.runs.list(agent_id=agent.id)]
        assert (result.text, result.run_id, result.stop_reason) == ("One.", run.id, "end_turn")
        assert result.usage is not None
        said, *rest = [message async for message in client.runs.messages.list(run.id)]
        assert said.message_type == "user_message"
        assert result.messages == rest


async def test_a_message_can_be_streamed_and_named() -> None:
    async with ReferenceServer() as server:
        server.model.reply("One.")
        client, agent = reference_client(server), server.add_agent()
        stream = await client.agents.messages.send(
            agent.id, "hello", otid="mine", stream=True, include_pings=False
        )
        assert [text async for text in stream.text()] == ["One."]
        # Another process with the same message has the same run.
        again = await client.agents.messages.send(agent.id, "hello", otid="mine")
        assert again.run_id == stream.run_id
        assert await the_only_run(client, agent.id)


async def test_a_run_that_fails_raises_its_error() -> None:
    async with ReferenceServer() as server:
        server.model.fail("The model is out.")
        client, agent = reference_client(server), server.add_agent()
        with pytest.raises(APIStreamError, match="The model is out"):
            await client.agents.messages.send(agent.id, "hello")


async def test_an_agent_needs_an_id() -> None:
    async with ReferenceServer() as server:
        with pytest.raises(ValueError, match="agent_id"):
            await reference_client(server).agents.messages.send("", "hello")


async def test_a_busy_conversation_says_with_which_run() -> None:
    async with ReferenceServer() as server:
        server.model.reply("One.", delay=100)
        client, agent = reference_client(server), server.add_agent()
        first = await client.conversations.messages.create(
            "default", agent_id=agent.id, input="hello", background=True
        )
        with pytest.raises(ConversationBusyError) as caught:
            await send(client, agent.id)
        result = await first.until_done()
        assert caught.value.run_id == result.run_id
