"""The stop reason of a cancelled run, which a server may send too early.

Letta 0.16.8 sends `stop_reason` `cancelled` to a client that resumes the stream of a run that is
just being cancelled, and closes the connection. What is missing comes over the next one, and then
the stop reason in its place. So it is held back until something follows it.
"""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class WithheldEnd(Generic[T]):
    """Holds back the stop reason of a cancelled run, with the data of its frame.

    Attributes:
        is_latest: whether it is the last event that came over this connection.
    """

    def __init__(self) -> None:
        self.is_latest = False
        self._held: tuple[T, bytes] | None = None

    def __bool__(self) -> bool:
        return self._held is not None

    def hold(self, event: T, data: bytes) -> None:
        """Hold back an event."""
        self._held, self.is_latest = (event, data), True

    def on_connected(self) -> None:
        """Take note of a new connection: what comes over it may belong before the stop reason."""
        self.is_latest = False

    def release(self) -> tuple[T, bytes] | None:
        """Return what was held back, if there is anything, and forget it."""
        held, self._held, self.is_latest = self._held, None, False
        return held
