"""The time that the server lives in.

Nothing in the server runs by itself: a run is a list of things with the moment at which each
happens, and what a request sees follows from the moment at which it asks. A clock tells that
moment, and lets a request wait for a later one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeAlias

Sleep: TypeAlias = Callable[[float], Awaitable[None]]
"""Sleeps in real time: takes seconds, and is awaited. It depends on what drives the server."""

EPOCH = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
"""Where a `ManualClock` starts when it is told nothing else."""


class Clock(Protocol):
    """What the server asks of a clock."""

    def now(self) -> datetime:
        """Return the moment, with a zone. It never goes back."""
        ...

    async def sleep_until(self, moment: datetime, sleep: Sleep) -> None:
        """Return when `moment` has come; use `sleep` to let real time go by."""
        ...


class ManualClock:
    """A clock that moves only when it is told to, or when someone would have to wait.

    Waiting for a moment moves the clock there at once: a run of an hour is followed in
    microseconds, and the same test sees the same moments each time.

    Args:
        start: the first moment. It needs a zone.

    Raises:
        ValueError: `start` has no zone.
    """

    def __init__(self, start: datetime = EPOCH) -> None:
        if start.tzinfo is None:
            raise ValueError("start needs a zone, say tzinfo=datetime.UTC")
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment at which the clock stands."""
        return self._now

    def advance(self, by: timedelta | float) -> datetime:
        """Move the clock forward, and return the new moment.

        Args:
            by: how far; a number means seconds.

        Raises:
            ValueError: `by` is negative.
        """
        step = by if isinstance(by, timedelta) else timedelta(seconds=by)
        if step < timedelta(0):
            raise ValueError("a clock does not go back")
        self._now += step
        return self._now

    async def sleep_until(self, moment: datetime, sleep: Sleep) -> None:
        """Move the clock to `moment`, without letting real time go by."""
        self._now = max(self._now, moment)


class SystemClock:
    """The real time: waiting on it takes that time."""

    def now(self) -> datetime:
        """Return the real time, in UTC."""
        return datetime.now(UTC)

    async def sleep_until(self, moment: datetime, sleep: Sleep) -> None:
        """Sleep until the real time is `moment` or later."""
        while (seconds := (moment - self.now()).total_seconds()) > 0:
            await sleep(seconds)
