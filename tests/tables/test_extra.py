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


MISSING = "import sys; sys.modules['pyarrow'] = None\n"


@pytest.mark.parametrize(
    "code",
    [
        "from letta_client import tables\ntables.runs(None)",
        "from letta_client.tables import RUN_CORE",
        "from letta_client.testing import ReferenceServer\n"
        "with ReferenceServer() as server: server.client().runs.list().__arrow_c_stream__()",
    ],
    ids=["table", "columns", "page"],
)
def test_without_the_extra_each_use_says_which_it_needs(code: str) -> None:
    indented = "\n".join(f"    {line}" for line in code.splitlines())
    program = f"{MISSING}try:\n{indented}\nexcept ImportError as error:\n    print(error)"
    assert python(program).strip() == (
        "letta_client.tables needs pyarrow, which comes with an extra: "
        "pip install 'letta-client[tables]'"
    )


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
