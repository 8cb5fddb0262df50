"""Streams of a real server, followed through cut connections and silence: each event once."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from letta_client import APIConnectionError, APIStreamError, AsyncLetta, Letta

from .conftest import PATIENCE, Prompt
from .cutting import cutting

# How long a stream may go on that has nothing more to say.
LONGEST_WAIT = 30.0

SEED = 6


def without_pings(events: Iterable[Any]) -> list[Any]:
    return [event for event in events if event.message_type != "ping"]


@pytest.fixture(scope="module")
def run_id(prompt: Prompt) -> str:
    """A run that is over, with thoughts, a call of a tool and a long answer, in tokens."""
    return prompt("THINK, TOOL and LONG", background=True)


@pytest.fixture(scope="module")
def uncut(base_url: str, run_id: str) -> list[Any]:
    """The events of the run's stream, the connection being good."""
    with Letta(base_url=base_url, timeout=PATIENCE) as client:
        events = without_pings(client.runs.messages.stream(run_id, resume=False))
    assert len(events) > 60
    return events


@pytest.fixture(scope="module")
def size(base_url: str, run_id: str, uncut: list[Any]) -> int:
    """How many bytes the stream's body has on the wire."""
    with cutting(base_url) as proxy, Letta(base_url=proxy.url, timeout=PATIENCE) as client:
        assert without_pings(client.runs.messages.stream(run_id, resume=False)) == uncut
        return proxy.passed[0]


