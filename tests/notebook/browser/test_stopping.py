"""Stop, in a real kernel of Jupyter: what was seen of a run stays, and the cell is whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent.parent
PATIENCE = 60
SETUP = """
from letta_client import AsyncLetta, Letta, notebook
from letta_client.testing import ReferenceServer, Script, SystemClock

server = ReferenceServer(clock=SystemClock())
serving = server.serve()
url = serving.__enter__()
client = Letta(base_url=url, api_key="any")
async_client = AsyncLetta(base_url=url, api_key="any")
script = Script().think("I look outside.").call_tool("wait", {}, "done", delay=600).reply("Dry.")
"""


class Kernel:
    """A kernel, and a front end that stops a cell when it shows something."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        # Not at the top: only `scripts/test-browser` installs it, and mypy need not know it.
        self._manager: Any = import_module("jupyter_client.manager").KernelManager()
        self._manager.start_kernel(env=environment)
        self._client: Any = self._manager.client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=PATIENCE)

    def run(self, code: str, *, stop_at: str | None = None) -> tuple[str, str]:
        """Return how a cell ended, and the HTML that it shows in the end."""
        cell, shown = self._client.execute(code), ""
        while True:
            message = self._client.get_iopub_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") != cell:
                continue
            content = message["content"]
            shown = content.get("data", {}).get("text/html", shown)
            if stop_at is not None and stop_at in shown:
                self._manager.interrupt_kernel()
                stop_at = None
            if content.get("execution_state") == "idle":
                break
        return self._client.get_shell_msg(timeout=PATIENCE)["content"]["status"], shown

    def close(self) -> None:
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    kernel = Kernel()
    assert kernel.run(SETUP)[0] == "ok"
    yield kernel
    kernel.close()


@pytest.mark.parametrize(
    "watching",
    [
        "notebook.watch(server.start_run(script).id, client=client)",
        "await notebook.watch(server.start_run(script).id, client=async_client)",
    ],
)
def test_stop_leaves_a_whole_cell_with_what_was_seen(kernel: Kernel, watching: str) -> None:
    status, shown = kernel.run(watching, stop_at="I look outside.")
    assert status == "ok"
    assert "I look outside." in shown
    assert "not followed any more" in shown
    again = "assert client.runs.list().items and (await async_client.runs.list()).items"
    assert kernel.run(again)[0] == "ok"
