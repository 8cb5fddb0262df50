"""The answers that all clients under measurement get: recordings of Letta 0.16.8, multiplied."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_WIRE = Path(__file__).resolve().parent.parent / "tests" / "data" / "wire"
_READ_SIZE = 65_536
"""So many bytes at most httpcore reads at once."""


def _recording(name: str) -> Any:
    return json.loads((_WIRE / f"{name}.json").read_text())["response"]


def run() -> bytes:
    """Return the JSON of a run."""
    return json.dumps(_recording("run_completed")["json"]).encode()


def page(count: int) -> bytes:
    """Return the JSON of a page of `count` runs, each with an id of its own."""
    fields = _recording("run_completed")["json"]
    runs = [{**fields, "id": f"run-{number:08d}{fields['id'][12:]}"} for number in range(count)]
    return json.dumps(runs).encode()


def replay(count: int) -> list[bytes]:
    """Return the same stream as it comes when the run is over: in chunks as httpx reads them."""
    body = b"".join(stream(count))
    return [body[start : start + _READ_SIZE] for start in range(0, len(body), _READ_SIZE)]


def stream(count: int) -> list[bytes]:
    """Return the chunks of a stream with `count` tokens as an agent speaks: a frame in each."""
    frames = "".join(_recording("stream_background_tokens")["chunks"]).split("\n\n")
    events = [json.loads(frame.removeprefix("data: ")) for frame in frames if "{" in frame]
    token = next(event for event in events if event["message_type"] == "assistant_message")
    tokens = [{**token, "content": "word ", "seq_id": number + 1} for number in range(count)]
    last = [{"message_type": "stop_reason", "stop_reason": "end_turn"}]
    chunks = [f"data: {json.dumps(event)}\n\n".encode() for event in [*tokens, *last]]
    return [*chunks, b"data: [DONE]\n\n"]
