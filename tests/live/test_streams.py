"""Streams of a real server, followed through cut connections and silence: each event once."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, TypeAlias

import pytest

from letta_client import APIConnectionError, APIStreamError, AsyncLetta, Letta

from .callers import Caller
from .calls import PROMPTS, STREAMS, Said, Subject, answers, says, streams
from .cutting import cutting
from .payloads import without_pings
from .published import Entry, Published
from .subjects import ENDLESS, KINDS, NEEDS_APPROVAL, PATIENCE, Subjects, wait_until

# How long a stream may go on that has nothing more to say.
LONGEST_WAIT = 30.0

SEED = 6


@pytest.fixture(scope="module")
def run_id(subjects: Subjects) -> str:
    """A run that is over, with thoughts, a call of a tool and a long answer, in tokens."""
    return subjects.told(subjects.agent(), "THINK, TOOL and LONG").run_id


Follow: TypeAlias = Callable[[str], tuple[list[Any], list[Any]]]


def at_once(follow: Follow, kinds: Iterable[str]) -> None:
    """Follow a stream of each kind, all at the same time: each gives what it was to give."""
    kinds = list(kinds)
    with ThreadPoolExecutor(len(kinds)) as pool:
        followed = dict(zip(kinds, pool.map(follow, kinds), strict=True))

    assert {kind: came for kind, (came, _) in followed.items()} == {
        kind: expected for kind, (_, expected) in followed.items()
    }


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
    """The second cut counts from where the stream was resumed, and so on."""
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


def test_a_run_of_each_kind_comes_once_through_cuts(
    caller: Caller, base_url: str, subjects: Subjects
) -> None:
    def follow(kind: str) -> tuple[list[Any], list[Any]]:
        run_id = subjects.finished(kind).run_id
        with cutting(base_url) as proxy:
            expected = replayed(caller.at(proxy.url), run_id)
            size = proxy.passed[0]
            proxy.cuts.extend([size * 2 // 5, size // 5])
            came = replayed(caller.at(proxy.url), run_id)
            assert not proxy.cuts
        return came, expected

    for kind in KINDS:
        subjects.finished(kind)
    at_once(follow, KINDS)


def replayed(caller: Caller, run_id: str) -> list[Any]:
    """Return the events of the stream of a run, and the error that it ends with."""
    stream = caller.result(caller.client.runs.messages.stream(run_id))
    return without_pings(caller.events(stream))


def in_background() -> list[str]:
    return [kind for kind, options in STREAMS.items() if "background" in options]


def test_a_run_that_goes_on_is_followed_through_cuts(
    caller: Caller, base_url: str, subjects: Subjects
) -> None:
    agents = {kind: subjects.agent() for kind in in_background()}
    said = says(f"SLOW, {PROMPTS['TOOL']}")

    at_once(lambda kind: followed(caller, base_url, kind, said, agents[kind]), agents)


def followed(
    caller: Caller, base_url: str, kind: str, said: Said, on: Subject
) -> tuple[list[Any], list[Any]]:
    """Follow a run from its beginning through two cuts; return that, and its stream uncut."""
    with cutting(base_url, [1200, 300]) as proxy:
        stream = caller.result(streams(said, kind)(caller.at(proxy.url).client, on))
        came = without_pings(caller.events(stream))
        assert not proxy.cuts
    return came, replayed(caller, stream.run_id)


def test_approvals_are_followed_through_cuts(
    caller: Caller, base_url: str, subjects: Subjects
) -> None:
    agents = {kind: subjects.agent(**NEEDS_APPROVAL) for kind in in_background()}

    def follow(kind: str) -> tuple[list[Any], list[Any]]:
        asked, expected = followed(caller, base_url, kind, says(PROMPTS["TOOL"]), agents[kind])
        call_id = next(
            event.tool_call.tool_call_id
            for event in asked
            if event.message_type == "approval_request_message"
        )
        waiting = replace(agents[kind], tool_call_id=call_id)
        answered, rest = followed(caller, base_url, kind, answers(approve=True), waiting)
        return [*asked, *answered], [*expected, *rest]

    at_once(follow, agents)


def test_a_run_that_is_cancelled_while_it_is_followed_ends(
    caller: Caller, base_url: str, subjects: Subjects
) -> None:
    agents = {kind: subjects.agent() for kind in STREAMS}

    def follow(kind: str) -> tuple[list[Any], list[Any]]:
        """In the background, the stream is cut before it is cancelled, and after that."""
        events: list[Any] = []
        with cutting(base_url, [1200, 300] if kind in in_background() else []) as proxy:
            said = streams(says(ENDLESS), kind)
            stream = caller.result(said(caller.at(proxy.url).client, agents[kind]))
            with ThreadPoolExecutor() as pool:
                taking = pool.submit(caller.take, stream, events)
                wait_until(
                    lambda: any(event.message_type == "tool_return_message" for event in events),
                    "a tool has been called",
                )
                subjects.cancel(replace(agents[kind], run_id=stream.run_id))
                taking.result()
            assert not proxy.cuts
        # Whether the server says its last word depends on when it notices.
        assert stream.outcome in ("done", "run_over")
        came = without_pings(events)
        reasons = [e.stop_reason for e in came if e.message_type == "stop_reason"]
        assert reasons == ["cancelled"]
        return came, replayed(caller, stream.run_id) if kind in in_background() else came

    at_once(follow, STREAMS)


def test_a_stream_is_resumed_by_hand(
    caller: Caller, base_url: str, run_id: str, uncut: list[Any], size: int
) -> None:
    events: list[Any] = []
    with cutting(base_url, [size // 2]) as proxy:
        client = caller.at(proxy.url).client
        stream = caller.result(client.runs.messages.stream(run_id, resume=False))
        with pytest.raises(APIConnectionError, match=r"starting_after=[0-9]+"):
            caller.take(stream, events)

    assert stream.outcome == "broken"
    assert stream.last_seq_id is not None
    last = stream.last_seq_id
    rest = caller.result(caller.client.runs.messages.stream(run_id, starting_after=last))
    assert without_pings([*events, *caller.items(rest)]) == uncut


def test_a_failed_run_raises(caller: Caller, subjects: Subjects) -> None:
    run_id = subjects.finished("FAIL").run_id
    stream = caller.result(caller.client.runs.messages.stream(run_id))

    with pytest.raises(APIStreamError, match=run_id) as caught:
        caller.items(stream)

    assert stream.outcome == "error"
    assert caught.value.error.run_id == run_id


def test_what_came_of_a_run(caller: Caller, run_id: str) -> None:
    def opened() -> Any:
        return caller.result(caller.client.runs.messages.stream(run_id))

    result = caller.result(opened().until_done())
    listed = caller.items(caller.client.runs.messages.list(run_id, order="asc"))
    assert [(m.id, m.message_type) for m in result.messages] == [
        (m.id, m.message_type) for m in listed if m.message_type != "user_message"
    ]
    assert result.messages[-1].content == listed[-1].content
    assert result.stop_reason == "end_turn"
    usage = caller.result(caller.client.runs.usage.retrieve(run_id))
    assert result.usage.total_tokens == usage.total_tokens
    assert "".join(caller.items(opened().text())) == listed[-1].content


def test_a_stream_with_nothing_more_to_say_ends(
    caller: Caller, subjects: Subjects, run_id: str
) -> None:
    """Of a run of `create_async`; and from behind the end."""
    agent_id = subjects.agent().agent_id
    created = caller.result(caller.client.agents.messages.create_async(agent_id, input="hello"))
    places = {"from the start": (created.id, 0), "from behind the end": (run_id, 10_000)}

    def follow(place: str) -> tuple[list[Any], list[Any]]:
        which, after = places[place]
        begun = time.monotonic()
        opened = caller.client.runs.messages.stream(which, starting_after=after)
        stream = caller.result(opened)
        events = without_pings(caller.items(stream))
        in_time = time.monotonic() - begun < LONGEST_WAIT
        return [*events, stream.outcome, in_time], ["run_over", True]

    at_once(follow, places)
    assert caller.result(caller.client.runs.retrieve(created.id)).status == "completed"


def test_a_run_without_a_stream_is_followed(caller: Caller, subjects: Subjects) -> None:
    agent = subjects.agent()
    created = caller.result(caller.client.agents.messages.create_async(agent.agent_id, input="hi"))
    runs = {
        "of create_async": created.id,
        "in the foreground": subjects.for_errors().foreground_run,
    }

    def follow(which: str) -> tuple[list[Any], list[Any]]:
        stream = caller.result(caller.client.runs.follow(runs[which]))
        kinds = [event.message_type for event in without_pings(caller.items(stream))]
        end = ["stop_reason", "usage_statistics", "run_over"]
        return [*kinds, stream.outcome], ["assistant_message", *end]

    at_once(follow, runs)


def test_what_the_published_client_loses_in_cut_streams_comes_here(
    base_url: str, published: Published, run_id: str, uncut: list[Any], size: int
) -> None:
    """docs/compatibility.md says so: of 8 streams none came through there, and all of them here."""
    cuts = [size * number // 8 for number in range(8)]
    stream = Entry("REPLAYS", "runs.messages.stream", Subject(run_id=run_id))
    with cutting(base_url, cuts) as proxy:
        outcomes = published.make([stream] * 8, base_url=proxy.url)
        assert not proxy.cuts
    errors = [outcome.error and outcome.error["class"] for outcome in outcomes]
    assert errors == ["RemoteProtocolError"] * 8

    ours = 0
    for cut in cuts:
        with cutting(base_url, [cut]) as proxy:
            with Letta(base_url=proxy.url, timeout=PATIENCE) as client:
                ours += without_pings(client.runs.messages.stream(run_id)) == uncut
            assert not proxy.cuts
    assert ours == 8
