"""The class of all models, and the options of `client.request`, where letta-client 1 has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from ._core.http.omit import not_given
from ._core.http.request import Body, Headers, Query, Timeout
from .types._model import BaseModel as BaseModel

__all__ = ["BaseModel", "FinalRequestOptions"]


@dataclass(kw_only=True)
class FinalRequestOptions:
    """A call of any endpoint, for `client.request`."""

    method: str
    """The HTTP method, in any case."""
    url: str
    """The path below the base URL."""
    params: Query | None = None
    headers: Headers | None = None
    timeout: Timeout = not_given
    max_retries: int | None = None
    follow_redirects: bool | None = None
    files: Any = None
    content: bytes | str | None = None
    """What goes out as it is."""
    json_data: Body | None = None
    """What goes out as JSON."""
    extra_json: dict[str, object] | None = None
    """Fields to add to it or to replace in it."""

    @classmethod
    def construct(cls, **values: Any) -> Self:
        """Return the options with these values."""
        return cls(**values)
