"""The project's own .venv, which scripts in Python run in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_VENV = _ROOT / ".venv"


def continue_in_project_venv() -> None:
    """Run this script in .venv and exit as it does, unless it is there already.

    .venv is made if need be, with what `scripts/check` needs.
    """
    if Path(sys.prefix).resolve() == _VENV.resolve():
        return
    subprocess.run([_ROOT / "scripts/install", "check"], check=True)
    sys.exit(subprocess.run([_VENV / "bin/python", *sys.argv], check=False).returncode)
