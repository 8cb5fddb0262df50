"""Tools: made of source code, found, changed, run and deleted."""

from typing import Any

import httpx
import pytest

from letta_client.testing import ReferenceServer
from letta_client.types.tools import Tool
from testing.clients import json_of
from testing.tool_sources import source

NO_TOOL = "tool-00000000-0000-4000-8000-000000000000"


def make(http: httpx.Client, name: str, parameters: str = "x: int", **fields: Any) -> Any:
    body = {"source_code": source(name, parameters), **fields}
    return json_of(http.post("/v1/tools/", json=body))


def names(http: httpx.Client, **query: Any) -> list[str]:
    return [tool["name"] for tool in json_of(http.get("/v1/tools/", params=query))]


# What their source tells


def test_a_tool_is_made_of_its_source(http: httpx.Client) -> None:
    tool = make(http, "roll", "sides: int, name: str = 'dice'", tags=["game"])

    assert Tool.model_validate(tool).to_dict(mode="json") == tool
    assert json_of(http.get(f"/v1/tools/{tool['id']}")) == tool
    assert (tool["name"], tool["description"], tool["tool_type"]) == ("roll", "Do roll.", "custom")
    assert tool["json_schema"] == {
        "name": "roll",
        "description": "Do roll.",
        "parameters": {
            "type": "object",
            "properties": {
                "sides": {"type": "integer", "description": "The sides."},
                "name": {"type": "string", "description": "The name."},
            },
            "required": ["sides"],
        },
    }


@pytest.mark.parametrize(
    ("annotation", "schema"),
    [
        ("int", {"type": "integer"}),
        ("str", {"type": "string"}),
        ("bool", {"type": "boolean"}),
        ("float", {"type": "number"}),
        ("dict", {"type": "object"}),
        ("list", {"type": "array", "items": {"type": "string"}}),
        ("list[int]", {"type": "array", "items": {"type": "integer"}}),
        (
            "List[List[str]]",
            {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
        ),
        ("typing.Optional[int]", {"type": "integer"}),
        ("Literal['a','b']", {"type": "string", "enum": ["a", "b"]}),
    ],
)
def test_types_are_told_to_the_model(
    http: httpx.Client, annotation: str, schema: dict[str, Any]
) -> None:
    code = source("f", f"x: {annotation}")

    told = json_of(http.post("/v1/tools/generate-schema", json={"code": code}))

    assert told["parameters"]["properties"]["x"] == {**schema, "description": "The x."}
    assert told["parameters"]["required"] == ([] if "Optional" in annotation else ["x"])


def test_the_description_of_a_parameter_can_have_several_lines(http: httpx.Client) -> None:
    code = 'def f(a: int, b: int):\n    """Do it.\n\n    Twice.\n\n    Args:\n'
    code += "        a (int): first\n            of two\n        b: second\n\n"
    code += '    Returns:\n        x: y\n    """\n'

    told = json_of(http.post("/v1/tools/generate-schema", json={"code": code}))

    assert told["description"] == "Do it.\n\nTwice."
    assert {
        name: each["description"] for name, each in told["parameters"]["properties"].items()
    } == {
        "a": "first\nof two",
        "b": "second",
    }


def test_the_last_function_is_the_tool(http: httpx.Client) -> None:
    code = source("first") + source("second")
    assert json_of(http.post("/v1/tools/generate-schema", json={"code": code}))["name"] == "second"

    typescript = {"code": "export function hi(): string { return '' }", "source_type": "typescript"}
    assert json_of(http.post("/v1/tools/generate-schema", json=typescript))["name"] == "hi"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("nope(", "Failed to parse source code: '(' was never closed"),
        ("x = 1", "No functions found"),
        ("def f(x: int): return x", "Function f missing docstring"),
        ("def f(x):\n    'Do.'", "Parameter 'x' in function 'f' lacks a type annotation"),
        ("def f(x: int):\n    'Do.'", "Parameter 'x' in function 'f' lacks a description"),
        (source("f", "x: set"), "Python type set has no corresponding JSON schema"),
        (source("f", "x: dict[str, int]"), "Python type dict[str, int] has no"),
        ("", "missing source_code"),
    ],
)
def test_what_cannot_be_told_to_a_model_is_no_tool(
    http: httpx.Client, code: str, told: str
) -> None:
    response = http.post("/v1/tools/", json={"source_code": code})

    assert response.status_code == 400
    assert told in response.json()["detail"]


