"""The OpenAPI document, and what it says of each operation."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from letta_client.testing.json_values import is_dict, is_list

Schema: TypeAlias = dict[str, Any]

_REFS = "#/components/schemas/"
_FORM = "multipart/form-data"


@dataclass(frozen=True)
class Operation:
    """An operation of the API.

    Attributes:
        operation_id: its name.
        method: the HTTP method, in capitals.
        path: the path, with the names of its parameters in braces.
        path_parameters: the schema of each parameter of the path, by its name.
        has_query: whether it takes a query.
        has_body: whether it takes a body.
        needs_body: whether it cannot do without one.
        takes_form: whether the body is a form, with files.
        status: the status of its answer when all goes well.
        is_cloud_only: whether only Letta Cloud has it.
    """

    operation_id: str
    method: str
    path: str
    path_parameters: Mapping[str, Schema]
    has_query: bool
    has_body: bool
    needs_body: bool
    takes_form: bool
    status: int
    is_cloud_only: bool = False


@cache
def operations() -> Mapping[str, Operation]:
    """Return all operations of the contract, by their names."""
    return {
        facts["operationId"]: _operation(path, method, facts)
        for path, methods in _document()["paths"].items()
        for method, facts in methods.items()
    }


def document_of(names: Container[str]) -> Schema:
    """Return the document of the operations of these names, and of the schemas that they need."""
    document = _document()
    paths: dict[str, Schema] = {}
    for path, methods in document["paths"].items():
        for method, facts in methods.items():
            if facts["operationId"] in names:
                paths.setdefault(path, {})[method] = facts
    schemas: dict[str, Schema] = document["components"]["schemas"]
    needed = _reachable(paths, schemas)
    kept = {name: schema for name, schema in schemas.items() if name in needed}
    return {**document, "paths": paths, "components": {"schemas": kept}}


@cache
def _document() -> Schema:
    document: Schema = json.loads(
        files("letta_client.testing.api.contract").joinpath("openapi.json").read_text()
    )
    return document


def _operation(path: str, method: str, facts: Schema) -> Operation:
    parameters: list[Schema] = facts.get("parameters", [])
    body: Schema = facts.get("requestBody", {})
    return Operation(
        operation_id=facts["operationId"],
        method=method.upper(),
        path=path,
        path_parameters={
            each["name"]: each["schema"] for each in parameters if each["in"] == "path"
        },
        has_query=any(each["in"] == "query" for each in parameters),
        has_body=bool(body),
        needs_body=body.get("required", False),
        takes_form=_FORM in body.get("content", {}),
        status=min(int(status) for status in facts["responses"] if status != "default"),
        is_cloud_only=facts.get("x-letta-cloud-only", False),
    )


def _reachable(paths: Any, schemas: Mapping[str, Schema]) -> set[str]:
    """Return the names of all schemas that the operations need."""
    found: set[str] = set()
    waiting = list(_references(paths))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _references(schemas[name])
    return found


def _references(node: Any) -> Iterator[str]:
    if is_list(node):
        for each in node:
            yield from _references(each)
    elif is_dict(node):
        yield from _references_in(node.items())


def _references_in(items: Iterable[tuple[str, Any]]) -> Iterator[str]:
    for key, value in items:
        if key == "$ref":
            yield value.removeprefix(_REFS)
        else:
            yield from _references(value)
