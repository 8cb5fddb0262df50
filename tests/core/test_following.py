"""Whatever befalls a stream: every event once, in order, and an end."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

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
from letta_client._core.streams.actions import Ask, Connect, End, Fail, Read, Todo
from letta_client._core.streams.origin import DEFAULT_MAX_RESUMES, Persistence, Source
from letta_client._core.streams.polling import LONGEST_INTERVAL
from letta_client._core.streams.session import (
    FIRST_WINDOW,
    LAST_WINDOW,
    LONGEST_WINDOW,
    WINDOW_AFTER_PROGRESS,
    Follower,
)
from thoroughness import times

from .stream_world import (
    DONE,
    ERROR,
    RUN,
    STOP,
    USAGE,
    World,
    a_failed_run,
    a_follower,
    a_run,
    all_numbers,
    answer_question,
    carry_out,
    frame_data,
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
IN_BACKGROUND = Source(background=True)
CANCELLED = frame_data("stop_reason", stop_reason="cancelled")


def finished(frames: list[str], **options: Any) -> World:
    return World(frames, written=len(frames), **options)


def body_of(todo: Todo) -> Any:
    assert isinstance(todo, Connect)
    return todo.request.body


def window_of(todo: Todo) -> object:
    assert isinstance(todo, Connect)
    return todo.request.read_timeout


def error_of(todo: Todo) -> Exception:
    assert isinstance(todo, Fail)
    return todo.error


def ready(follower: Follower[Any]) -> list[Any]:
    events = list(follower.ready)
    follower.ready.clear()
    return events


def begun(*data: str, follower: Follower[Any] | None = None) -> Follower[Any]:
    """A follower whose stream is open and has brought `data`."""
    follower = follower or a_follower()
    follower.connected(opened())
    for text in data:
        follower.feed("message", text)
    return follower


# The stream as it should be


def test_a_stream_without_trouble_is_read_to_its_end() -> None:
    frames = a_run(3)
    follower = a_follower()
    assert numbers(carry_out(follower, finished(frames))) == all_numbers(frames)
    assert (follower.outcome, follower.resumes, follower.run_id) == ("done", 0, RUN)
    # Three deltas after the ping, then two events that have numbers without saying so.
    assert follower.last_seq_id == 6


def test_a_failed_run_ends_its_stream_with_its_error() -> None:
    follower = a_follower()
    *events, error = carry_out(follower, finished(a_failed_run(1)))
    assert numbers(events) == [1, 2, "stop_reason"]
    assert isinstance(error, APIStreamError)
    assert follower.outcome == "error"


@given(cut=st.lists(st.integers(1, 8), max_size=6), deltas=st.integers(0, 5), ends=st.booleans())
def test_a_stream_that_is_cut_anywhere_brings_every_event_once(
    cut: list[int], deltas: int, ends: bool
) -> None:
    frames = a_run(deltas)
    follower = a_follower(persistence=Persistence(max_resumes=6))
    reads = iter([*cut, 10**6])
    left = [next(reads)]

    def before(todo: object) -> bool:
        if not isinstance(todo, Read):
            return False
        left[0] -= 1
        if left[0]:
            return False
        left[0] = next(reads)
        follower.failed(lost())
        return True

    events = carry_out(follower, finished(frames, ends=ends), before=before)
    assert numbers(events) == all_numbers(frames)
    assert follower.outcome == "done"


@given(deltas=st.integers(0, 4), seen=st.integers(0, 7), ends=st.booleans())
def test_another_process_goes_on_where_one_stopped(deltas: int, seen: int, ends: bool) -> None:
    frames = a_run(deltas)
    first = a_follower()
    world = finished(frames, ends=ends)
    step(first, world)
    for _ in range(min(seen, len(frames) - 1)):
        step(first, world)
    head = ready(first)
    second = a_follower(first.last_seq_id)
    tail = carry_out(second, finished(frames, ends=ends))
    assert numbers([*head, *tail]) == all_numbers(frames)


def test_events_that_say_no_number_are_counted_and_not_repeated() -> None:
    follower = begun(ping(1), message(2), STOP)
    assert follower.last_seq_id == 3
    follower.failed(lost())
    assert body_of(follower.todo) == {"starting_after": 2}
    ready(follower)
    begun(STOP, USAGE, follower=follower)
    assert numbers(ready(follower)) == ["usage_statistics"]
    assert follower.last_seq_id == 4


def test_a_server_that_repeats_everything_changes_nothing() -> None:
    follower = begun(ping(1), message(2), STOP)
    follower.failed(lost())
    ready(follower)
    begun(ping(1), message(2), STOP, USAGE, follower=follower)
    assert numbers(ready(follower)) == ["usage_statistics"]


def test_a_frame_that_comes_twice_is_handed_out_once() -> None:
    follower = begun(ping(1), ping(1), message(2), message(2), STOP, STOP, USAGE, USAGE)
    assert numbers(ready(follower)) == [1, 2, "stop_reason", "usage_statistics"]


def test_events_in_the_wrong_order_are_asked_for_again() -> None:
    follower = begun(ping(1), message(3))
    assert body_of(follower.todo) == {"starting_after": 1}
    assert follower.resumes == 0
    begun(message(2), message(3), follower=follower)
    assert numbers(ready(follower)) == [1, 2, 3]


def test_numbers_that_the_server_leaves_out_are_asked_for_once() -> None:
    follower = begun(ping(1), message(3))
    begun(message(3), message(5), message(9), follower=follower)
    assert follower.todo == Read()
    assert numbers(ready(follower)) == [1, 3, 5, 9]


def test_an_error_before_which_events_are_missing_is_asked_for_again() -> None:
    follower = begun(ping(1))
    follower.feed("error", ERROR.replace("{", '{"seq_id": 4, ', 1))
    assert body_of(follower.todo) == {"starting_after": 1}
    begun(message(2), STOP, follower=follower)
    follower.feed("error", ERROR.replace("{", '{"seq_id": 4, ', 1))
    assert isinstance(error_of(follower.todo), APIStreamError)


def test_a_ping_is_handed_out_and_counts_for_nothing() -> None:
    follower = begun(ping(1), message(2), ping(2, "alive-1"), ping(None, "alive-2"))
    assert [event.seq_id for event in ready(follower)] == [1, 2, 2, None]
    assert follower.last_seq_id == 2
    assert isinstance(follower.todo, Ask)


def test_a_stream_that_stopped_telling_numbers_is_recognised_by_its_text() -> None:
    follower = begun(message(2), '{"message_type": "dream"}', '{"message_type": "dream"}')
    follower.failed(lost())
    begun(*['{"message_type": "dream"}'] * 3, follower=follower)
    assert numbers(ready(follower)) == [2, "dream", "dream", "dream"]


# Breaks


def test_breaks_in_a_row_are_borne_with_growing_patience_and_then_told() -> None:
    follower = begun(ping(1), message(2))
    delays: list[float] = []
    while not isinstance(follower.todo, Fail):
        follower.failed(lost())
        if isinstance(follower.todo, Connect):
            delays.append(follower.todo.delay)
    assert delays == [0.5, 1, 2, 4, 8]
    error = error_of(follower.todo)
    assert type(error) is APIConnectionError
    for said in ("6 times in a row", RUN, "last event 2", 'stream("run-1", starting_after=2)'):
        assert said in str(error)
    assert (follower.outcome, follower.resumes) == ("broken", DEFAULT_MAX_RESUMES)


def test_an_event_starts_the_count_over_and_a_ping_does_not() -> None:
    follower = begun(ping(1), message(2))
    for number in range(3, 23):
        follower.failed(lost())
        assert isinstance(follower.todo, Connect)
        assert follower.todo.delay == 0.5
        begun(message(number), follower=follower)
    assert follower.resumes == 20
    delays: list[float] = []
    while not isinstance(follower.todo, Fail):
        follower.failed(lost())
        if isinstance(follower.todo, Connect):
            delays.append(follower.todo.delay)
            begun(ping(22, f"alive-{len(delays)}"), follower=follower)
    assert len(delays) == DEFAULT_MAX_RESUMES


@pytest.mark.parametrize("error", [lost(), lost(APITimeoutError), refused(502)])
def test_the_last_of_too_many_breaks_is_the_cause(error: APIError) -> None:
    follower = begun(ping(1), follower=a_follower(persistence=Persistence(max_resumes=1)))
    follower.failed(lost())
    follower.failed(error)
    told = error_of(follower.todo)
    timed_out = isinstance(error, APITimeoutError)
    assert type(told) is (APITimeoutError if timed_out else APIConnectionError)
    assert told.__cause__ is (error if isinstance(error, APIStatusError) else None)


def test_max_resumes_may_be_none_at_all() -> None:
    follower = begun(ping(1), follower=a_follower(persistence=Persistence(max_resumes=0)))
    follower.failed(lost())
    assert "starting_after=1" in str(error_of(follower.todo))
    assert "in a row" not in str(error_of(follower.todo))


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 520])
def test_a_passing_refusal_to_go_on_is_a_break(status: int) -> None:
    follower = begun(ping(1))
    follower.failed(lost())
    follower.failed(refused(status))
    assert isinstance(follower.todo, Connect)
    assert follower.resumes == 2


def test_a_refusal_may_say_how_long_to_wait() -> None:
    follower = begun(ping(1))
    follower.failed(lost())
    follower.failed(refused(503, headers={"retry-after": "7"}))
    assert isinstance(follower.todo, Connect)
    assert follower.todo.delay == 7


@pytest.mark.parametrize("status", [400, 401, 404, 410, 501])
def test_a_lasting_refusal_to_go_on_is_raised_as_it_is(status: int) -> None:
    follower = begun(ping(1))
    follower.failed(lost())
    error = refused(status)
    follower.failed(error)
    assert error_of(follower.todo) is error


@pytest.mark.parametrize("error", [lost(), refused(500), refused(404), lost(APITimeoutError)])
def test_a_stream_that_cannot_be_opened_is_the_callers_error(error: APIError) -> None:
    follower = a_follower()
    follower.failed(error)
    assert error_of(follower.todo) is error
    assert follower.outcome == "broken"


def test_a_body_that_ends_before_the_stream_is_a_break() -> None:
    follower = begun(ping(1))
    follower.body_ended()
    assert body_of(follower.todo) == {"starting_after": 1}
    assert follower.resumes == 1


def test_a_body_that_ends_without_a_word_is_a_break_also_when_the_run_is_over() -> None:
    frames = a_run(1)
    follower = a_follower()
    follower.silent(lost(APITimeoutError))
    looks(follower, is_over=True)
    follower.connected(opened())
    follower.body_ended()
    assert numbers(carry_out(follower, finished(frames))) == all_numbers(frames)
    assert (follower.outcome, follower.resumes) == ("done", 1)


def test_a_stream_that_is_not_to_be_resumed_ends_at_its_first_break() -> None:
    follower = begun(
        ping(1), message(2), follower=a_follower(persistence=Persistence(resume=False))
    )
    follower.failed(lost())
    error = error_of(follower.todo)
    assert isinstance(error, APIConnectionError)
    assert "starting_after=2" in str(error)
    assert follower.resumes == 0


def test_a_stream_that_is_not_to_be_resumed_is_read_with_the_callers_patience() -> None:
    follower = a_follower(persistence=Persistence(resume=False))
    plain = a_follower(persistence=Persistence(resume=False, idle_timeout=9))
    assert isinstance(follower.todo, Connect)
    assert not isinstance(follower.todo.request.read_timeout, float)
    assert window_of(plain.todo) == 9


# Runs that a request starts


def test_a_run_in_the_background_goes_on_from_its_own_stream() -> None:
    follower = a_follower(request=START, source=Source(background=True, pings=False))
    assert isinstance(follower.todo, Connect)
    assert follower.todo.request == START
    begun(ping(1), message(2), follower=follower)
    assert follower.run_id == RUN
    follower.failed(lost())
    assert isinstance(follower.todo, Connect)
    request = follower.todo.request
    assert (request.method, request.path) == ("POST", "/v1/runs/run-1/stream")
    assert request.body == {"include_pings": False, "starting_after": 2}
    assert (request.headers, request.query, request.timeout) == (START.headers, START.query, 7)
    assert request.safe
    assert request.max_retries == 0


def test_a_silence_of_a_stream_that_started_a_run_is_a_break() -> None:
    follower = begun(ping(1), follower=a_follower(request=START, source=IN_BACKGROUND))
    follower.silent(lost(APITimeoutError))
    assert body_of(follower.todo) == {"starting_after": 1}
    assert follower.resumes == 1


@pytest.mark.parametrize("happens", ["failed", "silent", "body_ended", "not opened"])
def test_before_its_first_event_nobody_knows_whether_a_run_was_started(happens: str) -> None:
    follower = a_follower(request=START, source=IN_BACKGROUND)
    if happens == "not opened":
        follower.failed(lost())
    else:
        follower.connected(opened())
        if happens == "body_ended":
            follower.body_ended()
        else:
            getattr(follower, happens)(lost(APITimeoutError))
    message = str(error_of(follower.todo))
    assert "not known whether a run was started" in message
    assert "before its first event" in message


@pytest.mark.parametrize("error", [refused(409), refused(500)])
def test_what_the_server_says_of_starting_a_run_is_raised_as_it_is(error: APIError) -> None:
    follower = a_follower(request=START, source=IN_BACKGROUND)
    follower.failed(error)
    assert error_of(follower.todo) is error


def test_a_request_that_was_not_sent_started_no_run() -> None:
    follower = a_follower(request=START, source=IN_BACKGROUND)
    error = lost()
    follower.failed(error, was_sent=False)
    assert error_of(follower.todo) is error


def test_a_stream_in_the_foreground_says_that_it_cannot_be_resumed() -> None:
    follower = a_follower(request=START, source=Source(in_foreground=True))
    begun(*[message(1, seq_id=None)] * 3, follower=follower)
    # Equal pieces are different events where nothing has a number.
    assert len(ready(follower)) == 3
    assert follower.last_seq_id is None
    follower.failed(lost())
    told = str(error_of(follower.todo))
    for said in ("in the foreground cannot be taken up again", "background=True", RUN):
        assert said in told


def test_a_cancelled_run_ends_its_stream_in_the_foreground_without_a_word() -> None:
    follower = a_follower(request=START, source=Source(in_foreground=True))
    begun(message(1, seq_id=None), CANCELLED, follower=follower)
    follower.body_ended()
    assert (follower.todo, follower.outcome) == (End(), "done")


def test_a_cancelled_run_in_the_background_may_have_more_to_say() -> None:
    follower = a_follower()
    begun(message(1), CANCELLED, follower=follower)
    follower.body_ended()
    assert body_of(follower.todo) == {"starting_after": 1}


def test_a_stop_that_comes_out_of_turn_comes_once_and_last() -> None:
    """While a run is being cancelled, a server may say so in the middle, and close the stream."""
    follower = a_follower()
    begun(message(1), CANCELLED, follower=follower)
    assert [event.message_type for event in ready(follower)] == ["assistant_message"]
    assert follower.last_seq_id == 1
    follower.body_ended()
    begun(message(2), CANCELLED.replace(" ", ""), USAGE, DONE, follower=follower)
    kinds = [event.message_type for event in ready(follower)]
    assert kinds == ["assistant_message", "stop_reason", "usage_statistics"]
    assert (follower.todo, follower.outcome) == (End(), "done")


def test_a_stop_after_which_nothing_comes_is_not_lost() -> None:
    follower = a_follower()
    begun(message(1), CANCELLED, follower=follower)
    for _ in range(DEFAULT_MAX_RESUMES):
        follower.body_ended()
        begun(CANCELLED, follower=follower)
    follower.body_ended()
    kinds = [event.message_type for event in ready(follower)]
    assert kinds == ["assistant_message", "stop_reason"]
    assert (follower.todo, follower.outcome) == (End(), "run_over")


def test_a_stop_in_silence_is_not_lost() -> None:
    follower = a_follower()
    begun(message(1), CANCELLED, follower=follower)
    while follower.outcome is None:
        follower.silent(lost(APITimeoutError))
        if isinstance(follower.todo, Ask):
            looks(follower, is_over=True)
        if isinstance(follower.todo, Connect):
            begun(follower=follower)
    assert [event.message_type for event in ready(follower)][1:] == ["stop_reason"]
    assert follower.outcome == "run_over"


def test_any_other_stream_just_breaks() -> None:
    follower = a_follower(request=START, source=Source())
    begun('{"message_type": "dream"}', follower=follower)
    follower.body_ended()
    assert "The stream broke off before its end" in str(error_of(follower.todo))


# Silence


def looks(follower: Follower[Any], *, is_over: bool) -> None:
    assert isinstance(follower.todo, Ask)
    world = World(a_run(1), written=4 if is_over else 0)
    if is_over:
        world.written = len(world.frames)
    answer_question(follower, world, follower.todo.request)


def test_a_silent_stream_has_its_run_looked_up_with_growing_patience() -> None:
    follower = a_follower(source=Source(run_id=RUN, pings=False))
    windows = [window_of(follower.todo)]
    for _ in range(6):
        follower.silent(lost(APITimeoutError))
        assert isinstance(follower.todo, Ask)
        assert follower.todo.request.path == "/v1/runs/run-1"
        looks(follower, is_over=False)
        windows.append(window_of(follower.todo))
    assert windows == [FIRST_WINDOW, 4, 8, 16, LONGEST_WINDOW, LONGEST_WINDOW, LONGEST_WINDOW]
    assert follower.resumes == 0


def test_an_event_makes_the_next_silence_a_usual_one() -> None:
    follower = begun(ping(1))
    for expected in (2 * WINDOW_AFTER_PROGRESS, LONGEST_WINDOW):
        follower.silent(lost(APITimeoutError))
        looks(follower, is_over=False)
        assert window_of(follower.todo) == expected
        follower.connected(opened())


@pytest.mark.parametrize("mute", [True, False])
@pytest.mark.parametrize("starting_after", [None, 1000])
def test_a_stream_that_says_nothing_of_a_run_that_is_over_ends(
    mute: bool, starting_after: int | None
) -> None:
    frames = a_run(2)
    follower = a_follower(starting_after)
    events = carry_out(follower, finished(frames, mute=mute))
    expected = [] if mute or starting_after else all_numbers(frames)
    assert numbers(events) == expected
    assert follower.outcome == ("done" if expected else "run_over")


def silence(follower: Follower[Any], *, is_over: bool) -> float:
    """Let nothing come, until the stream ends or fails; return how many seconds that takes."""
    seconds = 0.0
    while not isinstance(follower.todo, (End, Fail)):
        if isinstance(follower.todo, Connect):
            window = window_of(follower.todo)
            assert isinstance(window, float)
            seconds += window
            follower.silent(lost(APITimeoutError))
        else:
            looks(follower, is_over=is_over)
    return seconds


def test_it_ends_within_seconds() -> None:
    follower = a_follower(1000)
    seconds = silence(follower, is_over=True)
    assert isinstance(follower.todo, End)
    assert seconds == FIRST_WINDOW + LAST_WINDOW


def test_a_slow_server_is_given_more_time_for_its_last_words() -> None:
    follower = a_follower()
    follower.silent(lost(APITimeoutError))
    run = finished(a_run(1)).run()
    follower.answered(run, opened(), 4.0)
    assert window_of(follower.todo) == 16


def test_what_comes_after_the_run_was_found_over_is_not_lost() -> None:
    frames = a_run(2)
    follower = a_follower()
    follower.silent(lost(APITimeoutError))
    looks(follower, is_over=True)
    # It says something, and stalls before the rest.
    begun(frames[0], frames[1], follower=follower)
    follower.silent(lost(APITimeoutError))
    assert body_of(follower.todo) == {"starting_after": 2}
    begun(*frames[2:], follower=follower)
    assert numbers(ready(follower)) == all_numbers(frames)
    assert follower.outcome == "done"


def test_a_lonely_ping_has_the_run_looked_up_at_growing_intervals() -> None:
    follower = begun(message(2))
    looked: list[int] = []
    for number in range(1, 16):
        follower.feed("message", ping(2, f"alive-{number}"))
        if isinstance(follower.todo, Ask):
            looked.append(number)
            looks(follower, is_over=False)
            follower.connected(opened())
    assert looked == [1, 2, 4, 7, 10, 13]


def test_a_comment_is_as_good_as_a_ping() -> None:
    follower = begun(message(2))
    follower.feed("comment", "")
    assert isinstance(follower.todo, Ask)


def test_a_frame_without_data_is_nothing() -> None:
    follower = begun()
    follower.feed("message", "")
    assert follower.todo == Read()


def test_pings_after_the_run_was_found_over_end_the_stream() -> None:
    follower = a_follower()
    follower.silent(lost(APITimeoutError))
    looks(follower, is_over=True)
    begun(ping(None, "alive-1"), follower=follower)
    # A server may begin so.
    assert isinstance(follower.todo, Read)
    follower.feed("message", ping(None, "alive-2"))
    assert follower.outcome == "run_over"


def test_so_long_a_silence_that_pings_are_missing_is_a_break() -> None:
    follower = a_follower()
    silent = silence(follower, is_over=False)
    assert isinstance(follower.todo, Fail)
    assert isinstance(error_of(follower.todo), APITimeoutError)
    assert follower.resumes == DEFAULT_MAX_RESUMES
    assert silent == 60 * (DEFAULT_MAX_RESUMES + 1)


@pytest.mark.parametrize(
    ("source", "persistence"),
    [
        (Source(run_id=RUN, pings=False), Persistence()),
        (Source(run_id=RUN), Persistence(idle_timeout=None)),
    ],
)
def test_without_pings_or_a_limit_no_silence_is_a_break(
    source: Source, persistence: Persistence
) -> None:
    follower = a_follower(source=source, persistence=persistence)
    for _ in range(50):
        follower.silent(lost(APITimeoutError))
        looks(follower, is_over=False)
    assert follower.resumes == 0


def test_the_idle_timeout_bounds_every_window() -> None:
    follower = a_follower(persistence=Persistence(idle_timeout=3))
    follower.silent(lost(APITimeoutError))
    looks(follower, is_over=False)
    assert window_of(follower.todo) == 3
    follower.silent(lost(APITimeoutError))
    assert follower.resumes == 1


@pytest.mark.parametrize("error", [lost(), refused(500), lost(APITimeoutError)])
def test_a_look_that_fails_is_a_break(error: APIError) -> None:
    follower = a_follower()
    follower.silent(lost(APITimeoutError))
    follower.failed(error)
    assert isinstance(follower.todo, Connect)
    assert follower.resumes == 1


def test_a_run_that_is_not_there_is_an_error() -> None:
    follower = a_follower()
    follower.silent(lost(APITimeoutError))
    error = refused(404)
    assert isinstance(error, NotFoundError)
    follower.failed(error)
    assert error_of(follower.todo) is error


def test_a_look_is_made_in_the_manner_of_the_stream() -> None:
    follower = begun(ping(1), follower=a_follower(request=START, source=IN_BACKGROUND))
    follower.feed("message", ping(1, "alive-1"))
    assert isinstance(follower.todo, Ask)
    request = follower.todo.request
    assert (request.method, request.path, request.body) == ("GET", "/v1/runs/run-1", None)
    assert (dict(request.headers), dict(request.query)) == ({"X-Extra": "1"}, {"extra": "2"})
    assert request.timeout == 7


def test_what_a_closed_stream_has_ready_may_be_dropped() -> None:
    follower = begun(ping(1))
    follower.closed()
    assert (follower.outcome, follower.todo) == ("closed", End())
    follower = begun(DONE)
    follower.closed()
    assert follower.outcome == "done"


def test_a_stream_that_someone_else_opened_is_read_from_there() -> None:
    follower = a_follower()
    follower.adopt(opened())
    assert follower.todo == Read()
    follower.feed("message", ping(1))
    follower.silent(lost(APITimeoutError))
    assert follower.resumes == 1


def test_an_event_that_cannot_be_read_ends_the_stream() -> None:
    follower = begun("<h1>")
    assert isinstance(follower.todo, Fail)
    assert follower.outcome == "broken"


def test_the_stop_reason_of_a_mute_stream_is_that_of_its_run() -> None:
    follower = a_follower()
    carry_out(follower, finished(a_run(1), mute=True))
    assert follower.result().stop_reason == "end_turn"
    assert follower.result().run_id == RUN


@pytest.mark.parametrize("wrong", [{"max_resumes": -1}, {"idle_timeout": 0}, {"idle_timeout": -1}])
def test_what_cannot_be_meant_is_an_error(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Persistence(**wrong)


# Messages in place of a stream

FALLING_BACK = Source(run_id=RUN, falls_back=True)


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
    follower = a_follower(source=FALLING_BACK)
    follower.failed(refused(status))
    events = carry_out(follower, world)
    assert [event.message_type for event in events] == [
        "assistant_message",
        "stop_reason",
        "usage_statistics",
    ]
    assert follower.outcome == "run_over"
    assert follower.result().messages == events[:1]


def test_a_mute_stream_of_a_run_that_spoke_is_given_up_for_its_messages() -> None:
    world = World(a_run(1), mute=True, listed=listed("user"))
    follower = a_follower(source=FALLING_BACK)

    def before(todo: object) -> bool:
        if isinstance(todo, Ask) and todo.delay:
            world.written = len(world.frames)
        if isinstance(todo, Connect) and window_of(todo) == LONGEST_INTERVAL:
            world.listed = listed("user", "assistant")
        return False

    events = carry_out(follower, world, before=before)
    assert events[0].message_type == "assistant_message"
    assert len(events) == 3


def test_a_run_may_be_silent_for_as_long_as_it_takes() -> None:
    follower = a_follower(source=FALLING_BACK)
    world = World(a_run(1), listed=listed("user"))
    for _ in range(100):
        follower.silent(lost(APITimeoutError))
        while isinstance(follower.todo, Ask):
            answer_question(follower, world, follower.todo.request)
    assert (window_of(follower.todo), follower.resumes) == (LONGEST_INTERVAL, 0)


def test_a_run_that_is_over_and_said_nothing_is_asked_for_its_messages_at_once() -> None:
    world = finished(a_run(1), mute=True, listed=listed("user", "assistant"))
    follower = a_follower(source=FALLING_BACK)
    connections: list[object] = []

    def before(todo: object) -> bool:
        if isinstance(todo, Connect):
            connections.append(todo)
        return False

    assert len(carry_out(follower, world, before=before)) == 3
    assert len(connections) == 1


def test_a_stream_that_speaks_is_not_given_up() -> None:
    follower = begun(ping(1), follower=a_follower(source=FALLING_BACK))
    follower.failed(lost())
    error = refused(400)
    assert isinstance(error, BadRequestError)
    follower.failed(error)
    assert error_of(follower.todo) is error


def test_a_stream_that_cannot_be_reached_is_no_reason_for_messages() -> None:
    follower = a_follower(source=FALLING_BACK)
    error = lost()
    follower.failed(error)
    assert error_of(follower.todo) is error


def test_a_passing_refusal_later_is_no_reason_for_messages() -> None:
    follower = a_follower(source=FALLING_BACK)
    follower.silent(lost(APITimeoutError))
    answer_question(follower, World(a_run(1)), Request(method="GET", path="/x", returns=object))
    assert isinstance(follower.todo, Ask)
    follower.answered([], opened(), 0.0)
    error = refused(502)
    assert isinstance(error, InternalServerError)
    follower.failed(error)
    assert isinstance(follower.todo, Connect)


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
        self.persistence = Persistence(max_resumes=max_resumes)
        self.pings = pings
        self.events: list[Any] = []
        self.follower = self.new_follower(None)
        self.has_swapped = False

    def new_follower(self, starting_after: int | None) -> Follower[Any]:
        source = Source(run_id=RUN, pings=self.pings)
        return a_follower(starting_after, source=source, persistence=self.persistence)

    @property
    def todo(self) -> Todo:
        return self.follower.todo

    def collect(self) -> None:
        self.events.extend(ready(self.follower))

    @rule()
    def the_run_goes_on(self) -> None:
        self.world.written = min(self.world.written + 1, len(self.world.frames))

    @precondition(lambda self: isinstance(self.todo, Connect | Ask | Read))
    @rule(times=st.integers(1, 5))
    def nothing_goes_wrong(self, times: int) -> None:
        for _ in range(times):
            if isinstance(self.todo, Connect | Ask | Read):
                step(self.follower, self.world)
                self.collect()

    @precondition(lambda self: isinstance(self.todo, Connect | Ask | Read))
    @rule(status=st.sampled_from([None, 408, 429, 500, 502, 503, 504, 520]))
    def the_connection_is_lost(self, status: int | None) -> None:
        if self.follower.response is None:
            # Before there is a stream, that is for the transport to bear.
            step(self.follower, self.world)
        else:
            is_reading = isinstance(self.todo, Read)
            self.follower.failed(lost() if status is None or is_reading else refused(status))

    @precondition(lambda self: isinstance(self.todo, Read))
    @rule()
    def the_body_ends(self) -> None:
        self.follower.body_ended()

    @precondition(lambda self: isinstance(self.todo, Connect | Read) and not self.world.is_over)
    @rule()
    def the_stream_is_silent(self) -> None:
        self.follower.silent(lost(APITimeoutError))

    @precondition(lambda self: isinstance(self.todo, Read) and self.world.may_ping)
    @rule()
    def a_ping_comes(self) -> None:
        self.follower.feed("message", self.world.keep_alive())
        self.collect()

    @precondition(lambda self: isinstance(self.todo, Read))
    @rule()
    def a_frame_comes_twice(self) -> None:
        frame = self.world.next_frame()
        for _ in range(2):
            if frame is not None and isinstance(self.todo, Read):
                self.follower.feed("error" if frame == ERROR else "message", frame)
        self.collect()

    @precondition(lambda self: isinstance(self.todo, Read) and self.follower.last_seq_id)
    @precondition(lambda self: not self.has_swapped)
    @rule()
    def two_frames_change_places(self) -> None:
        """Those that say their numbers: of others nobody can know it."""
        self.has_swapped = True
        frames = [self.world.next_frame(), self.world.next_frame()]
        if all('"seq_id": ' in (frame or "") for frame in frames):
            frames.reverse()
        for frame in frames:
            if frame is not None and isinstance(self.todo, Read):
                self.follower.feed("error" if frame == ERROR else "message", frame)
        self.collect()

    @precondition(lambda self: isinstance(self.todo, Connect | Ask | Read | Fail | End))
    @rule()
    def another_process_takes_over(self) -> None:
        """After a cancellation, a crash, or an error."""
        if self.follower.outcome in (None, "broken"):
            self.follower.closed()
            self.follower = self.new_follower(self.follower.last_seq_id)

    @invariant()
    def nothing_is_lost_repeated_or_out_of_order(self) -> None:
        if not hasattr(self, "events"):
            return
        seen, everything = numbers(self.events), all_numbers(self.world.frames)
        assert seen == everything[: len(seen)]
        if self.follower.outcome in ("done", "error"):
            assert seen == everything
        if self.follower.outcome == "run_over":
            assert self.world.is_over
            assert seen == everything or self.world.mute

    def teardown(self) -> None:
        """The run goes on to its end, and so does the stream."""
        if not hasattr(self, "events"):
            return
        self.world.written = len(self.world.frames)
        for _ in range(20):
            found = carry_out(self.follower, self.world)
            self.events += [event for event in found if not isinstance(event, Exception)]
            if self.follower.outcome != "broken":
                break
            self.another_process_takes_over()
        assert self.follower.outcome in ("done", "error", "run_over")
        self.nothing_is_lost_repeated_or_out_of_order()


TestTrouble = Trouble.TestCase
TestTrouble.settings = settings(max_examples=times(200), stateful_step_count=40)
