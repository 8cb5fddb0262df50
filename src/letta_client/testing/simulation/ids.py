"""Identifiers: valid for the API, the same in each run of a test, and telling what they belong to.

An id is a UUID of version 4 that says where it comes from. Its last group is the tag of a
collection; the first two hold the number of a thing in it, a run's for example; the third and
fourth hold the place of what belongs to the thing, 0 being the thing itself. So the run of a step
can be read from the step's id, and a million runs need no table of ids. People tell ids apart by
their first characters, so the first group mixes number, place and tag; the mixture can be undone.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

UUID4 = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_OURS = re.compile(
    r"[a-z_]+-([0-9a-f]{8})-([0-9a-f]{4})-4([0-9a-f]{3})-8([0-9a-f]{3})-([0-9a-f]{12})"
)
_OUR_TRACE = re.compile(r"([0-9a-f]{8})([0-9a-f]{12})([0-9a-f]{12})")

ORGANIZATION_ID = "org-00000000-0000-4000-8000-000000000000"
USER_ID = "user-00000000-0000-4000-8000-000000000000"

_FIRST_GROUP = 1 << 32
# Odd, so that multiplying by them loses nothing, and large, so that neighbours become strangers.
_NUMBER_STEP, _PLACE_STEP = 0x9E3779B1, 0x85EBCA77
_NUMBER_STEP_UNDONE = pow(_NUMBER_STEP, -1, _FIRST_GROUP)


def tag(*seed: object) -> int:
    """Return 48 bits that depend on nothing but `seed`."""
    digest = hashlib.sha256(repr(seed).encode()).digest()
    return int.from_bytes(digest[:6], "big")


def is_id(text: str, prefix: str) -> bool:
    """Tell whether `text` is `prefix`, a hyphen and a UUID of version 4."""
    return re.fullmatch(f"{prefix}-{UUID4}", text) is not None


@dataclass(frozen=True)
class IdFamily:
    """The ids of something that is stored, and of all that belongs to it: of a run, say.

    Args:
        tag: the tag of the collection, from `tag`.
        number: the number of the thing within it.
    """

    tag: int
    number: int

    def uuid(self, place: int = 0) -> str:
        """Return the UUID of what is at this place."""
        high, low = divmod(self.number, _FIRST_GROUP)
        first = (low * _NUMBER_STEP + place * _PLACE_STEP + self.tag) % _FIRST_GROUP
        upper, lower = divmod(place, 0x1000)
        return f"{first:08x}-{high:04x}-4{upper:03x}-8{lower:03x}-{self.tag:012x}"

    def run(self) -> str:
        """Return the run's own id."""
        return f"run-{self.uuid()}"

    def of(self, kind: str, place: int) -> str:
        """Return the id of a step, message or agent: the places of one kind differ."""
        return f"{kind}-{self.uuid(place)}"

    def trace(self) -> str:
        """Return the id of the run's OpenTelemetry trace."""
        return f"{self.uuid()[:8]}{self.tag:012x}{self.number:012x}"

    def span(self, place: int) -> str:
        """Return the id of the span at this place in the trace."""
        return f"{self.number & 0xFFFFFFFF:08x}{place:08x}"


def tool_id(name: str) -> str:
    """Return the id of the tool of this name."""
    return f"tool-{IdFamily(tag('tool', name), 0).uuid()}"


def parse(text: str) -> IdFamily | None:
    """Return the ids of the run to which an id of ours belongs; `None` for a foreign id."""
    match = _OURS.fullmatch(text)
    if match is None:
        return None
    first, high, upper, lower, tag_ = (int(group, 16) for group in match.groups())
    mixed = first - (upper * 0x1000 + lower) * _PLACE_STEP - tag_
    return IdFamily(tag_, high * _FIRST_GROUP + mixed * _NUMBER_STEP_UNDONE % _FIRST_GROUP)


def parse_trace(trace_id: str) -> IdFamily | None:
    """Return the ids of the run to which a trace of ours belongs; `None` for a foreign trace."""
    match = _OUR_TRACE.fullmatch(trace_id)
    return None if match is None else IdFamily(int(match[2], 16), int(match[3], 16))