def test_typescript_needs_a_schema(http: httpx.Client) -> None:
    code = {"source_code": "export function hi() {}", "source_type": "typescript"}

    assert http.post("/v1/tools/", json=code).status_code == 422
    schema: dict[str, Any] = {"name": "hi", "parameters": {"type": "object", "properties": {}}}
    assert json_of(http.post("/v1/tools/", json={**code, "json_schema": schema}))["name"] == "hi"
    assert http.post("/v1/tools/", json={**code, "source_type": "cobol"}).status_code == 400


# Each name once


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_tool_exists_once_per_name(http: httpx.Client, method: str) -> None:
    first = make(http, "roll", tags=["game"], return_char_limit=10)

    body = {"source_code": source("roll", "sides: int"), "default_requires_approval": True}
    again = json_of(http.request(method, "/v1/tools/", json=body))

    assert again["id"] == first["id"]
    assert names(http, name="roll") == ["roll"]
    assert (again["tags"], again["default_requires_approval"]) == (["game"], True)
    assert list(again["json_schema"]["parameters"]["properties"]) == ["sides"]


def test_a_tool_is_changed_but_keeps_its_name(http: httpx.Client) -> None:
    tool = make(http, "roll")
    path = f"/v1/tools/{tool['id']}"

    changed = json_of(http.patch(path, json={"description": "Rolls.", "tags": None}))
    assert changed == {**tool, "description": "Rolls."}
    assert http.patch(path, json={"source_code": source("other")}).status_code == 400
    code = source("roll", "y: int")
    assert json_of(http.patch(path, json={"source_code": code}))["source_code"] == code
    schema: dict[str, Any] = {"name": "throw", "parameters": {"type": "object", "properties": {}}}
    assert json_of(http.patch(path, json={"json_schema": schema}))["name"] == "throw"
    make(http, "other")
    taken: dict[str, Any] = {"json_schema": {**schema, "name": "other"}}
    assert http.patch(path, json=taken).status_code == 409


def test_a_deleted_tool_is_gone(http: httpx.Client) -> None:
    tool = make(http, "roll")

    assert json_of(http.delete(f"/v1/tools/{tool['id']}")) is None
    for method in ("GET", "PATCH", "DELETE"):
        body = {"description": "x"} if method == "PATCH" else None
        assert http.request(method, f"/v1/tools/{tool['id']}", json=body).status_code == 404
    assert http.get("/v1/tools/nope").status_code == 422


def test_what_letta_brings_along_can_be_restored(http: httpx.Client) -> None:
    base = names(http, return_only_letta_tools=True)
    first, second = json_of(http.get("/v1/tools/", params={"limit": 2}))
    http.delete(f"/v1/tools/{first['id']}")
    make(http, second["name"])
    assert len(names(http, return_only_letta_tools=True)) == len(base) - 2

    restored = json_of(http.post("/v1/tools/add-base-tools"))

    assert len(restored) == len(base) == 26
    assert sorted(names(http, return_only_letta_tools=True)) == sorted(base)
    assert json_of(http.get(f"/v1/tools/{second['id']}"))["source_code"] is None


# Finding them


