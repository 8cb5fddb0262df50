"""The messages of a run, in place of a stream that it has not."""

from __future__ import annotations

from typing import Any

import pytest

from letta_client._core.http.defaults import LONGEST_POLL_INTERVAL
from letta_client._core.http.errors import APITimeoutError, BadRequestError, InternalServerError
from letta_client._core.http.request import Request
from letta_client._core.streams.actions import Connect, Fetch
from letta_client._core.streams.resuming import StreamOrigin

from .driven_sessions import begun, finished, window_of
from .stream_world import (
    RUN,
    World,
    a_run,
    a_session,
    carry_out,
    error_of,
    give_answer,
    lost,
    opened,
    ping,
    refused,
)

FALLING_BACK = StreamOrigin(run_id=RUN, falls_back=True)


def listed(*kinds: str) -> list[Any]:
    from pydantic import TypeAdapter

    from letta_client.types.messages import Message

    return [
        TypeAdapter[Any](Message).validate_python(
            {
                "message_type": f"{kind}_message",
                "id": f"message-{number}",
                "date": "2026-11-21T19:19:55+00:00",
                "content": kind,
            }
        )
        for number, kind in enumerate(kinds)
    ]


@pytest.mark.parametrize("status", [400, 404, 410, 503])
def test_a_run_whose_stream_is_refused_is_followed_by_its_messages(status: int) -> None:
    world = finished(a_run(1), listed=listed("user", "assistant"))
    driver = a_session(origin=FALLING_BACK)
    driver.failed(refused(status))
    events = carry_out(driver, world)
    assert [event.message_type for event in events] == [
        "assistant_message",
        "stop_reason",
        "usage_statistics",
    ]
    assert driver.outcome == "run_over"
    assert driver.session.result().messages == events[:1]


def test_a_mute_stream_of_a_run_that_spoke_is_given_up_for_its_messages() -> None:
    world = World(a_run(1), mute=True, listed=listed("user"))
    driver = a_session(origin=FALLING_BACK)

    def before(action: object) -> bool:
        if isinstance(action, Fetch) and action.delay:
            world.written = len(world.frames)
        if isinstance(action, Connect) and window_of(action) == LONGEST_POLL_INTERVAL:
            world.listed = listed("user", "assistant")
        return False

    events = carry_out(driver, world, before=before)
    assert events[0].message_type == "assistant_message"
    assert len(events) == 3


def test_a_run_may_be_silent_for_as_long_as_it_takes() -> None:
    driver = a_session(origin=FALLING_BACK)
    world = World(a_run(1), listed=listed("user"))
    for _ in range(100):
        driver.silent(lost(APITimeoutError))
        while isinstance(driver.action, Fetch):
            give_answer(driver, world, driver.action.request)
    assert (window_of(driver.action), driver.resumes) == (LONGEST_POLL_INTERVAL, 0)


def test_a_run_that_is_over_and_said_nothing_is_asked_for_its_messages_at_once() -> None:
    world = finished(a_run(1), mute=True, listed=listed("user", "assistant"))
    driver = a_session(origin=FALLING_BACK)
    connections: list[object] = []

    def before(action: object) -> bool:
        if isinstance(action, Connect):
            connections.append(action)
        return False

    assert len(carry_out(driver, world, before=before)) == 3
    assert len(connections) == 1


def test_a_stream_that_speaks_is_not_given_up() -> None:
    driver = begun(ping(1), driver=a_session(origin=FALLING_BACK))
    driver.failed(lost())
    error = refused(400)
    assert isinstance(error, BadRequestError)
    driver.failed(error)
    assert error_of(driver.action) is error


def test_a_stream_that_cannot_be_reached_is_no_reason_for_messages() -> None:
    driver = a_session(origin=FALLING_BACK)
    error = lost()
    driver.failed(error)
    assert error_of(driver.action) is error


def test_a_passing_refusal_later_is_no_reason_for_messages() -> None:
    driver = a_session(origin=FALLING_BACK)
    driver.silent(lost(APITimeoutError))
    give_answer(driver, World(a_run(1)), Request(method="GET", path="/x", returns=object))
    assert isinstance(driver.action, Fetch)
    driver.fetched([], opened(), 0.0)
    error = refused(502)
    assert isinstance(error, InternalServerError)
    driver.failed(error)
    assert isinstance(driver.action, Connect)
