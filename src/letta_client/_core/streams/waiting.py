"""How long to wait from one look at a run to the next, until it is over."""

from __future__ import annotations

from ...types.runs import Run
from .polling import is_over

DEFAULT_POLL_INTERVAL = 1.0
# What a run that takes its time is looked at every so many seconds.
LONGEST_POLL_INTERVAL = 10.0
GROWTH = 1.5


class RunWait:
    """Tells how long to wait for a run.

    Args:
        timeout: for how many seconds to wait in all; `None` for as long as it takes.
        poll_interval: seconds from the first look to the second. Each interval is half as long
            again as the one before, up to 10 seconds.

    Attributes:
        run: the run when it was looked up last.
        seconds: for how long it was waited.

    Raises:
        ValueError: a number is negative, or `poll_interval` is 0.
    """

    def __init__(self, *, timeout: float | None, poll_interval: float) -> None:
        if timeout is not None and timeout < 0:
            raise ValueError("timeout cannot be negative")
        if poll_interval <= 0:
            raise ValueError("poll_interval is to be longer than 0 seconds")
        self.run: Run | None = None
        self.seconds = 0.0
        self._timeout = timeout
        self._interval = poll_interval
        self._longest = max(poll_interval, LONGEST_POLL_INTERVAL)

    @property
    def is_over(self) -> bool:
        """Whether the run has ended."""
        return self.run is not None and is_over(self.run)

    def looked_up(self, run: Run, seconds: float) -> bool:
        """Take note of the run, and tell whether it has changed since the last time.

        Args:
            run: the run.
            seconds: how long it took to look it up.
        """
        changed = run != self.run
        self.run = run
        self.seconds += seconds
        return changed

    def next_pause(self) -> float | None:
        """Return for how many seconds to wait now; `None` when the time is up."""
        pause, self._interval = self._interval, min(self._interval * GROWTH, self._longest)
        if self._timeout is not None:
            left = self._timeout - self.seconds
            if left <= 0:
                return None
            pause = min(pause, left)
        self.seconds += pause
        return pause
