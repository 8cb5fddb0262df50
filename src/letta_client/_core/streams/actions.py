"""What whoever follows a stream has to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from ..http.request import Request


@dataclass(frozen=True, slots=True)
class Connect:
    """Let go of the connection that is open, wait for `delay` seconds, and open the stream."""

    request: Request[Any]
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Read:
    """Read the next frame."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Let go of the connection that is open, wait for `delay` seconds, and ask for a value."""

    request: Request[Any]
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class End:
    """Nothing more: the stream is at its end."""


@dataclass(frozen=True, slots=True)
class Fail:
    """Nothing more but to raise `error`."""

    error: Exception


Todo: TypeAlias = Connect | Read | Ask | End | Fail
