"""How a stream is followed to its end: through breaks and silence, every event once.

A `Follower` is told what happened to a stream and says what to do next. It opens no connection and
has no clock: whoever carries out its `todo` has both.

A stream that can be taken up again is read with a short patience, its *window*. What is silent for
so long is let go, the run is looked up, and the stream is taken up again with a longer one. So no
second connection is needed to notice that a run is over, and that its stream has no more to say.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar, cast

from ...types.runs import Run
from ..http.backoff import Backoff
from ..http.errors import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    APIStreamError,
)
from ..http.request import Request
from .actions import Ask, Connect, End, Fail, Read, Todo
from .assembling import Assembler, StreamResult
from .deduplication import EventSequence, Verdict
from .events import EventReader, place_of
from .frames import COMMENT
from .origin import Persistence, Source, broken_off
from .polling import LONGEST_INTERVAL, MessagePolling, is_over, is_streamed
from .run_requests import RunRequests

if TYPE_CHECKING:
    import httpx

    from ...types.messages import Message

T = TypeVar("T")

StreamOutcome: TypeAlias = Literal["done", "error", "run_over", "closed", "broken"]
"""How a stream ended: by its `[DONE]`; by the server's error; because the run is over and its
stream had nothing more to say; because it was closed before its end; by a failure."""

# Seconds. A stream that has said nothing yet may never say anything: that is soon looked into.
FIRST_WINDOW = 2.0
# One that has spoken is waiting for a model or a tool.
WINDOW_AFTER_PROGRESS = 10.0
# Longer than from one keep-alive ping to the next, so that a live stream stays open.
LONGEST_WINDOW = 30.0
# What a run that is over has left to say is there already.
LAST_WINDOW = 5.0
# How many pings at most from one look at the run to the next: one comes every 20 seconds.
MOST_PINGS_BETWEEN_LOOKS = 3


class Follower(Generic[T]):
    """Where a stream stands, and what is to be done next.

    Args:
        request: the request that opens the stream.
        returns: the type of its events.
        strict: whether an event that does not fit its type is an error.
        source: what kind of stream it is; by default one that cannot be taken up again.
        persistence: how much is done to keep it going.
        now: the time, to which a date in `Retry-After` is compared.
        jitter: random numbers from 0 to 1.

    Attributes:
        todo: what to do next.
        ready: the events to hand out before that.
        response: the answer that carries the stream; the last of several.
        run_id: the run, as soon as it is known.
        resumes: after how many breaks the stream was taken up again.
        outcome: how it ended; `None` before.
    """

    def __init__(
        self,
        request: Request[Any],
        returns: Any,
        *,
        strict: bool = False,
        source: Source | None = None,
        persistence: Persistence | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._request = request
        self._source = source = source or Source()
        self._persistence = persistence = persistence or Persistence()
        self._requests = RunRequests(request, source.run_id is not None, source.pings)
        self._backoff = Backoff(persistence.max_resumes, now=now, jitter=jitter)
        self._reader: EventReader[T] = EventReader(returns, strict=strict)
        self._sequence = EventSequence(_starting_after(request))
        self._assembler = Assembler()
        self._polling: MessagePolling | None = None

        self.ready: deque[T] = deque()
        self.response: httpx.Response | None = None
        self.run_id: str | None = source.run_id
        self.resumes: int = 0
        self.outcome: StreamOutcome | None = None

        # What the run was when it was last looked up.
        self._run: Run | None = None
        self._is_over = False
        # A stop reason that may have come out of turn, with its text, and whether it came over
        # this connection.
        self._withheld: tuple[T, str] | None = None
        self._is_withheld_here = False
        # Whether an event came: over this connection, since the run was over, or ever.
        self._brought = self._brought_since_over = self._brought_ever = False
        # In a row, since the last event.
        self._silences = 0
        self._silent_seconds = 0.0
        self._pings = 0
        self._next_look = 1
        # Over this connection.
        self._pings_here = 0
        # For how many seconds of silence the stream is read; `None` where that is not ours to say.
        self._window: float | None = None
        self.todo: Todo = Connect(self._first_request())

    # What is known

    @property
    def last_seq_id(self) -> int | None:
        """The number of the last event that was handed out, counting those that say none."""
        return self._sequence.last_seq_id

    def result(self) -> StreamResult:
        """Return what came so far, put together."""
        result = self._assembler.result(self.run_id)
        if result.stop_reason is None and self._run is not None:
            return replace(result, stop_reason=self._run.stop_reason)
        return result

    @property
    def _can_resume(self) -> bool:
        source = self._source
        return self._persistence.resume and (source.run_id is not None or source.background)

    @property
    def _may_poll(self) -> bool:
        return self._source.falls_back and not self._brought_ever

    # What happened

    def adopt(self, response: httpx.Response) -> None:
        """Begin with a stream that someone else has opened."""
        self._window = None
        self.connected(response)

    def connected(self, response: httpx.Response) -> None:
        """Take note that the stream is open."""
        self.response = response
        self._brought = self._is_withheld_here = False
        self._pings_here = 0
        self.todo = Read()

    def feed(self, event: str, data: str) -> None:
        """Take note of a frame.

        Args:
            event: the frame's `event` field; "message" where it has none.
            data: the frame's `data` field.
        """
        assert self.response is not None
        try:
            value = self._reader.read(event, data, self.response)
        except APIStreamError as error:
            self._hear_error(error, data)
        except APIResponseValidationError as error:
            self._finish("broken", Fail(error))
        else:
            if self._is_withheld_here and (self._reader.ended or value is not None):
                self._take_withheld()
            if self._reader.ended:
                self._finish("done", End())
            elif value is not None and self._may_be_out_of_turn(value):
                self._withheld, self._is_withheld_here = (value, data), True
            elif value is not None:
                self._take(value, data)
            elif event == COMMENT:
                self._note_life()

    def body_ended(self) -> None:
        """Take note that the body has no more bytes, although the stream's own end did not come."""
        assert self.response is not None
        if self._source.in_foreground and self._assembler.stop_reason == "cancelled":
            # Letta 0.16.8 says no more in the foreground, and this is the last that comes of a run.
            self._finish("done", End())
            return
        request = self.response.request
        message = "The server closed it before its end."
        self._break(APIConnectionError(message=message, request=request))

    def silent(self, error: APIError) -> None:
        """Take note that not a byte of the stream came for as long as it is read."""
        if self._window is None:
            # So long a silence was not to be expected.
            self.failed(error)
            return
        if self._is_over:
            self._note_nothing_left()
            return
        self._silences += 1
        self._silent_seconds += self._window
        limit = self._persistence.longest_silence
        is_stalled = limit is not None and self._silent_seconds >= limit
        if is_stalled and self._source.pings and not self._may_poll:
            self._silent_seconds = 0.0
            self._break(error, look_first=True)
        else:
            self.todo = self._look_up()

    def failed(self, error: APIError, *, was_sent: bool = True) -> None:
        """Take note that the connection was lost, or that a request did not have its answer.

        Args:
            error: what happened.
            was_sent: whether the server may have had the request.
        """
        is_first = self.response is None and not self._silences and not self.resumes
        if self._polling is not None:
            self._polling.failed(error)
            self._go_on_polling()
        elif (
            self._may_poll
            and isinstance(self.todo, Connect)
            and isinstance(error, APIStatusError)
            and (is_first or not self._backoff.helps(error))
        ):
            self._poll()
        elif is_first and isinstance(self.todo, Connect):
            if was_sent and self._source.background and isinstance(error, APIConnectionError):
                error = self._lost(error)
            self._finish("broken", Fail(error))
        else:
            self._break(error)

    def answered(self, value: Any, response: httpx.Response, seconds: float) -> None:
        """Take note of the answer to what was asked.

        Args:
            value: what it says.
            response: the answer.
            seconds: how long it took: a server that is slow is waited for longer.
        """
        if self._polling is not None:
            self._polling.answered(value, response)
            self._go_on_polling()
        elif isinstance(value, Run):
            self._hear_run(value, seconds)
        elif any(is_streamed(message) for message in cast("list[Message]", value)):
            # The agent has spoken, and the stream has not.
            self._poll()
        else:
            self.todo = self._connect()

    def closed(self) -> None:
        """Take note that nobody wants to hear more."""
        self.ready.clear()
        if self.outcome is None:
            self._finish("closed", End())

    # Frames

    def _take(self, value: T, data: str) -> None:
        run_id, seq_id = place_of(value)
        kind = getattr(value, "message_type", None)
        self.run_id = self.run_id or run_id
        if not self._can_resume:
            self._brought = True
            self._sequence.number = seq_id if seq_id is not None else self._sequence.number
            self._hand_out(value)
            return
        match self._sequence.admit(kind if isinstance(kind, str) else None, seq_id, data):
            case Verdict.NEW:
                self._note_progress()
                self._hand_out(value)
            case Verdict.ALIVE:
                self.ready.append(value)
                self._note_life()
            case Verdict.SEEN:
                self._silent_seconds = 0.0
            case Verdict.AHEAD:
                self.todo = self._connect()

    def _may_be_out_of_turn(self, value: object) -> bool:
        """Tell whether an event is to be withheld until something comes behind it.

        Letta 0.16.8 says that a run is cancelled to whoever takes its stream up while the run has
        not come to its end, and closes the connection: what is missing comes over the next one, and
        then the stop reason in its turn.
        """
        return self._can_resume and getattr(value, "stop_reason", None) == "cancelled"

    def _take_withheld(self) -> None:
        if self._withheld is not None:
            value, data = self._withheld
            self._withheld, self._is_withheld_here = None, False
            self._take(value, data)

    def _hear_error(self, error: APIStreamError, data: str) -> None:
        if self._is_withheld_here:
            self._take_withheld()
        run_id, seq_id = place_of(error.error)
        self.run_id = self.run_id or run_id
        verdict = self._sequence.admit("error_message", seq_id, data)
        if verdict is Verdict.AHEAD and self._can_resume:
            self._reader.ended = False
            self.todo = self._connect()
        else:
            self._finish("error", Fail(error))

    def _hand_out(self, value: T) -> None:
        self._assembler.add(value)
        self.ready.append(value)

    def _note_progress(self) -> None:
        self._brought = self._brought_since_over = self._brought_ever = True
        self._backoff.reset()
        self._silences = self._pings = 0
        self._silent_seconds = 0.0
        self._next_look = 1

    def _note_life(self) -> None:
        """Take note of a ping: the server is there, and the run may be over nevertheless."""
        self._silent_seconds = 0.0
        if not self._can_resume or self.run_id is None:
            return
        self._pings += 1
        self._pings_here += 1
        if self._is_over:
            # A server may begin with a sign of life, but after two of them nothing more comes.
            if self._pings_here > 1:
                self._note_nothing_left()
        elif self._pings >= self._next_look:
            self._next_look += min(self._pings, MOST_PINGS_BETWEEN_LOOKS)
            self.todo = self._look_up()

    def _note_nothing_left(self) -> None:
        """Take note that the run is over, and that its stream says nothing."""
        if self._brought_since_over:
            # It did say something, and then fell silent: it is asked once more.
            self._brought_since_over = False
            self.todo = self._connect()
        else:
            self._take_withheld()
            self._finish("run_over", End())

    def _finish(self, outcome: StreamOutcome, todo: End | Fail) -> None:
        self.outcome, self.todo = outcome, todo

    # Breaks

    def _break(self, error: APIError, *, look_first: bool = False) -> None:
        """Take the stream up again after a while, or give it up.

        Args:
            error: what broke it.
            look_first: whether the run may be over, so that it is looked up before.
        """
        if not self._can_resume or self.run_id is None:
            self._finish("broken", Fail(self._lost(error)))
            return
        if not self._backoff.helps(error):
            self._finish("broken", Fail(error))
            return
        failures = self._backoff.failures
        delay = self._backoff.next_delay(error)
        if delay is None and self._withheld is not None:
            # The server has said that the run is over, and nothing more comes.
            self._take_withheld()
            self._finish("run_over", End())
            return
        if delay is None:
            self._finish("broken", Fail(self._lost(error, failures)))
            return
        self.resumes += 1
        self.todo = self._look_up(delay) if look_first else self._connect(delay)

    def _lost(self, error: APIError, failures: int = 0) -> APIError:
        """Return the error for a break that is not mended."""
        if self.run_id is not None:
            last = self.last_seq_id
            place = f"before its end (run {self.run_id}, " + (
                "no event had a number yet)" if last is None else f"last event {last})"
            )
        else:
            place = "before its end" if self._brought else "before its first event"
        advice = self._source.advice(self.run_id, self.last_seq_id)
        return broken_off(error, place=place, failures=failures, advice=advice)

    # Requests

    def _first_request(self) -> Request[Any]:
        if self._can_resume and self.run_id is not None:
            self._window = self._next_window()
            return replace(self._request, read_timeout=self._window)
        return replace(self._request, read_timeout=self._persistence.idle_timeout)

    def _connect(self, delay: float = 0.0, *, at_least: float = 0.0) -> Connect:
        """Take the stream up again after the last event that said its number."""
        assert self.run_id is not None
        self._sequence.resume()
        self._window = max(self._next_window(), min(at_least, LONGEST_WINDOW))
        number = self._sequence.number
        return Connect(self._requests.stream(self.run_id, number, self._window), delay)

    def _next_window(self) -> float:
        if self._is_over:
            window = WINDOW_AFTER_PROGRESS if self._brought_ever else LAST_WINDOW
        else:
            first = WINDOW_AFTER_PROGRESS if self._brought_ever else FIRST_WINDOW
            window = first * 2.0 ** min(self._silences, 10)
        if self._may_poll:
            # Between two looks, messages wait that a stream would have brought.
            window = min(window, LONGEST_INTERVAL)
        return min(window, LONGEST_WINDOW, self._persistence.longest_silence or LONGEST_WINDOW)

    def _look_up(self, delay: float = 0.0) -> Ask:
        assert self.run_id is not None
        return Ask(self._requests.run(self.run_id), delay)

    def _hear_run(self, run: Run, seconds: float) -> None:
        assert self.run_id is not None
        self._run = run
        if is_over(run) and self._may_poll:
            self._poll()
        elif is_over(run):
            self._is_over, self._brought_since_over = True, False
            self.todo = self._connect(at_least=4 * seconds)
        elif self._may_poll:
            self.todo = Ask(self._requests.messages(self.run_id, None))
        else:
            self.todo = self._connect()

    # Messages in place of a stream

    def _poll(self) -> None:
        assert self.run_id is not None
        self._backoff.reset()
        self._polling = MessagePolling(self.run_id, self._requests, self._backoff)
        self._go_on_polling()

    def _go_on_polling(self) -> None:
        assert self._polling is not None
        for event in self._polling.take_events():
            self._hand_out(cast(T, event))
        self._run = self._polling.run or self._run
        self.todo = self._polling.todo
        if isinstance(self.todo, End):
            self.outcome = "run_over"
        elif isinstance(self.todo, Fail):
            is_told = isinstance(self.todo.error, APIStreamError)
            self.outcome = "error" if is_told else "broken"


def _starting_after(request: Request[Any]) -> int | None:
    body = request.body
    if not isinstance(body, Mapping):
        return None
    number = cast("Mapping[str, object]", body).get("starting_after")
    return number if isinstance(number, int) else None
