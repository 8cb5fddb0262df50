"""Looking at a run again and again: for its messages, or until it is over.

What is here is for runs whose stream the server does not have, and for callers who want no stream.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import Any, TypeAlias, TypeVar, cast

from ...types._construction import construct
from ...types.messages import Message
from ...types.runs import Run, UsageRetrieveResponse
from ...types.streaming import LettaErrorMessage, LettaStopReason, LettaUsageStatistics
from ..http.backoff import Backoff
from ..http.defaults import (
    FIRST_LOOK,
    FIRST_POLL_INTERVAL,
    LAST_LOOK,
    LONGEST_POLL_INTERVAL,
    POLL_INTERVAL_GROWTH,
)
from ..http.encoding import usable_id
from ..http.errors import APIError, APIResponseValidationError, APIStreamError, APITimeoutError
from ..http.request import Request
from .actions import Action, Deliver, Failed, Fetch, Fetched, Happened
from .events import kind_of
from .run_requests import RunRequests

T = TypeVar("T")

StreamedEvent: TypeAlias = Message | LettaStopReason | LettaUsageStatistics

_OVER = frozenset({"completed", "failed", "cancelled"})
# What was sent to the agent: its stream does not repeat that.
_SENT = frozenset({"user_message", "system_message", "approval_response_message"})


def is_over(run: Run) -> bool:
    """Return whether a run has ended, in whatever way."""
    # Fields that do not fit their types can have any value.
    status, completed_at = (cast(object, run.status), cast(object, run.completed_at))
    has_ended = isinstance(status, str) and status in _OVER
    return has_ended or isinstance(completed_at, (datetime, str))


def is_streamed(message: object) -> bool:
    """Return whether a run's stream would bring a message of this type."""
    return kind_of(message) not in _SENT


def run_of(fetched: Fetched) -> Run:
    """Return the run that was fetched.

    Raises:
        APIResponseValidationError: it is something else.
    """
    value = fetched.value
    if isinstance(value, Run):
        return value
    told = f"Expected a run, but the server sent {value!r:.200}"
    raise APIResponseValidationError(fetched.response, value, message=told)


def poll_messages(
    run_id: str,
    requests: RunRequests,
    backoff: Backoff,
    deliver: Callable[[StreamedEvent], Deliver],
) -> Generator[Action, Happened, Run]:
    """Deliver the messages of a run as they appear, and then its end, as its stream would.

    Args:
        run_id: the run.
        requests: makes the requests.
        backoff: how long to wait after a failure, and when to give up.
        deliver: makes the action that hands out an event.

    Returns:
        The run, which is over.

    Raises:
        APIStreamError: the run failed.
        APIError: a request failed too often.
    """
    seen = _SeenMessages()
    interval = FIRST_POLL_INTERVAL
    delay = 0.0
    while True:
        fetched = yield from _fetch(Fetch(requests.run(run_id), delay), backoff)
        run = run_of(fetched)
        has_new = False
        while True:
            # There may be more than a page of them.
            page = yield from _fetch(Fetch(requests.messages(run_id, seen.cursor)), backoff)
            new = seen.new_of(page.value)
            if not new:
                break
            has_new = True
            for message in new:
                if is_streamed(message):
                    yield deliver(message)
        if has_new:
            interval = FIRST_POLL_INTERVAL
        if is_over(run):
            yield from _deliver_end(run, fetched, requests.usage(run_id), deliver)
            return run
        delay, interval = interval, min(interval * POLL_INTERVAL_GROWTH, LONGEST_POLL_INTERVAL)


class _SeenMessages:
    """Which messages of a run have come: each stored one can come in several parts."""

    def __init__(self) -> None:
        # How many parts came of each, which can still grow while it is the last.
        self._parts: dict[str, int] = {}
        self._last_ids: tuple[str | None, str | None] = (None, None)

    @property
    def cursor(self) -> str | None:
        """The message after which to ask for more: the last but one."""
        return self._last_ids[0]

    def new_of(self, page: object) -> list[Message]:
        """Return those of a page that are new, and take note of them."""
        new: list[Message] = []
        parts: dict[str, int] = {}
        for message in cast("list[Message]", page if isinstance(page, list) else []):
            message_id = usable_id(getattr(message, "id", None))
            if message_id is None:
                continue
            parts[message_id] = parts.get(message_id, 0) + 1
            if parts[message_id] <= self._parts.get(message_id, 0):
                continue
            if message_id not in self._parts:
                self._last_ids = (self._last_ids[1], message_id)
            self._parts[message_id] = parts[message_id]
            new.append(message)
        return new


def _fetch(fetch: Fetch, backoff: Backoff) -> Generator[Action, Happened, Fetched]:
    """Fetch a value, again after failures.

    Raises:
        APIError: it failed too often.
    """
    while True:
        happened = yield fetch
        if isinstance(happened, Fetched):
            backoff.reset()
            return happened
        assert isinstance(happened, Failed)
        delay = None if happened.is_final else backoff.next_delay(happened.error)
        if delay is None:
            raise happened.error
        fetch = Fetch(fetch.request, delay)


