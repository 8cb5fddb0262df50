"""Make calls with the published client: JSON in on stdin, and out on stdout.

It runs in the published client's own Python: `letta_client` is another package there.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, cast

TESTS = Path(__file__).resolve().parents[1]


def plainly(value: Any) -> Any:
    """Return a result as JSON has it."""
    if hasattr(value, "to_dict"):
        plain = value.to_dict(mode="json")
        return plain["items"] if "items" in plain and hasattr(value, "has_next_page") else plain
    if isinstance(value, dict):
        results = cast("dict[str, Any]", value)
        return {name: plainly(result) for name, result in results.items()}
    if isinstance(value, list):
        return [plainly(item) for item in cast("list[object]", value)]
    return value


def outcome(call: Any, client: Any, subject: Any) -> dict[str, Any]:
    """Make a call; return what it gives, or what it had given when it raised, and that."""
    value: Any = None
    try:
        value = call(client, subject)
        if hasattr(value, "response") and hasattr(value, "__next__"):
            events, value = value, []
            for event in events:
                value.append(event)
    except Exception as error:
        raised: dict[str, Any] = {"class": type(error).__name__, "text": str(error)}
        raised["status"] = getattr(error, "status_code", None)
        raised["body"] = getattr(error, "body", None)
        return {"value": plainly(value), "error": raised}
    return {"value": plainly(value), "error": None}


def main() -> None:
    task = json.load(sys.stdin)
    sys.path.append(str(TESTS))
    calls: Any = import_module("calls")
    client = import_module("letta_client").Letta(base_url=task["base_url"])
    outcomes = [
        outcome(calls.TABLES[call["table"]][call["name"]], client, calls.Subject(**call["subject"]))
        for call in task["calls"]
    ]
    json.dump(outcomes, sys.stdout)


if __name__ == "__main__":
    main()
