"""How long is waited for a run, and for failures to pass."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letta_client._core.http.backoff import Backoff
from letta_client._core.streams.waiting import LONGEST_POLL_INTERVAL, RunWait
from letta_client.types.runs import Run

from .stream_world import lost, refused


def run(status: str, completed_at: datetime | None = None) -> Run:
    return Run(id="run-1", agent_id="agent-1", status=status, completed_at=completed_at)


@pytest.mark.parametrize("status", ["completed", "failed", "cancelled"])
def test_a_run_that_has_ended_is_over(status: str) -> None:
    waiting = RunWait(timeout=None, poll_interval=1)
    assert not waiting.is_over
    waiting.looked_up(run("running"), 0.0)
    assert not waiting.is_over
    waiting.looked_up(run(status), 0.0)
    assert waiting.is_over


def test_a_run_that_says_when_it_ended_is_over_whatever_its_status_is_called() -> None:
    waiting = RunWait(timeout=None, poll_interval=1)
    waiting.looked_up(run("expired", datetime(2026, 1, 1, tzinfo=UTC)), 0.0)
    assert waiting.is_over


def test_only_a_run_that_has_changed_is_told() -> None:
    waiting = RunWait(timeout=None, poll_interval=1)
    seen = [waiting.looked_up(run(status), 0.0) for status in ("created", "created", "running")]
    assert seen == [True, False, True]


def test_the_intervals_grow_up_to_ten_seconds() -> None:
    waiting = RunWait(timeout=None, poll_interval=1)
    pauses = [waiting.next_pause() for _ in range(8)]
    assert pauses[:3] == [1, 1.5, 2.25]
    assert pauses[-1] == LONGEST_POLL_INTERVAL
    assert RunWait(timeout=None, poll_interval=30).next_pause() == 30


@given(
    timeout=st.floats(0, 1000),
    interval=st.floats(0.01, 100),
    seconds=st.floats(0, 10),
)
def test_the_time_is_used_up_and_not_exceeded_by_sleeping(
    timeout: float, interval: float, seconds: float
) -> None:
    waiting = RunWait(timeout=timeout, poll_interval=interval)
    looks = 0
    while True:
        looks += 1
        waiting.looked_up(run("running"), seconds)
        pause = waiting.next_pause()
        if pause is None:
            break
        assert 0 < pause <= timeout
    assert timeout <= waiting.seconds <= timeout + seconds + 1e-6
    assert looks >= 1


@pytest.mark.parametrize("wrong", [{"timeout": -1.0}, {"poll_interval": 0.0}])
def test_what_cannot_be_meant_is_an_error(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        RunWait(**{"timeout": 1.0, "poll_interval": 1.0, **wrong})


def test_failures_in_a_row_are_borne_for_a_while() -> None:
    backoff = Backoff(2, now=lambda: datetime(2026, 1, 1, tzinfo=UTC), jitter=lambda: 0.0)
    assert [backoff.next_delay(lost()) for _ in range(3)] == [0.5, 1.0, None]
    assert backoff.is_spent
    # That it is spent does not mean that trying again would not help.
    assert backoff.helps(lost())
    assert not backoff.helps(refused(404))
    backoff.reset()
    assert backoff.next_delay(lost()) == 0.5
