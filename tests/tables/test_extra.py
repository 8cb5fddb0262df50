"""What is loaded when, and what is said when the extra is missing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from letta_client import tables
from letta_client.testing import ReferenceServer


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_importing_the_package_loads_nothing_of_tables() -> None:
    code = "import sys, letta_client, letta_client.tables; print(*sys.modules)"
    assert {"pyarrow", "tqdm", "pandas", "polars", "pydantic"} & set(python(code).split()) == set()


USES = """
import sys
sys.modules['pyarrow'] = None

from pydantic import TypeAdapter
from letta_client import tables
from letta_client.pagination import SyncArrayPage
from letta_client.types import Run

page = TypeAdapter(SyncArrayPage[Run]).validate_python({"items": []})
for use in (lambda: tables.runs(None), lambda: tables.RUN_CORE, page.__arrow_c_stream__):
    try:
        use()
    except ImportError as error:
        print(error)
"""


def test_without_the_extra_each_use_says_which_it_needs() -> None:
    said = (
        "letta_client.tables needs pyarrow, which comes with an extra: "
        "pip install 'letta-client[tables]'"
    )
    assert python(USES).splitlines() == [said] * 3


@pytest.mark.parametrize(("progress", "shown"), [(None, False), (False, False), (True, True)])
def test_progress_is_silent_where_nobody_looks(
    progress: bool | None, shown: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    with ReferenceServer() as server:
        server.demo()
        tables.runs(server.client(), progress=progress).to_arrow()
    output = capsys.readouterr()
    assert ("12 runs" in output.err) == shown
    assert not output.out
