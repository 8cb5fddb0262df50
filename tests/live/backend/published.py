"""Make calls with the published client: JSON in on stdin, and out on stdout.

It runs in the published client's own Python: `letta_client` is another package there.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, cast

LONGEST_WALK = 100

TESTS = Path(__file__).resolve().parents[2]


def plainly(value: Any) -> Any:
    """Return a result as JSON has it."""
    if hasattr(value, "to_dict"):
        plain = value.to_dict(mode="json")
        if not hasattr(value, "has_next_page"):
            return plain
        return next(plain[name] for name in ("items", "files") if name in plain)
    if isinstance(value, dict):
        results = cast("dict[str, Any]", value)
        return {name: plainly(result) for name, result in results.items()}
    if isinstance(value, list):
        return [plainly(item) for item in cast("list[object]", value)]
    return value


def outcome(call: Any, client: Any, subject: Any, *, walk: bool) -> dict[str, Any]:
    """Make a call; return what it gives, or what it had given when it raised, and that.

    Of a stream that is its events, and of a page its items and those behind it, if it is to `walk`.
    """
    value: Any = None
    try:
        value = call(client, subject)
        if walk or (hasattr(value, "response") and hasattr(value, "__next__")):
            given, value = value, []
            # A walk may never come to its end.
            for item in islice(given, LONGEST_WALK if walk else None):
                value.append(item)
    except Exception as error:
        raised: dict[str, Any] = {"class": type(error).__name__, "text": str(error)}
        raised["status"] = getattr(error, "status_code", None)
        raised["body"] = getattr(error, "body", None)
        return {"value": plainly(value), "error": raised}
    return {"value": plainly(value), "error": None}


def main() -> None:
    task = json.load(sys.stdin)
    sys.path.append(str(TESTS))
    calls: Any = import_module("live.calls_of_all")
    subject: Any = import_module("live.calls").Subject
    client = import_module("letta_client").Letta(base_url=task["base_url"])
    outcomes = [
        outcome(
            calls.TABLES[call["table"]][call["name"]],
            client,
            subject(**call["subject"]),
            walk=call["table"] == "WALKS",
        )
        for call in task["calls"]
    ]
    json.dump(outcomes, sys.stdout)


if __name__ == "__main__":
    main()
