"""What a method hands out: the parsed value, the whole response, or the response unread.

The classes are never instantiated. They are the type parameter of every resource, which is how one
class can serve `client.runs`, `client.runs.with_raw_response` and
`client.runs.with_streaming_response`, each with its own return types.
"""

from __future__ import annotations

from typing import final

from typing_extensions import TypeVar


class Mode:
    """One of the three below."""


@final
class Parsed(Mode):
    """A method returns the value that it promises."""


@final
class Raw(Mode):
    """A method returns the response, its body read, with `parse()` for the value."""


@final
class Streamed(Mode):
    """A method returns a context manager over the response, whose body is not read yet."""


ModeT = TypeVar("ModeT", bound=Mode, default=Parsed)
