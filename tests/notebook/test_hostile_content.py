"""Content is shown as what it is: no element and no attribute comes from it, whatever it says."""

from __future__ import annotations

import inspect
from io import StringIO
from typing import Any, get_args

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel as PydanticModel
from rich.console import Console

import letta_client.types as types
from letta_client import BadRequestError, BaseModel, StreamResult
from letta_client.notebook import RunRecord, compare, show
from letta_client.notebook.whole_run import Contents
from letta_client.types import LettaPing, Run, Step, runs, steps

from .parsed_html import ParsedHtml, html_of

HOSTILE = (
    "</pre></style><script>alert(1)</script><img src=x onerror=alert(2)>\"' onclick=x [red]\x1b[31m"
)
NUMBER = 3


def models() -> list[type[BaseModel]]:
    """Return every model of the API."""
    found: dict[str, type[BaseModel]] = {}
    for package in (types, runs, steps):
        for name in package.__all__:
            value = getattr(package, name)
            if inspect.isclass(value) and issubclass(value, BaseModel) and value is not BaseModel:
                found[value.__name__] = value
    return list(found.values())


def hostile_value(annotation: Any, depth: int = 3) -> Any:
    """Return a value as a type wants it, with hostile text wherever a text can be."""
    if inspect.isclass(annotation) and issubclass(annotation, PydanticModel):
        return hostile_model(annotation, depth - 1) if depth else HOSTILE
    arguments = [each for each in get_args(annotation) if each is not type(None)]
    origin = str(getattr(annotation, "__origin__", ""))
    if "list" in origin:
        return [hostile_value(arguments[0], depth)]
    if "dict" in origin:
        return {HOSTILE: {HOSTILE: [HOSTILE]}}
    for argument in arguments:
        value = hostile_value(argument, depth)
        if not isinstance(value, str):
            return value
    return HOSTILE


def hostile_model(model: type[Any], depth: int = 3) -> Any:
    """Build a model without validation, as from a server that keeps to no type."""
    fields = {name: hostile_value(f.annotation, depth) for name, f in model.model_fields.items()}
    return model.model_construct(**fields, **{HOSTILE: HOSTILE})


def printed(shown: object) -> str:
    output = StringIO()
    Console(file=output, width=120, force_terminal=True, color_system=None).print(shown)
    return output.getvalue()


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_no_field_of_a_model_becomes_markup(model: type[BaseModel]) -> None:
    # A list of pings is an empty transcript.
    item = hostile_model(model)
    for shown in (item,) if model is LettaPing else (item, show([item, item])):
        parsed = ParsedHtml(html_of(shown))
        assert "<script>alert(1)</script>" in parsed.text
        assert "\x1b[31m" not in printed(shown)


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_a_field_of_any_type_is_shown(model: Any) -> None:
    for value in (HOSTILE, NUMBER, None, [HOSTILE], {HOSTILE: HOSTILE}, float("inf"), -1, True):
        fields: dict[str, Any] = dict.fromkeys(model.model_fields, value)
        shown = model.model_construct(None, **fields)
        ParsedHtml(html_of(shown))


@given(text=st.text())
def test_any_text_is_shown(text: str) -> None:
    run = Run.model_construct(id=text, agent_id=text, status=text, metadata={"error": text})
    parsed = ParsedHtml(html_of(run))
    plain = ParsedHtml(html_of(Run(id="run-1", agent_id="a", metadata={"error": "x"})))
    assert parsed.elements <= plain.elements + 5
    printed(run)


def test_records_comparisons_results_and_errors_are_shown() -> None:
    run, step = hostile_model(Run), hostile_model(Step)
    contents = Contents(run, steps=[step], messages=[hostile_model(types.UserMessage)])
    contents.missing.append(HOSTILE)
    record = RunRecord(contents)
    request = httpx.Request("POST", "https://user:pass@host/a?key=sk", headers={"X-Key": "sk"})
    response = httpx.Response(400, request=request)
    error = BadRequestError(HOSTILE, response=response, body={HOSTILE: HOSTILE})
    result = StreamResult(HOSTILE, contents.messages, HOSTILE, None)
    for shown in (record, compare(record, run), result, error):
        html = html_of(shown)
        assert "<script>alert(1)</script>" in ParsedHtml(html).text
        assert "\x1b[31m" not in printed(shown)
    assert "pass" not in html_of(error)
    assert "sk" not in ParsedHtml(html_of(error)).text


def test_secrets_are_not_shown() -> None:
    fields: dict[str, Any] = {"id": "agent-1", "secrets": [{"key": "KEY", "value": "v-123"}]}
    agent_type: Any = types.AgentState
    agent = agent_type.model_construct(None, **fields)
    config = BaseModel.model_construct(None, api_key="v-123", headers={"Authorization": "v-123"})
    for shown in (agent, config, show([config])):
        assert "v-123" not in html_of(shown)
        assert "v-123" not in printed(shown)
