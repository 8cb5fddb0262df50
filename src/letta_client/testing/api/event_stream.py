"""The stream of a run: its events as they happen, and pings in between."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from letta_client.testing.api.json_forms import compact, model_form
from letta_client.testing.profiles import Profile
from letta_client.testing.simulation.clock import Clock
from letta_client.testing.simulation.run_plan import SENT_ASYNC
from letta_client.testing.simulation.run_record import Event, RunRecord, StreamPayload
from letta_client.testing.transports.request_clock import RequestClock
from letta_client.types.streaming import (
    LettaErrorMessage,
    LettaPing,
    LettaStopReason,
    LettaUsageStatistics,
)

PING_EVERY = timedelta(seconds=20)
"""How long a stream is silent before it sends a ping."""
OPEN_AT_MOST = timedelta(minutes=30)
"""How long a stream waits for the end of its run."""
STREAMABLE_FOR = timedelta(hours=3)
"""How long after its creation the stream of a run can be asked for."""
DONE = b"data: [DONE]\n\n"
_SHORTEST_POLL = 0.01


def frame(event: StreamPayload) -> bytes:
    """Return the bytes of a server-sent event."""
    name = "event: error\n" if isinstance(event, LettaErrorMessage) else ""
    return f"{name}data: {compact(model_form(event))}\n\n".encode()


@dataclass(frozen=True)
class EventStreamOptions:
    """How a client wants a stream.

    Attributes:
        starting_after: the number of the last event that it has seen.
        pings: whether it wants pings.
        poll_seconds: how often the server is to look for something new.
        resumable: whether its events have numbers, by which it can be resumed.
    """

    starting_after: int = 0
    pings: bool = True
    poll_seconds: float = 0.1
    resumable: bool = True


class EventStream(AsyncIterator[bytes]):
    """The frames of a stream. Each is made when it is asked for.

    It is no generator: closing one that is not exhausted would need an event loop.

    Args:
        look: returns the run as it is known at the moment.
        options: what the client asked for.
        profile: how streams end.
        clock: the time.
        request_clock: how the request waits.
    """

    def __init__(
        self,
        look: Callable[[], RunRecord],
        options: EventStreamOptions,
        profile: Profile,
        clock: Clock,
        request_clock: RequestClock,
    ) -> None:
        self._look = look
        self._options = options
        self._profile = profile
        self._clock = clock
        self._request_clock = request_clock
        self._seen = max(options.starting_after, 0)
        self._last_number: int | None = None
        self._began = False
        self._pings = 0
        self._ended = False
        self._opened_at = self._sent_at = clock.now()

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Return the stream itself."""
        return self

    async def __anext__(self) -> bytes:
        """Return the next frame, as soon as there is one."""
        while not self._ended:
            now, record = self._clock.now(), self._look()
            event = self._next_event(record)
            if event is not None and event.at <= now:
                self._seen, self._began = event.number, True
                if self._brings(event):
                    self._sent_at = now
                    return frame(self._payload(event))
            elif event is None and self._is_at_end(record, now):
                self._ended = True
                if self._says_done(record):
                    return DONE
            elif now - self._opened_at >= OPEN_AT_MOST:
                self._ended = True
            elif self._options.pings and now - self._sent_at >= PING_EVERY:
                return self._ping(record, now)
            else:
                await self._request_clock.sleep_until(self._next_look(event, now))
        raise StopAsyncIteration

    def _next_event(self, record: RunRecord) -> Event | None:
        if self._is_mute(record):
            return None
        # An event's number is its place in the list, counted from 1.
        return record.events[self._seen] if self._seen < len(record.events) else None

    def _brings(self, event: Event) -> bool:
        if not isinstance(event.payload, LettaPing):
            return True
        return self._options.pings or self._profile.streams.replay_the_first_ping_to_everybody

    def _payload(self, event: Event) -> StreamPayload:
        if self._options.resumable:
            self._last_number = event.number
        elif not isinstance(event.payload, LettaStopReason | LettaUsageStatistics):
            return event.payload.model_copy(update={"seq_id": None})
        return event.payload

    def _is_mute(self, record: RunRecord) -> bool:
        """Tell whether this is a run whose stream never says anything."""
        run_type = (record.run.metadata or {}).get("run_type")
        return run_type == SENT_ASYNC and self._profile.streams.of_async_runs_bring_only_pings

    def _is_at_end(self, record: RunRecord, now: datetime) -> bool:
        if self._is_mute(record) or (
            self._profile.streams.from_past_the_end_bring_only_pings and not self._began
        ):
            return False
        return record.is_over(now)

    def _says_done(self, record: RunRecord) -> bool:
        if isinstance(record.events[-1].payload, LettaErrorMessage):
            return not (
                self._options.resumable
                and self._profile.streams.end_without_done_after_background_errors
            )
        if record.run.status == "cancelled":
            return (
                self._options.resumable
                or not self._profile.streams.end_without_done_after_foreground_cancels
            )
        return True

    def _ping(self, record: RunRecord, now: datetime) -> bytes:
        self._pings += 1
        self._sent_at = now
        # Beyond the places of the run's own events.
        place = len(record.events) + self._pings
        ping = LettaPing(
            id=record.ids.of("ping", place),
            date=now.replace(microsecond=0),
            seq_id=self._last_number,
            run_id=record.id,
        )
        return frame(ping)

    def _next_look(self, event: Event | None, now: datetime) -> datetime:
        # Someone may cancel the run meanwhile, so that no look is further than a poll away.
        poll = timedelta(seconds=max(self._options.poll_seconds, _SHORTEST_POLL))
        moments = [now + poll, self._opened_at + OPEN_AT_MOST]
        if event is not None:
            moments.append(event.at)
        if self._options.pings:
            moments.append(self._sent_at + PING_EVERY)
        return min(moments)
