"""Why what was sent to an agent cannot be taken."""

from __future__ import annotations

from typing import Any

from letta_client.testing.store.errors import ApiError


class Refusal(Exception):
    """What was sent cannot be taken.

    Args:
        status: the status of the answer.
        message: what is wrong.
        detail: what the answer says in its place.
        told: what a run that fails for it says in its place.
    """

    def __init__(
        self, status: int, message: str, detail: Any = None, told: str | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.told = told
        self.detail: Any = detail or message

    def error(self) -> ApiError:
        """Return the error with which the request is answered, to be raised."""
        return ApiError(self.status, self.detail, names_trace=not isinstance(self.detail, str))
