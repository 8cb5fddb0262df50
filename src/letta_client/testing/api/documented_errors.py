"""How the API documents what can go wrong."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel


class Problem(BaseModel):
    """What went wrong."""

    detail: Any


class InvalidRequest(BaseModel):
    """What is wrong with a request that does not fit its operation."""

    detail: str
    trace_id: str | None = None
    examples: list[str] | None = None


class RunFailed(BaseModel):
    """Why the run of a message failed, for whoever waited for its end."""

    error: dict[str, Any]


PROBLEMS: dict[int | str, dict[str, Any]] = {
    422: {"model": InvalidRequest, "description": "The request does not fit the operation."},
    "default": {"model": Problem, "description": "Something else went wrong."},
}
"""The answers that most operations can give instead of the one that was hoped for."""
