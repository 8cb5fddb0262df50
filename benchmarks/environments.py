"""Environments to measure in: one for each client, with and without aiohttp, and for the floor."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_HOME = ROOT / ".benchmarks"
PUBLISHED = "letta-client==1.12.1"

_PACKAGES = {
    "ours": ["--editable", str(ROOT)],
    "published": [PUBLISHED],
    "floor": ["httpx", "pydantic"],
    "ours-aiohttp": ["--editable", f"{ROOT}[aiohttp]"],
    "published-aiohttp": ["letta-client[aiohttp]==1.12.1"],
    "floor-aiohttp": ["httpx", "pydantic", "httpx-aiohttp"],
}


def python_of(name: str) -> str:
    """Return the Python of an environment."""
    return str(_HOME / name / "bin" / "python")


def install(name: str) -> None:
    """Make an environment, if it is not there; the package in ours is this working tree."""
    python = python_of(name)
    # As pip does it for a package that is not editable: else its first import compiles it.
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(ROOT / "src")], check=True)
    if Path(python).exists():
        return
    print(f"Setting up {_HOME / name} ...", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", str(_HOME / name)], check=True)
    pip = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    subprocess.run([*pip, *_PACKAGES[name]], check=True)


def versions(name: str) -> dict[str, str]:
    """Return the versions of what is installed in an environment."""
    command = [
        python_of(name),
        "-m",
        "pip",
        "list",
        "--format=freeze",
        "--disable-pip-version-check",
    ]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return dict(line.split("==") for line in listed.splitlines() if "==" in line)
