"""When to send a request again, and how long to wait before.

A function from what happened to a delay or a stop. The rule that everything else follows from: a
request that changes something is sent again only when it cannot have been carried out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum

from .defaults import FIRST_RETRY_DELAY, LONGEST_RETRY_AFTER, LONGEST_RETRY_DELAY
from .error_bodies import error_code
from .errors import APIStatusError, BackgroundUnavailableError

_RETRYABLE = frozenset({408, 429, 500, 502, 503, 504})


class Failure(Enum):
    """Why there is no answer."""

    NOT_CONNECTED = "no connection was made"
    TIMED_OUT = "the request timed out"
    NO_DATA = "the request timed out while waiting for data"
    CONNECTION_LOST = "the connection was lost"
    REFUSED_BY_CLIENT = "the request cannot be sent"


@dataclass(frozen=True, slots=True)
class Answer:
    """What matters of an answer with an error status."""

    status: int
    headers: Mapping[str, str]
    """Header names in lower case."""
    code: str | None = None
    """The `code` of an error that names its cause, which sending again does not mend."""
    is_final: bool = False
    """Whether the error says that sending again does not help."""

    @classmethod
    def of(cls, error: APIStatusError) -> Answer:
        """Return what matters of the answer that an error tells of."""
        return cls(
            status=error.status_code,
            headers=dict(error.response.headers.items()),
            code=error_code(error.body),
            is_final=isinstance(error, BackgroundUnavailableError),
        )


@dataclass(frozen=True, slots=True)
class Retry:
    """Send the request again after `delay` seconds, because of `reason`."""

    delay: float
    reason: str


def decide(
    outcome: Failure | Answer,
    *,
    safe: bool,
    attempt: int,
    max_retries: int,
    now: datetime,
    jitter: float,
    became_get: bool = False,
    expects_silence: bool = False,
) -> Retry | None:
    """Return when to send a request again, or `None` to give up.

    Args:
        outcome: what became of the last attempt.
        safe: whether carrying the request out twice does no harm.
        attempt: how often it was sent again before; 0 after the first attempt.
        max_retries: how often it may be sent again.
        now: the time, to which a date in `Retry-After` is compared.
        jitter: a random number from 0 to 1, which shortens the delay by up to a quarter, so that
            clients that failed together do not come back together.
        became_get: whether a redirect made the request a GET. If it is not `safe`, what it asked
            for is done then.
        expects_silence: whether the request was sent to see if any data comes in a short time.
            That none came is its result then.
    """
    if attempt >= max_retries or (became_get and not safe):
        return None
    if outcome is Failure.NO_DATA and expects_silence:
        return None
    delay = min(FIRST_RETRY_DELAY * 2.0 ** min(attempt, 10), LONGEST_RETRY_DELAY)
    delay *= 1 - jitter / 4
    if isinstance(outcome, Failure):
        return Retry(delay, outcome.value) if _may_resend(outcome, safe=safe) else None
    asked = retry_after(outcome.headers, now=now)
    if not _may_ask_again(outcome, safe=safe, delay_given=asked is not None):
        return None
    if asked is not None and asked > LONGEST_RETRY_AFTER:
        return None
    return Retry(delay if asked is None else asked, f"the server answered {outcome.status}")


def _may_resend(failure: Failure, *, safe: bool) -> bool:
    if failure is Failure.REFUSED_BY_CLIENT:
        return False
    return safe or failure is Failure.NOT_CONNECTED


def _may_ask_again(answer: Answer, *, safe: bool, delay_given: bool) -> bool:
    verdict = answer.headers.get("x-should-retry", "").strip().lower()
    names_cause = answer.status == 409 and answer.code
    if answer.status == 501 or names_cause or answer.is_final or verdict == "false":
        return False
    if not safe:
        # The two answers that say that nothing was done.
        return answer.status == 429 or (answer.status == 503 and delay_given)
    return verdict == "true" or answer.status in _RETRYABLE


def retry_after(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Return the seconds that `retry-after-ms` or `Retry-After` asks to wait, if one of them does.

    `Retry-After` counts in seconds or names a date; a date that has passed asks for no wait at all.
    """
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    text = headers.get("retry-after")
    if text is None:
        return None
    seconds = _number(text)
    if seconds is not None:
        return seconds
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    # "nan" and "inf" are floats to Python, but no time to wait.
    return number if 0 <= number < float("inf") else None
