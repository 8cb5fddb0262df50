"""The published client's side of a call: what it gives, or raises."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .calls import Subject
from .subjects import PATIENCE

PROGRAM = Path(__file__).parent / "backend/published.py"


@dataclass(frozen=True)
class Entry:
    """A call of one of the tables of calls_of_all.py."""

    table: str
    name: str
    subject: Subject


@dataclass(frozen=True)
class Outcome:
    """What comes of a call."""

    value: Any
    """As JSON: of a page and of a stream, the list of what it gives."""
    error: dict[str, Any] | None = None
    """The `class` of what was raised in the end, its `text`, and its `status` and `body` if any."""


class Published:
    """Makes calls with the published client."""

    def __init__(self, python: str, base_url: str) -> None:
        self._python = python
        self._base_url = base_url

    def make(self, calls: Sequence[Entry], *, base_url: str | None = None) -> list[Outcome]:
        """Make calls, one after the other, in one process."""
        task = {"base_url": base_url or self._base_url, "calls": [asdict(call) for call in calls]}
        # Isolated: no PYTHONPATH may put our client in the place of the published one.
        done = subprocess.run(
            [self._python, "-I", str(PROGRAM)],
            input=json.dumps(task),
            capture_output=True,
            text=True,
            timeout=PATIENCE + 10 * len(calls),
        )
        assert done.returncode == 0, done.stderr
        return [Outcome(**outcome) for outcome in json.loads(done.stdout)]