def _deliver_end(
    run: Run,
    fetched: Fetched,
    usage_request: Request[UsageRetrieveResponse],
    deliver: Callable[[StreamedEvent], Deliver],
) -> Generator[Action, Happened, None]:
    stop_reason: object = run.stop_reason
    if stop_reason is not None:
        yield deliver(_built(LettaStopReason, stop_reason=stop_reason))
    if run.status == "failed":
        raise _error_of(run, fetched)
    if run.status == "cancelled":
        return
    usage = yield Fetch(usage_request)
    # The end of the run is known; what it used is not worth an error.
    if isinstance(usage, Fetched) and isinstance(usage.value, UsageRetrieveResponse):
        used = usage.value
        yield deliver(
            _built(
                LettaUsageStatistics,
                completion_tokens=used.completion_tokens,
                prompt_tokens=used.prompt_tokens,
                total_tokens=used.total_tokens,
            )
        )


def _built(kind: type[T], **fields: object) -> T:
    """Return a model whose fields may not fit, as those that the server sends."""
    return cast(T, construct(fields, kind))


def _error_of(run: Run, fetched: Fetched) -> APIStreamError:
    """Return the error with which the stream of a failed run would have ended."""
    metadata: object = run.metadata
    stored = _fields_of(metadata).get("error")
    body = {"message": "The run failed.", **_fields_of(stored), "run_id": run.id}
    return APIStreamError(_built(LettaErrorMessage, **body), response=fetched.response, body=stored)


def wait_for_run(
    run_id: str,
    request: Request[Run],
    *,
    timeout: float | None,
    poll_interval: float,
    backoff: Backoff,
    on_update: Callable[[Run], object] | None = None,
    clock: Callable[[], float] = monotonic,
) -> Generator[Fetch, Happened, Run]:
    """Look at a run until it is over, and return it.

    Args:
        run_id: the run.
        request: fetches it.
        timeout: for how many seconds to wait in all; `None` for as long as it takes.
        poll_interval: seconds from the first look to the second. Each interval is half as long
            again as the one before, up to 10 seconds.
        backoff: how long to wait after a failure, and when to give up.
        on_update: what to call with the run, when it is first seen and whenever it has changed.
        clock: seconds, of a clock that never goes back.

    Raises:
        APITimeoutError: it was not over in time.
        APIError: the run could not be looked up.
        ValueError: a number is negative, or `poll_interval` is 0.
    """
    if timeout is not None and timeout < 0:
        raise ValueError("timeout cannot be negative")
    if poll_interval <= 0:
        raise ValueError("poll_interval must be longer than 0 seconds")
    looks = _Looks(timeout, clock)
    request = replace(request, max_retries=0)
    run: Run | None = None
    interval, longest = poll_interval, max(poll_interval, LONGEST_POLL_INTERVAL)
    pause: float = 0.0
    while True:
        happened = yield looks.next(request, pause)
        error: APIError | None = None
        if isinstance(happened, Fetched):
            backoff.reset()
            before, run = run, run_of(happened)
            if run != before and on_update is not None:
                on_update(run)
            if is_over(run):
                return run
            pause, interval = interval, min(interval * POLL_INTERVAL_GROWTH, longest)
            sent = happened.response.request
        else:
            assert isinstance(happened, Failed)
            error, sent = happened.error, happened.error.request
            delay = None if happened.is_final else backoff.next_delay(error)
            if delay is None and not (looks.is_time_up and isinstance(error, APITimeoutError)):
                raise error
            pause = delay or 0.0
        if looks.is_time_up:
            status = "not known" if run is None else repr(run.status)
            raise APITimeoutError(
                sent,
                message=f"The run {run_id} was not over after {timeout:g} s: its status is "
                f"{status}. It goes on.",
            ) from error


class _Looks:
    """Sees to it that all looks at a run and all pauses between them end within a time.

    Args:
        timeout: that many seconds; `None` for any number.
        clock: seconds, of a clock that never goes back.
    """

    def __init__(self, timeout: float | None, clock: Callable[[], float]) -> None:
        self._end = None if timeout is None else clock() + timeout
        self._clock = clock
        self._shortest = FIRST_LOOK
        self._was_last = False

    def next(self, request: Request[Run], pause: float) -> Fetch:
        """Return the next look, after `pause` seconds if there is so much time."""
        if self._end is None:
            return Fetch(request, pause)
        left = self._end - self._clock()
        self._was_last = pause > left - LAST_LOOK
        if self._was_last:
            pause = max(0.0, left - LAST_LOOK)
        within = max(left - pause, self._shortest)
        self._shortest = LAST_LOOK
        return Fetch(request, pause, within)

    @property
    def is_time_up(self) -> bool:
        """Whether the last look is over."""
        return self._end is not None and (self._was_last or self._clock() >= self._end)


def _fields_of(value: object) -> Mapping[str, Any]:
    """Return the fields of an object; of a text, which an error may be, the message."""
    if isinstance(value, Mapping):
        return cast("Mapping[str, Any]", value)
    return {"message": value} if isinstance(value, str) else {}
