"""What the session of a stream asks for, and what it is told.

A session is a generator without I/O. It yields an action, and is sent what happened: an `Opened`
after `Connect`, frames after `Read`, a `Fetched` after `Fetch`, nothing after `Deliver`; and a
`Failed` or a `Silent` where an action did not succeed. After `CallFunction` it is sent a `Returned`
or a `Raised`. It returns at the end of the stream, and
raises the error that the caller has to see.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from functools import partial
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, Union

from ..http.errors import APIError
from ..http.request import Request

if TYPE_CHECKING:
    import httpx
    from httpx_sse import ServerSentEvent

    from ...types.messages import ToolCall

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Connect:
    """Release the open connection, wait for `delay` seconds, and open the stream."""

    request: Request[Any]
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Read:
    """Read on, until one frame or several have come."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """Release the open connection, wait for `delay` seconds, and fetch a value.

    Attributes:
        request: fetches the value.
        delay: seconds to wait before.
        within: for how many seconds the request may wait for the server; `None` for as long as the
            request says.
    """

    request: Request[Any]
    delay: float = 0.0
    within: float | None = None


# Not frozen: one is made for each event, and that takes three times as long.
@dataclass(slots=True)
class Deliver:
    """Hand out an event."""

    event: Any


@dataclass(frozen=True, slots=True)
class CallFunction:
    """Release the open connection, and call a function of the caller.

    Attributes:
        function: the function.
        arguments: what it is given, by the names of its parameters.
        is_async: whether calling it gives a coroutine.
    """

    function: Callable[..., object]
    arguments: Mapping[str, Any]
    is_async: bool

    @classmethod
    def of_approval(cls, on_approval: Callable[[ToolCall], object], call: ToolCall) -> CallFunction:
        """Return what asks a function whether a call is allowed."""
        is_async = iscoroutinefunction(on_approval)
        return cls(partial(on_approval, call), {}, is_async)


READ = Read()
Action: TypeAlias = Connect | Read | Fetch | Deliver | CallFunction


@dataclass(frozen=True, slots=True)
class Opened:
    """The stream is open; its frames are in the body of `response`."""

    response: httpx.Response


@dataclass(frozen=True, slots=True)
class Fetched:
    """The value that was fetched.

    Attributes:
        value: the body of the response, of the type that the request names if it fits.
        response: the response.
        seconds: how long the request took.
    """

    value: object
    response: httpx.Response
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """The connection was lost, or a request was refused or not answered.

    Attributes:
        error: what happened.
        was_sent: whether the server may have received the request.
        is_final: whether no other request can succeed, because the client is closed.
    """

    error: APIError
    was_sent: bool = True
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Silent:
    """Not a single byte came within the read timeout."""

    error: APIError


@dataclass(frozen=True, slots=True)
class Returned:
    """The function gave something back."""

    result: object


@dataclass(frozen=True, slots=True)
class Raised:
    """The function raised an exception."""

    error: Exception


Frame: TypeAlias = Union[bytes, "ServerSentEvent"]
"""A frame of a stream: the data of a plain one as bytes, any other as httpx-sse reads it. A frame
without data only shows that the server is alive."""

Happened: TypeAlias = Opened | Fetched | Failed | Silent | Returned | Raised | list[Frame] | None
"""What became of an action; `None` after `Read` is the end of the body."""

Steps: TypeAlias = Generator[Action, Happened, T]
"""A part of a session, which returns a `T`."""
