"""Whatever befalls a stream: every event once, in order, and an end."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from letta_client._core.http.defaults import (
    DEFAULT_MAX_RESUMES,
    FIRST_QUIET_INTERVAL,
    FIRST_WINDOW,
    LAST_WINDOW,
    LONGEST_POLL_INTERVAL,
    LONGEST_WINDOW,
    WINDOW_AFTER_PROGRESS,
)
from letta_client._core.http.errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APIStreamError,
    APITimeoutError,
    BadRequestError,
    InternalServerError,
    NotFoundError,
)
from letta_client._core.http.request import Request
from letta_client._core.streams.actions import Connect, Fetch, Read
from letta_client._core.streams.resuming import ResumePolicy, StreamOrigin
from thoroughness import times

from .stream_world import (
    DONE,
    ERROR,
    RUN,
    STOP,
    USAGE,
    Driver,
    End,
    Fail,
    World,
    a_failed_run,
    a_run,
    a_session,
    all_numbers,
    carry_out,
    error_of,
    frame_data,
    give_answer,
    lost,
    message,
    numbers,
    opened,
    ping,
    refused,
    step,
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


# The stream as it should be


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


# Breaks


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


# Runs that a request starts


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


# Silence


def looks(driver: Driver, *, is_over: bool) -> None:
    assert isinstance(driver.action, Fetch)
    world = World(a_run(1), written=4 if is_over else 0)
    if is_over:
        world.written = len(world.frames)
    give_answer(driver, world, driver.action.request)


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


# Messages in place of a stream

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


# Everything at once


class Trouble(RuleBasedStateMachine):
    """A run that goes on, and a network that does what it likes."""

    @initialize(
        deltas=st.integers(0, 6),
        fails=st.booleans(),
        ends=st.booleans(),
        mute=st.booleans(),
        pings=st.booleans(),
        max_resumes=st.integers(0, 5),
    )
    def begin(
        self, deltas: int, fails: bool, ends: bool, mute: bool, pings: bool, max_resumes: int
    ) -> None:
        frames = a_failed_run(deltas) if fails else a_run(deltas)
        self.world = World(frames, ends=ends, mute=mute)
        self.policy = ResumePolicy(max_resumes=max_resumes)
        self.pings = pings
        self.events: list[Any] = []
        self.driver = self.new_driver(None)
        self.has_swapped = False

    def new_driver(self, starting_after: int | None) -> Driver:
        origin = StreamOrigin(run_id=RUN, pings=self.pings)
        return a_session(starting_after, origin=origin, policy=self.policy)

    @property
    def action(self) -> object:
        return self.driver.action

    def collect(self) -> None:
        self.events.extend(ready(self.driver))

    @rule()
    def the_run_goes_on(self) -> None:
        self.world.written = min(self.world.written + 1, len(self.world.frames))

    @precondition(lambda self: isinstance(self.action, Connect | Fetch | Read))
    @rule(times=st.integers(1, 5))
    def nothing_goes_wrong(self, times: int) -> None:
        for _ in range(times):
            if isinstance(self.action, Connect | Fetch | Read):
                step(self.driver, self.world)
                self.collect()

    @precondition(lambda self: isinstance(self.action, Connect | Fetch | Read))
    @rule(status=st.sampled_from([None, 408, 429, 500, 502, 503, 504, 520]))
    def the_connection_is_lost(self, status: int | None) -> None:
        if self.driver.response is None:
            # Before there is a stream, that is for the transport to bear.
            step(self.driver, self.world)
        else:
            is_reading = isinstance(self.action, Read)
            self.driver.failed(lost() if status is None or is_reading else refused(status))

    @precondition(lambda self: isinstance(self.action, Read))
    @rule()
    def the_body_ends(self) -> None:
        self.driver.body_ended()

    @precondition(lambda self: isinstance(self.action, Connect | Read) and not self.world.is_over)
    @rule()
    def the_stream_is_silent(self) -> None:
        self.driver.silent(lost(APITimeoutError))

    @precondition(lambda self: isinstance(self.action, Read) and self.world.may_ping)
    @rule()
    def a_ping_comes(self) -> None:
        self.driver.feed("message", self.world.keep_alive())
        self.collect()

    @precondition(lambda self: isinstance(self.action, Read))
    @rule()
    def a_frame_comes_twice(self) -> None:
        frame = self.world.next_frame()
        for _ in range(2):
            if frame is not None and isinstance(self.action, Read):
                self.driver.feed("error" if frame == ERROR else "message", frame)
        self.collect()

    @precondition(lambda self: isinstance(self.action, Read) and self.driver.last_seq_id)
    @precondition(lambda self: not self.has_swapped)
    @rule()
    def two_frames_change_places(self) -> None:
        """Those that say their numbers: of others nobody can know it."""
        self.has_swapped = True
        frames = [self.world.next_frame(), self.world.next_frame()]
        if all('"seq_id": ' in (frame or "") for frame in frames):
            frames.reverse()
        for frame in frames:
            if frame is not None and isinstance(self.action, Read):
                self.driver.feed("error" if frame == ERROR else "message", frame)
        self.collect()

    @precondition(lambda self: isinstance(self.action, Connect | Fetch | Read | Fail | End))
    @rule()
    def another_process_takes_over(self) -> None:
        """After a cancellation, a crash, or an error."""
        if self.driver.outcome in (None, "broken"):
            self.driver.closed()
            self.driver = self.new_driver(self.driver.last_seq_id)

    @invariant()
    def nothing_is_lost_repeated_or_out_of_order(self) -> None:
        if not hasattr(self, "events"):
            return
        seen, everything = numbers(self.events), all_numbers(self.world.frames)
        assert seen == everything[: len(seen)]
        if self.driver.outcome in ("done", "error"):
            assert seen == everything
        if self.driver.outcome == "run_over":
            assert self.world.is_over
            assert seen == everything or self.world.mute

    def teardown(self) -> None:
        """The run goes on to its end, and so does the stream."""
        if not hasattr(self, "events"):
            return
        self.world.written = len(self.world.frames)
        for _ in range(20):
            found = carry_out(self.driver, self.world)
            self.events += [event for event in found if not isinstance(event, Exception)]
            if self.driver.outcome != "broken":
                break
            self.another_process_takes_over()
        assert self.driver.outcome in ("done", "error", "run_over")
        self.nothing_is_lost_repeated_or_out_of_order()


TestTrouble = Trouble.TestCase
TestTrouble.settings = settings(max_examples=times(200), stateful_step_count=40)
