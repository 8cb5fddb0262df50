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

    def covers(self, request: str, what: str) -> bool:
        return _matches(self.request, request) and _matches(self.what, what)


def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), text) is not None


DIFFERENCES = [
    Difference(
        "agent*",
        "*.last_run_*: null, *",
        "the reference server tells what became of an agent's last run, as the API says",
    ),
    Difference(
        "*agent*",
        "*.compaction_settings: object, null",
        "the reference server's agents never forget, so there is nothing to settle",
    ),
    Difference(
        "*agent*",
        "*.llm_config.max_tokens: number, null",
        "the reference server's model has no limits",
    ),
    Difference(
        "*agent*",
        "*.tools[].tags[]: text, nothing",
        "the reference server does not sort tools",
    ),
    Difference(
        "agents*",
        "$[].tools[]: object, nothing",
        "the real server lists agents with their tools, the reference server on request only",
    ),
    Difference(
        "send while it waits",
        "$.detail: text, object",
        "with traces on, Letta writes the object down as Python does; without, it is an object",
    ),
    Difference(
        "*",
        "$.trace_id: text, nothing",
        "with traces on, Letta names the trace of some failed requests; the reference server has "
        "spans of runs, not of requests",
    ),
    Difference(
        "steps of a failed run",
        "$[].error_data.traceback: text, nothing",
        "the reference server's model fails in no Python program",
    ),
    Difference(
        "metrics",
        "$.tools_used: null, array",
        "Letta leaves out the tools of a run that used none; the reference server's list is empty",
    ),
    Difference(
        "metrics of a step",
        "*_start_ns: null, number",
        "Letta seldom knows when a step began; the reference server always does",
    ),
    Difference(
        "trace of a step",
        "$.llm_config.*, nothing",
        "the reference server's model has few settings",
    ),
    Difference(
        "trace of a step",
        "$.agent_tags[]: text, nothing",
        "the reference server does not copy an agent's tags to its traces",
    ),
    Difference(
        "messages of no step",
        "*",
        "Letta answers with an empty list, which hides a mistake; the reference server says 404",
    ),
]
