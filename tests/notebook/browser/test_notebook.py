"""The example notebook runs, and its export looks right in light and in dark."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import chromium
import pytest

from .pages import measured

ROOT = Path(__file__).parent.parent.parent.parent
NOTEBOOK = ROOT / "examples" / "explore_runs.ipynb"
WIDTH = 1100


def nbconvert(*arguments: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "JUPYTER_PLATFORM_DIRS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "nbconvert", *arguments],
        capture_output=True,
        text=True,
        timeout=240,
        env=environment,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notebook with its outputs."""
    folder = tmp_path_factory.mktemp("notebook")
    nbconvert("--to", "notebook", "--execute", str(NOTEBOOK), "--output-dir", str(folder))
    return folder / NOTEBOOK.name


def test_each_output_has_a_static_form(executed: Path) -> None:
    cells = json.loads(executed.read_text())["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    assert outputs
    for output in outputs:
        data = output.get("data", {})
        assert "text/html" in data or "image/png" in data
        assert "<script" not in "".join(data.get("text/html", ()))
        assert "></pre>" not in "".join(data.get("text/html", ())), "an empty output"


def test_the_committed_notebook_has_no_outputs() -> None:
    cells = json.loads(NOTEBOOK.read_text())["cells"]
    assert cells
    assert not any(cell.get("outputs") for cell in cells)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_export_looks_right(executed: Path, pictures: Path, theme: str) -> None:
    name = f"explore_runs-{theme}"
    nbconvert(
        *("--to", "html", "--theme", theme, str(executed)),
        *("--output", name, "--output-dir", str(pictures)),
    )
    page, dark = pictures / f"{name}.html", theme == "dark"
    found = measured(page, width=WIDTH, dark=dark)
    height = min(found["height"], 9000)
    chromium.screenshot(page, page.with_suffix(".png"), width=WIDTH, height=height, dark=dark)
    assert found["texts"] > 100
    assert found["problems"] == []
