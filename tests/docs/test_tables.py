"""The Python of docs/tables.md runs, and shows something."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from letta_client import Letta
from letta_client.testing import ReferenceServer

PAGE = Path(__file__).parent.parent.parent / "docs" / "tables.md"
SNIPPETS = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
URL = "http://localhost:8283"


def test_there_are_snippets() -> None:
    assert len(SNIPPETS) == 6


@pytest.mark.parametrize("number", range(len(SNIPPETS)))
def test_a_snippet_runs(
    number: int, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with ReferenceServer() as server, server.serve() as url:
        server.demo()
        known: dict[str, Any] = {}
        exec(SNIPPETS[number].replace(URL, url), known)  # as a program
        if "main" in known:
            asyncio.run(known["main"]())
        if isinstance(client := known.get("client"), Letta):
            client.close()

    assert capsys.readouterr().out.strip()
