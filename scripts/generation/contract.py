"""The facts: schemas and operations of the server and of Letta Cloud, and the published client."""

from __future__ import annotations

import json
import re
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias, TypeGuard

Schema: TypeAlias = dict[str, Any]

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = ROOT / "contract"
REFS = "#/components/schemas/"
NULL: Schema = {"type": "null"}


class Contract:
    """The contract of the server, with the operations that only Letta Cloud has.

    It is `extended` by what Letta Cloud has for that of the server: fields, values and parameters.
    """

    def __init__(self, *, extended: bool = True) -> None:
        server, cloud = _read("letta-0.16.8"), _read("cloud")
        self.version: str = server["version"]
        self.schemas: dict[str, Schema] = {**server["schemas"], **cloud["schemas"]}
        self.paths: dict[str, Schema] = {**server["paths"], **cloud["paths"]}
        self.cloud_paths: frozenset[str] = frozenset(cloud["paths"])
        self.surface: dict[str, Any] = _read("client-surface")
        for name, fields in cloud["fields"].items() if extended else ():
            self.schemas[name]["properties"] |= fields
        for place, more in cloud["values"].items() if extended else ():
            self.find(place)["enum"] += more
        for place, parameters in cloud["parameters"].items() if extended else ():
            self.operation(*place.split(" "))["parameters"] += parameters

    @cached_property
    def methods(self) -> dict[str, Schema]:
        """The methods of the published client by their full names, `runs.messages.list`."""
        return {
            f"{resource}.{name}": method
            for resource, methods in self.surface["sync"].items()
            for name, method in methods.items()
        }

    def operation(self, http: str, path: str) -> Schema:
        """Return an operation; the names of the path's parameters do not matter."""
        found: Schema = self.paths[self.path(path)][http.lower()]
        return found

    def path(self, path: str) -> str:
        """Return a path with the names that the server has for its parameters."""
        return self._paths[_nameless(path)]

    @cached_property
    def _paths(self) -> dict[str, str]:
        return {_nameless(path): path for path in self.paths}

    def find(self, place: str) -> Schema:
        """Return the schema at a place.

        A place is a schema's name, `Schema.field`, a parameter, `GET /v1/agents/?include`, or an
        operation, `GET /v1/agents/`, for its answer. Of all but the first, what matters is given:
        not that it may be null or is a list.
        """
        if " " in place:
            address, _, name = place.partition("?")
            operation = self.operation(*address.split(" "))
            return core(parameters(operation)[name]["schema"] if name else answer(operation))
        name, _, field = place.partition(".")
        schema = self.schemas[name]
        return core(schema["properties"][field]) if field else schema

    def body(self, operation: Schema) -> Schema:
        """Return the schema of an operation's body: an object without properties where none is."""
        for content in operation.get("requestBody", {}).get("content", {}).values():
            source = self.source(content["schema"])
            return self.schemas[source] if source else without_null(content["schema"])
        return {"type": "object", "properties": {}}

    def properties(self, schema: Schema) -> dict[str, Schema]:
        """Return the fields of an object, or those of all members of a union of objects."""
        found: dict[str, Schema] = dict(schema.get("properties", {}))
        for each in variants(schema):
            found |= self.properties(self.schemas[name_of(each["$ref"])])
        return found

    def source(self, schema: Schema) -> str:
        """Return the name of the schema to which another one refers, or an empty text."""
        return name_of(without_null(schema).get("$ref", ""))


def parameters(operation: Schema) -> dict[str, Schema]:
    """Return the parameters of an operation, without its body, by their names."""
    return {each["name"]: each for each in operation.get("parameters", ())}


def answer(operation: Schema) -> Schema:
    """Return the schema of what an operation answers."""
    found: Schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    return found


def variants(schema: Schema) -> list[Schema]:
    """Return the members of a union, or an empty list for what is no union."""
    found: list[Schema] = schema.get("anyOf") or schema.get("oneOf") or []
    return found


def is_nullable(schema: Schema) -> bool:
    return NULL in variants(schema)


def without_null(schema: Schema) -> Schema:
    """Return what a schema says apart from that the value may be null."""
    members = variants(schema)
    kept = [each for each in members if each != NULL]
    if len(kept) == 1:
        rest = {key: value for key, value in schema.items() if key not in ("anyOf", "oneOf")}
        return {**rest, **kept[0]}
    return {**schema, "anyOf": kept} if len(kept) < len(members) else schema


def core(schema: Schema) -> Schema:
    """Return what stands inside of lists, and beside null and plain texts."""
    schema = without_null(schema)
    if schema.get("type") == "array":
        return core(schema["items"])
    lists = [each for each in variants(schema) if each.get("type") == "array"]
    return core(lists[0]) if lists else schema


def values(schema: Schema) -> tuple[Any, ...]:
    """Return the values of an enumeration, or nothing for what is none."""
    return (
        tuple(schema["enum"])
        if "enum" in schema
        else (schema["const"],)
        if "const" in schema
        else ()
    )


def members(schema: Schema) -> frozenset[str]:
    """Return the names of the schemas that make up a union, or nothing for anything else."""
    refs = [each.get("$ref", "") for each in variants(schema)]
    return frozenset(map(name_of, refs)) if refs and all(refs) else frozenset()


def name_of(ref: str) -> str:
    return ref.removeprefix(REFS)


def is_dict(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _nameless(path: str) -> str:
    return re.sub(r"\{\w+\}", "{}", path)


def _read(name: str) -> Any:
    return json.loads((CONTRACT / f"{name}.json").read_text())
