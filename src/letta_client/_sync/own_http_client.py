"""The HTTP client that nobody but a `Letta` knows.

The connections of asynchronous clients are closed with their event loops.
"""

from __future__ import annotations

from contextlib import suppress

from .http_client import DefaultHttpxClient


class OwnHttpxClient(DefaultHttpxClient):
    """It is closed when nothing uses it any more, also where its `Letta` was never closed."""

    def __del__(self) -> None:
        # It may never have been made whole, or the interpreter may be at its end.
        with suppress(Exception):
            self.close()
