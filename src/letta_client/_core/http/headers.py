"""Headers that HTTP can carry."""

from __future__ import annotations

import re

from .omit import Omit
from .request import Headers

# Visible ASCII characters, with blanks between them.
_VALUE = re.compile(r"([!-~]([\t -~]*[!-~])?)?")


def sendable_headers(headers: Headers) -> dict[str, str]:
    """Return the headers that are not omitted.

    Raises:
        ValueError: HTTP cannot carry a value. The message does not show it, as the error of an
            HTTP client would.
    """
    sendable = {name: value for name, value in headers.items() if not isinstance(value, Omit)}
    for name, value in sendable.items():
        if not _VALUE.fullmatch(value):
            raise ValueError(f"The value of the header {name!r} has a character that HTTP forbids")
    return sendable
