"""A program that depends on the published client, letta-evals, gets ours in its place.

Nothing here needs the server, but what `scripts/test-live` has installed.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import letta_client
from letta_client.testing import ReferenceServer, Script
from letta_client.testing.profiles import ProfileName

SOURCE = Path(letta_client.__file__).parents[1]
PAGING = Path(__file__).parent / "backend/letta_evals_paging.py"
# Of what letta-evals imports beside the client, mypy looks at nothing: it takes minutes.
MYPY = """\
[mypy]
follow_imports = skip
ignore_missing_imports = True
[mypy-letta_evals.*,letta_client.*,pydantic.*,httpx.*,anyio.*]
follow_imports = normal
"""


class Dependent:
    """The environment of letta-evals, with the published client or with ours in its place."""

    def __init__(self, python: str, directory: Path) -> None:
        self.python = python
        self._directory = directory

    def run(self, *arguments: str | Path, ours: bool, said: str = "") -> str:
        """Run Python, and return what it writes."""
        environment = {name: value for name, value in os.environ.items() if "LETTA" not in name}
        environment.pop("PYTHONPATH", None)
        if ours:
            # For mypy, what is in PYTHONPATH is no place to look.
            environment |= {"PYTHONPATH": str(SOURCE), "MYPYPATH": str(SOURCE)}
        done = subprocess.run(
            [self.python, *arguments],
            input=said,
            capture_output=True,
            text=True,
            cwd=self._directory,
            env=environment,
        )
        assert done.returncode in (0, 1), done.stderr  # 1: the types have errors
        return done.stdout

    def package(self) -> Path:
        code = "import importlib.util as u; print(u.find_spec('letta_evals').origin)"
        return Path(self.run("-c", code, ours=False).strip()).parent


Places = set[tuple[str, int, str]]


@pytest.fixture
def dependent(live: Mapping[str, str], tmp_path: Path) -> Dependent:
    return Dependent(live["dependent_python"], tmp_path)


def mypy(dependent: Dependent, directory: Path, *, ours: bool) -> Places:
    """Return the file, the line and the kind of each error."""
    (directory / "mypy.ini").write_text(MYPY)
    cache = f"--cache-dir={directory / str(ours)}"
    found = dependent.run("-m", "mypy", cache, "-p", "letta_evals", "--output=json", ours=ours)
    errors = map(json.loads, found.splitlines())
    return {
        (each["file"], each["line"], each["code"])
        for each in errors
        if "/letta_evals/" in each["file"] and each["severity"] == "error"
    }


def pyright(dependent: Dependent, *, ours: bool) -> Places:
    """Return the file, the line and the kind of each error."""
    package = dependent.package()
    options = ("--outputjson", f"--pythonpath={dependent.python}")
    found: Any = json.loads(dependent.run("-m", "pyright", *options, package, ours=ours))
    assert found["summary"]["filesAnalyzed"] > 10
    return {
        (each["file"], each["range"]["start"]["line"], each.get("rule", ""))
        for each in found["generalDiagnostics"]
        if each["severity"] == "error"
    }


def test_mypy_finds_no_error_that_it_does_not_find_with_the_published_client(
    dependent: Dependent, tmp_path: Path
) -> None:
    published = mypy(dependent, tmp_path, ours=False)
    assert published
    assert mypy(dependent, tmp_path, ours=True) - published == set()


def test_pyright_finds_no_error_that_it_does_not_find_with_the_published_client(
    dependent: Dependent,
) -> None:
    published = pyright(dependent, ours=False)
    assert published
    assert pyright(dependent, ours=True) - published == set()


@pytest.mark.parametrize("profile", ["contract", "letta-0.16.8"])
def test_its_paging_helpers_find_everything(dependent: Dependent, profile: ProfileName) -> None:
    with ReferenceServer(profile=profile) as server:
        agent = server.add_agent()
        server.clock.advance(3600)
        server.add_runs(130, agent_id=agent.id)
        run = server.add_run(Script().think("Hm.").call_tool("dice", {}, "4").reply("Four."))
        whole: dict[str, Any] = {"limit": 1000, "order": "asc"}
        client = server.client()
        lists: dict[str, Any] = {
            "runs": client.runs.list(agent_id=agent.id, **whole),
            "messages": client.agents.messages.list(agent.id, **whole),
            "messages of a run": client.runs.messages.list(run.id, **whole),
        }
        pages = {name: [item.id for item in page.items] for name, page in lists.items()}
        with server.serve() as url:
            task = {"base_url": url, "agent_id": agent.id, "run_id": run.id}
            found = json.loads(dependent.run(PAGING, ours=True, said=json.dumps(task)))

    assert found["client"].startswith(f"letta_client/{letta_client.__version__}")
    assert {name: len(ids) for name, ids in pages.items()}["runs"] == 130
    assert found["ids"] == {**pages, "trajectory": pages["messages"], "agent": [agent.id]}
