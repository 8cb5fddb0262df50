"""Streams of the reference server, cut and hindered in every way: every event once, and an end."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letta_client import (
    APIConnectionError,
    APIResponseValidationError,
    APIStreamError,
    APITimeoutError,
    AsyncLetta,
    AsyncStream,
    BadRequestError,
    InternalServerError,
    NotFoundError,
)
from letta_client.testing import ReferenceServer, Script
from letta_client.testing.profiles import ProfileName
from letta_client.types.streaming import LettaPing, LettaStreamingResponse

from ..answers import DONE, EVENT_STREAM, Server, answer, encoded, failure, ping, recording
from ..cutting import PlacesToCut, content_of
from ..examples import examples
from ..scripts import PROFILES, scripts
from .harness import Body, connect, reference_client

pytestmark = [
    pytest.mark.usefixtures("frame_path"),
    pytest.mark.filterwarnings("ignore:The API has deprecated:DeprecationWarning"),
]

STREAMS = "/v1/runs/*/stream"
SHORT = Script(prompt=None, stream_tokens=False).reply("é“😀\u2028")
WHOLE = (
    Script(prompt="Dice?", token_delay=0.05)
    .think("I have a tool.")
    .call_tool("roll", {"sides": 6}, "4", delay=2)
    .wait(70)
    .reply("You rolled a 4.")
)


async def read(stream: AsyncStream[LettaStreamingResponse]) -> list[Any]:
    """The events of a stream, but for keep-alive pings."""
    return [event async for event in stream if is_told(event)]


def is_told(event: Any) -> bool:
    return not (isinstance(event, LettaPing) and event.seq_id != 1)


@pytest.mark.parametrize("profile", PROFILES)
async def test_a_stream_that_is_cut_at_any_byte_is_whole(
    profile: ProfileName, places_to_cut: PlacesToCut
) -> None:
    async with ReferenceServer(profile=profile) as server:
        run = server.add_run(SHORT)
        client = reference_client(server)
        whole = await read(await client.runs.messages.stream(run.id))
        for place in places_to_cut(content_of(server, run.id)):
            server.faults.clear()
            server.faults.add(path=STREAMS, cut_after_bytes=place)
            stream = await client.runs.messages.stream(run.id)
            assert await read(stream) == whole
            assert (stream.outcome, stream.resumes) == ("done", 1)


@pytest.mark.parametrize("profile", PROFILES)
@settings(max_examples=examples(30, __name__))
@given(
    script=scripts(),
    cuts=st.lists(st.integers(0, 2000), min_size=1, max_size=6),
    live=st.booleans(),
    pings=st.booleans(),
)
async def test_a_stream_that_is_cut_up_to_six_times_is_whole(
    profile: ProfileName, script: Script, cuts: list[int], live: bool, pings: bool
) -> None:
    async with ReferenceServer(profile=profile) as server:
        run = server.start_run(script) if live else server.add_run(script)
        client = reference_client(server)
        for place in cuts:
            server.faults.add(path=STREAMS, cut_after_bytes=place)
        stream = await client.runs.messages.stream(run.id, include_pings=pings, max_resumes=6)
        events = await read(stream)
        assert stream.outcome == "done"
        server.faults.clear()
        whole = await client.runs.messages.stream(run.id, include_pings=pings)
        assert events == await read(whole)


@pytest.mark.parametrize(
    "fault",
    [
        {"refuse": True},
        {"reset": True},
        {"status": 500},
        {"status": 502, "body": b"<h1>Bad gateway</h1>"},
        {"status": 503, "headers": {"Retry-After": "3"}},
        {"status": 429},
        {"cut_after_events": 0},
        {"cut_after_events": 7},
        {"stall_after_events": 0},
        {"stall_after_events": 7},
        {"stall_after_bytes": 700},
        {"delay": 100.0},
        {"garbage": True},
        {"repeat_event": 4},
        {"repeat_event": 16},
        {"swap_event": 4},
    ],
    ids=str,
)
@pytest.mark.parametrize("profile", PROFILES)
async def test_whatever_goes_wrong_the_stream_is_whole(
    profile: ProfileName, fault: dict[str, Any]
) -> None:
    async with ReferenceServer(profile=profile) as server:
        run = server.start_run(WHOLE)
        client = reference_client(server)
        server.faults.add(path=STREAMS, cut_after_events=2)
        server.faults.add(path=STREAMS, times=2, **fault)
        stream = await client.runs.messages.stream(run.id)
        events = await read(stream)
        assert stream.outcome == "done"
        server.faults.clear()
        assert events == await read(await client.runs.messages.stream(run.id))


async def test_a_stream_can_be_watched_while_it_goes_on() -> None:
    async with ReferenceServer() as server:
        run = server.add_run(WHOLE)
        server.faults.add(path=STREAMS, cut_after_events=4)
        async with await reference_client(server).runs.messages.stream(run.id) as stream:
            assert (stream.run_id, stream.last_seq_id) == (run.id, None)
            seen: list[tuple[int | None, int, object]] = []
            async for _ in stream:
                seen.append((stream.last_seq_id, stream.resumes, stream.outcome))
    assert [last for last, _, _ in seen] == list(range(1, len(seen) + 1))
    assert [resumes for _, resumes, _ in seen[:5]] == [0, 0, 0, 0, 1]
    assert {outcome for _, _, outcome in seen} == {None}
    assert stream.outcome == "done"


@pytest.mark.parametrize("seen", range(17))
async def test_another_process_goes_on_from_the_last_number(seen: int) -> None:
    async with ReferenceServer(profile="letta-0.16.8") as server:
        run = server.add_run(WHOLE)
        client = reference_client(server)
        whole = await read(await client.runs.messages.stream(run.id))
        stream = await client.runs.messages.stream(run.id)
        async with stream:
            head = [await anext(stream) for _ in range(min(seen, len(whole)))]
        assert stream.outcome == "closed"
        last = stream.last_seq_id or 0
        rest = await client.runs.messages.stream(run.id, starting_after=last)
        assert [*head, *await read(rest)] == whole


def joined(pieces: list[float]) -> list[float]:
    """Return how long the pauses were that were slept in pieces, of which the last is shorter."""
    pauses = [0.0]
    for piece in pieces:
        pauses[-1] += piece
        if piece < max(pieces):
            pauses.append(0.0)
    return pauses[:-1]


async def test_too_many_breaks_in_a_row_are_an_error_that_says_how_to_go_on(
    delays: list[float],
) -> None:
    async with ReferenceServer() as server:
        run = server.add_run(WHOLE)
        server.faults.add(path=STREAMS, cut_after_events=3)
        server.faults.add(path=STREAMS, status=502, times=None)
        stream = await reference_client(server, delays=delays).runs.messages.stream(run.id)
        with pytest.raises(APIConnectionError, match="6 times in a row") as caught:
            await read(stream)
    assert f'runs.messages.stream("{run.id}", starting_after=3)' in str(caught.value)
    assert isinstance(caught.value.__cause__, InternalServerError)
    assert (stream.outcome, stream.resumes) == ("broken", 5)
    longest = [0.5, 1, 2, 4, 8]
    assert all(
        most * 3 / 4 <= pause <= most for pause, most in zip(joined(delays), longest, strict=True)
    )
    with pytest.raises(StopAsyncIteration):
        await anext(stream)


async def test_a_refusal_to_go_on_is_raised_as_it_is() -> None:
    async with ReferenceServer() as server:
        run = server.add_run(WHOLE)
        server.faults.add(path=STREAMS, cut_after_events=3)
        server.faults.add(path=STREAMS, status=410)
        with pytest.raises(Exception, match="410"):
            await read(await reference_client(server).runs.messages.stream(run.id))


async def test_a_stream_is_not_resumed_when_it_is_not_to_be() -> None:
    async with ReferenceServer() as server:
        run = server.add_run(WHOLE)
        server.faults.add(path=STREAMS, cut_after_events=3)
        stream = await reference_client(server).runs.messages.stream(run.id, resume=False)
        with pytest.raises(APIConnectionError, match=r"last event 3.*starting_after=3"):
            await read(stream)
        assert (stream.outcome, stream.resumes) == ("broken", 0)
        assert len(server.requests) == 1


# Ends


@pytest.mark.parametrize("options", [{}, {"include_pings": False}, {"starting_after": 1000}])
@pytest.mark.parametrize("kind", ["async", "past the end"])
async def test_a_stream_with_nothing_to_say_ends_within_seconds(
    kind: str, options: dict[str, Any]
) -> None:
    async with ReferenceServer(profile="letta-0.16.8") as server:
        metadata = {"run_type": "send_message_async"} if kind == "async" else {}
        run = server.add_run(WHOLE, metadata=metadata)
        after: dict[str, Any] = {} if kind == "async" else {"starting_after": 1000}
        start = server.clock.now()
        stream = await reference_client(server).runs.messages.stream(run.id, **{**after, **options})
        assert await read(stream) == []
        assert stream.outcome == "run_over"
        assert (server.clock.now() - start).total_seconds() < 10


async def test_a_stream_of_a_run_that_takes_its_time_ends_with_it() -> None:
    async with ReferenceServer(profile="letta-0.16.8") as server:
        run = server.start_run(
            Script().wait(3600).reply("Done."), metadata={"run_type": "send_message_async"}
        )
        start = server.clock.now()
        stream = await reference_client(server).runs.messages.stream(run.id)
        assert await read(stream) == []
        assert (stream.outcome, stream.resumes) == ("run_over", 0)
        assert 3600 <= (server.clock.now() - start).total_seconds() < 3700
        looks = [request for request in server.requests if request.method == "GET"]
        assert len(looks) < 100


async def test_a_failed_run_raises_its_error_after_a_break_too() -> None:
    async with ReferenceServer(profile="letta-0.16.8") as server:
        run = server.add_run(Script().reply("Hm.").fail("The model is out."))
        server.faults.add(path=STREAMS, cut_after_events=2)
        stream = await reference_client(server).runs.messages.stream(run.id)
        with pytest.raises(APIStreamError, match="The model is out"):
            await read(stream)
        assert (stream.outcome, stream.resumes) == ("error", 1)


async def test_a_call_returns_although_the_server_says_nothing() -> None:
    """Letta 0.16.8 sends the head of its answer with the first event."""
    server = Server(
        failure(httpx.ReadTimeout("silence")),
        answer({"id": "run-1", "agent_id": "agent-1", "status": "running"}),
        answer(stream=Body(encoded([ping(1), DONE])), headers=EVENT_STREAM),
    )
    async with connect(server) as client:
        stream = await client.runs.messages.stream("run-1")
        with pytest.raises(RuntimeError, match="no response"):
            assert stream.response
        assert len(await read(stream)) == 1
        assert stream.response.status_code == 200
    windows = [request.extensions["timeout"]["read"] for request in server.requests[::2]]
    assert windows == [2.0, 4.0]


@pytest.mark.parametrize("status", [400, 404])
async def test_an_answer_that_comes_at_once_is_raised_by_the_call(status: int) -> None:
    kinds = {400: BadRequestError, 404: NotFoundError}
    async with connect(Server(answer({"detail": "no"}, status=status))) as client:
        with pytest.raises(kinds[status]):
            await client.runs.messages.stream("run-1")


async def test_what_is_no_stream_of_events_is_no_break() -> None:
    body = Body([b"<h1>"])
    server = Server(answer(stream=body, headers={"content-type": "text/html"}))
    async with connect(server) as client:
        with pytest.raises(APIResponseValidationError, match="<h1>"):
            await read(await client.runs.messages.stream("run-1"))
    assert (len(server.requests), body.closed) == (1, 1)


# Runs that a request starts


async def sent(
    client: AsyncLetta, server: ReferenceServer, how: str, **options: Any
) -> AsyncStream[LettaStreamingResponse]:
    agent = server.add_agent()
    messages: Any = client.agents.messages
    message = {"input": "Dice?", "stream_tokens": True, **options}
    stream: AsyncStream[LettaStreamingResponse]
    if how == "stream":
        stream = await messages.stream(agent.id, **message)
    else:
        stream = await messages.create(agent.id, streaming=True, **message)
    return stream


@pytest.mark.parametrize("how", ["stream", "create"])
@pytest.mark.parametrize("profile", PROFILES)
async def test_a_run_in_the_background_is_followed_through_every_break(
    profile: ProfileName, how: str
) -> None:
    async with ReferenceServer(profile=profile) as server:
        client = reference_client(server)
        for events in range(1, 5):
            server.faults.clear()
            server.faults.add(path="/v1/agents/*", cut_after_events=events)
            stream = await sent(client, server, how, background=True)
            found = await read(stream)
            assert (stream.outcome, stream.resumes) == ("done", 1)
            assert stream.run_id is not None
            assert found == await read(await client.runs.messages.stream(stream.run_id))
    posts = [request.path for request in server.requests if "/agents/" in request.path]
    assert len(posts) == 4


async def test_a_run_in_the_background_outlives_a_silence() -> None:
    async with ReferenceServer(profile="letta-0.16.8") as server:
        server.model.reply("One.", delay=200)
        client = reference_client(server)
        server.faults.add(path="/v1/agents/*", stall_after_events=1)
        stream = await sent(client, server, "stream", background=True)
        assert len(await read(stream)) >= 4
        assert (stream.outcome, stream.resumes) == ("done", 1)


@pytest.mark.parametrize(
    "fault", [{"cut_after_events": 0}, {"reset": True}, {"stall_after_events": 0}], ids=str
)
async def test_a_run_that_may_have_been_started_is_not_started_again(fault: Any) -> None:
    async with ReferenceServer() as server:
        server.faults.add(path="/v1/agents/*", **fault)
        with pytest.raises(APIConnectionError, match="not known whether a run was started"):
            await read(await sent(reference_client(server), server, "stream", background=True))
        assert len(server.requests) == 1


async def test_a_stream_in_the_foreground_says_that_it_cannot_be_resumed() -> None:
    async with ReferenceServer() as server:
        server.faults.add(path="/v1/agents/*", cut_after_events=2)
        stream = await sent(reference_client(server), server, "stream")
        with pytest.raises(APIConnectionError, match="foreground cannot be resumed"):
            await read(stream)
        assert stream.last_seq_id is None


async def test_a_stream_in_the_foreground_waits_as_long_as_the_caller_says() -> None:
    async with ReferenceServer() as server:
        client = reference_client(server)
        for options in ({"timeout": 7.0}, {"idle_timeout": 7.0}):
            server.faults.clear()
            server.faults.add(path="/v1/agents/*", stall_after_events=1)
            start = server.clock.now()
            with pytest.raises(APITimeoutError):
                await read(await sent(client, server, "stream", **options))
            assert (server.clock.now() - start).total_seconds() == 7


# Responses


@pytest.mark.parametrize("view", ["with_raw_response", "with_streaming_response"])
async def test_the_stream_of_a_response_is_resumed_too(view: str) -> None:
    async with ReferenceServer() as server:
        run = server.add_run(WHOLE)
        client = reference_client(server)
        whole = await read(await client.runs.messages.stream(run.id))
        server.faults.add(path=STREAMS, cut_after_events=5)
        if view == "with_raw_response":
            response = await client.runs.messages.with_raw_response.stream(run.id)
            assert await read(await response.parse()) == whole
        else:
            async with client.runs.messages.with_streaming_response.stream(run.id) as unread:
                assert await read(await unread.parse()) == whole


# Recordings


class RecordedServer:
    """Answers as Letta 0.16.8 did: cut at a byte, and then from where it is asked."""

    def __init__(self, name: str) -> None:
        self.frames: list[str] = recording(name)
        self.data = "".join(self.frames).encode()
        self.cut: int | None = None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.cut is not None:
            body = Body([self.data[: self.cut]], error=httpx.RemoteProtocolError("cut"))
            self.cut = None
        else:
            seen = json.loads(request.content).get("starting_after", 0)
            body = Body(encoded(self.frames[seen:]))
        return httpx.Response(200, headers=EVENT_STREAM, stream=body)


@pytest.mark.parametrize("name", ["stream_background_steps"])
async def test_a_recorded_stream_that_is_cut_at_any_byte_is_whole(
    name: str, places_to_cut: PlacesToCut
) -> None:
    server = RecordedServer(name)
    async with connect(server) as client:
        whole = await read(await client.runs.messages.stream("run-1"))
        for place in places_to_cut(server.data):
            server.cut = place
            assert await read(await client.runs.messages.stream("run-1")) == whole


async def test_a_frame_of_ten_megabytes_is_read_in_time() -> None:
    text = "x" * 10_000_000
    frame = f'data: {{"message_type": "dream", "plot": "{text}"}}\r\n\r\n'.encode()
    chunks = [frame[start : start + 4096] for start in range(0, len(frame), 4096)]
    body = Body([b"\xef\xbb\xbf", *chunks, DONE.encode()])
    async with connect(Server(answer(stream=body, headers=EVENT_STREAM))) as client:
        (event,) = await read(await client.runs.messages.stream("run-1"))
    assert event.plot == text
