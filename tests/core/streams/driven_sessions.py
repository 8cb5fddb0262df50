"""Sessions that a test drives step by step: how they begin, and what they ask for."""

from __future__ import annotations

from typing import Any

from letta_client._core.http.errors import APITimeoutError
from letta_client._core.http.request import Request
from letta_client._core.streams.actions import Connect, Fetch
from letta_client._core.streams.resuming import StreamOrigin

from .stream_world import (
    Driver,
    End,
    Fail,
    World,
    a_run,
    a_session,
    frame_data,
    give_answer,
    lost,
    opened,
)

START = Request[Any](
    method="POST",
    path="/v1/agents/agent-1/messages/stream",
    returns=object,
    headers={"Accept": "text/event-stream", "X-Extra": "1"},
    query={"extra": "2"},
    body={"messages": []},
    timeout=7,
)
IN_BACKGROUND = StreamOrigin(background=True)
CANCELLED = frame_data("stop_reason", stop_reason="cancelled")


def finished(frames: list[str], **options: Any) -> World:
    return World(frames, written=len(frames), **options)


def body_of(action: object) -> Any:
    assert isinstance(action, Connect)
    return action.request.body


def window_of(action: object) -> object:
    assert isinstance(action, Connect)
    return action.request.read_timeout


def ready(driver: Driver) -> list[Any]:
    events = list(driver.ready)
    driver.ready.clear()
    return events


def begun(*data: str, driver: Driver | None = None) -> Driver:
    """A driver whose stream is open and has brought `data`."""
    driver = driver or a_session()
    driver.connected(opened())
    for text in data:
        driver.feed("message", text)
    return driver


def looks(driver: Driver, *, is_over: bool) -> None:
    assert isinstance(driver.action, Fetch)
    world = World(a_run(1), written=4 if is_over else 0)
    if is_over:
        world.written = len(world.frames)
    give_answer(driver, world, driver.action.request)


def silence(driver: Driver, *, is_over: bool) -> float:
    """Let nothing come, until the stream ends or fails; return how many seconds that takes."""
    seconds = 0.0
    while not isinstance(driver.action, (End, Fail)):
        if isinstance(driver.action, Connect):
            window = window_of(driver.action)
            assert isinstance(window, float)
            seconds += window
            driver.silent(lost(APITimeoutError))
        else:
            looks(driver, is_over=is_over)
    return seconds
