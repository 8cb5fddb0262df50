"""How a stream is followed to its end: through breaks and silence, every event once.

A session opens no connection and does not sleep. It is a generator of actions (see `actions`): the
shell carries them out, over its connection. `delivery` says which events are handed out, `patience`
when silence is looked into.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar, cast

from ..http.backoff import Backoff
from ..http.defaults import LONGEST_POLL_INTERVAL, LONGEST_WINDOW
from ..http.errors import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    APIStreamError,
    PendingApprovalError,
)
from ..http.request import Request
from .actions import Connect, Failed, Fetch, Fetched, Happened, Opened, Silent, Steps
from .assembling import StreamResult
from .delivery import Delivery, Interruption, Reason
from .duplicate_runs import check_for_other_runs
from .events import EventReader
from .otid_collisions import check_run_of_send
from .patience import Patience
from .pending_calls import look_up_pending_calls
from .polling import is_over, is_streamed, poll_messages, run_of
from .resuming import (
    ResumePolicy,
    StreamOrigin,
    broken_off,
    place_of_break,
    refused,
    starting_after,
)
from .run_requests import RunOperations, RunRequests

if TYPE_CHECKING:
    import httpx

    from ...types.runs import Run

T = TypeVar("T")

StreamOutcome: TypeAlias = Literal["done", "error", "run_over", "closed", "broken"]
"""How a stream ended: by its `[DONE]`; by the server's error; because the run is over and its
stream had no more events; because it was closed before its end; by a failure."""


class StreamSession(Generic[T]):
    """One stream, over one connection or over several.

    Args:
        request: the request that opens the stream.
        returns: the type of its events.
        operations: build the requests about its run.
        strict: whether an event that does not fit its type is an error.
        origin: what kind of stream it is; by default one that cannot be resumed.
        policy: when it is resumed.
        clock: seconds, of a clock that never goes back.
        now: the time, to which a date in `Retry-After` is compared.
        jitter: random numbers from 0 to 1.

    Attributes:
        request: the request that opens the stream.
        requests: makes the requests about its run.
        response: the response that carries the stream; the last of several.
        resumes: after how many breaks the stream was resumed.
        outcome: how it ended; `None` before.
    """

    def __init__(
        self,
        request: Request[Any],
        returns: Any,
        operations: RunOperations,
        *,
        strict: bool = False,
        origin: StreamOrigin | None = None,
        policy: ResumePolicy | None = None,
        clock: Callable[[], float] = monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.request = request
        self._new = partial(
            StreamSession[T],
            returns=returns,
            operations=operations,
            strict=strict,
            policy=policy,
            clock=clock,
            now=now,
            jitter=jitter,
        )
        self._origin = origin = origin or StreamOrigin()
        self._policy = policy = policy or ResumePolicy()
        self.requests: RunRequests = RunRequests(
            operations, request, origin.run_id is not None, origin.pings
        )
        self._backoff = Backoff(policy.max_resumes, now=now, jitter=jitter)
        self._patience = Patience(
            idle_timeout=policy.idle_seconds,
            # Between two looks, messages wait that a stream would have brought.
            longest_window=LONGEST_POLL_INTERVAL if origin.falls_back else LONGEST_WINDOW,
            clock=clock,
        )
        self._can_resume = policy.resume and (origin.run_id is not None or origin.background)
        self._delivery: Delivery[T] = Delivery(
            EventReader(returns, strict=strict),
            self._patience,
            origin,
            can_resume=self._can_resume,
            starting_after=starting_after(request),
        )
        self._can_send_again = policy.resume and origin.is_remembered
        # The run as it was when it was last looked up.
        self._run: Run | None = None
        # Whether an attempt before the one that made the run known may have started another one.
        self._was_sent_before = False

        self.response: httpx.Response | None = None
        self.resumes: int = 0
        self.outcome: StreamOutcome | None = None

    @property
    def run_id(self) -> str | None:
        """The run, as soon as it is known."""
        return self._delivery.run_id

    @property
    def last_seq_id(self) -> int | None:
        """The number of the last event that was handed out, whether it showed it or not."""
        return self._delivery.sequence.last_seq_id

    def result(self) -> StreamResult:
        """Return what came so far, put together."""
        result = self._delivery.assembler.result(self.run_id)
        if result.stop_reason is None and self._run is not None:
            return replace(result, stop_reason=self._run.stop_reason)
        return result

    def renewed(
        self, request: Request[Any], origin: StreamOrigin | None = None
    ) -> StreamSession[T]:
        """Return a session of another stream, of this `origin` if it is another one.

        What is sent answers a run, so that no other message has its `otid`.
        """
        opening, origin = (origin or self._origin).opening(request)
        return self._new(opening, origin=replace(origin, has_own_otids=False))

    def follow(self, response: httpx.Response | None = None) -> Steps[None]:
        """Follow the stream to its end.

        Args:
            response: what carries the stream, if it is open already.

        Raises:
            APIError: the stream did not come to its end.
            DuplicateRunError: it did, and the send has started another run as well.
            OtidInUseError: it is the stream of another message, with the same `otid`.
        """
        try:
            outcome = yield from self._follow(response)
        except APIError as error:
            self.end("error" if isinstance(error, APIStreamError) else "broken")
            if isinstance(error, PendingApprovalError):
                yield from look_up_pending_calls(error, self.requests)
            raise
        except GeneratorExit:
            self.end("closed")
            raise
        self.end(outcome)
        if self._was_sent_before and self.run_id is not None:
            assert self.response is not None
            yield from check_for_other_runs(self.requests, self.run_id, self.response.request)

    def end(self, outcome: StreamOutcome) -> None:
        """Take note of how the stream ended, if that is not known yet."""
        self.outcome = self.outcome or outcome

    def _follow(self, response: httpx.Response | None) -> Steps[StreamOutcome]:
        happened: Happened
        if response is not None:
            happened = Opened(response)
        else:
            happened = yield Connect(self._first_request())
            if isinstance(happened, Silent) and self._patience.window is None:
                # The request itself says how long to wait, and that was too long.
                happened = Failed(happened.error)
            if isinstance(happened, Failed) and not (happened.was_sent and self._can_send_again):
                if not self._may_poll or not isinstance(happened.error, APIStatusError):
                    raise self._not_opened(happened)
                return (yield from self._poll())
        while True:
            next_step = yield from self._until_next_connect(happened)
            if not isinstance(next_step, Connect):
                return next_step
            happened = yield next_step
            if (
                isinstance(happened, Failed)
                and self._may_poll
                and isinstance(happened.error, APIStatusError)
                and not self._backoff.helps(happened.error)
            ):
                return (yield from self._poll())

    def _until_next_connect(self, happened: Happened) -> Steps[Connect | StreamOutcome]:
        """Go on after an attempt to connect; return the next attempt, or how the stream ended."""
        interruption: Happened | Interruption = happened
        if isinstance(happened, Opened):
            self.response = happened.response
            ended = yield from self._delivery.read(happened.response)
            if ended == "done":
                return "done"
            interruption = ended
            if self._patience.has_events_here:
                self._backoff.reset()
        match interruption:
            case Reason.EVENTS_MISSING:
                return self._reconnect()
            case Reason.LOOK_DUE:
                return (yield from self._look())
            case Reason.RUN_IN_DOUBT:
                return (yield from self._check_run())
            case Reason.NOTHING_LEFT:
                return (yield from self._nothing_left())
            case Silent() if self._patience.window is not None:
                return (yield from self._after_silence(interruption))
            case Silent(error):
                return (yield from self._break(Failed(error)))
            case _:
                return (yield from self._break(cast(Failed, interruption)))

    # What is done about an interruption

    def _after_silence(self, silent: Silent) -> Steps[Connect | StreamOutcome]:
        if self._patience.is_run_over:
            return (yield from self._nothing_left(is_silent=True))
        is_stalled = self._patience.on_silence()
        if is_stalled and self._origin.pings and not self._may_poll:
            return (yield from self._break(Failed(silent.error), looks_first=True))
        return (yield from self._look())

    def _nothing_left(self, *, is_silent: bool = False) -> Steps[Connect | StreamOutcome]:
        """Go on after the stream of a run that is over brought nothing more.

        Args:
            is_silent: whether not a byte came, which may be because the server is slow.
        """
        if self._patience.may_bring_more():
            return self._reconnect()
        if is_silent:
            assert self.run_id is not None
            looked_up = yield Fetch(self.requests.run(self.run_id))
            if isinstance(looked_up, Failed):
                return (yield from self._break(looked_up))
            self._patience.on_look(is_over=True, seconds=cast(Fetched, looked_up).seconds)
            if not self._patience.was_long_enough:
                return self._reconnect()
        yield from self._delivery.release_withheld()
        return "run_over"

    def _break(
        self, failed: Failed, *, looks_first: bool = False
    ) -> Steps[Connect | StreamOutcome]:
        """Resume the stream after a while, or give it up.

        Args:
            failed: what broke the stream.
            looks_first: whether the run may be over, so that it is looked up before.
        """
        error = failed.error
        may_go_on = self._can_send_again if self.run_id is None else self._can_resume
        if not may_go_on or failed.is_final:
            raise self._broken_off(error)
        if not self._backoff.helps(error):
            raise refused(error, may_have_begun=self.run_id is None and self.resumes > 0)
        failures = self._backoff.failures
        delay = self._backoff.next_delay(error)
        if delay is None:
            if self.run_id is None and isinstance(error, APIStatusError):
                raise error
            if not self._delivery.withheld:
                raise self._broken_off(error, failures)
            # The server has said that the run is over, and nothing more comes.
            yield from self._delivery.release_withheld()
            return "run_over"
        self.resumes += 1
        self._was_sent_before |= self.run_id is None and failed.was_sent
        if looks_first:
            return (yield from self._look(delay))
        return self._reconnect(delay)

    def _look(self, delay: float = 0.0) -> Steps[Connect | StreamOutcome]:
        """Look up whether the run is over, and resume the stream for what is left."""
        assert self.run_id is not None
        looked_up = yield Fetch(self.requests.run(self.run_id), delay)
        if isinstance(looked_up, Failed):
            return (yield from self._break(looked_up))
        fetched = cast(Fetched, looked_up)
        try:
            self._run = run = run_of(fetched)
        except APIResponseValidationError as error:
            return (yield from self._break(Failed(error)))
        self._patience.on_look(is_over=is_over(run), seconds=fetched.seconds)
        if self._may_poll:
            return (yield from self._look_for_messages())
        return self._reconnect()

    def _check_run(self) -> Steps[Connect]:
        """Look up whether the run that has become known is the send's own, and ask for its stream.

        Where the server refuses to tell, it is taken for that.
        """
        assert self.run_id is not None
        looked_up = yield Fetch(self.requests.run(self.run_id))
        if isinstance(looked_up, Failed) and self._backoff.helps(looked_up.error):
            return cast(Connect, (yield from self._break(looked_up)))
        if isinstance(looked_up, Fetched):
            check_run_of_send(run_of(looked_up), self.request, looked_up.response.request)
        self._delivery.is_run_in_doubt = False
        return self._reconnect()

    def _look_for_messages(self) -> Steps[Connect | StreamOutcome]:
        """Go over to polling if the agent has said something that the stream has not brought."""
        assert self.run_id is not None
        if self._patience.is_run_over:
            return (yield from self._poll())
        listed = yield Fetch(self.requests.messages(self.run_id, None))
        if isinstance(listed, Failed):
            return (yield from self._break(listed))
        messages = cast(Fetched, listed).value
        if isinstance(messages, list) and any(map(is_streamed, cast("list[object]", messages))):
            return (yield from self._poll())
        return self._reconnect()

    @property
    def _may_poll(self) -> bool:
        return self._origin.falls_back and not self._patience.has_events

    def _poll(self) -> Steps[StreamOutcome]:
        assert self.run_id is not None
        self._backoff.reset()
        self._run = yield from poll_messages(
            self.run_id, self.requests, self._backoff, self._delivery.deliver
        )
        return "run_over"

    def _first_request(self) -> Request[Any]:
        if self._can_resume and self.run_id is not None:
            return replace(self.request, read_timeout=self._patience.next_window())
        return replace(self.request, read_timeout=self._policy.idle_timeout)

    def _reconnect(self, delay: float = 0.0) -> Connect:
        """Resume the stream after the last event that showed its number.

        Where the run is not known yet, send what started it again.
        """
        self._delivery.sequence.resume()
        if self.run_id is None and self._can_send_again:
            return Connect(replace(self.request, max_retries=0), delay)
        assert self.run_id is not None
        window = self._patience.next_window()
        number = self._delivery.sequence.number
        return Connect(self.requests.stream(self.run_id, number, window), delay)

    # Errors

    def _not_opened(self, failed: Failed) -> APIError:
        """Return the error for a stream that could not be opened to begin with."""
        error = failed.error
        if failed.was_sent and self._origin.background and isinstance(error, APIConnectionError):
            return self._broken_off(error)
        return error

    def _broken_off(self, error: APIError, failures: int = 0) -> APIError:
        """Return the error for a break after which the stream is not resumed."""
        has_events = self._patience.has_events_here
        place = place_of_break(self.run_id, self.last_seq_id, has_events=has_events)
        advice = self._origin.advice(self.request, self.run_id, self.last_seq_id)
        return broken_off(error, place=place, failures=failures, advice=advice)
