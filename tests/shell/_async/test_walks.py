"""Walks over the lists of the reference server, as documented and as Letta 0.16.8 does it."""

from __future__ import annotations

from typing import Any

import pytest

from letta_client import PaginationError
from letta_client.testing import ReferenceServer, Script

PROFILES: list[Any] = ["contract", "letta-0.16.8"]
ORDERS: list[Any] = ["asc", "desc"]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("limit", [1, 2, 3, 5, 1000])
async def test_a_walk_gives_every_run_once_and_in_order(
    profile: Any, order: Any, limit: int
) -> None:
    async with ReferenceServer(profile=profile) as server:
        batch = server.add_runs(15)
        client = server.async_client()
        walked = [run.id async for run in await client.runs.list(limit=limit, order=order)]
        oldest_first = [batch.run_id(index) for index in range(15)]
        assert walked == (oldest_first if order == "asc" else oldest_first[::-1])


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("count", "limit", "needed"), [(15, 4, 4), (15, 5, 4), (15, 100, 1)])
async def test_a_walk_makes_no_request_too_many(
    profile: Any, order: Any, count: int, limit: int, needed: int
) -> None:
    async with ReferenceServer(profile=profile) as server:
        server.add_runs(count)
        client = server.async_client()
        costs: list[int] = []
        for each in (client, client, client.with_options(max_retries=1)):
            before = len(server.requests)
            assert len([run async for run in await each.runs.list(limit=limit, order=order)]) == 15
            costs.append(len(server.requests) - before)
        learning = 1 if needed > 1 else 0
        assert costs == [needed + learning, needed, needed]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("order", ORDERS)
async def test_the_callers_own_cursors_mean_what_the_api_says(profile: Any, order: Any) -> None:
    async with ReferenceServer(profile=profile) as server:
        batch = server.add_runs(12)
        ids = [batch.run_id(index) for index in range(12)]
        ordered = ids if order == "asc" else ids[::-1]
        for index in (0, 5, 11):
            client = server.async_client()
            after = await client.runs.list(after=ordered[index], limit=3, order=order)
            assert [run.id async for run in after] == ordered[index + 1 :]
            client = server.async_client()
            before = await client.runs.list(before=ordered[index], limit=3, order=order)
            assert [run.id async for run in before] == ordered[:index]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("limit", [1, 2, 3, 1000])
async def test_walks_over_the_messages_and_steps_of_a_run(
    profile: Any, order: Any, limit: int
) -> None:
    script = Script().think("Dice?")
    for number in range(4):
        script = script.call_tool("roll", {"number": number}, str(number))
    async with ReferenceServer(profile=profile) as server:
        run = server.add_run(script.reply("Done."))
        client = server.async_client()
        everything = await client.runs.messages.list(run.id, order=order)
        walked = await client.runs.messages.list(run.id, order=order, limit=limit)
        assert [m.id async for m in walked] == [m.id for m in everything.items]
        all_steps = await client.runs.steps.list(run.id, order=order)
        steps = await client.runs.steps.list(run.id, order=order, limit=limit)
        assert [step.id async for step in steps] == [step.id for step in all_steps.items]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("in_batch", [True, False])
async def test_messages_can_be_older_than_those_before_them(profile: Any, in_batch: bool) -> None:
    async with ReferenceServer(profile=profile) as server:
        client = server.async_client()
        # As imported messages are: the system message, which comes first, is the newest.
        agent = server.add_agent()
        if in_batch:
            server.add_runs(15, agent_id=agent.id)
        else:
            for _ in range(15):
                server.add_run(agent_id=agent.id)
        walk = await client.agents.messages.list(agent.id, limit=7, order="asc")
        walked = [message.message_type async for message in walk]
        assert walked == ["system_message", *["user_message", "assistant_message"] * 15]


@pytest.mark.parametrize("profile", PROFILES)
async def test_a_run_that_was_deleted_does_not_stop_a_walk(profile: Any) -> None:
    async with ReferenceServer() as server:
        server.add_runs(9)
        client = server.async_client()
        seen: list[str] = []
        async for run in await client.runs.list(limit=2):
            seen.append(run.id)
            await client.runs.delete(run.id)
        assert len(seen) == len(set(seen)) == 9
        assert (await client.runs.list()).items == []


async def test_taking_some_asks_for_no_page_more_than_that_takes() -> None:
    async with ReferenceServer() as server:
        server.add_runs(100)
        client = server.async_client()
        page = await client.runs.list(limit=10)
        assert len([run async for run in page.take(10)]) == 10
        assert len([run async for run in page.take(0)]) == 0
        assert len(server.requests) == 1
        assert len([run async for run in page.take(11)]) == 11
        assert len([run async for run in (await client.runs.list(limit=10)).take(1000)]) == 100


async def test_a_list_that_cannot_be_walked_says_so() -> None:
    async with ReferenceServer() as server:
        server.add_runs(10)
        first_page = server.client().runs.list(limit=3)
        server.faults.add(path="/v1/runs/", status=200, body=first_page_body(server), times=None)
        client = server.async_client()
        seen: list[str] = []
        with pytest.raises(PaginationError) as caught:
            async for run in await client.runs.list(limit=3):
                seen.append(run.id)
        assert seen == [run.id for run in first_page.items]
        assert caught.value.after_id == seen[-1]
        assert caught.value.items_yielded == 3


def first_page_body(server: ReferenceServer) -> bytes:
    """Return a page as JSON, which a server that ignores cursors gives again and again."""
    return server.client().with_raw_response.runs.list(limit=3).read()
