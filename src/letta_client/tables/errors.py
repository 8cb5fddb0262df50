"""What can go wrong with a table."""

from __future__ import annotations

from dataclasses import dataclass

from letta_client._core.http.errors import LettaError


class IncompleteTableError(LettaError):
    """A table cannot be had whole: what the server answers is cut off, or contradicts itself."""


@dataclass(frozen=True, slots=True)
class RowError:
    """Why rows or values are missing in a table that was read with `strict=False`."""

    run_id: str | None
    """The run that it is about; `None` if the list of runs itself ended early."""
    error: Exception
    """What was raised."""
