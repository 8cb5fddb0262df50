"""The names are where users of the published client look for them, and cost nothing unused."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import letta_client.types

TYPES = Path(letta_client.types.__file__).parent
MODULES = sorted(
    ".".join(path.relative_to(TYPES.parents[1]).with_suffix("").parts).removesuffix(".__init__")
    for path in TYPES.rglob("*.py")
)


@pytest.mark.parametrize("module", MODULES)
def test_every_name_in_all_is_there(module: str) -> None:
    names: list[str] = getattr(importlib.import_module(module), "__all__", [])
    assert names == sorted(set(names))
    for name in names:
        assert getattr(importlib.import_module(module), name) is not None


def test_what_type_checkers_see_is_what_is_loaded() -> None:
    source = ast.parse((TYPES / "__init__.py").read_text())
    guarded = next(node for node in source.body if isinstance(node, ast.If))
    seen = {
        (alias.asname, f"letta_client.types.{statement.module}")
        for statement in guarded.body
        if isinstance(statement, ast.ImportFrom) and statement.module is not None
        for alias in statement.names
    }
    assert {name for name, _ in seen} == set(letta_client.types.__all__)
    for name, module in seen:
        assert name is not None
        loaded = getattr(letta_client.types, name)
        assert loaded is getattr(importlib.import_module(module), name)


def test_dir_has_every_name() -> None:
    assert set(letta_client.types.__all__) <= set(dir(letta_client.types))


def test_names_that_do_not_exist_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="Nonsense"):
        letta_client.types.Nonsense  # type: ignore[attr-defined] # noqa: B018 # pyright: ignore


def test_the_same_class_has_one_identity() -> None:
    from letta_client.types import agents, messages, runs, steps

    assert agents.Run is letta_client.types.Run is runs.Run
    assert agents.UserMessage is letta_client.types.UserMessage is messages.UserMessage
    assert steps.MetricRetrieveResponse is steps.StepMetrics
    assert steps.MessageListParams is not runs.MessageListParams
    assert runs.StepListParams is not letta_client.types.StepListParams


def test_stream_events_are_where_users_of_the_published_client_import_them_from() -> None:
    module = importlib.import_module("letta_client.types.agents.letta_streaming_response")
    for name in ("LettaErrorMessage", "LettaPing", "LettaStopReason", "LettaUsageStatistics"):
        assert getattr(module, name) is getattr(letta_client.types, name)


def python(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(TYPES.parents[1])},
    ).stdout.strip()


def test_importing_the_package_does_not_import_pydantic() -> None:
    code = "import sys, letta_client.types; print('pydantic' in sys.modules)"
    assert python(code) == "False"


def test_importing_the_models_does_not_build_them() -> None:
    code = (
        "from letta_client.types import agent_state, agents, runs, steps, tools\n"
        "models = agents.LettaResponse, runs.Run, runs.TraceSpan, steps.Step\n"
        "models += agent_state.AgentState, agent_state.Memory, tools.Tool\n"
        "print({model.__pydantic_complete__ for model in models})"
    )
    assert python(code) == "{False}"
