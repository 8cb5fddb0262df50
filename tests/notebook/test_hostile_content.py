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
from pydantic import TypeAdapter
from rich.console import Console

import letta_client.types as types
from letta_client import BadRequestError, BaseModel, StreamResult
from letta_client.notebook import RunRecord, Shown, compare, show
from letta_client.notebook.progress import Progress
from letta_client.notebook.views import _VIEWS
from letta_client.notebook.whole_run import Contents
from letta_client.pagination import SyncArrayPage
from letta_client.types import LettaMessage, LettaPing, Run, Step, runs, steps

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


MESSAGES = [model for model in models() if issubclass(model, LettaMessage)]


def hostile_wholes() -> list[Any]:
    """Return what is made of models, and is none: pages, records, results, errors, and so on."""
    run, step = hostile_model(Run), hostile_model(Step)
    messages = [hostile_model(member) for member in MESSAGES]
    contents = Contents(run, steps=[step], messages=messages)
    contents.metrics[run.id] = hostile_model(steps.StepMetrics)
    contents.usage = hostile_model(runs.UsageRetrieveResponse)
    contents.trace.append(hostile_model(types.TraceSpan))
    contents.missing.append(HOSTILE)
    record = RunRecord(contents)
    progress = Progress(HOSTILE)
    for message in messages:
        progress.add(message)
    progress.stop(HOSTILE)
    return [
        record,
        compare(record, run),
        StreamResult(HOSTILE, messages, HOSTILE, hostile_model(types.LettaUsageStatistics)),
        hostile_error(),
        Shown(progress.card(1)),
        *(
            page_of_items(items)
            for items in ([run], [step], messages, [HOSTILE], {HOSTILE: [HOSTILE]})
        ),
    ]


def hostile_error() -> BadRequestError:
    request = httpx.Request("POST", "https://user:pass@host/a?key=sk", headers={"X-Key": "sk"})
    response = httpx.Response(400, request=request)
    return BadRequestError(HOSTILE, response=response, body={HOSTILE: HOSTILE})


def page_of_items(items: Any) -> SyncArrayPage[Any]:
    page = TypeAdapter(SyncArrayPage[Any]).validate_python({"items": []})
    page.items = items
    return page


def test_records_comparisons_pages_results_and_errors_are_shown() -> None:
    for shown in hostile_wholes():
        assert "<script>alert(1)</script>" in ParsedHtml(html_of(shown)).text
        assert "\x1b[31m" not in printed(shown)


def test_credentials_of_a_request_are_not_shown() -> None:
    html = html_of(hostile_error())
    assert "pass" not in html
    assert "sk" not in ParsedHtml(html).text


def test_each_view_is_tried() -> None:
    seen = [*map(hostile_model, models()), *hostile_wholes()]
    kinds = {kind for shown in seen for kind in type(shown).__mro__}
    assert set(_VIEWS) - {list, tuple} <= kinds


def test_secrets_are_not_shown() -> None:
    fields: dict[str, Any] = {"id": "agent-1", "secrets": [{"key": "KEY", "value": "v-123"}]}
    agent_type: Any = types.AgentState
    agent = agent_type.model_construct(None, **fields)
    config = BaseModel.model_construct(None, api_key="v-123", headers={"Authorization": "v-123"})
    for shown in (agent, config, show([config])):
        assert "v-123" not in html_of(shown)
        assert "v-123" not in printed(shown)
        # A notebook stores the text beside the HTML.
        assert "v-123" not in str(shown._repr_mimebundle_())
