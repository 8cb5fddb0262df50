"""Where the reference server differs from a real Letta 0.16.8, and why that stays so."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """Differences in the answers to some requests; a star stands for anything."""

    request: str
    """The names of requests in test_differences.py."""
    what: str
    """What the real server has, then what the reference server has."""
    reason: str
    by_chance: bool = False
    """Whether it is there at some times, and at others not."""

    def covers(self, request: str, what: str) -> bool:
        return _matches(self.request, request) and _matches(self.what, what)


def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), text) is not None


DIFFERENCES = [
    Difference(
        "/metrics of the step *",
        "$.*: null, *",
        "Letta writes the metrics of a step from two sides at once, and one of them can lose",
        by_chance=True,
    ),
    Difference(
        "* of the * cancelled*",
        "*: *, null",
        "Letta forgets a step that is cancelled; if Python collects what is left of it, it fails",
        by_chance=True,
    ),
    Difference(
        "/steps of the run cancelled",
        "items: cancelled.step2 failed, *",
        "the same",
        by_chance=True,
    ),
]
