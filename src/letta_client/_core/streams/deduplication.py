"""Which frames of a stream are new, and from where it is resumed.

An event of a background stream has a number, its `seq_id`, counted from 1. Two kinds of frames do
not show theirs: `stop_reason` and `usage_statistics` have taken a number without carrying it, and a
keep-alive ping has taken none, and repeats the last. So a stream is resumed after the last number
that it showed, and what followed that without a number is recognised by its data.
"""

from __future__ import annotations

from enum import Enum

from .events import kind_of, seq_id_of

# What comes once in a run, so that an equal one is the same.
_ONCE = frozenset({"stop_reason", "usage_statistics"})


class Verdict(Enum):
    """What a frame is to a stream that knows how far it has come."""

    NEW = "an event that was not handed out yet"
    SEEN = "an event that was handed out before"
    ALIVE = "a ping, which only shows that the server is alive"
    STILL_ALIVE = "the same ping once more"
    AHEAD = "an event before which others are missing"


# For each event, and Python 3.11 takes long to look up a member.
NEW = Verdict.NEW


class EventSequence:
    """How far a stream has come.

    Args:
        starting_after: the number of the last event that is not wanted again; 0 or `None` for all.
        may_repeat: whether events can come twice, as they do when a stream is resumed.

    Attributes:
        number: the last number that an event showed.
    """

    def __init__(self, starting_after: int | None = None, *, may_repeat: bool = True) -> None:
        self.number: int | None = starting_after if (starting_after or 0) > 0 else None
        self._may_repeat = may_repeat
        # The data of the events since then that showed no number.
        self._unnumbered: list[bytes] = []
        # Those of them that the server is going to repeat.
        self._to_skip: list[bytes] = []
        # Of the last ping, or of the last event with a number.
        self._last_data: bytes | None = None
        self._asked_again_after: int | None = None
        self._has_gaps = False

    @property
    def last_seq_id(self) -> int | None:
        """The number of the last event that was handed out, whether it showed it or not."""
        return None if self.number is None else self.number + len(self._unnumbered)

    def resume(self) -> None:
        """Take note that the stream is resumed after `number`."""
        self._to_skip = list(self._unnumbered)

    def admit(self, event: object, data: bytes) -> Verdict:
        """Return what an event is, and take note of it if it is new.

        Args:
            event: the event.
            data: the data of its frame.
        """
        seq_id = seq_id_of(event)
        number = self.number
        if number is not None and seq_id == number + 1 and not self._unnumbered:
            # The next event, as nearly always.
            self.number = seq_id
            self._to_skip = []
            self._last_data = data
            return NEW
        if not self._may_repeat:
            self.number = number if seq_id is None else seq_id
            return NEW
        return self._look_closer(kind_of(event), seq_id, data)

    def _look_closer(self, kind: str | None, seq_id: int | None, data: bytes) -> Verdict:
        is_ahead_of_all = seq_id is not None and (self.number is None or seq_id > self.number)
        if kind == "ping" and not is_ahead_of_all and seq_id in (None, self.number):
            is_repeated, self._last_data = data == self._last_data, data
            return Verdict.STILL_ALIVE if is_repeated else Verdict.ALIVE
        if seq_id is None:
            return self._admit_unnumbered(kind, data)
        if not is_ahead_of_all:
            return Verdict.SEEN
        if self._is_gap(seq_id):
            return Verdict.AHEAD
        self.number = seq_id
        self._unnumbered, self._to_skip = [], []
        self._last_data = data
        return NEW

    def _admit_unnumbered(self, kind: str | None, data: bytes) -> Verdict:
        if data in self._to_skip:
            # Those before it are not repeated, then.
            del self._to_skip[: self._to_skip.index(data) + 1]
            return Verdict.SEEN
        if kind in _ONCE and data in self._unnumbered:
            return Verdict.SEEN
        self._unnumbered.append(data)
        return NEW

    def _is_gap(self, seq_id: int) -> bool:
        """Return whether a number leaves out others that the server may send when asked again."""
        last = self.last_seq_id
        if last is None or seq_id <= last + 1 or self._has_gaps:
            return False
        if self._asked_again_after == last:
            # It is the server that leaves them out.
            self._has_gaps = True
            return False
        self._asked_again_after = last
        return True
