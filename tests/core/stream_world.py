"""A server that streams one run, as values: what it says is looked up, and nothing takes time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from letta_client._core.http.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    status_error,
)
from letta_client._core.http.request import Request
from letta_client._core.streams.actions import Ask, Connect, End, Fail, Read
from letta_client._core.streams.origin import Persistence, Source
from letta_client._core.streams.session import Follower
from letta_client.types.runs import Run
from letta_client.types.streaming import LettaStreamingResponse

from .wire import respond

RUN = "run-1"
DATE = "2026-11-21T19:19:55+00:00"


def frame_data(kind: str, **fields: Any) -> str:
    return json.dumps({"message_type": kind, **fields})


def message(number: int, text: str = "a ", **fields: Any) -> str:
    """The data of an event that has a number."""
    head = {"id": "message-1", "date": DATE, "run_id": RUN, "seq_id": number, "otid": "1"}
    return frame_data("assistant_message", **{**head, "content": text, **fields})


def ping(seq_id: int | None = None, name: str = "ping-0") -> str:
    return frame_data("ping", id=name, date=DATE, run_id=RUN, seq_id=seq_id)


STOP = frame_data("stop_reason", stop_reason="end_turn")
USAGE = frame_data("usage_statistics", total_tokens=3)
ERROR = frame_data("error_message", run_id=RUN, error_type="llm_error", message="Boom.")
DONE = "[DONE]"


def a_run(deltas: int) -> list[str]:
    """The data of all frames of a background run's stream; each takes a number, counted from 1."""
    said = [message(number) for number in range(2, deltas + 2)]
    return [ping(1, "ping-1"), *said, STOP, USAGE, DONE]


def a_failed_run(deltas: int) -> list[str]:
    said = [message(number) for number in range(2, deltas + 2)]
    return [ping(1, "ping-1"), *said, frame_data("stop_reason", stop_reason="error"), ERROR]


@dataclass
class World:
    """A run and its stream.

    Attributes:
        frames: all that its stream will have brought in the end.
        written: how much of that is there.
        ends: whether a stream that is asked for from behind its end says so, or is silent.
        mute: whether the stream never says a word.
    """

    frames: list[str]
    written: int = 0
    ends: bool = False
    mute: bool = False
    listed: list[Any] = field(default_factory=list[Any])
    _position: int = 0
    _pings: int = 0
    _began: bool = False

    @property
    def is_over(self) -> bool:
        return self.written == len(self.frames)

    def run(self) -> Run:
        status = "completed" if self.is_over else "running"
        return Run(id=RUN, agent_id="agent-1", status=status, stop_reason="end_turn")

    def connect(self, request: Request[Any]) -> None:
        body: Any = request.body
        self._position = body.get("starting_after") or 0
        self._began = False

    @property
    def may_ping(self) -> bool:
        """Whether a ping may come: to begin with, and while there is nothing else to say."""
        return not self._began or self.mute or self._position >= self.written

    def next_frame(self) -> str | None:
        """Take the next frame off the connection; `None` if there is none."""
        self._began = True
        if self.mute:
            return None
        if self._position >= len(self.frames) and self.ends and self.is_over:
            return DONE
        if self._position >= self.written:
            return None
        self._position += 1
        return self.frames[self._position - 1]

    def keep_alive(self) -> str:
        self._pings += 1
        self._began = True
        return ping(None if self._position == 0 else self._position, f"alive-{self._pings}")


def lost(kind: type[APIError] = APIConnectionError) -> APIError:
    request = httpx.Request("POST", "http://letta.test/v1/runs/run-1/stream")
    if kind is APITimeoutError:
        return APITimeoutError(request)
    return APIConnectionError(request=request)


def refused(status: int, **options: Any) -> APIError:
    return status_error(
        respond(status, '{"detail": "no"}', method="POST", path="/v1/runs/run-1/stream", **options)
    )


def opened() -> httpx.Response:
    return respond(path="/v1/runs/run-1/stream", headers={"content-type": "text/event-stream"})


def stream_request(run_id: str, body: Mapping[str, object]) -> Request[object]:
    return Request(
        method="POST",
        path=f"/v1/runs/{run_id}/stream",
        returns=object,
        headers={"Accept": "text/event-stream"},
        body=body,
        safe=True,
    )


def a_follower(
    starting_after: int | None = None,
    *,
    source: Source | None = None,
    persistence: Persistence | None = None,
    request: Request[Any] | None = None,
) -> Follower[Any]:
    body = {} if starting_after is None else {"starting_after": starting_after}
    return Follower(
        request or stream_request(RUN, body),
        LettaStreamingResponse,
        source=source or Source(run_id=RUN),
        persistence=persistence,
        now=lambda: datetime(2026, 1, 1, tzinfo=UTC),
        jitter=lambda: 0.0,
    )


def carry_out(
    follower: Follower[Any],
    world: World,
    *,
    before: Callable[[object], bool] = lambda todo: False,
    steps: int = 1000,
) -> list[Any]:
    """Do what the follower says until nothing is left; return the events, an error at the end.

    Args:
        before: what is done before, and in place of it if it returns true.
        steps: how many steps are enough for any stream to end.
    """
    events: list[Any] = []
    for _ in range(steps):
        while follower.ready:
            events.append(follower.ready.popleft())
        todo = follower.todo
        if isinstance(todo, End):
            return events
        if isinstance(todo, Fail):
            return [*events, todo.error]
        if not before(todo):
            step(follower, world)
    raise AssertionError("the stream does not end")


def step(follower: Follower[Any], world: World) -> None:
    """Do what the follower says, on a server on which nothing goes wrong."""
    match follower.todo:
        case Connect(request=request):
            world.connect(request)
            follower.connected(opened())
        case Ask(request=request):
            answer_question(follower, world, request)
        case Read():
            frame = world.next_frame()
            if frame is not None:
                follower.feed("error" if frame == ERROR else "message", frame)
            else:
                follower.silent(lost(APITimeoutError))
        case _:
            raise AssertionError("nothing is left to do")


def answer_question(follower: Follower[Any], world: World, request: Request[Any]) -> None:
    from letta_client.types.runs import UsageRetrieveResponse

    response = respond(path=request.path)
    if request.path.endswith("/messages"):
        follower.answered(world.listed, response, 0.1)
    elif request.path.endswith("/usage"):
        follower.answered(UsageRetrieveResponse(total_tokens=3), response, 0.1)
    else:
        follower.answered(world.run(), response, 0.1)


def numbers(events: list[Any]) -> list[Any]:
    """What tells events apart: their number, or their type; keep-alive pings are left out."""
    return [
        event.seq_id if getattr(event, "seq_id", None) is not None else event.message_type
        for event in events
        if not (event.message_type == "ping" and event.id.startswith("alive"))
    ]


def all_numbers(frames: list[str]) -> list[Any]:
    bodies = [json.loads(frame) for frame in frames if frame not in (DONE, ERROR)]
    return [body.get("seq_id") or body["message_type"] for body in bodies]
