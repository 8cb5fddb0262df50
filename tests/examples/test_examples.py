"""Every example runs, and shows what it is there to show."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
SHOWS = {
    # Its input is at its end: tests/examples/test_chat.py talks to it.
    "chat.py": ["Ctrl-C cancels its run", "Good bye."],
    "tour.py": ["client.runs.list()", "through 1 lost connection", "client.runs.trace"],
    "files.py": [
        "pump.md: completed",
        "semantic_search_files",
        "filter under the lid",
        "closed: 1",
    ],
    "memory.py": [
        "cook knows of the house: The back door was mended",
        "has written down: Beans go out",
        "In the middle of May",
    ],
    "follow_run.py": ["done (end_turn)", "3 breaks survived", "that are listed: True"],
}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_runs(example: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(example)],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "200"},
    )
    assert done.stderr == ""
    assert done.returncode == 0
    for shown in SHOWS.get(example.name, []):
        assert shown in done.stdout
