"""The client and the reference server in conversation."""

from __future__ import annotations

import pytest

from letta_client import APIConnectionError, APIStreamError, BadRequestError, NotFoundError
from letta_client.testing import ReferenceServer, Script
from letta_client.types.messages import AssistantMessage, UnknownMessage
from letta_client.types.streaming import LettaPing, LettaStopReason, LettaUsageStatistics

DICE = Script().think("Dice?").call_tool("roll", {"sides": 6}, "4").reply("You rolled a 4.")


async def test_a_walk_sees_every_run_once() -> None:
    async with ReferenceServer() as server:
        batch = server.add_runs(25)
        client = server.async_client(strict_response_validation=True)
        walked = [run.id async for run in await client.runs.list(limit=10)]
        oldest_first = [run.id async for run in await client.runs.list(limit=10, order="asc")]
    assert oldest_first == [batch.run_id(index) for index in range(25)]
    assert walked == oldest_first[::-1]


async def test_a_run_is_followed_and_looked_into() -> None:
    async with ReferenceServer() as server:
        run = server.start_run(DICE)
        client = server.async_client(strict_response_validation=True)
        async with await client.runs.messages.stream(run.id) as stream:
            events = [event async for event in stream]
        assert isinstance(events[0], LettaPing)
        assert any(isinstance(event, AssistantMessage) for event in events)
        assert isinstance(events[-2], LettaStopReason)
        assert isinstance(events[-1], LettaUsageStatistics)
        assert not any(isinstance(event, UnknownMessage) for event in events)
        assert stream.run_id == run.id

        done = await client.runs.retrieve(run.id)
        assert (done.status, done.stop_reason) == ("completed", "end_turn")
        usage = await client.runs.usage.retrieve(run.id)
        assert usage.total_tokens == events[-1].total_tokens
        steps = [step async for step in await client.runs.steps.list(run.id)]
        assert len(steps) == events[-1].step_count
        assert (await client.runs.metrics.retrieve(run.id)).num_steps == len(steps)
        assert (await client.steps.retrieve(steps[0].id)).run_id == run.id
        liked = await client.steps.feedback.create(steps[0].id, feedback="positive")
        assert liked.feedback == "positive"
        messages = [message async for message in await client.runs.messages.list(run.id)]
        assert messages[-1].message_type == "assistant_message"


async def test_a_stream_is_resumed_where_it_was_left() -> None:
    async with ReferenceServer() as server:
        run = server.add_run(DICE)
        client = server.async_client()
        async with await client.runs.messages.stream(run.id) as stream:
            everything = [event async for event in stream]
        async with await client.runs.messages.stream(run.id) as stream:
            head = [await anext(stream) for _ in range(5)]
        assert stream.last_seq_id is not None
        async with await client.runs.messages.stream(
            run.id, starting_after=stream.last_seq_id
        ) as stream:
            tail = [event async for event in stream]
    assert [*head, *tail] == everything


async def test_leaving_a_stream_is_a_disconnect_to_the_server() -> None:
    async with ReferenceServer() as server:
        run = server.start_run(Script().reply("Hello!").hang())
        client = server.async_client()
        async with await client.runs.messages.stream(run.id, include_pings=False) as stream:
            await anext(stream)
        assert server.requests[-1].disconnected


async def test_a_cut_stream_that_is_not_to_be_mended_is_a_connection_error() -> None:
    async with ReferenceServer() as server:
        run = server.add_run(DICE)
        server.faults.add(path="/v1/runs/*/stream", cut_after_events=3)
        client = server.async_client()
        seen = 0
        with pytest.raises(APIConnectionError):
            async for _ in await client.runs.messages.stream(run.id, resume=False):
                seen += 1
    assert seen == 3


async def test_a_failed_run_ends_its_stream_with_its_error() -> None:
    async with ReferenceServer() as server:
        run = server.add_run(Script().fail("The model is out."))
        client = server.async_client()
        with pytest.raises(APIStreamError, match="The model is out") as caught:
            async for _ in await client.runs.messages.stream(run.id):
                pass
    assert caught.value.error.run_id == run.id


async def test_errors_of_the_server_are_the_librarys() -> None:
    async with ReferenceServer() as server:
        client = server.async_client()
        with pytest.raises(NotFoundError):
            await client.runs.retrieve("run-00000000-0000-4000-8000-000000000000")
        foreground = server.add_run(background=False)
        with pytest.raises(BadRequestError):
            await client.runs.messages.stream(foreground.id)