def test_tools_are_listed_the_newest_first(server: ReferenceServer, http: httpx.Client) -> None:
    made = [make(http, name)["id"] for name in ("a", "b", "c")]

    assert names(http, limit=3) == ["c", "b", "a"]
    assert names(http, limit=2, after=made[2]) == ["b", "a"]
    assert names(http, before=made[0]) == ["c", "b"]
    assert names(http, order="asc", after=made[0]) == ["b", "c"]
    assert names(http, limit=0) == []
    assert http.get("/v1/tools/", params={"after": NO_TOOL}).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"name": "roll"}, ["roll"]),
        ({"names": ["roll", "toss"]}, ["toss", "roll"]),
        ({"search": "ROL"}, ["roll"]),
        ({"tool_types": ["custom"]}, ["toss", "roll"]),
        ({"tool_types": ["custom"], "return_only_letta_tools": True}, []),
        (
            {"tool_types": ["custom", "letta_core"], "exclude_tool_types": ["letta_core"]},
            ["toss", "roll"],
        ),
        ({"tool_ids": [NO_TOOL]}, []),
    ],
)
def test_tools_are_filtered_and_counted(
    http: httpx.Client, query: dict[str, Any], found: list[str]
) -> None:
    make(http, "roll")
    make(http, "toss")

    assert names(http, **query) == found
    assert json_of(http.get("/v1/tools/count", params=query)) == len(found)


def test_the_tools_of_the_users_can_be_counted(http: httpx.Client) -> None:
    make(http, "roll")

    assert json_of(http.get("/v1/tools/count")) == 27
    assert json_of(http.get("/v1/tools/count", params={"exclude_letta_tools": True})) == 1


@pytest.mark.parametrize("path", ["", "count"])
def test_a_type_that_no_tool_has_is_a_400(http: httpx.Client, path: str) -> None:
    for name in ("tool_types", "exclude_tool_types"):
        response = http.get(f"/v1/tools/{path}", params={name: "nope"})
        assert response.status_code == 400
        assert "Invalid tool_type 'nope'" in response.json()["detail"]


def test_tools_are_searched_by_words(http: httpx.Client) -> None:
    make(http, "roll", description="Rolls a dice.")
    make(http, "toss", description="Tosses a coin, or rolls it.", tags=["coin"])

    def found(**query: Any) -> list[str]:
        results = json_of(http.post("/v1/tools/search", json=query))
        assert results == sorted(results, key=lambda each: -each["combined_score"])
        return [each["tool"]["name"] for each in results]

    assert found(query="coin rolls") == ["toss", "roll"]
    assert found(query="rolls", tags=["coin"]) == ["toss"]
    assert found(query="rolls", tool_types=["letta_core"]) == []
    assert len(found(limit=5)) == 5


# Running


def run(http: httpx.Client, **body: Any) -> Any:
    return json_of(http.post("/v1/tools/run", json={"source_code": source("roll"), **body}))


def test_a_source_is_run_as_it_was_told(server: ReferenceServer, http: httpx.Client) -> None:
    told = run(http, args={"x": 6}, name="roll")
    assert (told["status"], told["tool_return"]) == ("success", "roll(x=6)")
    assert told["tool_returns"][0]["tool_return"] == told["tool_return"]

    server.tool_results.set("roll", 4)
    assert run(http, args={"x": 6})["tool_return"] == "4"
    server.tool_results.set("roll", lambda arguments: arguments["x"] * 2)
    assert run(http, args={"x": 6})["tool_return"] == "12"


def test_a_run_can_fail(server: ReferenceServer, http: httpx.Client) -> None:
    missing = run(http, args={}, name="roll")
    assert missing["status"] == "error"
    assert "missing 1 required positional argument: 'x'" in missing["tool_return"]
    assert "name 'y' is not defined" in run(http, args={"x": 1, "y": 2})["tool_return"]
    server.tool_results.set("roll", lambda arguments: arguments["nothing"])
    assert "KeyError" in run(http, args={"x": 1})["tool_return"]
    server.tool_results.fail("roll", "OSError: no dice")
    assert run(http, args={"x": 1})["stderr"] == ["OSError: no dice"]


def test_a_model_writes_a_tool(http: httpx.Client) -> None:
    asked: dict[str, Any] = {"tool_name": "roll", "prompt": "Roll a dice.", "validation_errors": []}

    written = json_of(http.post("/v1/tools/generate-tool", json=asked))

    assert written["tool"]["name"] == "roll"
    assert names(http, name="roll") == []
    unknown = http.post("/v1/tools/generate-tool", json={**asked, "handle": "nobody/nothing"})
    assert unknown.status_code == 404
