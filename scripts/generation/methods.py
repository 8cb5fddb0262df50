"""What the methods of the published client take, and where it goes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from generation.contract import NULL, Contract, Schema, is_nullable

Known: TypeAlias = dict[tuple[str, str], tuple[Schema, bool]]
"""What is known of each place on the wire: its schema, and whether it is required."""

_PLACES = ("path", "query", "header", "body", "file", "whole body")


@dataclass(frozen=True)
class Parameter:
    """A parameter of a method."""

    name: str
    place: str
    wire_name: str
    schema: Schema
    is_required: bool
    is_keyword: bool


def wire(method: Schema) -> tuple[str, str]:
    """Return the HTTP method and the path of a method, with the published client's names in it."""
    return method["wire"]["http"], method["wire"]["path"]


def parameters_of(method: Schema, contract: Contract) -> list[Parameter]:
    """Return the parameters of a method, with what the contract says of them."""
    known = known_parameters(*wire(method), contract)
    found: list[Parameter] = []
    for each in method["params"]:
        name: str = each["name"]
        place, wire_name = place_of(name, known)
        schema, is_required = known[place, wire_name]
        if "Optional[" in each["annotation"] and not is_nullable(schema):
            schema = {"anyOf": [schema, NULL], "default": schema.get("default")}
        parameter = Parameter(name, place, wire_name, schema, is_required, each["keyword_only"])
        found.append(parameter)
    return found


def known_parameters(http: str, path: str, contract: Contract) -> Known:
    """Return what an operation takes, by the place on the wire and the name there."""
    operation = contract.operation(http, path)
    known: Known = {("path", name): ({"type": "string"}, True) for name in _in_path(path)}
    for each in operation.get("parameters", ()):
        if each["in"] != "path":
            known[each["in"], each["name"]] = each["schema"], each.get("required", False)
    body = contract.body(operation)
    for name, schema in contract.properties(body).items():
        place = "file" if "contentMediaType" in schema else "body"
        known[place, name] = schema, name in body.get("required", ())
    if not body:
        known["whole body", "body"] = body, False
    return known


def place_of(name: str, known: Known) -> tuple[str, str]:
    """Return where a parameter goes, and its name there: Python has another one at times."""
    candidates: list[tuple[str, str]] = []
    prefix, _, rest = name.partition("_")
    if prefix in _PLACES:
        candidates.append((prefix, rest))
    camel = re.sub(r"_(\w)", lambda match: match[1].upper(), name)
    for wire_name in (name, f"{name}_", camel, name.replace("_", "-")):
        candidates += [(place, wire_name) for place in _PLACES]
    return next(each for each in candidates if each in known)


def _in_path(path: str) -> list[str]:
    return re.findall(r"{(\w+)}", path)
