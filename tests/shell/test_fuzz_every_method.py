"""Whatever a server answers to any method: a value, or an error of this library.

The answers are made by the schemas of openapi.json, and then changed at random.
"""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thoroughness import times

from .answers import answer
from .calls import Call
from .fuzzing import EVENTS, ODD, mutated, try_async_call, try_call

ROOT = Path(__file__).parents[2]
DOCUMENT: Any = json.loads((ROOT / "openapi.json").read_text())
SURFACE: Any = json.loads((ROOT / "contract" / "client-surface.json").read_text())["sync"]
# Deeper values are too large to be of use.
DEEPEST = 3


def template(path: str) -> str:
    """Return a path with its parameters unnamed."""
    return re.sub(r"{[^}]*}", "{}", path).rstrip("/")


OPERATIONS = {
    (method.upper(), template(path)): operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}


def schema_of(http_method: str, path: str) -> Any:
    """Return the schema of the JSON that an operation answers with."""
    responses = OPERATIONS.get((http_method, template(path)), {}).get("responses", {})
    for status in ("200", "201", "202"):
        content = responses.get(status, {}).get("content", {})
        if "application/json" in content:
            return content["application/json"].get("schema", {})
    return {}


def instance(schema: Any, chance: Random, depth: int = 0) -> Any:
    """Return a value that fits a schema, more or less."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return instance(DOCUMENT["components"]["schemas"][name], chance, depth)
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            # The simple ones are often last.
            chosen = schema[choice][-1] if depth > DEEPEST else chance.choice(schema[choice])
            return instance(chosen, chance, depth)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return chance.choice(schema["enum"])
    match schema.get("type"):
        case "object":
            required = schema.get("required", ())
            return {
                name: instance(each, chance, depth + 1)
                for name, each in schema.get("properties", {}).items()
                if name in required or (depth <= DEEPEST and chance.random() < 0.5)
            }
        case "array":
            count = 0 if depth > DEEPEST else chance.randrange(3)
            return [instance(schema.get("items", {}), chance, depth + 1) for _ in range(count)]
        case "string":
            return chance.choice(["", "text", "2026-11-21T19:19:57Z"])
        case "integer" | "number":
            return chance.choice([0, 1, -1, 2**40])
        case "boolean":
            return chance.random() < 0.5
        case _:
            return None


def call_of(resource: str, name: str, facts: Any) -> Call:
    """Return a call of a published method with what it needs."""
    needed = [each for each in facts["params"] if each["required"]]
    sample: dict[str, Any] = {each["name"]: argument(each) for each in needed}
    arguments = tuple(sample.pop(each["name"]) for each in needed if not each["keyword_only"])
    kind = "stream" if "Stream[" in facts["returns"] else "value"
    wire = facts["wire"]
    sends = f"{wire['http']} {wire['path']}"
    method = f"{resource}.{name}" if resource else name
    return Call(method, arguments, sample, sends, b"", answer(), object, kind)


def argument(parameter: Any) -> Any:
    annotation = parameter["annotation"]
    if "FileTypes" in annotation:
        return b"content"
    if annotation.startswith(("Iterable", "List", "Sequence")):
        return []
    return 1 if annotation in ("int", "float") else parameter["name"]


OWN: list[tuple[str, tuple[str, ...], dict[str, Any], str]] = [
    ("runs.cancel", ("run-1",), {}, "GET /v1/runs/{}"),
    ("runs.wait", ("run-1",), {"timeout": 0.01}, "GET /v1/runs/{}"),
    ("runs.follow", ("run-1",), {}, "GET /v1/runs/{}"),
    ("runs.list_active", (), {}, "GET /v1/runs/active"),
    ("runs.metrics.retrieve", ("run-1",), {}, "GET /v1/runs/{}/metrics"),
    ("agents.messages.send", ("agent-1", "Hello."), {}, "GET /v1/runs/{}"),
    ("agents.approvals.list", ("agent-1",), {}, "GET /v1/agents/{}"),
]
PUBLISHED = [
    call_of(resource, name, facts)
    for resource, methods in SURFACE.items()
    for name, facts in methods.items()
]
METHODS = [
    *PUBLISHED,
    *(
        Call(name, arguments, options, sends, b"", answer(), object)
        for name, arguments, options, sends in OWN
    ),
]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("call", METHODS, ids=[call.method for call in METHODS])
def test_any_answer_to_any_method_gives_a_value_or_an_error_of_this_library(call: Call) -> None:
    schema = schema_of(*call.sends.split(" ", 1))

    @settings(max_examples=times(2))
    @given(st.data())
    def check(data: st.DataObject) -> None:
        fitting = instance(schema, Random(data.draw(st.integers(0, 2**32))))
        value = data.draw(mutated(fitting) | st.just(fitting) | ODD)
        status = data.draw(st.sampled_from([200, 200, 200, 201, 204, 400, 409, 422, 503]))
        content = json.dumps(value).encode()

        def respond(request: httpx.Request) -> httpx.Response:
            if "event-stream" in request.headers.get("accept", ""):
                frames = b"data: %b\n\ndata: [DONE]\n\n" % content
                return httpx.Response(status, headers=EVENTS, content=frames)
            return httpx.Response(status, content=content)

        try_call(call, respond)
        asyncio.run(try_async_call(call, respond))

    check()


def test_every_published_method_is_called() -> None:
    assert len(PUBLISHED) == 128
