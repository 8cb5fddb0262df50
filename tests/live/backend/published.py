"""Evaluate an expression over the published client: JSON in on stdin, and out on stdout.

It runs in the published client's own Python: `letta_client` is another package there.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import Any, cast


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


def main() -> None:
    task = json.load(sys.stdin)
    client = import_module("letta_client").Letta(base_url=task["base_url"])
    result = eval(task["expression"], {"client": client, **task["arguments"]})
    json.dump(plainly(result), sys.stdout)


if __name__ == "__main__":
    main()
