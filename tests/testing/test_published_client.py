"""The published client finds nothing to complain of, in its strict mode."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from letta_client.testing import ReferenceServer

PROGRAM = Path(__file__).parent / "published_client.py"
PINS = ["letta-client==1.12.1"]
VARIABLE = "LETTA_TEST_PUBLISHED_PYTHON"


@pytest.fixture(scope="module")
def published_python() -> Path:
    """The Python of an environment that has the published client, made once and kept."""
    given = os.environ.get(VARIABLE)
    if given:
        return Path(given)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    environment = cache / "letta-client-tests" / "published-1.12.1"
    python = environment / "bin" / "python"
    mark = environment / ".complete"
    if not mark.exists():
        run = subprocess.run(
            [sys.executable, "-m", "venv", "--clear", str(environment)],
            capture_output=True,
            text=True,
        )
        if run.returncode == 0:
            install = [str(python), "-m", "pip", "install", "--quiet", "--timeout", "10", *PINS]
            run = subprocess.run(install, capture_output=True, text=True)
        if run.returncode:
            pytest.skip(
                f"the published client cannot be installed from PyPI, and {VARIABLE} names no "
                f"Python that has it: {run.stderr.strip()[-300:]}"
            )
        mark.touch()
    return python


def test_the_published_client_runs_in_strict_mode(published_python: Path) -> None:
    with ReferenceServer() as server, server.serve() as url:
        model = server.model.think("I have dice.").call_tool("roll", {"sides": 6}, "4")
        model.reply("A four.")
        for _ in range(4):
            model.reply("As I said.")
        model.ask_approval("buy", {"dice": 2}, "Bought.")
        # Nothing of our own environment may reach that of the other client.
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("LETTA_", "PYTHON"))
        }
        run = subprocess.run(
            [published_python, PROGRAM, url],
            capture_output=True,
            text=True,
            env=environment,
            timeout=120,
        )

    assert run.returncode == 0, run.stdout + run.stderr
