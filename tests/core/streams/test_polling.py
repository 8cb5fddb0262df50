"""How long is waited for a run, and for failures to pass."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letta_client._core.http.backoff import Backoff
from letta_client._core.http.defaults import FIRST_LOOK, LAST_LOOK, LONGEST_POLL_INTERVAL
from letta_client._core.http.errors import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APITimeoutError,
)
from letta_client._core.http.request import Request
from letta_client._core.streams.actions import Failed, Fetch, Fetched
from letta_client._core.streams.polling import wait_for_run
from letta_client.types.runs import Run

from ..wire import respond
from .stream_world import Clock, lost, refused


def run(status: str, completed_at: datetime | None = None) -> Run:
    return Run(id="run-1", agent_id="agent-1", status=status, completed_at=completed_at)


class Waiting:
    """A wait for a run, whose time goes by as its steps say.

    Attributes:
        pauses: the seconds that were waited between looks.
        seen: what `on_update` was called with.
        look: the look to carry out.
        result: the run, or the error, in the end.
    """

    def __init__(self, timeout: float | None = None, poll_interval: float = 1.0) -> None:
        self.clock = Clock()
        self.pauses: list[float] = []
        self.seen: list[Run] = []
        self.result: Run | APIError | None = None
        self._steps = wait_for_run(
            "run-1",
            Request[Run](method="GET", path="/v1/runs/run-1", returns=Run),
            timeout=timeout,
            poll_interval=poll_interval,
            backoff=Backoff(2, now=lambda: datetime(2026, 1, 1, tzinfo=UTC), jitter=lambda: 0.0),
            on_update=self.seen.append,
            clock=self.clock,
        )
        self.look: Fetch = next(self._steps)

    def give(self, happened: Run | APIError, seconds: float = 0.0) -> None:
        """Carry out a look, which takes `seconds`, or as long as it may."""
        self.clock.seconds += (
            seconds if self.look.within is None else min(seconds, self.look.within)
        )
        try:
            self.look = self._steps.send(
                Failed(happened)
                if isinstance(happened, APIError)
                else Fetched(happened, respond(path="/v1/runs/run-1"), seconds)
            )
        except StopIteration as end:
            self.result = end.value
        except APIError as error:
            self.result = error
        else:
            self.pauses.append(self.look.delay)
            self.clock.seconds += self.look.delay


@pytest.mark.parametrize("status", ["completed", "failed", "cancelled"])
def test_a_run_that_has_ended_is_over(status: str) -> None:
    waiting = Waiting()
    waiting.give(run("running"))
    assert waiting.result is None
    waiting.give(run(status))
    assert waiting.result == run(status)


def test_a_run_that_says_when_it_ended_is_over_whatever_its_status_is_called() -> None:
    waiting = Waiting()
    ended = run("expired", datetime(2026, 1, 1, tzinfo=UTC))
    waiting.give(ended)
    assert waiting.result == ended


def test_only_a_run_that_has_changed_is_told() -> None:
    waiting = Waiting()
    for status in ("created", "created", "running"):
        waiting.give(run(status))
    assert waiting.seen == [run("created"), run("running")]


def test_the_intervals_grow_up_to_ten_seconds() -> None:
    waiting = Waiting()
    for _ in range(8):
        waiting.give(run("running"))
    assert waiting.pauses[:3] == [1, 1.5, 2.25]
    assert waiting.pauses[-1] == LONGEST_POLL_INTERVAL
    slow = Waiting(poll_interval=30)
    slow.give(run("running"))
    assert slow.pauses == [30]


OUTCOMES = st.sampled_from([run("running"), lost(), lost(APITimeoutError), refused(503)])
RETRY_LATER = refused(503, headers={"retry-after": "8"})


@given(
    timeout=st.floats(0, 1000),
    interval=st.floats(0.01, 100),
    looks=st.lists(st.tuples(OUTCOMES | st.just(RETRY_LATER), st.floats(0, 100)), min_size=1),
)
def test_the_time_is_a_bound_for_all_looks_and_pauses(
    timeout: float, interval: float, looks: list[tuple[Run | APIError, float]]
) -> None:
    waiting = Waiting(timeout, interval)
    count = 0
    while waiting.result is None:
        waiting.give(*looks[count % len(looks)])
        count += 1
        assert waiting.look.within is not None
        assert waiting.look.delay + waiting.look.within <= max(timeout, FIRST_LOOK) + 1e-6
    assert waiting.clock.seconds <= max(timeout, FIRST_LOOK) + LAST_LOOK + 1e-6
    assert isinstance(waiting.result, APIError)


@given(timeout=st.floats(1, 1000), interval=st.floats(0.01, 100), seconds=st.floats(0, 10))
def test_the_time_is_used_up(timeout: float, interval: float, seconds: float) -> None:
    waiting = Waiting(timeout, interval)
    while waiting.result is None:
        waiting.give(run("running"), seconds)
    assert timeout - LAST_LOOK - 1e-6 <= waiting.clock.seconds
    assert isinstance(waiting.result, APITimeoutError)
    assert "'running'" in str(waiting.result)


def test_a_server_that_never_answers_uses_up_the_time_and_no_more() -> None:
    waiting = Waiting(timeout=2)
    waiting.give(lost(APITimeoutError), 60)
    assert waiting.clock.seconds == 2
    assert isinstance(waiting.result, APITimeoutError)
    assert "not known" in str(waiting.result)


def test_failures_in_a_row_end_a_wait_without_a_limit() -> None:
    waiting = Waiting()
    for _ in range(3):
        assert waiting.result is None
        waiting.give(lost())
    assert isinstance(waiting.result, APIConnectionError)
    assert waiting.pauses == [0.5, 1.0]


def test_a_lasting_refusal_ends_a_wait_at_once() -> None:
    waiting = Waiting(timeout=60)
    error = refused(404)
    waiting.give(error)
    assert waiting.result is error


@pytest.mark.parametrize("value", [None, [], "a run", {"id": 5}, 7])
def test_what_is_no_run_is_an_error(value: Any) -> None:
    waiting = Waiting()
    waiting.give(value)
    assert isinstance(waiting.result, APIResponseValidationError)


@pytest.mark.parametrize("odd", [[], {}, None, 5, True])
def test_a_status_of_any_kind_is_not_over(odd: Any) -> None:
    waiting = Waiting()
    waiting.give(Run.model_construct(id="run-1", agent_id="agent-1", status=odd))
    assert waiting.result is None


@pytest.mark.parametrize("wrong", [{"timeout": -1.0}, {"poll_interval": 0.0}])
def test_what_cannot_be_meant_is_an_error(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Waiting(**{"timeout": 1.0, "poll_interval": 1.0, **wrong})


def test_failures_in_a_row_are_borne_for_a_while() -> None:
    backoff = Backoff(2, now=lambda: datetime(2026, 1, 1, tzinfo=UTC), jitter=lambda: 0.0)
    assert [backoff.next_delay(lost()) for _ in range(3)] == [0.5, 1.0, None]
    assert backoff.is_spent
    # That it is spent does not mean that trying again would not help.
    assert backoff.helps(lost())
    assert not backoff.helps(refused(404))
    backoff.reset()
    assert backoff.next_delay(lost()) == 0.5
