"""Identifiers: valid for the API, the same in each run of a test, and readable.

An id is a UUID of version 4 that says where it comes from: twelve hexadecimal digits of a tag,
which is the store's or a batch's; six for the thing's place in its run, 0 being the run; and in
the last group, the number of the run. Whose step it is can so be read from a step's id, and a
million runs need no table of ids.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

UUID4 = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_OURS = re.compile(
    r"[a-z_]+-([0-9a-f]{8})-([0-9a-f]{4})-4([0-9a-f]{3})-8([0-9a-f]{3})-([0-9a-f]{12})"
)

ORGANIZATION_ID = "org-00000000-0000-4000-8000-000000000000"
USER_ID = "user-00000000-0000-4000-8000-000000000000"


def tag(*seed: object) -> int:
    """Return 48 bits that depend on nothing but `seed`."""
    digest = hashlib.sha256(repr(seed).encode()).digest()
    return int.from_bytes(digest[:6], "big")


def is_id(text: str, prefix: str) -> bool:
    """Tell whether `text` is `prefix`, a hyphen and a UUID of version 4."""
    return re.fullmatch(f"{prefix}-{UUID4}", text) is not None


@dataclass(frozen=True)
class RunIds:
    """The ids of a run and of all that belongs to it.

    Args:
        tag: the tag of the store or batch, from `tag`.
        number: the number of the run within it.
    """

    tag: int
    number: int

    def uuid(self, place: int = 0) -> str:
        """Return the UUID of the thing at this place in the run."""
        high, low = divmod(self.tag, 0x10000)
        upper, lower = divmod(place, 0x1000)
        return f"{high:08x}-{low:04x}-4{upper:03x}-8{lower:03x}-{self.number:012x}"

    def run(self) -> str:
        """Return the run's own id."""
        return f"run-{self.uuid()}"

    def of(self, kind: str, place: int) -> str:
        """Return the id of a step, message or ping: one kind's places differ."""
        return f"{kind}-{self.uuid(place)}"

    def trace(self) -> str:
        """Return the id of the run's OpenTelemetry trace."""
        return f"{self.tag:012x}{self.number:020x}"

    def span(self, place: int) -> str:
        """Return the id of the span at this place in the trace."""
        return f"{self.number & 0xFFFFFFFF:08x}{place:08x}"


def parse(text: str) -> RunIds | None:
    """Return the ids of the run to which an id of ours belongs; `None` for a foreign id."""
    match = _OURS.fullmatch(text)
    if match is None:
        return None
    high, low, _, _, number = match.groups()
    return RunIds(int(high + low, 16), int(number, 16))
