"""The errors that requests are answered with, to be raised."""

from __future__ import annotations

from typing import Any

INTERNAL_SERVER_ERROR = 500


class ApiError(Exception):
    """A request is answered with an error.

    Args:
        status: the status of the answer.
        detail: what went wrong: a text, or an object.
        names_trace: whether a server that keeps spans names the trace.
        run_id: a run that the answer names beside the detail.
    """

    def __init__(
        self, status: int, detail: Any, *, names_trace: bool = False, run_id: str | None = None
    ) -> None:
        super().__init__(status, detail)
        self.status = status
        self.detail: Any = detail
        self.names_trace = names_trace
        self.run_id = run_id


def bad_request(text: str) -> ApiError:
    """Return a 400."""
    return ApiError(400, text)


def not_found(kind: str, item_id: str) -> ApiError:
    """Return the 404 of something that is looked up by its id; `kind` is "Run", say."""
    return ApiError(404, f"{kind} not found with id='['{item_id}']'")


def conflict(text: str) -> ApiError:
    """Return a 409."""
    return ApiError(409, text)


def gone(text: str) -> ApiError:
    """Return a 410."""
    return ApiError(410, text)


def unprocessable(text: str) -> ApiError:
    """Return a 422 for something that no schema says."""
    return ApiError(422, text, names_trace=True)


def unknown_error() -> ApiError:
    """Return the 500 of a server that does not know what went wrong."""
    return ApiError(INTERNAL_SERVER_ERROR, "An unknown error occurred", names_trace=True)


def database_error() -> ApiError:
    """Return the 500 of a server whose database refuses a query."""
    return ApiError(INTERNAL_SERVER_ERROR, "A database error occurred.")
