"""A function is told as a JSON schema, and takes the arguments that fit it, and no others."""

from __future__ import annotations

import asyncio
import inspect
import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator
from pydantic import BaseModel, Field
from pydantic_core import to_json

from letta_client._core.client_tools.function_tools import (
    FunctionTool,
    content_of_result,
    text_of_error,
)
from letta_client._core.client_tools.tool_set import ToolSet
from letta_client.types.content import ImageContent, TextContent, UrlImage


class Place(BaseModel):
    x: int
    y: int = 0


TYPES: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (str, st.text()),
    (int, st.integers(-(2**53), 2**53)),
    (float, st.floats(allow_nan=False, allow_infinity=False)),
    (bool, st.booleans()),
    (int | None, st.none() | st.integers(0, 9)),
    (list[str], st.lists(st.text(max_size=3), max_size=3)),
    (dict[str, int], st.dictionaries(st.text(max_size=3), st.integers(0, 9), max_size=3)),
    (Literal["can", "hose"], st.sampled_from(["can", "hose"])),
    (Annotated[int, Field(ge=3)], st.integers(3, 9)),
    (date, st.dates()),
    (Place, st.builds(Place, x=st.integers(0, 9))),
]
# Some are names that models of pydantic have for themselves.
NAMES = ("what", "schema", "model_config", "copy", "json", "p0", "_hidden", "self_", "class_")


@dataclass(frozen=True)
class Parameter:
    """A parameter of a made-up function: its type, and an argument if one is given."""

    name: str
    annotation: Any
    is_required: bool
    is_given: bool
    value: Any


@st.composite
def parameters(draw: st.DrawFn) -> list[Parameter]:
    found: list[Parameter] = []
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=4)):
        annotation, values = draw(st.sampled_from(TYPES))
        is_required = draw(st.booleans())
        is_given = is_required or draw(st.booleans())
        found.append(Parameter(name, annotation, is_required, is_given, draw(values)))
    return found


def function_of(made_up: list[Parameter]) -> Callable[..., object]:
    def tool(**arguments: object) -> object:
        return arguments

    kind = inspect.Parameter.KEYWORD_ONLY
    signature = [
        inspect.Parameter(
            each.name,
            kind,
            annotation=each.annotation,
            default=inspect.Parameter.empty if each.is_required else object(),
        )
        for each in made_up
    ]
    vars(tool)["__signature__"] = inspect.Signature(signature)
    tool.__annotations__ = {each.name: each.annotation for each in made_up}
    return tool


@given(parameters())
def test_what_fits_the_signature_fits_the_schema_and_comes_through(
    made_up: list[Parameter],
) -> None:
    tool = FunctionTool.of(function_of(made_up))
    schema: Any = tool.parameter.get("parameters")
    given_ones = {each.name: each.value for each in made_up if each.is_given}
    sent = to_json(given_ones).decode()

    Draft202012Validator(schema).validate(json.loads(sent))
    assert set(schema["properties"]) == {each.name for each in made_up}
    assert set(schema.get("required", ())) == {each.name for each in made_up if each.is_required}
    assert tool.read_arguments(sent) == given_ones
    assert "title" not in json.dumps(list(schema["properties"].values()))


@given(parameters(), st.from_regex(r"[a-z]{3}_[a-z]{3}", fullmatch=True))
def test_what_does_not_fit_is_refused_by_its_name(made_up: list[Parameter], other: str) -> None:
    tool = FunctionTool.of(function_of(made_up))
    given_ones = {each.name: each.value for each in made_up if each.is_given}
    with pytest.raises(ValueError, match=rf"The arguments do not fit: .*\b{other}: "):
        tool.read_arguments(to_json({**given_ones, other: 1}).decode())
    for each in made_up:
        if each.is_required:
            rest = {name: value for name, value in given_ones.items() if name != each.name}
            with pytest.raises(ValueError, match=f"{each.name}: Field required"):
                tool.read_arguments(to_json(rest).decode())


@given(st.text() | st.binary().map(repr))
def test_arguments_that_are_no_object_of_json_are_refused(text: str) -> None:
    tool = FunctionTool.of(water)
    with pytest.raises(ValueError, match="The arguments do not fit"):
        tool.read_arguments(text)


def water(what: str, litres: Annotated[float, Field(gt=0, description="How much.")] = 1) -> str:
    """Water a plant.

    Args:
        what: The plant, by
            its name.
        litres: This is said by the annotation.

    Returns:
        What was done.
    """
    return f"{what}: {litres}"


def test_what_an_agent_is_told_of_a_function() -> None:
    assert FunctionTool.of(water).parameter == {
        "name": "water",
        "description": "Water a plant.\n\nReturns:\n    What was done.",
        "parameters": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "what": {"type": "string", "description": "The plant, by its name."},
                "litres": {
                    "type": "number",
                    "exclusiveMinimum": 0,
                    "default": 1,
                    "description": "How much.",
                },
            },
            "required": ["what"],
        },
    }


