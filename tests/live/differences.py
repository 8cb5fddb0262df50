"""Where the reference server differs from a real Letta 0.16.8, and why that stays so."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """Differences in the answers to some requests; a star stands for anything."""

    request: str
    """The names of requests in a module `compared_…`."""
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

CONVERSATION_DIFFERENCES = (
    [
        Difference(
            each,
            (
                "$.*.parameters.*: *, nothing",
                "$.*.strict: null, nothing",
            ),
            "the tools that every server brings along are there by name, without their parameters",
        )
        for each in ("preview *", "context *")
    ]
    + [
        Difference(
            each,
            ("items: *",),
            "Letta keeps the summary of a compaction as a message; the reference server keeps none",
        )
        for each in (
            "messages of a compacted conversation",
            "messages of a summarized agent",
            "messages after a reset*",
        )
    ]
    + [
        Difference(
            "context *",
            (
                "$.messages[]: object, nothing",
                "$.messages[].*: *, null",
                "$.tool_usage_rules: text, null",
            ),
            "the reference server keeps less of each message, and no rules of an agent's tools",
        ),
        Difference(
            "reset messages*",
            ("$.tool_rules[]: object, nothing",),
            "Letta gives an agent a rule for this tool, depending on what else it was made with",
        ),
        Difference(
            "generating by a bad model of an agent",
            ("$*", "status: 404, 200"),
            "the reference server has a model by any name",
        ),
        Difference(
            "cancelling of the conversation own",
            ("$*", "status: 200, 409"),
            "Letta leaves the runs of whole sends to conversations as they were created, and "
            "takes them for the agent's own; the reference server knows that they are over",
        ),
        Difference(
            "conversations without the deleted one",
            ("items: *",),
            "Letta makes a conversation before it refuses it for a block that is not there",
        ),
    ]
)

IDENTITY_DIFFERENCES = [
    Difference(
        "create a group with blocks",
        ("$*", "status: 409, 200"),
        "Letta gives the blocks of a group to its agents, which have no two of one label",
    )
] + [
    Difference(
        f"blocks by {what}",
        ("items: *",),
        "Letta has the blocks of identities in no order",
        by_chance=True,
    )
    for what in ("an identity", "keys")
]
