"""Users of letta-client 1.12.1 find everything that we cover where it was."""

from __future__ import annotations

import importlib
import inspect
import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_type_hints

import pytest

import letta_client
import letta_client.pagination
from letta_client import AsyncLetta, Letta
from letta_client._core.http.request import CallOptions
from letta_client._sync.resources.agents import sending as SENDING
from published_annotations import PublishedTypes, allowed, missing

from .calls import METHODS, reach

CONTRACT = Path(__file__).parents[2] / "contract"
SURFACE: Any = json.loads((CONTRACT / "client-surface.json").read_text())
READ = PublishedTypes(json.loads((CONTRACT / "client-models.json").read_text()))
CLIENTS: dict[str, type[Any]] = {"sync": Letta, "async": AsyncLetta}
# To make one takes time, and none of them sends anything here.
MADE: dict[str, Any] = {world: client() for world, client in CLIENTS.items()}


PUBLISHED: list[tuple[str, str, Any]] = [
    (world, f"{resource}.{name}", SURFACE[world][resource][name])
    for world in CLIENTS
    for resource, methods in SURFACE[world].items()
    for name in methods
]
# What is made of several calls, and has tests of its own.
OWN_METHODS = {
    "agents.approvals.answer",
    "agents.approvals.approve",
    "agents.approvals.deny",
    "agents.approvals.list",
    "agents.messages.send",
    "runs.cancel",
    "runs.follow",
    "runs.wait",
}

each_published = pytest.mark.parametrize(
    ("world", "path", "published"), PUBLISHED, ids=[f"{w}-{path}" for w, path, _ in PUBLISHED]
)


@each_published
def test_a_published_method_sends_what_it_is_given_to_the_same_places(
    world: str, path: str, published: Any
) -> None:
    resource, _, name = path.rpartition(".")
    each: object = reach(MADE[world], resource)
    kind: type[Any] = type(each)
    operation = getattr(kind, name)
    given = {name: name for name in names_of(published)}
    in_path = [each["name"] for each in published["params"] if not each["keyword_only"]]
    by_keyword = {key: value for key, value in given.items() if key not in in_path}

    request = operation.request(*in_path, **by_keyword)

    wire = SURFACE["sync"][resource][name]["wire"]
    assert (request.method, request.path) == (wire["http"], wire["path"].format_map(given))
    assert set(request.query) == set(wire.get("query", ()))
    assert {key.lower() for key in request.headers if key != "Accept"} == set(
        wire.get("headers", ())
    )
    if "accept" in wire:
        assert request.headers["Accept"] == wire["accept"]
    if wire.get("body") == "str":
        assert request.body == "body"
    else:
        sent: dict[str, Any] = {**(request.files or {}), **(request.body or {})}
        assert set(sent) == set(wire.get("body", ())) | fields_beside(published, wire)
    assert bool(request.files) == ("multipart" in wire.get("content_type", ""))


def names_of(published: Any) -> list[str]:
    return [each["name"] for each in published["params"]]


def fields_beside(published: Any, wire: Any) -> set[str]:
    """Return the fields of a body that the facts leave out: of a form all, else `streaming`."""
    names = set(names_of(published)) - set(wire.get("query", ()))
    if "multipart" not in wire.get("content_type", ""):
        return names & {"streaming"}
    in_headers = {name.replace("-", "_") for name in wire.get("headers", ())}
    return {name for name in names - in_headers if f"{{{name}}}" not in wire["path"]}


@each_published
def test_a_published_method_is_here(world: str, path: str, published: Any) -> None:
    signature = inspect.signature(reach(MADE[world], path))
    ours = dict(signature.parameters)
    options = ours.pop("options")
    assert options.kind is inspect.Parameter.VAR_KEYWORD
    gives_stream = "Stream[" in published["returns"]
    assert options.annotation == f"Unpack[{'Stream' if gives_stream else 'Call'}Options]"
    assert [
        (
            parameter.name,
            parameter.kind is inspect.Parameter.KEYWORD_ONLY,
            parameter.default is inspect.Parameter.empty,
        )
        for parameter in ours.values()
    ] == [
        (parameter["name"], parameter["keyword_only"], parameter["required"])
        for parameter in published["params"]
    ]
    optional = re.fullmatch(r"Optional\[(.*)\]", published["returns"])
    returns = f"{optional.group(1)} | None" if optional else published["returns"]
    assert signature.return_annotation == returns


