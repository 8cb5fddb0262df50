"""`scripts/test-browser` installs what these tests need; elsewhere they are skipped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

WANTED = "LETTA_BROWSER_PICTURES"


@pytest.fixture(scope="session", autouse=True)
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for pictures of the pages."""
    if WANTED not in os.environ:
        pytest.skip("needs a browser: scripts/test-browser runs these tests")
    return Path(os.environ[WANTED] or tmp_path_factory.mktemp("pictures"))
