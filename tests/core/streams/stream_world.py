"""A server that streams one run, as values: what it says is looked up, and nothing takes time."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from httpx_sse import ServerSentEvent

from letta_client._core.http.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    status_error,
)
from letta_client._core.http.request import Request
from letta_client._core.streams.actions import (
    Action,
    Connect,
    Deliver,
    Failed,
    Fetch,
    Fetched,
    Happened,
    Opened,
    Read,
    Silent,
)
from letta_client._core.streams.resuming import ResumePolicy, StreamOrigin
from letta_client._core.streams.run_requests import RunOperations
from letta_client._core.streams.session import StreamOutcome, StreamSession
from letta_client.types.runs import Run
from letta_client.types.streaming import LettaStreamingResponse

from ..wire import respond

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
        mute: whether the stream never brings an event.
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


def stream_request(run_id: str, body: Mapping[str, object] | None = None) -> Request[object]:
    return Request(
        method="POST",
        path=f"/v1/runs/{run_id}/stream",
        returns=object,
        headers={"Accept": "text/event-stream"},
        body=body or {},
        safe=True,
    )


def read_request(path: str, returns: Any = object, **query: object) -> Request[Any]:
    return Request(method="GET", path=path, returns=returns, query=query, safe=True)


def messages_request(run_id: str, **query: object) -> Request[Any]:
    return read_request(f"/v1/runs/{run_id}/messages", list[object], **query)


def conversation_messages_request(conversation_id: str, **query: object) -> Request[Any]:
    path = f"/v1/conversations/{conversation_id}/messages"
    return read_request(path, list[object], **query)


def send_request(conversation_id: str, **body: object) -> Request[Any]:
    path = f"/v1/conversations/{conversation_id}/messages"
    return Request(method="POST", path=path, returns=object, body=body)


OPERATIONS = RunOperations(
    retrieve=lambda run_id: read_request(f"/v1/runs/{run_id}"),
    retrieve_usage=lambda run_id: read_request(f"/v1/runs/{run_id}/usage"),
    list_messages=messages_request,
    stream=stream_request,
    list_conversation_messages=conversation_messages_request,
    retrieve_conversation=lambda conversation_id: read_request(
        f"/v1/conversations/{conversation_id}"
    ),
    send=send_request,
)


@dataclass(frozen=True)
class End:
    """The session has returned: nothing more is to be done."""


@dataclass(frozen=True)
class Fail:
    """The session has raised `error`."""

    error: Exception


def error_of(action: object) -> Exception:
    """Return the error with which the session has ended."""
    assert isinstance(action, Fail)
    return action.error


class Clock:
    """Seconds that go by when a test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Driver:
    """Carries out the actions of a session as a test says.

    Attributes:
        session: the session.
        clock: its time.
        action: what is to be done next, events delivered.
        ready: the events that were delivered and not taken yet.
    """

    def __init__(
        self, session: StreamSession[Any], clock: Clock, response: httpx.Response | None
    ) -> None:
        self.session = session
        self.clock = clock
        self.ready: deque[Any] = deque()
        self.action: Action | End | Fail = End()
        self._window = 0.0
        self._steps = session.follow(response)
        self._go_on(None)

    @property
    def response(self) -> httpx.Response | None:
        return self.session.response

    @property
    def run_id(self) -> str | None:
        return self.session.run_id

    @property
    def resumes(self) -> int:
        return self.session.resumes

    @property
    def outcome(self) -> StreamOutcome | None:
        return self.session.outcome

    @property
    def last_seq_id(self) -> int | None:
        return self.session.last_seq_id

    def connected(self, response: httpx.Response) -> None:
        self._go_on(Opened(response))

    def feed(self, event: str, data: str) -> None:
        plain = event == "message"
        self._go_on([data.encode() if plain else ServerSentEvent(event=event, data=data)])

    def body_ended(self) -> None:
        self._go_on(None)

    def silent(self, error: APIError) -> None:
        """Let the window go by in silence."""
        self.clock.seconds += self._window
        self._go_on(Silent(error))

    def failed(self, error: APIError, **options: bool) -> None:
        self._go_on(Failed(error, **options))

    def fetched(self, value: object, response: httpx.Response, seconds: float) -> None:
        self._go_on(Fetched(value, response, seconds))

    def closed(self) -> None:
        self._steps.close()
        self.session.end("closed")
        self.action = End()

    def _go_on(self, happened: Happened) -> None:
        try:
            self.action = self._steps.send(happened)
            while isinstance(self.action, Deliver):
                self.ready.append(self.action.event)
                self.action = self._steps.send(None)
            if isinstance(self.action, Connect):
                window = self.action.request.read_timeout
                self._window = window if isinstance(window, float) else 0.0
        except StopIteration:
            self.action = End()
        except APIError as error:
            self.action = Fail(error)


def a_session(
    starting_after: int | None = None,
    *,
    origin: StreamOrigin | None = None,
    policy: ResumePolicy | None = None,
    request: Request[Any] | None = None,
    response: httpx.Response | None = None,
) -> Driver:
    body = {} if starting_after is None else {"starting_after": starting_after}
    clock = Clock()
    session: StreamSession[Any] = StreamSession(
        request or stream_request(RUN, body),
        LettaStreamingResponse,
        OPERATIONS,
        origin=origin or StreamOrigin(run_id=RUN),
        policy=policy,
        clock=clock,
        now=lambda: datetime(2026, 1, 1, tzinfo=UTC),
        jitter=lambda: 0.0,
    )
    return Driver(session, clock, response)


def carry_out(
    driver: Driver,
    world: World,
    *,
    before: Callable[[object], bool] = lambda action: False,
    steps: int = 1000,
) -> list[Any]:
    """Do what the session says until nothing is left; return the events, an error at the end.

    Args:
        driver: drives the session.
        world: what is there.
        before: what is done before, and in place of it if it returns true.
        steps: how many steps are enough for any stream to end.
    """
    events: list[Any] = []
    for _ in range(steps):
        events.extend(driver.ready)
        driver.ready.clear()
        action = driver.action
        if isinstance(action, End):
            return events
        if isinstance(action, Fail):
            return [*events, action.error]
        if not before(action):
            step(driver, world)
    raise AssertionError("the stream does not end")


def step(driver: Driver, world: World) -> None:
    """Do what the session says, on a server on which nothing goes wrong."""
    match driver.action:
        case Connect(request=request):
            world.connect(request)
            driver.connected(opened())
        case Fetch(request=request):
            give_answer(driver, world, request)
        case Read():
            frame = world.next_frame()
            if frame is not None:
                driver.feed("error" if frame == ERROR else "message", frame)
            else:
                driver.silent(lost(APITimeoutError))
        case _:
            raise AssertionError("nothing is left to do")


def give_answer(driver: Driver, world: World, request: Request[Any]) -> None:
    from letta_client.types.runs import UsageRetrieveResponse

    response = respond(path=request.path)
    if request.path.endswith("/messages"):
        driver.fetched(world.listed, response, 0.1)
    elif request.path.endswith("/usage"):
        driver.fetched(UsageRetrieveResponse(total_tokens=3), response, 0.1)
    else:
        driver.fetched(world.run(), response, 0.1)


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
