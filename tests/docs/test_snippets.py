"""The Python of the README and of the guides runs, and shows something."""

from __future__ import annotations

import ast
import asyncio
import inspect
import re
from pathlib import Path
from typing import Any

import pytest

from letta_client import Letta
from letta_client.testing import ReferenceServer

ROOT = Path(__file__).parent.parent.parent
PAGES = ("README.md", "docs/approvals.md", "docs/client-tools.md", "docs/sending.md")
SNIPPETS = [
    (page, snippet)
    for page in PAGES
    for snippet in re.findall(
        r"^```python\n(.*?)^```", (ROOT / page).read_text(), re.MULTILINE | re.DOTALL
    )
]
URL = "http://localhost:8283"


def test_there_are_snippets() -> None:
    assert len(SNIPPETS) >= 4
    assert {page for page, _ in SNIPPETS} == {*PAGES}


@pytest.mark.parametrize(("page", "snippet"), SNIPPETS)
def test_a_snippet_runs(page: str, snippet: str, capsys: pytest.CaptureFixture[str]) -> None:
    with ReferenceServer() as server, server.serve() as url:
        server.demo()
        if page == "docs/client-tools.md":
            server.model.call_tool("water", {"plant": "beans"}, "").reply("All done.")
        if page == "docs/approvals.md":
            calls = [(name, {"what": "beans"}, "Done.") for name in ("water", "sell")]
            server.model.ask_approvals(*calls).reply("All done.")
        known: dict[str, Any] = {"run_id": server.client().runs.list(background=True).items[0].id}
        text = snippet.replace(URL, url)
        # As in a notebook, whose cells can await.
        program = compile(text, page, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        result = eval(program, known)
        if inspect.isawaitable(result):
            asyncio.run(_awaited(result))
        if isinstance(client := known.get("client"), Letta):
            # Programs leave that to their end.
            client.close()

    assert capsys.readouterr().out.strip()


async def _awaited(result: Any) -> None:
    await result
