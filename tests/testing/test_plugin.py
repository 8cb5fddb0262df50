"""The pytest plugin, and what happens where the extra is not installed."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from docs.test_testing import run

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parent.parent.parent
EXTRA = ("cronsim", "starlette", "uvicorn")


def without(*modules: str) -> str:
    """Return what lets a program find none of these modules."""
    return f"""
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {modules}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
"""


def python(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(ROOT / "src"), "PATH": "", **environment}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, text=True, env=environment)


def test_each_test_has_a_server_of_its_own(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.parametrize("number", [1, 2])
        def test_sync(letta, letta_server, number):
            assert not list(letta.agents.list())
            letta.agents.create(name="a", model="openai/m")
            assert len(letta_server.requests) == 2

        @pytest.mark.anyio
        async def test_async(async_letta, letta_server):
            assert not [agent async for agent in async_letta.agents.list()]
            await async_letta.health()
            assert letta_server.requests
        """
    )

    # Asynchronous tests run on asyncio and on trio.
    assert run(pytester).parseoutcomes() == {"passed": 4}


def test_the_fixtures_explain_themselves(pytester: pytest.Pytester) -> None:
    output = run(pytester, "--fixtures").stdout.str()

    for name in ("letta_server", "letta", "async_letta"):
        assert f"{name} -- " in output
    assert "A client of `letta_server`." in output


def test_the_plugin_costs_nothing_before_it_is_used() -> None:
    program = """
import sys
import pytest
before = set(sys.modules)
import letta_client.testing.pytest_plugin
print(sorted(name for name in set(sys.modules) - before if "letta" not in name))
"""
    result = python(program)

    assert result.stdout.strip() == "[]", result.stderr


@pytest.mark.parametrize("missing", [EXTRA, ("cronsim",)])
def test_without_the_extra_the_error_says_what_to_install(missing: tuple[str, ...]) -> None:
    result = python(without(*missing) + "from letta_client.testing import ReferenceServer")

    last = result.stderr.strip().splitlines()[-1]
    assert last.startswith("ImportError: letta_client.testing needs ")
    assert "pip install 'letta-client[testing]'" in last


def test_without_the_extra_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "letta_client.testing.__main__", raising=False)
    monkeypatch.setitem(sys.modules, "uvicorn", None)

    with pytest.raises(SystemExit, match=r"needs uvicorn: .*letta-client\[testing\]"):
        importlib.import_module("letta_client.testing.__main__")


def test_without_the_extra_other_tests_still_run() -> None:
    program = without(*EXTRA) + "import letta_client.testing.pytest_plugin, letta_client.testing"

    assert python(program).returncode == 0
