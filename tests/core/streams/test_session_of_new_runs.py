"""A stream of a run that its request starts."""

from __future__ import annotations

import pytest

from letta_client._core.http.defaults import DEFAULT_MAX_RESUMES
from letta_client._core.http.errors import APIError, APITimeoutError
from letta_client._core.streams.actions import Connect, Fetch
from letta_client._core.streams.resuming import StreamOrigin

from .driven_sessions import CANCELLED, IN_BACKGROUND, START, begun, body_of, looks, ready
from .stream_world import (
    DONE,
    RUN,
    USAGE,
    End,
    a_session,
    error_of,
    lost,
    message,
    opened,
    ping,
    refused,
)


def test_a_run_in_the_background_goes_on_from_its_own_stream() -> None:
    driver = a_session(request=START, origin=StreamOrigin(background=True, pings=False))
    assert isinstance(driver.action, Connect)
    assert driver.action.request == START
    begun(ping(1), message(2), driver=driver)
    assert driver.run_id == RUN
    driver.failed(lost())
    assert isinstance(driver.action, Connect)
    request = driver.action.request
    assert (request.method, request.path) == ("POST", "/v1/runs/run-1/stream")
    assert request.body == {"include_pings": False, "starting_after": 2}
    assert (request.headers, request.query, request.timeout) == (START.headers, START.query, 7)
    assert request.safe
    assert request.max_retries == 0


def test_a_silence_of_a_stream_that_started_a_run_is_a_break() -> None:
    driver = begun(ping(1), driver=a_session(request=START, origin=IN_BACKGROUND))
    driver.silent(lost(APITimeoutError))
    assert body_of(driver.action) == {"starting_after": 1}
    assert driver.resumes == 1


@pytest.mark.parametrize("happens", ["failed", "silent", "body_ended", "not opened"])
def test_before_its_first_event_nobody_knows_whether_a_run_was_started(happens: str) -> None:
    driver = a_session(request=START, origin=IN_BACKGROUND)
    if happens == "not opened":
        driver.failed(lost())
    else:
        driver.connected(opened())
        if happens == "body_ended":
            driver.body_ended()
        else:
            getattr(driver, happens)(lost(APITimeoutError))
    message = str(error_of(driver.action))
    assert "not known whether a run was started" in message
    assert "before its first event" in message


@pytest.mark.parametrize("error", [refused(409), refused(500)])
def test_what_the_server_says_of_starting_a_run_is_raised_as_it_is(error: APIError) -> None:
    driver = a_session(request=START, origin=IN_BACKGROUND)
    driver.failed(error)
    assert error_of(driver.action) is error


def test_a_request_that_was_not_sent_started_no_run() -> None:
    driver = a_session(request=START, origin=IN_BACKGROUND)
    error = lost()
    driver.failed(error, was_sent=False)
    assert error_of(driver.action) is error


def test_a_stream_in_the_foreground_says_that_it_cannot_be_resumed() -> None:
    driver = a_session(request=START, origin=StreamOrigin(in_foreground=True))
    begun(*[message(1, seq_id=None)] * 3, driver=driver)
    # Equal pieces are different events where nothing has a number.
    assert len(ready(driver)) == 3
    assert driver.last_seq_id is None
    driver.failed(lost())
    told = str(error_of(driver.action))
    for said in ("in the foreground cannot be resumed", "background=True", RUN):
        assert said in told


def test_a_cancelled_run_ends_its_stream_in_the_foreground_without_a_word() -> None:
    driver = a_session(request=START, origin=StreamOrigin(in_foreground=True))
    begun(message(1, seq_id=None), CANCELLED, driver=driver)
    driver.body_ended()
    assert (driver.action, driver.outcome) == (End(), "done")


def test_a_cancelled_run_in_the_background_may_have_more_to_say() -> None:
    driver = a_session()
    begun(message(1), CANCELLED, driver=driver)
    driver.body_ended()
    assert body_of(driver.action) == {"starting_after": 1}


def test_a_stop_that_comes_out_of_turn_comes_once_and_last() -> None:
    """While a run is being cancelled, a server may say so in the middle, and close the stream."""
    driver = a_session()
    begun(message(1), CANCELLED, driver=driver)
    assert [event.message_type for event in ready(driver)] == ["assistant_message"]
    assert driver.last_seq_id == 1
    driver.body_ended()
    begun(message(2), CANCELLED.replace(" ", ""), USAGE, DONE, driver=driver)
    kinds = [event.message_type for event in ready(driver)]
    assert kinds == ["assistant_message", "stop_reason", "usage_statistics"]
    assert (driver.action, driver.outcome) == (End(), "done")


def test_a_stop_after_which_nothing_comes_is_not_lost() -> None:
    driver = a_session()
    begun(message(1), CANCELLED, driver=driver)
    for _ in range(DEFAULT_MAX_RESUMES):
        driver.body_ended()
        begun(CANCELLED, driver=driver)
    driver.body_ended()
    kinds = [event.message_type for event in ready(driver)]
    assert kinds == ["assistant_message", "stop_reason"]
    assert (driver.action, driver.outcome) == (End(), "run_over")


def test_a_stop_in_silence_is_not_lost() -> None:
    driver = a_session()
    begun(message(1), CANCELLED, driver=driver)
    while driver.outcome is None:
        driver.silent(lost(APITimeoutError))
        if isinstance(driver.action, Fetch):
            looks(driver, is_over=True)
        if isinstance(driver.action, Connect):
            begun(driver=driver)
    assert [event.message_type for event in ready(driver)][1:] == ["stop_reason"]
    assert driver.outcome == "run_over"


def test_any_other_stream_just_breaks() -> None:
    driver = a_session(request=START, origin=StreamOrigin())
    begun('{"message_type": "dream"}', driver=driver)
    driver.body_ended()
    assert "The stream broke off before its end" in str(error_of(driver.action))
