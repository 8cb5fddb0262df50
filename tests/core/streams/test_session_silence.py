"""A stream that is silent: its run is looked up, and it ends."""

from __future__ import annotations

from typing import Any

import pytest

from letta_client._core.http.defaults import (
    DEFAULT_MAX_RESUMES,
    FIRST_QUIET_INTERVAL,
    FIRST_WINDOW,
    LAST_WINDOW,
    LONGEST_WINDOW,
    WINDOW_AFTER_PROGRESS,
)
from letta_client._core.http.errors import APIError, APITimeoutError, NotFoundError
from letta_client._core.streams.actions import Connect, Fetch, Read
from letta_client._core.streams.resuming import ResumePolicy, StreamOrigin

from .driven_sessions import (
    IN_BACKGROUND,
    START,
    begun,
    body_of,
    finished,
    looks,
    ready,
    silence,
    window_of,
)
from .stream_world import (
    DONE,
    RUN,
    End,
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


def test_a_silent_stream_has_its_run_looked_up_with_growing_patience() -> None:
    driver = a_session(origin=StreamOrigin(run_id=RUN, pings=False))
    windows = [window_of(driver.action)]
    for _ in range(6):
        driver.silent(lost(APITimeoutError))
        assert isinstance(driver.action, Fetch)
        assert driver.action.request.path == "/v1/runs/run-1"
        looks(driver, is_over=False)
        windows.append(window_of(driver.action))
    assert windows == [FIRST_WINDOW, 4, 8, 16, LONGEST_WINDOW, LONGEST_WINDOW, LONGEST_WINDOW]
    assert driver.resumes == 0


def test_an_event_makes_the_next_silence_a_usual_one() -> None:
    driver = begun(ping(1))
    for expected in (2 * WINDOW_AFTER_PROGRESS, LONGEST_WINDOW):
        driver.silent(lost(APITimeoutError))
        looks(driver, is_over=False)
        assert window_of(driver.action) == expected
        driver.connected(opened())


@pytest.mark.parametrize("mute", [True, False])
@pytest.mark.parametrize("starting_after", [None, 1000])
def test_a_stream_that_says_nothing_of_a_run_that_is_over_ends(
    mute: bool, starting_after: int | None
) -> None:
    frames = a_run(2)
    driver = a_session(starting_after)
    events = carry_out(driver, finished(frames, mute=mute))
    expected = [] if mute or starting_after else all_numbers(frames)
    assert numbers(events) == expected
    assert driver.outcome == ("done" if expected else "run_over")


def test_it_ends_within_seconds() -> None:
    driver = a_session(1000)
    seconds = silence(driver, is_over=True)
    assert isinstance(driver.action, End)
    assert seconds == FIRST_WINDOW + LAST_WINDOW


def test_a_slow_server_is_given_more_time_for_its_last_words() -> None:
    driver = a_session()
    driver.silent(lost(APITimeoutError))
    run = finished(a_run(1)).run()
    driver.fetched(run, opened(), 4.0)
    assert window_of(driver.action) == 16


@pytest.mark.parametrize("break_", ["lost", "refused", "silent after an event"])
def test_a_slow_server_stays_slow_when_its_stream_breaks(break_: str) -> None:
    driver = a_session()
    driver.silent(lost(APITimeoutError))
    driver.fetched(finished(a_run(1)).run(), opened(), 4.0)
    match break_:
        case "lost":
            driver.failed(lost())
        case "refused":
            driver.failed(refused(503))
        case _:
            begun(message(1), driver=driver)
            driver.silent(lost(APITimeoutError))
    assert window_of(driver.action) == 16


def test_the_silence_of_a_server_that_became_slow_is_not_taken_for_the_end() -> None:
    driver = a_session()
    over = finished(a_run(1)).run()
    windows: list[object] = []
    for seconds in (0.1, 4.0, 60.0, 60.0):
        assert isinstance(driver.action, Connect)
        windows.append(window_of(driver.action))
        driver.silent(lost(APITimeoutError))
        driver.fetched(over, opened(), seconds)
    # There is a longest one, after which it is believed.
    assert windows == [FIRST_WINDOW, LAST_WINDOW, 16, LONGEST_WINDOW]
    assert driver.outcome == "run_over"


def test_what_comes_after_the_run_was_found_over_is_not_lost() -> None:
    frames = a_run(2)
    driver = a_session()
    driver.silent(lost(APITimeoutError))
    looks(driver, is_over=True)
    # It says something, and stalls before the rest.
    begun(frames[0], frames[1], driver=driver)
    driver.silent(lost(APITimeoutError))
    assert body_of(driver.action) == {"starting_after": 2}
    begun(*frames[2:], driver=driver)
    assert numbers(ready(driver)) == all_numbers(frames)
    assert driver.outcome == "done"


@pytest.mark.parametrize("sign", ["ping", "same ping", "comment", "repeated event"])
@pytest.mark.parametrize("every", [0.05, 1.0, 7.0])
def test_nothing_but_signs_of_life_has_the_run_looked_up_by_time(sign: str, every: float) -> None:
    driver = begun(message(2))
    looked: list[float] = []
    for number in range(int(300 / every)):
        driver.clock.seconds += every
        match sign:
            case "comment":
                driver.feed("message", "")
            case "repeated event":
                driver.feed("message", message(2))
            case _:
                driver.feed("message", ping(2, f"alive-{number if sign == 'ping' else ''}"))
        if isinstance(driver.action, Fetch):
            looked.append(driver.clock.seconds)
            looks(driver, is_over=False)
            driver.connected(opened())
    expected = [10, 20, 40, 80, 140, 200, 260]
    assert len(looked) == len(expected)
    for seconds, due in zip(looked, expected, strict=True):
        assert due <= seconds + 0.01 < due + every * len(expected) + 0.02


def test_an_event_starts_the_time_to_the_next_look_over() -> None:
    driver = begun(message(2))
    for number in range(3, 30):
        driver.clock.seconds += 9
        driver.feed("message", ping(number - 1, "alive"))
        driver.feed("message", message(number))
        assert isinstance(driver.action, Read)


def test_a_comment_is_as_good_as_a_ping() -> None:
    driver = begun(message(2))
    driver.clock.seconds += FIRST_QUIET_INTERVAL
    driver.feed("comment", "")
    assert isinstance(driver.action, Fetch)


def test_a_frame_without_data_is_nothing() -> None:
    driver = begun()
    driver.feed("message", "")
    assert driver.action == Read()


def test_pings_after_the_run_was_found_over_end_the_stream() -> None:
    driver = a_session()
    driver.silent(lost(APITimeoutError))
    looks(driver, is_over=True)
    begun(ping(None, "alive-1"), driver=driver)
    # A server may begin so.
    assert isinstance(driver.action, Read)
    driver.clock.seconds += LAST_WINDOW
    driver.feed("message", ping(None, "alive-2"))
    assert driver.outcome == "run_over"


def test_so_long_a_silence_that_pings_are_missing_is_a_break() -> None:
    driver = a_session()
    silent = silence(driver, is_over=False)
    assert isinstance(driver.action, Fail)
    assert isinstance(error_of(driver.action), APITimeoutError)
    assert driver.resumes == DEFAULT_MAX_RESUMES
    assert silent == 60 * (DEFAULT_MAX_RESUMES + 1)


@pytest.mark.parametrize(
    ("origin", "policy"),
    [
        (StreamOrigin(run_id=RUN, pings=False), ResumePolicy()),
        (StreamOrigin(run_id=RUN), ResumePolicy(idle_timeout=None)),
    ],
)
def test_without_pings_or_a_limit_no_silence_is_a_break(
    origin: StreamOrigin, policy: ResumePolicy
) -> None:
    driver = a_session(origin=origin, policy=policy)
    for _ in range(50):
        driver.silent(lost(APITimeoutError))
        looks(driver, is_over=False)
    assert driver.resumes == 0


def test_the_idle_timeout_bounds_every_window() -> None:
    driver = a_session(policy=ResumePolicy(idle_timeout=3))
    driver.silent(lost(APITimeoutError))
    looks(driver, is_over=False)
    assert window_of(driver.action) == 3
    driver.silent(lost(APITimeoutError))
    assert driver.resumes == 1


@pytest.mark.parametrize("error", [lost(), refused(500), lost(APITimeoutError)])
def test_a_look_that_fails_is_a_break(error: APIError) -> None:
    driver = a_session()
    driver.silent(lost(APITimeoutError))
    driver.failed(error)
    assert isinstance(driver.action, Connect)
    assert driver.resumes == 1


def test_a_run_that_is_not_there_is_an_error() -> None:
    driver = a_session()
    driver.silent(lost(APITimeoutError))
    error = refused(404)
    assert isinstance(error, NotFoundError)
    driver.failed(error)
    assert error_of(driver.action) is error


def test_a_look_is_made_in_the_manner_of_the_stream() -> None:
    driver = begun(ping(1), driver=a_session(request=START, origin=IN_BACKGROUND))
    driver.clock.seconds += FIRST_QUIET_INTERVAL
    driver.feed("message", ping(1, "alive-1"))
    assert isinstance(driver.action, Fetch)
    request = driver.action.request
    assert (request.method, request.path, request.body) == ("GET", "/v1/runs/run-1", None)
    assert (dict(request.headers), dict(request.query)) == ({"X-Extra": "1"}, {"extra": "2"})
    assert request.timeout == 7


def test_what_a_closed_stream_has_ready_may_be_dropped() -> None:
    driver = begun(ping(1))
    driver.closed()
    assert (driver.outcome, driver.action) == ("closed", End())
    driver = begun(DONE)
    driver.closed()
    assert driver.outcome == "done"


def test_a_stream_that_someone_else_opened_is_read_from_there() -> None:
    driver = a_session(response=opened())
    assert driver.action == Read()
    driver.feed("message", ping(1))
    driver.silent(lost(APITimeoutError))
    assert driver.resumes == 1


def test_an_event_that_cannot_be_read_ends_the_stream() -> None:
    driver = begun("<h1>")
    assert isinstance(driver.action, Fail)
    assert driver.outcome == "broken"


def test_the_stop_reason_of_a_mute_stream_is_that_of_its_run() -> None:
    driver = a_session()
    carry_out(driver, finished(a_run(1), mute=True))
    assert driver.session.result().stop_reason == "end_turn"
    assert driver.session.result().run_id == RUN


@pytest.mark.parametrize("wrong", [{"max_resumes": -1}, {"idle_timeout": 0}, {"idle_timeout": -1}])
def test_what_cannot_be_meant_is_an_error(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        ResumePolicy(**wrong)
