"""Where to cut a stream of events."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

import httpx

from letta_client.testing import ReferenceServer
from thoroughness import times

PlacesToCut: TypeAlias = Callable[[bytes], Sequence[int]]
"""What gives, for the bytes of a stream, how many of them come before it is cut."""


def content_of(server: ReferenceServer, run_id: str) -> bytes:
    """Return the bytes of a run's stream."""
    with httpx.Client(transport=server.transport()) as http:
        return http.post(f"http://letta.test/v1/runs/{run_id}/stream", json={}).content


def every_byte(data: bytes) -> Sequence[int]:
    """Cut before each byte.

    Without `--hypothesis-profile=thorough`, of the ASCII characters in the middle of a frame, which
    are alike, only some are cut off.
    """
    if times(1) > 1:
        return range(len(data))
    inside = (place for place, byte in enumerate(data) if byte > 127)
    places = {*beside_frames(data), *range(0, len(data), 13)}
    return sorted({*places, *(each + offset for each in inside for offset in (0, 1))})


def beside_frames(data: bytes) -> Sequence[int]:
    """Cut between frames, and one byte before and after that."""
    ends = [0, *(match.end() for match in re.finditer(rb"\r?\n\r?\n", data))]
    places = {end + offset for end in ends for offset in (-1, 0, 1)}
    return sorted(place for place in places if 0 <= place < len(data))
