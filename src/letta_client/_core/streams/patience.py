"""When it is looked into why a stream brings no events: by time, whatever else comes.

A stream that can be resumed is read with a short timeout, its window. A stream that is silent for
so long is released, its run is looked up, and the stream is resumed with a longer window. A stream
that brings nothing but signs of life (pings, comments) is looked into after ten seconds, then less
often. So it needs no second connection to notice that a run is over and that its stream has no
more events.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from ..http.defaults import (
    FIRST_QUIET_INTERVAL,
    FIRST_WINDOW,
    LAST_WINDOW,
    LONGEST_QUIET_INTERVAL,
    LONGEST_WINDOW,
    WINDOW_AFTER_PROGRESS,
)

# A stream of a run that is over gets as much time as so many looks at the run would take.
_LOOKS_PER_WINDOW = 4


class Patience:
    """How long a stream has brought nothing, and whether it is time to look into it.

    Args:
        idle_timeout: how many seconds without a byte are no break; `None` for any number.
        longest_window: what bounds each window of a stream that has brought no event yet.
        clock: seconds, of a clock that never goes back.

    Attributes:
        has_events: whether an event ever came.
        has_events_here: whether one came over this connection.
        is_run_over: whether the run is known to be over.
        window: for how many seconds of silence the connection is read; `None` where the request
            decides that.
    """

    def __init__(
        self,
        *,
        idle_timeout: float | None,
        longest_window: float = LONGEST_WINDOW,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.has_events = False
        self.has_events_here = False
        self.is_run_over = False
        self.window: float | None = None
        self._idle_timeout = idle_timeout
        self._longest_window = longest_window
        self._clock = clock
        self._has_events_since_over = False
        # In a row, since the last event.
        self._silences = 0
        self._silent_seconds = 0.0
        # When the last new event came, and when the connection or the last repeated one did.
        self._last_event = self._quiet_since = clock()
        # How long the last look took.
        self._look_seconds = 0.0
        # When to look, if there was a look since the last event; and after how long again.
        self._next_look: float | None = self._quiet_since + FIRST_QUIET_INTERVAL
        self._interval = FIRST_QUIET_INTERVAL
        # Whether nothing was noted since the last event but other events.
        self._is_flowing = False

    def next_window(self) -> float:
        """Return after how many seconds of silence reading the next connection ends."""
        longest = LONGEST_WINDOW if self.has_events else self._longest_window
        if self.is_run_over:
            window = WINDOW_AFTER_PROGRESS if self.has_events else LAST_WINDOW
        else:
            first = WINDOW_AFTER_PROGRESS if self.has_events else FIRST_WINDOW
            window = first * 2.0 ** min(self._silences, 10)
        window = min(window, longest, LONGEST_WINDOW, self._idle_timeout or LONGEST_WINDOW)
        if self.is_run_over:
            # However often the connection breaks, a slow server stays slow.
            window = max(window, self._shortest_fair_window)
        self.window = window
        return self.window

    def on_connected(self) -> None:
        """Take note that a connection is open."""
        self.has_events_here = self._is_flowing = False
        self._quiet_since = self._clock()

    def on_event(self) -> None:
        """Take note of an event."""
        self._last_event = self._clock()
        if self._is_flowing:
            return
        self._is_flowing = True
        self.has_events = self.has_events_here = self._has_events_since_over = True
        self._silences = 0
        self._silent_seconds = 0.0
        self._next_look = None
        self._interval = FIRST_QUIET_INTERVAL

    def on_sign_of_life(self) -> None:
        """Take note of bytes that carry nothing new: the run may be over nevertheless."""
        self._silent_seconds = 0.0

    def on_repeated_event(self) -> None:
        """Take note of an event that came before: new ones may follow those that are repeated."""
        self._quiet_since = self._clock()

    def on_silence(self) -> bool:
        """Take note of a silent window; return whether the stream counts as broken by now."""
        self._is_flowing = False
        self._silences += 1
        self._silent_seconds += self.window or 0.0
        if self._idle_timeout is None or self._silent_seconds < self._idle_timeout:
            return False
        self._silent_seconds = 0.0
        return True

    def on_look(self, *, is_over: bool, seconds: float) -> None:
        """Take note of whether the run is over, which was looked up in so many seconds."""
        self._is_flowing = False
        self.is_run_over = is_over
        self._look_seconds = seconds
        self._has_events_since_over = False
        self._next_look = self._clock() + self._interval
        self._interval = min(2 * self._interval, LONGEST_QUIET_INTERVAL)

    @property
    def is_look_due(self) -> bool:
        """Whether nothing but signs of life came for so long that the run has to be looked up."""
        if self.is_run_over:
            return False
        if self._next_look is None:
            return self._clock() >= self._last_event + FIRST_QUIET_INTERVAL
        return self._clock() >= self._next_look

    @property
    def is_used_up(self) -> bool:
        """Whether a run that is over has had the time to send what is left."""
        quiet_since = max(self._quiet_since, self._last_event)
        window = self.window or LONGEST_WINDOW
        return self.is_run_over and self._clock() >= quiet_since + window

    @property
    def was_long_enough(self) -> bool:
        """Whether the window was so long that the server would have answered in it."""
        return self.window is None or self.window >= self._shortest_fair_window

    @property
    def _shortest_fair_window(self) -> float:
        return min(_LOOKS_PER_WINDOW * self._look_seconds, LONGEST_WINDOW)

    def may_bring_more(self) -> bool:
        """Return whether a stream that fell silent after its run was over should be resumed once.

        It is if it has sent something since then, and may have fallen silent before the rest.
        """
        may, self._has_events_since_over = self._has_events_since_over, False
        return may
