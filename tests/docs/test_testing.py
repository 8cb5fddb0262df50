"""The examples of docs/testing.md run, each as a file of its own."""

import re
from importlib.metadata import entry_points
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parent.parent.parent
SRC = ROOT / "src"
PAGE = ROOT / "docs" / "testing.md"
PLUGIN = "letta_client.testing.pytest_plugin"
# They take longer to load than the examples to run.
WITHOUT_OTHER_PLUGINS = [
    f"-pno:{name}" for name in ("schemathesis", "hypothesispytest", "respx", "xdist")
]
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
EXAMPLES = {
    match[1]: block for block in BLOCKS if (match := re.match(r"# (test_\w+\.py)\n", block))
}


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """Run pytest with our plugin, which it finds by itself where the package is installed."""
    found = any(each.value == PLUGIN for each in entry_points(group="pytest11"))
    with pytest.MonkeyPatch.context() as patch:
        # All programs are to find the package, installed or not.
        patch.setenv("PYTHONPATH", str(SRC))
        # In a process of its own: pytester lets this one load modules a second time.
        return pytester.runpytest_subprocess(
            *([] if found else ["-p", PLUGIN]), *WITHOUT_OTHER_PLUGINS, *arguments
        )


def test_there_are_three_examples() -> None:
    assert len(EXAMPLES) == 3


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_passes(pytester: pytest.Pytester, name: str) -> None:
    pytester.makepyfile(**{name.removesuffix(".py"): EXAMPLES[name]})

    outcomes = run(pytester).parseoutcomes()

    assert set(outcomes) <= {"passed"}
    assert outcomes["passed"] >= 2


def test_a_test_can_hold_for_both_profiles(pytester: pytest.Pytester) -> None:
    (fixture,) = (block for block in BLOCKS if "@pytest.fixture" in block)
    pytester.makeconftest(fixture)
    pytester.makepyfile(EXAMPLES["test_greeter.py"])

    assert run(pytester).parseoutcomes() == {"passed": 4}
