"""Where the reference server differs from a real Letta 0.16.8, and why that stays so."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """Differences in the answers to some requests; a star stands for anything."""

    request: str
    """The names of requests in compared.py."""
    what: tuple[str, ...]
    """Of each, what the real server has, then what the reference server has."""
    reason: str
    by_chance: bool = False
    """Whether it is there at some times, and at others not."""

    def may_cover(self, request: str) -> bool:
        return _matches(self.request, request)

    def covers(self, request: str, what: str) -> bool:
        return self.may_cover(request) and any(_matches(each, what) for each in self.what)


def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), text) is not None


DIFFERENCES = [
    Difference(
        "/metrics of the step *",
        ("$.*_ns: null, number", "$.run_id: null, text"),
        "Letta loses some of what it measures; the reference server keeps what there is",
        by_chance=True,
    ),
    Difference(
        "* of the * cancelled*",
        (
            "items: cancelled.step2 failed, *",
            "*.status: 'failed'*, 'pending'*",
            "*.error_type: 'Unknown'*, None",
            "*.error_data: *object, null",
            "$.step_ns: number, null",
            "$: object, null",
        ),
        "a step that is cancelled is left as it is; Letta lets it fail if it notices in time",
        by_chance=True,
    ),
]

TOOL_DIFFERENCES = [
    Difference(
        "delete a server",
        ("content type: application/json, none",),
        "where there is nothing to tell, the reference server names no type of it",
    ),
    Difference(
        "tags none",
        ("$[]: text, nothing", "items: *"),
        "a limit of zero is none for tags of a name, and only for these: not worth to be played",
    ),
]

FILE_DIFFERENCES = [
    Difference(
        each,
        ("content type: application/json, none",),
        "where there is nothing to tell, the reference server names no type of it",
    )
    for each in (
        "delete a passage of an archive",
        "delete a file",
        "delete a file of another folder",
        "delete a file of a source",
        "delete an archive",
    )
] + [
    Difference(
        f"attach source {each}",
        ("$*", "status: 409, 200"),
        "Letta keeps something of the files of a detached folder, which then is in their way",
    )
    for each in ("once", "again")
]