def places(size: int) -> list[list[int]]:
    """Return where to cut: 50 single places, and 10 sets of 2 to 4, one for each connection."""
    choice = random.Random(SEED)
    # After the stream's own end there are a few bytes more, which nobody misses.
    single = [[choice.randrange(size - 40)] for _ in range(50)]
    several = [[choice.randrange(size // 5) for _ in range(2 + n % 3)] for n in range(10)]
    return single + several


@pytest.mark.anyio
async def test_each_event_comes_once_through_cuts_async(
    base_url: str, run_id: str, uncut: list[Any], size: int
) -> None:
    """The second cut counts from where the stream was taken up again, and so on."""
    few = asyncio.Semaphore(8)

    async def follow(cuts: list[int]) -> tuple[bool, int]:
        async with few:
            with cutting(base_url, cuts) as proxy:
                async with AsyncLetta(base_url=proxy.url, timeout=PATIENCE) as client:
                    stream = await client.runs.messages.stream(run_id)
                    events = without_pings([event async for event in stream])
                    return events == uncut, len(cuts) - len(proxy.cuts) - stream.resumes

    cuts = places(size)
    followed = await asyncio.gather(*(follow(each) for each in cuts))

    assert [each for each, found in zip(cuts, followed, strict=True) if found != (True, 0)] == []


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9])
def test_each_event_comes_once_through_a_cut(
    base_url: str, run_id: str, uncut: list[Any], size: int, share: float
) -> None:
    with cutting(base_url, [int(share * size), 700]) as proxy:
        with Letta(base_url=proxy.url, timeout=PATIENCE) as client:
            stream = client.runs.messages.stream(run_id)
            assert without_pings(stream) == uncut
        assert not proxy.cuts
        assert (stream.resumes, stream.outcome) == (2, "done")


@pytest.mark.parametrize("stream_tokens", [True, False])
def test_a_run_that_goes_on_is_followed_through_cuts(
    client: Letta, base_url: str, agent_id: str, stream_tokens: bool
) -> None:
    with cutting(base_url, [2000, 600]) as proxy:
        with Letta(base_url=proxy.url, timeout=PATIENCE) as cut:
            stream = cut.agents.messages.stream(
                agent_id, input="TOOL and SLOW", background=True, stream_tokens=stream_tokens
            )
            events = without_pings(stream)
        assert not proxy.cuts

    assert stream.run_id is not None
    assert events == without_pings(client.runs.messages.stream(stream.run_id, resume=False))


def test_a_stream_is_resumed_by_hand(
    client: Letta, base_url: str, run_id: str, uncut: list[Any], size: int
) -> None:
    events: list[Any] = []
    with cutting(base_url, [size // 2]) as proxy, Letta(base_url=proxy.url) as cut:
        stream = cut.runs.messages.stream(run_id, resume=False)
        with pytest.raises(APIConnectionError, match=r"starting_after=[0-9]+"):
            events.extend(stream)

    assert stream.outcome == "broken"
    assert stream.last_seq_id is not None
    rest = client.runs.messages.stream(run_id, starting_after=stream.last_seq_id)
    assert without_pings([*events, *rest]) == uncut


def test_a_failed_run_raises(client: Letta, base_url: str, prompt: Prompt) -> None:
    run_id = prompt("FAIL", background=True)
    for cuts in ([], [300], [0, 500]):
        with cutting(base_url, cuts) as proxy:
            with Letta(base_url=proxy.url, timeout=PATIENCE) as cut:
                stream = cut.runs.messages.stream(run_id)
                with pytest.raises(APIStreamError, match=run_id) as caught:
                    list(stream)
            assert not proxy.cuts
        assert stream.outcome == "error"
        assert caught.value.error.run_id == run_id


def test_a_cancelled_run_ends(client: Letta, agent_id: str) -> None:
    stream = client.agents.messages.stream(
        agent_id, input="LONG and SLOW", background=True, stream_tokens=True
    )
    events: list[Any] = []
    for event in stream:
        events.append(event)
        if event.message_type == "assistant_message" and stream.run_id:
            client.agents.messages.cancel(agent_id, run_ids=[stream.run_id])
            break
    assert stream.run_id is not None
    events = without_pings(client.runs.messages.stream(stream.run_id))

    assert [e.stop_reason for e in events if e.message_type == "stop_reason"] == ["cancelled"]


@pytest.mark.anyio
async def test_a_run_whose_stream_says_nothing_ends_async(
    async_client: AsyncLetta, agent_id: str
) -> None:
    run = await async_client.agents.messages.create_async(agent_id, input="hello")
    begun = time.monotonic()
    async with asyncio.timeout(LONGEST_WAIT):
        stream = await async_client.runs.messages.stream(run.id)
        events = without_pings([event async for event in stream])

    assert (events, stream.outcome) == ([], "run_over")
    assert time.monotonic() - begun < LONGEST_WAIT
    assert (await async_client.runs.retrieve(run.id)).status == "completed"


def test_a_run_whose_stream_says_nothing_ends(client: Letta, agent_id: str) -> None:
    run = client.agents.messages.create_async(agent_id, input="hello")
    begun = time.monotonic()
    stream = client.runs.messages.stream(run.id)

    assert (without_pings(stream), stream.outcome) == ([], "run_over")
    assert time.monotonic() - begun < LONGEST_WAIT


def test_a_stream_from_behind_the_end_ends(client: Letta, run_id: str) -> None:
    begun = time.monotonic()
    stream = client.runs.messages.stream(run_id, starting_after=10_000)

    assert (without_pings(stream), stream.outcome) == ([], "run_over")
    assert time.monotonic() - begun < LONGEST_WAIT


def test_what_the_published_client_loses_in_cut_streams_comes_here(
    base_url: str, published: Callable[..., Any], run_id: str, uncut: list[Any], size: int
) -> None:
    """docs/compatibility.md says so: of 8 streams none came through there, and all of them here."""
    expression = "list(client.with_options(base_url=url).runs.messages.stream(run_id))"
    theirs, ours = 0, 0
    for number in range(8):
        place = size * number // 8
        with cutting(base_url, [place]) as proxy:
            try:
                published(expression, url=proxy.url, run_id=run_id)
            except AssertionError as error:
                assert "httpx.RemoteProtocolError" in str(error)  # noqa: PT017
            else:
                theirs += 1
            proxy.cuts.append(place)
            with Letta(base_url=proxy.url, timeout=PATIENCE) as client:
                ours += without_pings(client.runs.messages.stream(run_id)) == uncut

    assert (theirs, ours) == (0, 8)
