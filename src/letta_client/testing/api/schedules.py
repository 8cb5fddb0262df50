"""The messages that are scheduled for agents, and when they are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from threading import RLock

from letta_client.testing.api.message_requests import LettaAsyncRequest
from letta_client.testing.simulation.schedule_moments import Moments
from letta_client.types.agent_schedule import ScheduledMessage


@dataclass
class Scheduled:
    """A scheduled message.

    Attributes:
        message: what clients see of it, as it was when it was made.
        request: what is sent.
        moments: when.
        created_at: when it was made.
        next_at: when it is sent next; `None` when it will not be sent any more.
    """

    message: ScheduledMessage
    request: LettaAsyncRequest
    moments: Moments
    created_at: datetime
    next_at: datetime | None

    def shown(self) -> ScheduledMessage:
        """Return the message as it is now."""
        at = None if self.next_at is None else self.next_at.isoformat()
        return self.message.model_copy(update={"next_scheduled_time": at})

    def take_due(self, now: datetime) -> list[datetime]:
        """Return the moments that have come since it was sent last; from then on, they are over."""
        if self.next_at is None or self.next_at > now:
            return []
        # What was already over when it was made is sent at once.
        was_over = self.next_at <= self.created_at
        due = [self.created_at] if was_over else self.moments.between(self.next_at, now)
        self.next_at = self.moments.next_after(now)
        return due


class Schedules:
    """All scheduled messages. Its methods may be called from any thread.

    Args:
        lock: the lock of the store.
    """

    def __init__(self, lock: RLock) -> None:
        self.lock = lock
        self._scheduled: dict[str, Scheduled] = {}

    def add(self, scheduled: Scheduled) -> None:
        """Keep a scheduled message."""
        with self.lock:
            self._scheduled[scheduled.message.id] = scheduled

    def of_agent(self, agent_id: str) -> dict[str, Scheduled]:
        """Return what is scheduled for an agent, by its id, the oldest first."""
        with self.lock:
            everything = self._scheduled.items()
            return {key: each for key, each in everything if each.message.agent_id == agent_id}

    def delete(self, scheduled_id: str) -> None:
        """Forget a scheduled message."""
        with self.lock:
            self._scheduled.pop(scheduled_id, None)

    def forget_agent(self, agent_id: str) -> None:
        """Forget what is scheduled for an agent that is deleted."""
        for scheduled_id in self.of_agent(agent_id):
            self.delete(scheduled_id)

    def take_due(self, now: datetime) -> list[tuple[datetime, Scheduled]]:
        """Return what is due, and when it was, the earliest first; from then on, it is over."""
        with self.lock:
            due = [
                (moment, scheduled)
                for scheduled in self._scheduled.values()
                for moment in scheduled.take_due(now)
            ]
        return sorted(due, key=lambda each: each[0])
