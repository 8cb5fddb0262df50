"""Whether the server is up, and which version it is."""

from __future__ import annotations

from ._model import BaseModel

__all__ = ["HealthResponse"]


class HealthResponse(BaseModel):
    """The answer of a server that is up."""

    version: str
    """The server's version, say `0.16.8`."""

    status: str
    """`ok`."""