def test_a_function_without_parameters_and_words() -> None:
    def now() -> datetime:
        raise NotImplementedError

    tool = FunctionTool.of(now)
    assert tool.parameter == {
        "name": "now",
        "parameters": {"type": "object", "additionalProperties": False, "properties": {}},
    }
    assert tool.read_arguments("") == tool.read_arguments(" {} ") == {}


def test_methods_and_untyped_functions_are_tools() -> None:
    class Garden:
        def water(self, what: Any, litres: Any = 1) -> None:
            """Water it."""

    for told in (Garden.water.__annotations__, {}):
        Garden.water.__annotations__ = told
        tool = FunctionTool.of(Garden().water)
        assert tool.read_arguments('{"what": [1], "litres": {}}') == {"what": [1], "litres": {}}
        assert tool.parameter["name"] == "water"


def of_unknown_type(what: Any) -> None: ...
def of_no_json(what: sqlite3.Connection) -> None: ...
def of_a_function(what: Callable[[], int]) -> None: ...
def of_any_number(*what: str) -> None: ...
def of_any_name(**what: str) -> None: ...
def by_place_alone(what: str, /) -> None: ...
def größe(what: str) -> None: ...


of_unknown_type.__annotations__["what"] = "Nowhere"


@pytest.mark.parametrize(
    "function",
    [
        of_unknown_type,
        of_no_json,
        of_a_function,
        of_any_number,
        of_any_name,
        by_place_alone,
        größe,
        lambda: 1,
        partial(water, "beans"),
        "water",
        None,
    ],
)
def test_what_no_agent_can_call_is_refused(function: Any) -> None:
    with pytest.raises(TypeError, match=getattr(function, "__name__", "function").strip("<>")):
        FunctionTool.of(function)


def test_tools_have_names_of_their_own() -> None:
    with pytest.raises(ValueError, match="Two of the tools have the name water"):
        ToolSet.of([water, water], 1, allows_async=True)
    with pytest.raises(ValueError, match="max_tool_rounds"):
        ToolSet.of([water], -1, allows_async=True)


def test_asynchronous_functions_need_a_client_that_is_too() -> None:
    async def tool() -> None:
        await asyncio.sleep(0)

    assert ToolSet.of([tool], 1, allows_async=True).tools["tool"].is_async
    with pytest.raises(TypeError, match="tool is asynchronous"):
        ToolSet.of([tool], 1, allows_async=False)


def test_what_the_server_is_told_beside_the_parameters_of_the_caller() -> None:
    tools = ToolSet.of([water], 1, allows_async=False)
    other = {"name": "other"}
    told = FunctionTool.of(water).parameter
    assert tools.parameters({}) == {"client_tools": [told]}
    assert tools.parameters({"client_tools": None}) == {"client_tools": [told]}
    assert tools.parameters(
        {"client_tools": iter([other]), "include_return_message_types": ("assistant_message",)}
    ) == {
        "client_tools": [other, told],
        "include_return_message_types": ["assistant_message", "approval_request_message"],
    }


@pytest.mark.parametrize(
    ("result", "text"),
    [
        ("It's “dry”.", "It's “dry”."),
        ("\ud800", "?"),
        (None, "null"),
        ({"at": date(2026, 5, 1), "who": {"a"}}, '{"at":"2026-05-01","who":["a"]}'),
        ([Place(x=1), Parameter("a", 1, True, True, 2.5)],
         '[{"x":1,"y":0},{"name":"a","annotation":1,"is_required":true,"is_given":true,"value":2.5}]'),
    ],
)  # fmt: skip
def test_a_result_is_a_text_or_json(result: object, text: str) -> None:
    assert content_of_result(result) == text


def test_texts_and_images_are_told_as_they_are() -> None:
    text, image = TextContent(text="a"), ImageContent(source=UrlImage(url="https://a.test/b.png"))
    assert content_of_result(image) == [image]
    assert content_of_result([text, image]) == [text, image]
    others: list[Any] = [[], [text, "b"], {"a": image}]
    for other in others:
        assert content_of_result(other) == to_json(other).decode()


def test_a_result_that_no_json_can_hold_is_an_error() -> None:
    endless: list[Any] = []
    endless.append(endless)
    for result in (object(), {"a": {"b": object()}}, endless, ["\ud800"]):
        with pytest.raises(ValueError, match="The result cannot be written as JSON"):
            content_of_result(result)


@pytest.mark.parametrize(
    ("error", "text"),
    [(ValueError("no such city"), "ValueError: no such city"), (OSError(), "OSError"),
     (ValueError("\ud800"), "ValueError: ?")],
)  # fmt: skip
def test_an_error_is_told_with_its_type(error: Exception, text: str) -> None:
    assert text_of_error(error) == text
