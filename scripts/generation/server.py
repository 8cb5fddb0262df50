"""The types by which the reference server checks requests.

The client's types accept values that they do not know; a server does not. So requests have closed
types of their own: an enumeration for each that has a name, a model for each body and for the query
of each operation. A path, and where a parameter goes, is looked up in the document itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic.alias_generators import to_pascal

from generation.contract import Contract, Schema, is_nullable, name_of, parameters, values
from letta_client.testing.json_values import is_dict, is_list
from letta_client.testing.simulation.ids import UUID4

_PACKAGE = "letta_client.testing.api.contract"
_ID = re.compile(rf"\^([a-z_]+)-{re.escape(UUID4)}\$")
_BOUNDS = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "pattern": "pattern",
    "minimum": "ge",
    "maximum": "le",
}
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def write_request_types(contract: Contract) -> dict[str, str]:
    """Return the text of each module of the request types by its name."""
    types = _RequestTypes(contract)
    return {
        "enumerations": types.enumerations(),
        "bodies": types.bodies(),
        "queries": types.queries(),
    }


class _RequestTypes:
    """The types of what is sent to the server."""

    def __init__(self, contract: Contract) -> None:
        self._schemas = contract.schemas
        operations = [each for path in contract.paths.values() for each in path.values()]
        self._operations = sorted(operations, key=lambda each: each["operationId"])
        bodies = [each["requestBody"] for each in operations if "requestBody" in each]
        self._sent = self._reachable(bodies)
        self._asked = self._reachable(each.get("parameters", []) for each in operations)
        self._names = _python_names(self._sent | self._asked)

    def enumerations(self) -> str:
        """Return the module of the enumerations that have a name."""
        text = "from enum import StrEnum\n"
        for name in self._enumerations():
            members = [
                f"    {_member(value)} = {value!r}\n" for value in values(self._schemas[name])
            ]
            text += f"\n\nclass {self._names[name]}(StrEnum):\n" + "".join(members)
        return f'"""The enumerations of the contract, without open ends."""\n\n{text}'

    def bodies(self) -> str:
        """Return the module of the models of bodies, and of all that is in them."""
        text = ""
        for name in self._in_order(self._sent):
            if "properties" in self._schemas[name]:
                text += self._model(name)
            elif not self._is_enumeration(name):
                union = self._annotation(self._schemas[name])
                text += f"\n\n{self._names[name]}: TypeAlias = {union}\n"
        for operation in self._operations:
            for content in operation.get("requestBody", {}).get("content", {}).values():
                if "$ref" not in content["schema"]:
                    name = f"{to_pascal(operation['operationId'])}Body"
                    text += f"\n{name}: TypeAlias = {self._annotation(content['schema'])}\n"
        return self._module("What is sent in the bodies of requests.", text)

    def queries(self) -> str:
        """Return the module of the models of queries: one for each operation that has one."""
        text = ""
        for operation in self._operations:
            asked = [each for each in parameters(operation).values() if each["in"] == "query"]
            if asked:
                name = f"{to_pascal(operation['operationId'])}Query"
                text += f"\n\nclass {name}(RequestModel):\n"
                for each in asked:
                    text += self._field(each["name"], each["schema"], required=each["required"])
        return self._module("What is asked for in the queries of requests.", text)

    def _module(self, title: str, text: str) -> str:
        enumerations = ", ".join(self._names[name] for name in self._enumerations())
        return (
            f'"""{title}"""\n\n'
            "from __future__ import annotations\n\n"
            "from datetime import datetime\n"
            "from typing import Annotated, Any, Literal, TypeAlias\n\n"
            "from pydantic import Field, InstanceOf, StringConstraints\n"
            "from starlette.datastructures import UploadFile\n\n"
            f"from {_PACKAGE}.enumerations import {enumerations}\n"
            f"from {_PACKAGE}.request_model import Omissible, RequestModel, prefixed_id\n"
            f"{text}"
        )

    def _enumerations(self) -> list[str]:
        return [name for name in sorted(self._sent | self._asked) if self._is_enumeration(name)]

    # Models

    def _model(self, name: str) -> str:
        schema = self._schemas[name]
        text = f"\n\nclass {self._names[name]}(RequestModel"
        if schema.get("additionalProperties") is not None:
            text += f', extra="{"allow" if schema["additionalProperties"] else "forbid"}"'
        required = schema.get("required", ())
        fields = [
            self._field(field, each, required=field in required)
            for field, each in schema["properties"].items()
        ]
        return text + "):\n" + ("".join(fields) or "    pass\n")

    def _field(self, name: str, schema: Schema, *, required: bool) -> str:
        annotation = self._annotation(schema)
        if required:
            return f"    {name}: {annotation}\n"
        if "default" in schema:
            return f"    {name}: {annotation} = {self._default(schema)}\n"
        if not is_nullable(schema):
            annotation = f"Omissible[{annotation}]"
        return f"    {name}: {annotation} = None\n"

    def _default(self, schema: Schema) -> str:
        value = schema["default"]
        if value == [] or value == {}:
            # Which pydantic copies.
            return repr(value)
        code = self._value(schema, value)
        return f"Field(default_factory=lambda: {code})" if isinstance(value, dict) else code

    def _value(self, schema: Schema, value: Any) -> str:
        """Return the code of a value of this type."""
        name = name_of(schema.get("$ref", ""))
        if "discriminator" in schema:
            mapping = schema["discriminator"]["mapping"]
            name = name_of(mapping[value[schema["discriminator"]["propertyName"]]])
        if not name:
            # The contract has a boolean as the default of a text.
            is_text = schema.get("type") == "string"
            return repr(json.dumps(value) if is_text and not isinstance(value, str) else value)
        if self._is_enumeration(name):
            return f"{self._names[name]}.{_member(value)}"
        properties = self._schemas[name]["properties"]
        given = [f"{key}={self._value(properties[key], each)}" for key, each in value.items()]
        return f"{self._names[name]}({', '.join(given)})"

    # Types

    def _annotation(self, schema: Schema) -> str:
        if "$ref" in schema:
            return self._names[name_of(schema["$ref"])]
        if "oneOf" in schema:
            variants = " | ".join(dict.fromkeys(map(self._annotation, schema["oneOf"])))
            if len(schema["oneOf"]) == 1:
                return variants
            tag = schema["discriminator"]["propertyName"]
            return f'Annotated[{variants}, Field(discriminator="{tag}")]'
        if "anyOf" in schema:
            return " | ".join(dict.fromkeys(map(self._annotation, schema["anyOf"])))
        if values(schema):
            return f"Literal[{', '.join(map(repr, values(schema)))}]"
        return self._plain(schema)

    def _plain(self, schema: Schema) -> str:
        kind = schema.get("type")
        if kind is None:
            return "Any"
        if kind == "array":
            return f"list[{self._annotation(schema.get('items', {}))}]"
        if kind == "object":
            inside: Schema | bool = schema.get("additionalProperties", True)
            return f"dict[str, {'Any' if isinstance(inside, bool) else self._annotation(inside)}]"
        if "contentMediaType" in schema:
            return "InstanceOf[UploadFile]"
        if schema.get("format") == "date-time":
            return "datetime"
        return _bounded(_PLAIN[kind], schema)

    def _is_enumeration(self, name: str) -> bool:
        return "enum" in self._schemas[name]

    def _in_order(self, names: Iterable[str]) -> list[str]:
        """Return schemas with what they refer to before them, as far as there is no circle."""
        found: dict[str, None] = {}
        under_way: set[str] = set()

        def visit(name: str) -> None:
            if name not in under_way:
                under_way.add(name)
                for other in _references(self._schemas[name]):
                    visit(other)
                found[name] = None

        for name in sorted(names):
            visit(name)
        return list(found)

    def _reachable(self, roots: Any) -> set[str]:
        found: set[str] = set()
        waiting = list(_references(list(roots)))
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += _references(self._schemas[name])
        return found


def _bounded(plain: str, schema: Schema) -> str:
    """Return a plain type within the bounds that the schema sets."""
    prefix = _ID.fullmatch(schema.get("pattern", ""))
    if prefix is not None:
        return f'Annotated[str, prefixed_id("{prefix[1]}")]'
    bounds = [f"{_BOUNDS[key]}={schema[key]!r}" for key in _BOUNDS if key in schema]
    if not bounds:
        return plain
    constraints = "StringConstraints" if plain == "str" else "Field"
    return f"Annotated[{plain}, {constraints}({', '.join(bounds)})]"


def _python_names(names: Iterable[str]) -> dict[str, str]:
    """Return a name for each schema: the last part of its own, with the one before if need be."""
    parts = {name: re.sub("-(Input|Output)$", "", name).split("__") for name in names}
    last = [each[-1] for each in parts.values()]
    return {
        name: each[-1] if last.count(each[-1]) == 1 else to_pascal(each[-2]) + each[-1]
        for name, each in parts.items()
    }


def _references(node: Any) -> Iterator[str]:
    """Yield the names of all schemas to which a part of the contract refers."""
    if is_list(node):
        for each in node:
            yield from _references(each)
    elif is_dict(node):
        for key, value in node.items():
            if key == "$ref":
                yield name_of(value)
            elif key != "mapping":
                yield from _references(value)


def _member(value: str) -> str:
    return re.sub(r"\W", "_", value).upper()
