"""Which messages a conversation has, and which run came of what was sent to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

SENDS_ARE_REMEMBERED_FOR = timedelta(hours=3)


class Threads:
    """The threads of messages of all agents.

    A thread is a conversation, by its id, or an agent's own thread, by the id of the agent. Runs
    belong to one thread; a fork has what its source had, too.

    Args:
        share_otids: whether what was sent to one thread is known to all others.
    """

    def __init__(self, *, share_otids: bool = False) -> None:
        self._share_otids = share_otids
        self._forked: dict[str, frozenset[str]] = {}
        self._sent: dict[tuple[str, str], tuple[str, datetime]] = {}
        self._latest_background_run: dict[str, str] = {}

    def fork(self, thread: str, message_ids: Iterable[str]) -> None:
        """Let a new thread have messages that have come to another one."""
        self._forked[thread] = frozenset(message_ids)

    def has(self, thread: str, message_thread: str, message_id: str) -> bool:
        """Tell whether a thread has a message, which has come to `message_thread`."""
        return thread == message_thread or message_id in self._forked.get(thread, ())

    def remember(self, thread: str, otids: Iterable[str], run_id: str, now: datetime) -> None:
        """Remember the run that messages with these offline threading ids have started."""
        self._latest_background_run[thread] = run_id
        for otid in otids:
            self._sent[self._memory_of(thread), otid] = (run_id, now)

    def run_of(self, thread: str, otids: Iterable[str], now: datetime) -> str | None:
        """Return the run that one of the messages has started not long ago, if one has."""
        for otid in otids:
            run_id, sent_at = self._sent.get((self._memory_of(thread), otid), (None, now))
            if run_id is not None and now - sent_at <= SENDS_ARE_REMEMBERED_FOR:
                return run_id
        return None

    def _memory_of(self, thread: str) -> str:
        return "" if self._share_otids else thread

    def latest_background_run(self, thread: str) -> str | None:
        """Return the run that was started in a thread's background last, if one was."""
        return self._latest_background_run.get(thread)
