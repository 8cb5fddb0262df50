"""Every method that changes something: nothing of what comes back is lost, and it is sent once."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from letta_client import (
    APIStreamError,
    APITimeoutError,
    AsyncLetta,
    AsyncStream,
    Letta,
    Stream,
)

from .conftest import AGENT, PATIENCE
from .payloads import Answers, as_json, differences, unknown

# On `Letta` the value, on `AsyncLetta` something to await.
SENDS: dict[str, Callable[[Any, str], Any]] = {
    "agents.create": lambda client, _: client.agents.create(**AGENT, name="sent", tags=["sent"]),
    "agents.retrieve": lambda client, agent_id: client.agents.retrieve(agent_id),
    "agents.list": lambda client, _: client.agents.list(tags=["sent"]),
    "messages.create": lambda client, agent_id: client.agents.messages.create(
        agent_id, messages=[{"role": "user", "content": "TOOL and THINK"}]
    ),
    "messages.create of a text": lambda client, agent_id: client.agents.messages.create(
        agent_id, input="hello"
    ),
    "messages.create_async": lambda client, agent_id: client.agents.messages.create_async(
        agent_id, messages=[{"role": "user", "content": "hello"}]
    ),
    "messages.list": lambda client, agent_id: client.agents.messages.list(agent_id),
}

# Arguments of `messages.create(streaming=True)` and `messages.stream`.
STREAMS: dict[str, dict[str, Any]] = {
    "steps": {},
    "tokens": {"stream_tokens": True},
    "steps in the background": {"background": True},
    "tokens in the background": {"background": True, "stream_tokens": True},
}
PROMPTS = ["hello", "TOOL", "TOOLS", "THINK", "FAIL"]


@pytest.fixture(scope="module")
def sent_agent(make_agent: Callable[..., str], http: httpx.Client) -> str:
    """An agent that has been spoken to."""
    agent_id = make_agent(name="sent", tags=["sent"])
    body = {"messages": [{"role": "user", "content": "TOOL and THINK"}]}
    http.post(f"/v1/agents/{agent_id}/messages", json=body).raise_for_status()
    return agent_id


@pytest.mark.parametrize("name", SENDS)
def test_nothing_is_lost(name: str, client: Letta, answers: Answers, sent_agent: str) -> None:
    result = SENDS[name](client, sent_agent)

    assert list(differences(answers.last, as_json(result))) == []
    assert list(unknown(result)) == []


@pytest.mark.anyio
@pytest.mark.parametrize("name", SENDS)
async def test_nothing_is_lost_async(
    name: str, async_client: AsyncLetta, answers: Answers, sent_agent: str
) -> None:
    result = await SENDS[name](async_client, sent_agent)

    assert list(differences(answers.last, as_json(result))) == []


def collected(stream: Stream[Any]) -> list[object]:
    """Return the events of a stream, the error that it ends with included."""
    events: list[object] = []
    try:
        events.extend(stream)
    except APIStreamError as failure:
        events.append(failure.error)
    return events


async def collected_async(stream: AsyncStream[Any]) -> list[object]:
    events: list[object] = []
    try:
        async for event in stream:
            events.append(event)
    except APIStreamError as failure:
        events.append(failure.error)
    return events


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize("kind", STREAMS)
def test_no_event_is_lost(
    kind: str, prompt: str, client: Letta, answers: Answers, sent_agent: str
) -> None:
    stream = client.agents.messages.stream(sent_agent, input=prompt, **STREAMS[kind])
    events = collected(stream)

    assert list(differences(answers.frames, as_json(events))) == []
    assert list(unknown(events)) == []
    assert stream.outcome == ("error" if prompt == "FAIL" else "done")


@pytest.mark.anyio
@pytest.mark.parametrize("kind", STREAMS)
async def test_no_event_is_lost_async(
    kind: str, async_client: AsyncLetta, answers: Answers, sent_agent: str
) -> None:
    stream = await async_client.agents.messages.stream(sent_agent, input="TOOL", **STREAMS[kind])
    events = await collected_async(stream)

    assert list(differences(answers.frames, as_json(events))) == []


def test_create_can_stream(client: Letta, answers: Answers, sent_agent: str) -> None:
    events = collected(client.agents.messages.create(sent_agent, input="TOOL", streaming=True))

    assert events
    assert list(differences(answers.frames, as_json(events))) == []


@pytest.mark.anyio
async def test_create_can_stream_async(
    async_client: AsyncLetta, answers: Answers, sent_agent: str
) -> None:
    stream = await async_client.agents.messages.create(sent_agent, input="TOOL", streaming=True)
    events = await collected_async(stream)

    assert events
    assert list(differences(answers.frames, as_json(events))) == []


def test_a_run_is_cancelled(client: Letta, answers: Answers, sent_agent: str) -> None:
    run = client.agents.messages.create_async(sent_agent, input="LONG SLOW")
    cancelled = client.agents.messages.cancel(sent_agent, run_ids=[run.id])

    assert list(differences(answers.last, as_json(cancelled))) == []
    assert client.runs.retrieve(run.id).status == "cancelled"


@pytest.mark.anyio
async def test_a_run_is_cancelled_async(async_client: AsyncLetta, sent_agent: str) -> None:
    run = await async_client.agents.messages.create_async(sent_agent, input="LONG SLOW")
    await async_client.agents.messages.cancel(sent_agent, run_ids=[run.id])

    assert (await async_client.runs.retrieve(run.id)).status == "cancelled"


def test_an_agent_is_deleted(client: Letta, make_agent: Callable[..., str]) -> None:
    agent_id = make_agent(name="deleted", tags=["deleted"])

    client.agents.delete(agent_id)

    assert agent_id not in [agent.id for agent in client.agents.list(tags=["deleted"])]


@pytest.mark.anyio
async def test_an_agent_is_deleted_async(
    async_client: AsyncLetta, make_agent: Callable[..., str]
) -> None:
    agent_id = make_agent(name="deleted", tags=["deleted"])

    await async_client.agents.delete(agent_id)

    assert agent_id not in [agent.id async for agent in async_client.agents.list(tags=["deleted"])]


def runs_of(http: httpx.Client, agent_id: str) -> list[str]:
    """Return the runs of an agent, of which there is one at least, as soon as there is."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        runs = http.get("/v1/runs/", params={"agent_id": agent_id}).raise_for_status().json()
        if runs:
            return [run["id"] for run in runs]
        time.sleep(0.1)
    raise AssertionError(f"{agent_id} has no run")


def test_a_slow_call_that_times_out_has_started_one_run(
    client: Letta, http: httpx.Client, make_agent: Callable[..., str]
) -> None:
    agent_id = make_agent(name="slow")

    with pytest.raises(APITimeoutError):
        client.agents.messages.create(agent_id, input="SLOW", timeout=1)

    # All that the client sends, it has sent by now.
    assert len(runs_of(http, agent_id)) == 1


@pytest.mark.anyio
async def test_a_slow_call_that_times_out_has_started_one_run_async(
    async_client: AsyncLetta, http: httpx.Client, make_agent: Callable[..., str]
) -> None:
    agent_id = make_agent(name="slow")

    with pytest.raises(APITimeoutError):
        await async_client.agents.messages.create(agent_id, input="SLOW", timeout=1)

    assert len(runs_of(http, agent_id)) == 1
