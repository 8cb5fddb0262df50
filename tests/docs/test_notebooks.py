"""The cells of docs/notebooks.md run, one after the other, and each shows something."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

from letta_client.testing import ReferenceServer

PAGE = Path(__file__).parent.parent.parent / "docs" / "notebooks.md"
CELLS = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
URL = "http://localhost:8283"


def test_each_cell_shows_something() -> None:
    assert len(CELLS) >= 4
    with ReferenceServer() as server, server.serve() as url:
        server.demo()
        run_a, run_b = server.client().runs.list(order="asc").items[:2]
        known: dict[str, Any] = {"run_id": run_a.id, "run_a": run_a, "run_b": run_b}
        for cell in CELLS:
            *before, last = ast.parse(cell.replace(URL, url)).body
            assert isinstance(last, ast.Expr)
            exec(compile(ast.Module(before, []), PAGE.name, "exec"), known)
            shown = eval(compile(ast.Expression(last.value), PAGE.name, "eval"), known)
            assert shown._repr_mimebundle_()
        known["client"].close()
