"""The two ways to say that an argument was not given.

`None` is a value of its own for many parameters of the API, so it cannot stand for absence.
"""

from __future__ import annotations

from typing import Literal, final

from typing_extensions import override


@final
class Omit:
    """The type of `omit`: leaves a parameter out of the request; the server's default holds.

    Passed as a header's value in `extra_headers`, it removes a header that the client would send.
    """

    def __bool__(self) -> Literal[False]:
        return False

    @override
    def __repr__(self) -> str:
        return "omit"

    @override
    def __reduce__(self) -> str:
        return "omit"


@final
class NotGiven:
    """The type of `not_given`: an option keeps the value that it has on the client."""

    def __bool__(self) -> Literal[False]:
        return False

    @override
    def __repr__(self) -> str:
        return "NOT_GIVEN"

    @override
    def __reduce__(self) -> str:
        return "not_given"


omit: Omit = Omit()
not_given: NotGiven = NotGiven()
NOT_GIVEN: NotGiven = not_given
