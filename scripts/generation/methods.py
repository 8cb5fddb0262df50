"""What the methods of the published client take, and where it goes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generation.contract import NULL, Contract, Schema, is_nullable, parameters


@dataclass(frozen=True)
class Parameter:
    """A parameter of a method, or a key of a dictionary."""

    name: str
    wire_name: str
    schema: Schema
    is_required: bool


def wire(method: Schema) -> tuple[str, str]:
    """Return the HTTP method and the path of a method, with the published client's names in it."""
    return method["wire"]["http"], method["wire"]["path"]


def keywords(method: Schema, contract: Contract) -> list[Parameter]:
    """Return what a method takes by keyword, with what the contract says of it."""
    operation = contract.operation(*wire(method))
    known = known_parameters(operation, contract)
    body = contract.body(operation)
    required = set(body.get("required", ()))
    for name, each in parameters(operation).items():
        if name not in body.get("properties", {}) and each.get("required"):
            required.add(name)
    found: list[Parameter] = []
    for each in method["params"]:
        if each["keyword_only"]:
            name = wire_name(each["name"], known)
            schema = known[name]
            if "Optional[" in each["annotation"] and not is_nullable(schema):
                schema = {"anyOf": [schema, NULL], "default": schema.get("default")}
            found.append(Parameter(each["name"], name, schema, name in required))
    return found


def known_parameters(operation: Schema, contract: Contract) -> dict[str, Schema]:
    """Return the schemas of all that an operation takes, by the names on the wire."""
    in_body: dict[str, Schema] = contract.body(operation).get("properties", {})
    others = {name: each["schema"] for name, each in parameters(operation).items()}
    return {**others, **in_body}


def wire_name(name: str, known: dict[str, Schema]) -> str:
    """Return the name on the wire of a parameter, of which Python has another one at times."""
    candidates = (
        name,
        f"{name}_",
        re.sub(r"^(body|query)_", "", name),
        re.sub(r"_(\w)", lambda match: match[1].upper(), name),
        name.replace("_", "-"),
    )
    for candidate in candidates:
        if candidate in known:
            return candidate
    raise KeyError(name)
