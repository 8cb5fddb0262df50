"""A request is sent again when that may help, and only when it can do no harm."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from letta_client._core.http.defaults import DEFAULT_MAX_RETRIES
from letta_client._core.http.retrying import (
    Answer,
    Failure,
    Retry,
    decide,
    retry_after,
)

NOW = datetime(2026, 11, 21, 19, 20, tzinfo=UTC)


def http_date(seconds: int) -> str:
    return format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)


WAITS = st.one_of(
    st.integers(0, 10**6).map(str),
    st.floats(0, 100).map(str),
    st.integers(-(10**6), 10**6).map(http_date),
)
NO_WAITS = st.sampled_from(["", "soon", "-1", "nan", "inf", "-inf", "1e999", "2 s", "99:99"])
VERDICTS = st.sampled_from(["true", "false", "True", " FALSE ", "maybe", ""])
STATUSES = st.integers(300, 599) | st.sampled_from([408, 409, 429, 500, 501, 502, 503, 504])
ANSWERS = st.builds(
    Answer,
    status=STATUSES,
    headers=st.fixed_dictionaries(
        {},
        optional={
            "retry-after": WAITS | NO_WAITS,
            "retry-after-ms": st.floats(0, 10**5).map(str) | NO_WAITS,
            "x-should-retry": VERDICTS,
            "server": st.just("uvicorn"),
        },
    ),
    code=st.sampled_from([None, "", "PENDING_APPROVAL"]),
)
OUTCOMES = st.sampled_from(Failure) | ANSWERS
SAFE = st.booleans()
ATTEMPTS = st.integers(0, 20)
JITTERS = st.floats(0, 1)


def ask(
    outcome: Failure | Answer,
    *,
    safe: bool,
    attempt: int = 0,
    max_retries: Any = math.inf,
    jitter: float = 0.0,
    became_get: bool = False,
    expects_silence: bool = False,
) -> Retry | None:
    return decide(
        outcome,
        safe=safe,
        attempt=attempt,
        max_retries=max_retries,
        now=NOW,
        jitter=jitter,
        became_get=became_get,
        expects_silence=expects_silence,
    )


def answer(status: int, code: str | None = None, **headers: str) -> Answer:
    return Answer(status, {name.replace("_", "-"): text for name, text in headers.items()}, code)


def wait(outcome: Answer) -> float | None:
    return retry_after(outcome.headers, now=NOW)


# What may be sent again.


@given(OUTCOMES, ATTEMPTS, JITTERS)
def test_what_changes_something_is_sent_again_only_if_it_was_not_carried_out(
    outcome: Failure | Answer, attempt: int, jitter: float
) -> None:
    if ask(outcome, safe=False, attempt=attempt, jitter=jitter) is None:
        return
    if isinstance(outcome, Failure):
        assert outcome is Failure.NOT_CONNECTED
    else:
        assert outcome.status in (429, 503)
        assert outcome.status == 429 or wait(outcome) is not None


@given(OUTCOMES, ATTEMPTS, JITTERS)
def test_what_may_be_sent_again_unsafely_may_be_safely_and_as_soon(
    outcome: Failure | Answer, attempt: int, jitter: float
) -> None:
    unsafe = ask(outcome, safe=False, attempt=attempt, jitter=jitter)
    if unsafe is not None:
        assert ask(outcome, safe=True, attempt=attempt, jitter=jitter) == unsafe


@given(ANSWERS, SAFE, ATTEMPTS)
def test_what_no_retry_mends_is_not_sent_again(outcome: Answer, safe: bool, attempt: int) -> None:
    missing = Answer(501, outcome.headers, outcome.code)
    conflict = Answer(409, outcome.headers, "PENDING_APPROVAL")
    assert ask(missing, safe=safe, attempt=attempt) is None
    assert ask(conflict, safe=safe, attempt=attempt) is None


@given(OUTCOMES, SAFE, st.integers(0, 20), st.integers(-1, 20))
def test_nothing_is_sent_again_more_often_than_allowed(
    outcome: Failure | Answer, safe: bool, attempt: int, max_retries: int
) -> None:
    assume(attempt >= max_retries)
    assert ask(outcome, safe=safe, attempt=attempt, max_retries=max_retries) is None


@given(st.integers(0, 10**9))
def test_without_a_limit_it_never_gives_up(attempt: int) -> None:
    assert ask(Failure.CONNECTION_LOST, safe=True, attempt=attempt) == Retry(
        min(0.5 * 2.0 ** min(attempt, 99), 8.0), "the connection was lost"
    )


@given(OUTCOMES, SAFE, st.integers(0, 5), st.integers(1, 20))
def test_within_the_limit_the_limit_changes_nothing(
    outcome: Failure | Answer, safe: bool, attempt: int, more: int
) -> None:
    limited = ask(outcome, safe=safe, attempt=attempt, max_retries=attempt + more)
    assert limited == ask(outcome, safe=safe, attempt=attempt)


@pytest.mark.parametrize("status", range(300, 600))
def test_reads_are_retried_after_answers_that_may_pass(status: int) -> None:
    retried = ask(answer(status), safe=True) is not None
    assert retried == (status in {408, 429, 500, 502, 503, 504})


@pytest.mark.parametrize("status", range(300, 600))
def test_what_changes_something_is_retried_after_429_alone(status: int) -> None:
    assert (ask(answer(status), safe=False) is not None) == (status == 429)


@pytest.mark.parametrize("safe", [True, False])
@pytest.mark.parametrize("failure", Failure)
def test_failures_of_the_connection_are_retried(failure: Failure, safe: bool) -> None:
    allowed = {Failure.NOT_CONNECTED}
    if safe:
        allowed |= {Failure.TIMED_OUT, Failure.NO_DATA, Failure.CONNECTION_LOST}
    expected = Retry(0.5, failure.value) if failure in allowed else None
    assert ask(failure, safe=safe) == expected


def test_503_says_with_retry_after_that_nothing_was_done() -> None:
    assert ask(answer(503), safe=False) is None
    assert ask(answer(503, retry_after="soon"), safe=False) is None
    assert ask(answer(503, retry_after="3"), safe=False) == Retry(3.0, "the server answered 503")
    assert ask(answer(500, retry_after="3"), safe=False) is None


def test_a_conflict_without_a_code_is_not_retried_unless_the_server_says_so() -> None:
    assert ask(answer(409), safe=True) is None
    assert ask(answer(409, x_should_retry="true"), safe=True) is not None
    assert ask(answer(409, "", x_should_retry="true"), safe=True) is not None
    assert ask(answer(409, "PENDING_APPROVAL", x_should_retry="true"), safe=True) is None


def test_a_code_of_another_answer_stops_nothing() -> None:
    assert ask(answer(500, "INTERNAL"), safe=True) is not None


@given(OUTCOMES, ATTEMPTS)
def test_a_change_that_a_redirect_made_a_get_is_done(
    outcome: Failure | Answer, attempt: int
) -> None:
    assert ask(outcome, safe=False, attempt=attempt, became_get=True) is None
    redirected = ask(outcome, safe=True, attempt=attempt, became_get=True)
    assert redirected == ask(outcome, safe=True, attempt=attempt)


@given(OUTCOMES, SAFE, ATTEMPTS)
def test_only_a_silence_that_was_expected_is_a_result(
    outcome: Failure | Answer, safe: bool, attempt: int
) -> None:
    expecting = ask(outcome, safe=safe, attempt=attempt, expects_silence=True)
    if outcome is Failure.NO_DATA:
        assert expecting is None
    else:
        assert expecting == ask(outcome, safe=safe, attempt=attempt)


# What the server says of it.


@given(ANSWERS, SAFE, ATTEMPTS, st.sampled_from(["false", "FALSE", " False "]))
def test_x_should_retry_false_is_obeyed(
    outcome: Answer, safe: bool, attempt: int, verdict: str
) -> None:
    told = Answer(outcome.status, {**outcome.headers, "x-should-retry": verdict}, outcome.code)
    assert ask(told, safe=safe, attempt=attempt) is None


@given(ANSWERS, ATTEMPTS, st.sampled_from(["true", "TRUE", " True "]))
def test_x_should_retry_true_is_obeyed_for_reads(
    outcome: Answer, attempt: int, verdict: str
) -> None:
    assume(outcome.status != 501 and not (outcome.status == 409 and outcome.code))
    assume((wait(outcome) or 0) <= 60)
    told = Answer(outcome.status, {**outcome.headers, "x-should-retry": verdict}, outcome.code)
    assert ask(told, safe=True, attempt=attempt) is not None


@given(ANSWERS, ATTEMPTS)
def test_x_should_retry_true_does_not_make_a_change_safe(outcome: Answer, attempt: int) -> None:
    headers = {name: text for name, text in outcome.headers.items() if name != "x-should-retry"}
    told = Answer(outcome.status, {**headers, "x-should-retry": "true"}, outcome.code)
    untold = Answer(outcome.status, headers, outcome.code)
    assert ask(told, safe=False, attempt=attempt) == ask(untold, safe=False, attempt=attempt)


@given(ANSWERS, SAFE, ATTEMPTS, JITTERS)
def test_the_server_decides_how_long_to_wait_up_to_a_minute(
    outcome: Answer, safe: bool, attempt: int, jitter: float
) -> None:
    retry = ask(outcome, safe=safe, attempt=attempt, jitter=jitter)
    asked = wait(outcome)
    if asked is not None and asked > 60:
        assert retry is None
    elif asked is not None and retry is not None:
        assert retry.delay == asked


@pytest.mark.parametrize(
    ("headers", "delay"),
    [
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after": "60"}, 60.0),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after-ms": "60000"}, 60.0),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after-ms": "soon", "retry-after": "7"}, 7.0),
        ({"retry-after": http_date(30)}, 30.0),
        ({"retry-after": http_date(-30)}, 0.0),
        ({"retry-after": "Sat, 21 Nov 2026 19:20:05 -0000"}, 5.0),
        ({"retry-after": "Sat, 21 Nov 2026 20:20:05 +0100"}, 5.0),
        ({"retry-after": "Saturday, 21-Nov-26 19:20:05 GMT"}, 5.0),
        ({"retry-after": "soon"}, 0.5),
        ({"retry-after": "-1"}, 0.5),
        ({"retry-after": "nan"}, 0.5),
        ({"retry-after": "inf"}, 0.5),
        ({"retry-after": ""}, 0.5),
    ],
)
def test_the_server_can_ask_for_a_wait(headers: dict[str, str], delay: float) -> None:
    assert ask(Answer(503, headers), safe=True) == Retry(delay, "the server answered 503")


@pytest.mark.parametrize(
    "headers",
    [{"retry-after": "61"}, {"retry-after-ms": "60001"}, {"retry-after": http_date(61)}],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_wait_of_more_than_a_minute_is_left_to_the_caller(
    headers: dict[str, str], status: int
) -> None:
    assert ask(Answer(status, headers), safe=True) is None
    assert ask(Answer(status, headers), safe=False) is None


def test_the_clock_of_a_date_is_the_one_that_was_given() -> None:
    here = timezone(timedelta(hours=9))
    headers = {"retry-after": http_date(30)}
    assert retry_after(headers, now=NOW.astimezone(here)) == 30.0
    assert retry_after(headers, now=NOW + timedelta(seconds=20)) == 10.0


@given(st.dictionaries(st.sampled_from(["retry-after", "retry-after-ms"]), st.text() | WAITS))
@example({"retry-after": "Wed, 21 Oct 99999 07:28:00 GMT"})
@example({"retry-after": "Wed, 99 Oct 2015 07:28:00 GMT"})
@example({"retry-after": "Wed, 21 Oct 2015 07:28:00 +9999"})
@example({"retry-after": "Wed, 21 Oct 2015 99:28:00 GMT"})
def test_whatever_the_server_asks_is_a_time_to_wait_or_nothing(headers: dict[str, str]) -> None:
    asked = retry_after(headers, now=NOW)
    assert asked is None or 0 <= asked < math.inf


# How long to wait, if the server does not say.


@given(ATTEMPTS, JITTERS)
def test_delays_double_from_half_a_second_to_eight_less_up_to_a_quarter(
    attempt: int, jitter: float
) -> None:
    longest = min(0.5 * 2**attempt, 8.0)
    for outcome in (Failure.TIMED_OUT, answer(500), answer(429, retry_after="soon")):
        retry = ask(outcome, safe=True, attempt=attempt, jitter=jitter)
        assert retry is not None
        assert 0.75 * longest <= retry.delay <= longest


@given(ATTEMPTS, JITTERS, JITTERS)
def test_more_attempts_wait_no_less_and_more_jitter_no_more(
    attempt: int, one: float, other: float
) -> None:
    def delay(attempt: int, jitter: float) -> float:
        retry = ask(Failure.TIMED_OUT, safe=True, attempt=attempt, jitter=jitter)
        assert retry is not None
        return retry.delay

    assert delay(attempt, one) <= delay(attempt + 1, one)
    assert delay(attempt, max(one, other)) <= delay(attempt, min(one, other))


def test_jitter_takes_up_to_a_quarter() -> None:
    for jitter, delay in [(0.0, 1.0), (0.5, 0.875), (1.0, 0.75)]:
        retry = ask(Failure.TIMED_OUT, safe=True, attempt=1, jitter=jitter)
        assert retry == Retry(delay, "the request timed out")


def test_by_default_a_call_is_made_three_times() -> None:
    retries = itertools.takewhile(
        lambda attempt: ask(
            Failure.TIMED_OUT, safe=True, attempt=attempt, max_retries=DEFAULT_MAX_RETRIES
        ),
        itertools.count(),
    )
    assert len(list(retries)) == 2


@given(answer=ANSWERS, safe=SAFE)
def test_an_error_that_says_that_it_stays_is_final(answer: Answer, safe: bool) -> None:
    assert ask(replace(answer, is_final=True), safe=safe) is None
