"""Servers made of answers: what they say is written down before, what they were asked is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import httpx

WIRE = Path(__file__).parents[1] / "data" / "wire"
BASE_URL = "http://letta.test"
KEY = "sk-this-is-the-secret-key"

Answer: TypeAlias = Callable[[httpx.Request], httpx.Response]
"""What makes the response to a request, or raises what befell the connection."""


class Server:
    """The handler of an `httpx.MockTransport`: gives its answers in turn, the last one for ever."""

    def __init__(self, *answers: Answer) -> None:
        self.requests: list[httpx.Request] = []
        self._answers = answers

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self._answers[min(len(self.requests), len(self._answers)) - 1](request)

    @property
    def last(self) -> httpx.Request:
        """The request that came in last."""
        return self.requests[-1]


def answer(
    value: object = None,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    text: str | None = None,
    stream: httpx.SyncByteStream | httpx.AsyncByteStream | None = None,
) -> Answer:
    """Answer with `value` as JSON, or with `text`, or with a body of its own."""

    def make(request: httpx.Request) -> httpx.Response:
        if stream is not None:
            return httpx.Response(status, headers=headers, stream=stream)
        if text is not None:
            return httpx.Response(status, headers=headers, text=text)
        return httpx.Response(status, headers=headers, json=value)

    return make


def failure(error: Exception) -> Answer:
    """Raise `error` where an answer should come."""

    def make(request: httpx.Request) -> httpx.Response:
        raise error

    return make


def redirect(location: str, status: int = 307) -> Answer:
    return answer(status=status, headers={"location": location})


def recording(name: str) -> Any:
    """What Letta 0.16.8 answered once: the JSON, or the list of frames of a stream."""
    response = json.loads((WIRE / f"{name}.json").read_text())["response"]
    return response["chunks"] if "chunks" in response else response["json"]


def recorded(name: str) -> Answer:
    """Answer as Letta 0.16.8 did."""
    response = json.loads((WIRE / f"{name}.json").read_text())["response"]
    if "chunks" in response:
        return events(*response["chunks"])
    return answer(response["json"], status=response["status"])


EVENT_STREAM = {"content-type": "text/event-stream; charset=utf-8"}


def events(*frames: str) -> Answer:
    """Answer with server-sent events."""
    return answer(text="".join(frames), headers=EVENT_STREAM)


def ping(seq_id: int | None) -> str:
    """The frame of an event, with its number."""
    event = {
        "message_type": "ping",
        "id": f"ping-{seq_id}",
        "date": "2026-11-21T19:19:57+00:00",
        "seq_id": seq_id,
        "run_id": "run-1",
    }
    return f"data: {json.dumps(event)}\n\n"


DONE = "data: [DONE]\n\n"


def encoded(frames: Iterable[str]) -> list[bytes]:
    return [frame.encode() for frame in frames]


def run(run_id: str, **fields: object) -> dict[str, object]:
    """The JSON of a run."""
    return {"id": run_id, "agent_id": "agent-1", **fields}


def body_of(request: httpx.Request) -> Any:
    """What the JSON of a request says; `None` if it has no body."""
    return json.loads(request.content) if request.content else None
