"""Walks over the lists of a real server give every item once, in the order asked for."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import httpx
import pytest

from letta_client import AsyncLetta, Letta

from .calls import ORDERS, PAGE_SIZES, WALKS, Subject
from .published import Entry, Published
from .subjects import PATIENCE, Subjects


@pytest.fixture(scope="module")
def walked_agent(subjects: Subjects, http: httpx.Client) -> str:
    """An agent with fifteen runs, one of them in several steps."""
    agent_id = subjects.agent().agent_id
    for number in range(15):
        text = "TOOL please" if number == 7 else f"message {number}"
        body = {"messages": [{"role": "user", "content": text}]}
        http.post(f"/v1/agents/{agent_id}/messages", json=body).raise_for_status()
    return agent_id


def everything(http: httpx.Client, path: str, **query: Any) -> list[str]:
    """Return the ids of all items of a list, from one page that has them all."""
    answer = http.get(path, params={"limit": 1000, **query}).raise_for_status()
    return [item["id"] for item in answer.json()]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("limit", PAGE_SIZES)
def test_a_walk_over_runs(
    client: Letta, http: httpx.Client, walked_agent: str, order: Any, limit: int
) -> None:
    expected = everything(http, "/v1/runs/", agent_id=walked_agent, order=order)
    assert len(expected) == 15
    walk = client.runs.list(agent_id=walked_agent, limit=limit, order=order)
    assert [run.id for run in walk] == expected
    # The dialect is known from now on.
    again = client.runs.list(agent_id=walked_agent, limit=limit, order=order)
    assert [run.id for run in again] == expected


@pytest.mark.parametrize("order", ORDERS)
def test_the_callers_own_cursors_mean_what_the_api_says(
    client: Letta, http: httpx.Client, walked_agent: str, order: Any
) -> None:
    expected = everything(http, "/v1/runs/", agent_id=walked_agent, order=order)
    for index in (0, 6, 14):
        for fresh in (client, client.with_options(base_url=client.base_url.copy_with(path="/"))):
            after = fresh.runs.list(
                agent_id=walked_agent, order=order, limit=4, after=expected[index]
            )
            assert [run.id for run in after] == expected[index + 1 :]
            before = fresh.runs.list(
                agent_id=walked_agent, order=order, limit=4, before=expected[index]
            )
            assert [run.id for run in before] == expected[:index]
    between = client.runs.list(
        agent_id=walked_agent, order=order, limit=2, after=expected[3], before=expected[9]
    )
    assert [run.id for run in between] == expected[4:9]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("limit", PAGE_SIZES)
def test_walks_over_the_messages_and_steps_of_a_run(
    client: Letta, http: httpx.Client, subjects: Subjects, agent: Subject, order: Any, limit: int
) -> None:
    run_id = subjects.told(agent, "TOOL please, and THINK").run_id
    path = f"/v1/runs/{run_id}"
    messages = client.runs.messages.list(run_id, limit=limit, order=order)
    assert [m.id for m in messages] == everything(http, f"{path}/messages", order=order)
    steps = client.runs.steps.list(run_id, limit=limit, order=order)
    assert [step.id for step in steps] == everything(http, f"{path}/steps", order=order)


@pytest.fixture(scope="module")
def agent(subjects: Subjects) -> Subject:
    """An agent whose runs are walked one by one."""
    return subjects.agent()


@pytest.fixture(scope="module")
def tag(subjects: Subjects) -> str:
    """The tag of seven agents."""
    tag = f"many-{uuid.uuid4()}"
    for _ in range(7):
        subjects.agent(tag=tag)
    return tag


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("limit", PAGE_SIZES)
def test_walks_over_agents_and_their_messages(
    client: Letta, http: httpx.Client, walked_agent: str, tag: str, order: Any, limit: int
) -> None:
    agents = client.agents.list(tags=[tag], limit=limit, order=order)
    expected = everything(http, "/v1/agents/", tags=tag, order=order)
    assert len(expected) == 7
    assert [agent.id for agent in agents] == expected
    messages = client.agents.messages.list(walked_agent, limit=limit, order=order)
    # This server reverses the pages in descending order: asked for all, it gives them ascending.
    expected = everything(http, f"/v1/agents/{walked_agent}/messages", order="asc")
    assert [message.id for message in messages] == (expected if order == "asc" else expected[::-1])


@pytest.mark.anyio
@pytest.mark.parametrize("order", ORDERS)
async def test_an_asynchronous_walk_that_fetches_ahead(
    base_url: str, http: httpx.Client, walked_agent: str, order: Any
) -> None:
    expected = everything(http, "/v1/runs/", agent_id=walked_agent, order=order)
    async with AsyncLetta(base_url=base_url, timeout=PATIENCE) as client:
        listed = client.runs.list(agent_id=walked_agent, limit=4, order=order)
        async with listed.walk(prefetch=1) as runs:
            assert [run.id async for run in runs] == expected
        assert [run.id async for run in listed.take(5)] == expected[:5]


def test_half_of_the_walks_of_the_published_client_go_wrong(
    client: Letta,
    published: Published,
    http: httpx.Client,
    walked_agent: str,
    subjects: Subjects,
    agent: Subject,
) -> None:
    """docs/compatibility.md says so, and that ours are all right."""
    subject = replace(subjects.told(agent, "TOOL please, and THINK"), agent_id=walked_agent)
    outcomes = published.make([Entry("WALKS", name, subject) for name in WALKS])

    theirs = [[item["id"] for item in outcome.value] for outcome in outcomes]
    ours = [[item.id for item in walk(client, subject)] for walk in WALKS.values()]

    run = f"/v1/runs/{subject.run_id}"
    expected = [
        everything(http, path, order=order, **query)
        for path, query in (
            ("/v1/runs/", {"agent_id": walked_agent}),
            (f"{run}/messages", {}),
            (f"{run}/steps", {}),
        )
        for order in ORDERS
        for _ in PAGE_SIZES
    ]
    right = [
        sum(ids == everyone for ids, everyone in zip(walked, expected, strict=True))
        for walked in (theirs, ours)
    ]
    assert right == [15, 30]