@each_published
def test_parameters_take_what_the_published_ones_take(
    world: str, path: str, published: Any
) -> None:
    method = reach(MADE[world], path)
    # Types of what methods that send share are in the module that says what they share.
    names = {**vars(SENDING), **vars(sys.modules[method.__module__])}
    parameters = inspect.signature(method).parameters
    annotations = {
        each["name"]: parameters[each["name"]].annotation for each in published["params"]
    }
    ours = get_type_hints(SimpleNamespace(__annotations__=annotations), names)
    package = path.split(".")[0] if path.count(".") > 1 else ""
    for each in published["params"]:
        theirs = READ.allowed(each["annotation"], f"letta_client.types.{package}".rstrip("."))
        assert missing(theirs, allowed(ours[each["name"]])) == frozenset(), each["name"]


def test_asynchronous_methods_are_coroutine_functions() -> None:
    client = AsyncLetta()
    assert inspect.iscoroutinefunction(client.runs.retrieve)
    assert inspect.iscoroutinefunction(client.runs.with_raw_response.list)
    assert not inspect.iscoroutinefunction(Letta().runs.retrieve)


def test_every_method_takes_the_published_options() -> None:
    published = {"extra_headers", "extra_query", "extra_body", "timeout"}
    ours = {"deadline", "max_response_bytes"}
    assert set(CallOptions.__annotations__) == published | ours


def test_the_examples_cover_every_method_of_runs_and_steps() -> None:
    found = {"health"}
    for name in ("runs", "steps"):
        found |= methods_of(getattr(AsyncLetta(), name), name)
    assert found == set(METHODS)


def methods_of(resource: Any, path: str) -> set[str]:
    """Return the paths of the methods of a resource and of those below it."""
    found: set[str] = set()
    for name in dir(resource):
        if name.startswith(("_", "with_")):
            continue
        value = getattr(resource, name)
        if f"{path}.{name}" in OWN_METHODS:
            continue
        if callable(value):
            found.add(f"{path}.{name}")
        else:
            found |= methods_of(value, f"{path}.{name}")
    return found


@pytest.mark.parametrize("name", SURFACE["exports"])
def test_a_published_name_is_exported(name: str) -> None:
    assert getattr(letta_client, name) is not None
    assert name in letta_client.__all__
    assert name in dir(letta_client)


@pytest.mark.parametrize("name", SURFACE["client_members"])
@pytest.mark.parametrize("world", CLIENTS)
def test_a_client_has_the_published_members(world: str, name: str) -> None:
    assert hasattr(MADE[world], name)


def test_every_exported_name_is_there() -> None:
    for module in (letta_client, letta_client.pagination):
        for name in module.__all__:
            assert getattr(module, name) is not None
    with pytest.raises(AttributeError, match="AsyncLeta"):
        letta_client.AsyncLeta  # type: ignore[attr-defined] # noqa: B018 # pyright: ignore


@pytest.mark.parametrize("name", SURFACE["exports.pagination"])
def test_a_published_page_is_where_it_was(name: str) -> None:
    title, _, variable = name.partition("[")  # the facts have generic classes in both forms
    page = getattr(letta_client.pagination, title)
    assert not variable or page[str] is not None


@pytest.mark.parametrize("module", [key[8:] for key in SURFACE if key.startswith("exports.types")])
def test_the_published_types_are_where_they_were(module: str) -> None:
    ours = importlib.import_module(f"letta_client.{module}")
    assert [name for name in SURFACE[f"exports.{module}"] if not hasattr(ours, name)] == []


def test_the_package_says_what_it_is() -> None:
    assert letta_client.__title__ == "letta_client"
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", letta_client.__version__)
    assert Path(letta_client.__file__).with_name("py.typed").exists()


@pytest.mark.parametrize("world", CLIENTS)
def test_the_clients_have_the_published_options(world: str) -> None:
    options = {
        "api_key",
        "project_id",
        "project",
        "environment",
        "base_url",
        "timeout",
        "max_retries",
        "default_headers",
        "default_query",
        "http_client",
    }
    constructor = inspect.signature(CLIENTS[world]).parameters
    assert options <= set(constructor)
    assert all(p.kind is inspect.Parameter.KEYWORD_ONLY for p in constructor.values())
    copied = inspect.signature(CLIENTS[world].with_options).parameters
    assert options | {"set_default_headers", "set_default_query"} <= set(copied)


@pytest.mark.parametrize("world", CLIENTS)
def test_the_generic_calls_have_the_published_parameters(world: str) -> None:
    shared = {"path", "cast_to", "options"}
    body = {"body", "content"}
    expected = {
        "get": shared | {"stream", "stream_cls"},
        "post": shared | body | {"files", "stream", "stream_cls"},
        "patch": shared | body | {"files"},
        "put": shared | body | {"files"},
        "delete": shared | body,
    }
    client = CLIENTS[world]()
    for verb, names in expected.items():
        assert set(inspect.signature(getattr(client, verb)).parameters) == names
