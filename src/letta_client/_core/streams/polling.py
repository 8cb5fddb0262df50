"""A run's messages as they appear, for runs whose stream is not to be had."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from ...types.messages import Message
from ...types.runs import Run, UsageRetrieveResponse
from ...types.streaming import LettaErrorMessage, LettaStopReason, LettaUsageStatistics
from ..http.backoff import Backoff
from ..http.decoding import construct
from ..http.errors import APIError, APIStreamError
from .actions import Ask, End, Fail, Todo
from .run_requests import RunRequests

if TYPE_CHECKING:
    import httpx

StreamedEvent: TypeAlias = Message | LettaStopReason | LettaUsageStatistics

# Seconds from one look at the run to the next: little after something new, then more.
FIRST_INTERVAL = 1.0
LONGEST_INTERVAL = 10.0
GROWTH = 1.5

_OVER = frozenset({"completed", "failed", "cancelled"})
# What was said to the agent: its stream does not repeat that.
_TOLD = frozenset({"user_message", "system_message", "approval_response_message"})


def is_over(run: Run) -> bool:
    """Tell whether a run has ended, in whatever way."""
    return run.status in _OVER or run.completed_at is not None


def is_streamed(message: Message) -> bool:
    """Tell whether a run's stream would bring a message of this type."""
    return getattr(message, "message_type", None) not in _TOLD


class MessagePolling:
    """Looks for new messages of a run until it is over, and tells its end as its stream would.

    Args:
        run_id: the run.
        requests: makes the requests.
        backoff: how long to wait after a failure, and when to give up.

    Attributes:
        todo: what to do next.
        run: the run when it was looked up last.
    """

    def __init__(self, run_id: str, requests: RunRequests, backoff: Backoff) -> None:
        self.run: Run | None = None
        self._run_id = run_id
        self._requests = requests
        self._backoff = backoff
        self._events: list[StreamedEvent] = []
        self._interval = FIRST_INTERVAL
        # How many parts were seen of each stored message, which can still grow while it is the
        # last: so messages are asked for from the last but one on.
        self._parts: dict[str, int] = {}
        self._last_ids: tuple[str | None, str | None] = (None, None)
        self._hear: Callable[[Any, httpx.Response], Todo]
        self.todo: Todo = self._look_up()

    def take_events(self) -> list[StreamedEvent]:
        """Return the events that are new since the last time."""
        events, self._events = self._events, []
        return events

    def answered(self, value: Any, response: httpx.Response) -> None:
        """Take note of the answer to what was asked."""
        self._backoff.reset()
        self.todo = self._hear(value, response)

    def failed(self, error: APIError) -> None:
        """Take note that what was asked was not answered."""
        asked = self.todo
        if self._hear == self._hear_usage:
            # The run is told; how much it used is not worth an error.
            self.todo = End()
            return
        delay = self._backoff.next_delay(error)
        if delay is None or not isinstance(asked, Ask):
            self.todo = Fail(error)
        else:
            self.todo = Ask(asked.request, delay)

    def _look_up(self, delay: float = 0.0) -> Ask:
        self._hear = self._hear_run
        return Ask(self._requests.run(self._run_id), delay)

    def _list(self) -> Ask:
        self._hear = self._hear_messages
        return Ask(self._requests.messages(self._run_id, self._last_ids[0]))

    def _hear_run(self, run: Run, response: httpx.Response) -> Todo:
        self.run, self._response = run, response
        return self._list()

    def _hear_messages(self, messages: list[Message], response: httpx.Response) -> Todo:
        if self._take(messages):
            self._interval = FIRST_INTERVAL
            # There may be more than a page of them.
            return self._list()
        if self.run is not None and is_over(self.run):
            return self._finish(self.run)
        interval, self._interval = self._interval, min(self._interval * GROWTH, LONGEST_INTERVAL)
        return self._look_up(interval)

    def _take(self, messages: list[Message]) -> bool:
        """Take note of those messages that are new, and tell whether there are any."""
        is_new = False
        parts: dict[str, int] = {}
        for message in messages:
            place = message.id
            if place is None:
                continue
            parts[place] = parts.get(place, 0) + 1
            if parts[place] <= self._parts.get(place, 0):
                continue
            is_new = True
            if place not in self._parts:
                self._last_ids = (self._last_ids[1], place)
            self._parts[place] = parts[place]
            if is_streamed(message):
                self._events.append(message)
        return is_new

    def _finish(self, run: Run) -> Todo:
        if run.stop_reason is not None:
            self._events.append(LettaStopReason(stop_reason=run.stop_reason))
        if run.status == "failed":
            return Fail(_error_of(run, self._response))
        if run.status == "cancelled":
            return End()
        self._hear = self._hear_usage
        return Ask(self._requests.usage(self._run_id))

    def _hear_usage(self, usage: UsageRetrieveResponse, response: httpx.Response) -> Todo:
        self._events.append(
            LettaUsageStatistics(
                completion_tokens=usage.completion_tokens,
                prompt_tokens=usage.prompt_tokens,
                total_tokens=usage.total_tokens,
            )
        )
        return End()


def _error_of(run: Run, response: httpx.Response) -> APIStreamError:
    """Return the error with which the stream of a failed run would have ended."""
    told = cast("object", (run.metadata or {}).get("error"))
    body = {"message": "The run failed.", **_fields_of(told), "run_id": run.id}
    error: LettaErrorMessage = construct(body, LettaErrorMessage)
    return APIStreamError(error, response=response, body=told)


def _fields_of(error: object) -> Mapping[str, object]:
    """Return the fields of what a run's metadata say of its failure, which may be a text."""
    if isinstance(error, Mapping):
        return cast("Mapping[str, object]", error)
    return {"message": error} if isinstance(error, str) else {}
