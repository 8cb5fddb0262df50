"""How long to wait after each of several failures in a row, and when to give up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from .errors import APIError, APIStatusError, APITimeoutError
from .retrying import Answer, Failure, decide

# Of the server's own failures, those that `decide` knows what to do with.
_KNOWN = frozenset({500, 501, 502, 503, 504})


class Backoff:
    """Counts failures in a row of requests that may be sent again.

    Args:
        most: how many failures in a row are borne.
        now: the time, to which a date in `Retry-After` is compared.
        jitter: random numbers from 0 to 1.

    Attributes:
        failures: how many there were since the last success.
    """

    def __init__(
        self, most: int, *, now: Callable[[], datetime], jitter: Callable[[], float]
    ) -> None:
        self.failures = 0
        self._most = most
        self._now = now
        self._jitter = jitter

    def reset(self) -> None:
        """Take note of a success."""
        self.failures = 0

    @property
    def is_spent(self) -> bool:
        """Whether there were as many failures in a row as are borne."""
        return self.failures >= self._most

    def helps(self, error: APIError) -> bool:
        """Tell whether trying again can help against a failure."""
        return self._delay(error) is not None

    def next_delay(self, error: APIError) -> float | None:
        """Count a failure, and return how many seconds to wait, or `None` to give up."""
        delay = None if self.is_spent else self._delay(error)
        if delay is not None:
            self.failures += 1
        return delay

    def _delay(self, error: APIError) -> float | None:
        retry = decide(
            _outcome(error),
            safe=True,
            attempt=self.failures,
            max_retries=self.failures + 1,
            now=self._now(),
            jitter=self._jitter(),
        )
        return None if retry is None else retry.delay


def _outcome(error: APIError) -> Answer | Failure:
    if isinstance(error, APITimeoutError):
        return Failure.TIMED_OUT
    if not isinstance(error, APIStatusError):
        return Failure.CONNECTION_LOST
    if error.status_code >= 500 and error.status_code not in _KNOWN:
        # Such as what a proxy says of a server that it cannot reach.
        return Failure.CONNECTION_LOST
    return Answer.of(error)
