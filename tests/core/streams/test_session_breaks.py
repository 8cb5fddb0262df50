"""A stream that breaks goes on, or says why it cannot."""

from __future__ import annotations

import pytest

from letta_client._core.http.defaults import DEFAULT_MAX_RESUMES
from letta_client._core.http.errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
)
from letta_client._core.streams.actions import Connect
from letta_client._core.streams.resuming import ResumePolicy

from .driven_sessions import begun, body_of, finished, looks, window_of
from .stream_world import (
    RUN,
    Fail,
    a_run,
    a_session,
    all_numbers,
    carry_out,
    error_of,
    lost,
    message,
    numbers,
    opened,
    ping,
    refused,
)


def test_breaks_in_a_row_are_borne_with_growing_patience_and_then_told() -> None:
    driver = begun(ping(1), message(2))
    delays: list[float] = []
    while not isinstance(driver.action, Fail):
        driver.failed(lost())
        if isinstance(driver.action, Connect):
            delays.append(driver.action.delay)
    assert delays == [0.5, 1, 2, 4, 8]
    error = error_of(driver.action)
    assert type(error) is APIConnectionError
    for said in ("6 times in a row", RUN, "last event 2", 'stream("run-1", starting_after=2)'):
        assert said in str(error)
    assert (driver.outcome, driver.resumes) == ("broken", DEFAULT_MAX_RESUMES)


def test_an_event_starts_the_count_over_and_a_ping_does_not() -> None:
    driver = begun(ping(1), message(2))
    for number in range(3, 23):
        driver.failed(lost())
        assert isinstance(driver.action, Connect)
        assert driver.action.delay == 0.5
        begun(message(number), driver=driver)
    assert driver.resumes == 20
    delays: list[float] = []
    while not isinstance(driver.action, Fail):
        driver.failed(lost())
        if isinstance(driver.action, Connect):
            delays.append(driver.action.delay)
            begun(ping(22, f"alive-{len(delays)}"), driver=driver)
    assert len(delays) == DEFAULT_MAX_RESUMES


@pytest.mark.parametrize("error", [lost(), lost(APITimeoutError), refused(502)])
def test_the_last_of_too_many_breaks_is_the_cause(error: APIError) -> None:
    driver = begun(ping(1), driver=a_session(policy=ResumePolicy(max_resumes=1)))
    driver.failed(lost())
    driver.failed(error)
    told = error_of(driver.action)
    timed_out = isinstance(error, APITimeoutError)
    assert type(told) is (APITimeoutError if timed_out else APIConnectionError)
    assert told.__cause__ is (error if isinstance(error, APIStatusError) else None)


def test_max_resumes_may_be_none_at_all() -> None:
    driver = begun(ping(1), driver=a_session(policy=ResumePolicy(max_resumes=0)))
    driver.failed(lost())
    assert "starting_after=1" in str(error_of(driver.action))
    assert "in a row" not in str(error_of(driver.action))


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 520])
def test_a_passing_refusal_to_go_on_is_a_break(status: int) -> None:
    driver = begun(ping(1))
    driver.failed(lost())
    driver.failed(refused(status))
    assert isinstance(driver.action, Connect)
    assert driver.resumes == 2


def test_a_refusal_may_say_how_long_to_wait() -> None:
    driver = begun(ping(1))
    driver.failed(lost())
    driver.failed(refused(503, headers={"retry-after": "7"}))
    assert isinstance(driver.action, Connect)
    assert driver.action.delay == 7


@pytest.mark.parametrize("status", [400, 401, 404, 410, 501])
def test_a_lasting_refusal_to_go_on_is_raised_as_it_is(status: int) -> None:
    driver = begun(ping(1))
    driver.failed(lost())
    error = refused(status)
    driver.failed(error)
    assert error_of(driver.action) is error


@pytest.mark.parametrize("error", [lost(), refused(500), refused(404), lost(APITimeoutError)])
def test_a_stream_that_cannot_be_opened_is_the_callers_error(error: APIError) -> None:
    driver = a_session()
    driver.failed(error)
    assert error_of(driver.action) is error
    assert driver.outcome == "broken"


def test_a_body_that_ends_before_the_stream_is_a_break() -> None:
    driver = begun(ping(1))
    driver.body_ended()
    assert body_of(driver.action) == {"starting_after": 1}
    assert driver.resumes == 1


def test_a_body_that_ends_without_a_word_is_a_break_also_when_the_run_is_over() -> None:
    frames = a_run(1)
    driver = a_session()
    driver.silent(lost(APITimeoutError))
    looks(driver, is_over=True)
    driver.connected(opened())
    driver.body_ended()
    assert numbers(carry_out(driver, finished(frames))) == all_numbers(frames)
    assert (driver.outcome, driver.resumes) == ("done", 1)


def test_a_stream_that_is_not_to_be_resumed_ends_at_its_first_break() -> None:
    driver = begun(ping(1), message(2), driver=a_session(policy=ResumePolicy(resume=False)))
    driver.failed(lost())
    error = error_of(driver.action)
    assert isinstance(error, APIConnectionError)
    assert "starting_after=2" in str(error)
    assert driver.resumes == 0


def test_a_stream_that_is_not_to_be_resumed_is_read_with_the_callers_patience() -> None:
    driver = a_session(policy=ResumePolicy(resume=False))
    plain = a_session(policy=ResumePolicy(resume=False, idle_timeout=9))
    assert isinstance(driver.action, Connect)
    assert not isinstance(driver.action.request.read_timeout, float)
    assert window_of(plain.action) == 9
