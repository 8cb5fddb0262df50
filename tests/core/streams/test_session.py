"""A stream without trouble: every event once, in order, and an end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from letta_client._core.http.defaults import FIRST_QUIET_INTERVAL
from letta_client._core.http.errors import APIStreamError
from letta_client._core.streams.actions import Fetch, Read
from letta_client._core.streams.resuming import ResumePolicy

from .driven_sessions import begun, body_of, finished, ready
from .stream_world import (
    ERROR,
    RUN,
    STOP,
    USAGE,
    a_failed_run,
    a_run,
    a_session,
    all_numbers,
    carry_out,
    error_of,
    lost,
    message,
    numbers,
    ping,
    step,
)


def test_a_stream_without_trouble_is_read_to_its_end() -> None:
    frames = a_run(3)
    driver = a_session()
    assert numbers(carry_out(driver, finished(frames))) == all_numbers(frames)
    assert (driver.outcome, driver.resumes, driver.run_id) == ("done", 0, RUN)
    # Three deltas after the ping, then two events that have numbers without saying so.
    assert driver.last_seq_id == 6


def test_a_failed_run_ends_its_stream_with_its_error() -> None:
    driver = a_session()
    *events, error = carry_out(driver, finished(a_failed_run(1)))
    assert numbers(events) == [1, 2, "stop_reason"]
    assert isinstance(error, APIStreamError)
    assert driver.outcome == "error"


@given(cut=st.lists(st.integers(1, 8), max_size=6), deltas=st.integers(0, 5), ends=st.booleans())
def test_a_stream_that_is_cut_anywhere_brings_every_event_once(
    cut: list[int], deltas: int, ends: bool
) -> None:
    frames = a_run(deltas)
    driver = a_session(policy=ResumePolicy(max_resumes=6))
    reads = iter([*cut, 10**6])
    left = [next(reads)]

    def before(action: object) -> bool:
        if not isinstance(action, Read):
            return False
        left[0] -= 1
        if left[0]:
            return False
        left[0] = next(reads)
        driver.failed(lost())
        return True

    events = carry_out(driver, finished(frames, ends=ends), before=before)
    assert numbers(events) == all_numbers(frames)
    assert driver.outcome == "done"


@given(deltas=st.integers(0, 4), seen=st.integers(0, 7), ends=st.booleans())
def test_another_process_goes_on_where_one_stopped(deltas: int, seen: int, ends: bool) -> None:
    frames = a_run(deltas)
    first = a_session()
    world = finished(frames, ends=ends)
    step(first, world)
    for _ in range(min(seen, len(frames) - 1)):
        step(first, world)
    head = ready(first)
    second = a_session(first.last_seq_id)
    tail = carry_out(second, finished(frames, ends=ends))
    assert numbers([*head, *tail]) == all_numbers(frames)


def test_events_that_say_no_number_are_counted_and_not_repeated() -> None:
    driver = begun(ping(1), message(2), STOP)
    assert driver.last_seq_id == 3
    driver.failed(lost())
    assert body_of(driver.action) == {"starting_after": 2}
    ready(driver)
    begun(STOP, USAGE, driver=driver)
    assert numbers(ready(driver)) == ["usage_statistics"]
    assert driver.last_seq_id == 4


def test_a_server_that_repeats_everything_changes_nothing() -> None:
    driver = begun(ping(1), message(2), STOP)
    driver.failed(lost())
    ready(driver)
    begun(ping(1), message(2), STOP, USAGE, driver=driver)
    assert numbers(ready(driver)) == ["usage_statistics"]


def test_a_frame_that_comes_twice_is_handed_out_once() -> None:
    driver = begun(ping(1), ping(1), message(2), message(2), STOP, STOP, USAGE, USAGE)
    assert numbers(ready(driver)) == [1, 2, "stop_reason", "usage_statistics"]


def test_events_in_the_wrong_order_are_asked_for_again() -> None:
    driver = begun(ping(1), message(3))
    assert body_of(driver.action) == {"starting_after": 1}
    assert driver.resumes == 0
    begun(message(2), message(3), driver=driver)
    assert numbers(ready(driver)) == [1, 2, 3]


def test_numbers_that_the_server_leaves_out_are_asked_for_once() -> None:
    driver = begun(ping(1), message(3))
    begun(message(3), message(5), message(9), driver=driver)
    assert driver.action == Read()
    assert numbers(ready(driver)) == [1, 3, 5, 9]


def test_an_error_before_which_events_are_missing_is_asked_for_again() -> None:
    driver = begun(ping(1))
    driver.feed("error", ERROR.replace("{", '{"seq_id": 4, ', 1))
    assert body_of(driver.action) == {"starting_after": 1}
    begun(message(2), STOP, driver=driver)
    driver.feed("error", ERROR.replace("{", '{"seq_id": 4, ', 1))
    assert isinstance(error_of(driver.action), APIStreamError)


def test_a_ping_is_handed_out_and_counts_for_nothing() -> None:
    driver = begun(ping(1), message(2), ping(2, "alive-1"), ping(None, "alive-2"))
    assert [event.seq_id for event in ready(driver)] == [1, 2, 2, None]
    assert driver.last_seq_id == 2
    driver.clock.seconds += FIRST_QUIET_INTERVAL
    driver.feed("message", ping(2, "alive-3"))
    assert isinstance(driver.action, Fetch)


def test_a_stream_that_stopped_telling_numbers_is_recognised_by_its_text() -> None:
    driver = begun(message(2), '{"message_type": "dream"}', '{"message_type": "dream"}')
    driver.failed(lost())
    begun(*['{"message_type": "dream"}'] * 3, driver=driver)
    assert numbers(ready(driver)) == [2, "dream", "dream", "dream"]
