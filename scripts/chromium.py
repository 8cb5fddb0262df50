"""Pages in Debian's Chromium, without a window: what becomes of them, and how they look."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
_MILLISECONDS = 5000
_SECONDS = 120


def program() -> str | None:
    """Return where Chromium is, or `None` where it is not installed."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def dom_of(page: Path, *, width: int, dark: bool = False) -> str:
    """Return the HTML of a page after its scripts have run."""
    return _run(page, ["--dump-dom", f"--window-size={width},1000"], dark=dark)


def screenshot(page: Path, picture: Path, *, width: int, height: int, dark: bool = False) -> None:
    """Store a picture of the top of a page as a PNG."""
    size = f"--window-size={width},{height}"
    _run(page, [f"--screenshot={picture}", size], dark=dark)


def _run(page: Path, arguments: list[str], *, dark: bool) -> str:
    found = program()
    if found is None:
        raise FileNotFoundError("Chromium is not installed: apt-get install chromium")
    # The sandbox does not work for root, and only root needs to do without it.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    scheme = ["--blink-settings=preferredColorScheme=0"] if dark else []
    with tempfile.TemporaryDirectory() as profile:
        command = [
            found,
            "--headless",
            *sandbox,
            *scheme,
            "--disable-gpu",
            "--hide-scrollbars",
            "--disable-dev-shm-usage",
            f"--user-data-dir={profile}",
            f"--virtual-time-budget={_MILLISECONDS}",
            *arguments,
            page.absolute().as_uri(),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_SECONDS)
    return done.stdout
