"""What a server has sent, against what a model has kept of it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, cast

import httpx

from letta_client import BaseModel
from letta_client.pagination import BasePage


class Answers:
    """The bodies of answers, kept by an event hook of httpx; of streams, what has been read."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.streamed: list[bytes] = []

    def forget(self) -> None:
        """Begin anew."""
        self.bodies.clear()
        self.streamed.clear()

    @property
    def last(self) -> Any:
        """The JSON of the last answer; `None` of one without a body."""
        return json.loads(self.bodies[-1]) if self.bodies[-1] else None

    @property
    def frames(self) -> list[Any]:
        """The JSON of each frame of the streams."""
        return frames_of(b"".join(self.streamed).decode())

    def keep(self, response: httpx.Response) -> None:
        if _is_stream(response):
            response.stream = _Tee(cast("httpx.SyncByteStream", response.stream), self.streamed)
        else:
            self.bodies.append(response.read())

    async def akeep(self, response: httpx.Response) -> None:
        if _is_stream(response):
            stream = cast("httpx.AsyncByteStream", response.stream)
            response.stream = _AsyncTee(stream, self.streamed)
        else:
            self.bodies.append(await response.aread())


class _Tee(httpx.SyncByteStream):
    """A body of which a copy is kept."""

    def __init__(self, body: httpx.SyncByteStream, copy: list[bytes]) -> None:
        self._body = body
        self._copy = copy

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._body:
            self._copy.append(piece)
            yield piece

    def close(self) -> None:
        self._body.close()


class _AsyncTee(httpx.AsyncByteStream):
    """A body of which a copy is kept."""

    def __init__(self, body: httpx.AsyncByteStream, copy: list[bytes]) -> None:
        self._body = body
        self._copy = copy

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._body:
            self._copy.append(piece)
            yield piece

    async def aclose(self) -> None:
        await self._body.aclose()


def frames_of(text: str) -> list[Any]:
    """Return the JSON of each frame of an event stream."""
    return [
        json.loads(line.removeprefix("data: "))
        for line in text.splitlines()
        if line.startswith("data: {")
    ]


def _is_stream(response: httpx.Response) -> bool:
    return "text/event-stream" in response.headers.get("content-type", "")


def without_pings(events: Iterable[Any]) -> list[Any]:
    """Return the events of a stream, but for its pings."""
    return [event for event in events if event.message_type != "ping"]


def as_json(value: object) -> Any:
    """Return a result of the client as the JSON that it would be sent as."""
    if isinstance(value, BaseModel):
        return json.loads(value.to_json())
    items = _items(value)
    return value if items is None else [as_json(item) for item in items]


def unknown(value: object, path: str = "$") -> Iterator[str]:
    """Yield what the server has sent and no model knows: fields, and variants of a union."""
    if isinstance(value, BaseModel):
        if type(value).__name__.startswith("Unknown"):
            yield f"{path}: {value!r}"
        for name in value.model_extra or {}:
            yield f"{path}.{name}: no field of {type(value).__name__}"
        for name in type(value).model_fields:
            yield from unknown(getattr(value, name), f"{path}.{name}")
    for index, item in enumerate(_items(value) or []):
        yield from unknown(item, f"{path}[{index}]")


def _items(value: object) -> list[object] | None:
    """Return the items of a list or page; `None` where it is neither."""
    if isinstance(value, BasePage):
        value = cast("BasePage[object]", value).items
    return cast("list[object]", value) if isinstance(value, list) else None


def differences(sent: Any, kept: Any, path: str = "$") -> Iterator[str]:
    """Yield what is in one JSON value and not in the other. A moment is compared as a moment."""
    ours, theirs = dict(_members(kept)), dict(_members(sent))
    if type(sent) is type(kept) and (ours or theirs):
        for name in {**theirs, **ours}:
            yield from differences(theirs.get(name, ...), ours.get(name, ...), f"{path}{name}")
    elif sent != kept and (_moment(sent) is None or _moment(sent) != _moment(kept)):
        yield f"{path}: sent {sent!r}, kept {kept!r}"


def _members(value: object) -> Iterator[tuple[str, Any]]:
    """Yield what is in an object or an array, with the way to it."""
    if isinstance(value, dict):
        for name, item in cast("dict[str, Any]", value).items():
            yield f".{name}", item
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[object]", value)):
            yield f"[{index}]", item


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
