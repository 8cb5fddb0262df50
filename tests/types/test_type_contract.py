"""The types say what the server's contract says, and what the published client's methods take."""

from __future__ import annotations

import importlib
import json
from typing import Any, get_type_hints

import pytest
from generation.contract import Contract, parameters
from generation.methods import parameters_of, wire
from generation.modules import write_modules
from generation.overlay import Entry, Overlay
from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from letta_client.types._model import BaseModel

CONTRACT = Contract()
OVERLAY = Overlay(CONTRACT)
write_modules(OVERLAY)  # finds which models are sent, too
SCHEMAS = CONTRACT.schemas


def written(entry: Entry) -> Any:
    return getattr(
        importlib.import_module(f"letta_client.types._models.{entry.module}"), entry.name
    )


def of_schemas(*kinds: str, sent: bool) -> dict[str, Any]:
    """Return what stands for schemas, by their names."""
    return {
        entry.source: written(entry)
        for entry in OVERLAY.entries()
        if entry.source and entry.kind in kinds and entry.is_sent == sent
    }


MODELS: dict[str, type[BaseModel]] = of_schemas("object", sent=False)
ALIASES = of_schemas("values", "union", sent=False)
DICTIONARIES = of_schemas("object", sent=True)
SENT_UNIONS = of_schemas("union", sent=True)
METHODS: dict[str, Any] = {}
for each in OVERLAY.entries():
    if each.kind == "method":
        METHODS.setdefault(each.facts["method"], written(each))

# The bodies of errors, which the client reads as errors and not as models.
ERRORS = {"HTTPValidationError", "ValidationError"}

# (schema, field): where we differ from the contract, and why.

# Discriminators have their value as a default everywhere, so that models are easy to make. The
# published client lets a passage be made without its vector.
REQUIRED_IN_THE_CONTRACT_ONLY = {
    ("LettaErrorMessage", "message_type"),
    ("Passage", "embedding"),
    ("Passage", "embedding_config"),
    ("RecurringSchedule", "type"),
}

# The server makes these ids, so no response is without one; the published client requires them.
REQUIRED_BY_US_ONLY = {
    ("Archive", "id"),
    ("FileMetadata", "id"),
    ("Folder", "id"),
    ("Identity", "id"),
    ("Message", "id"),
    ("Run", "id"),
    ("Source", "id"),
    ("Tool", "id"),
}

# Parameters of this server that the published client does not have: `extra_body` takes them.
PARAMETERS_OF_THE_CONTRACT_ONLY = {
    ("agents.create", "actor_id"),
    ("agents.create", "include_multi_agent_tools"),
    ("agents.export_file", "legacy_spec"),
    ("agents.export_file", "spec"),
    ("conversations.create", "isolated_block_labels"),
}

# The published client has a class of its own where the contract has a union of one.
CLASSES_BEYOND_THE_CONTRACT = {"LettaAssistantMessageContentUnion": "TextContent"}

# Variants that the contract lacks: a stream may bring summaries and events, which it forgets, and
# Letta Cloud knows more models.
VARIANTS_BEYOND_THE_CONTRACT = {
    "EventMessage",
    "MoonshotCodingModelSettings",
    "MoonshotModelSettings",
    "SummaryMessage",
}


class Shape:
    """A schema without what does not matter here, so that it can be compared.

    An enumeration that is open to any text is the same as its known values, and a union is the
    same without its `Unknown…` variant: that is how ours differ from the contract's by design.
    """

    def __init__(self, names: dict[str, str], definitions: dict[str, Any]) -> None:
        self.names = names
        self.definitions = definitions

    def of(self, schema: dict[str, Any]) -> frozenset[Any]:
        shapes = self._variants(schema)
        is_enum = any(shape[0] == "enum" for shape in shapes)
        return shapes - {("string",)} if is_enum else shapes

    def _variants(self, schema: dict[str, Any]) -> frozenset[Any]:
        if "$ref" in schema:
            return self._of_name(schema["$ref"].rpartition("/")[2])
        for union in ("anyOf", "oneOf"):
            if union in schema:
                return frozenset(shape for part in schema[union] for shape in self.of(part))
        if "enum" in schema or "const" in schema:
            return frozenset({("enum", frozenset(schema.get("enum", [schema.get("const")])))})
        if schema.get("type") == "array":
            return frozenset({("array", self.of(schema["items"]))})
        if isinstance(schema.get("additionalProperties"), dict):
            return frozenset({("map", self.of(schema["additionalProperties"]))})
        return frozenset({(schema.get("format") or schema.get("type", "any"),)})

    def _of_name(self, name: str) -> frozenset[Any]:
        if name.startswith("Unknown"):
            return frozenset()
        if name in self.names:
            return frozenset({("model", self.names[name])})
        return self.of(self.definitions[name])


THEIRS = Shape({name: model.__name__ for name, model in MODELS.items()}, SCHEMAS)


def ours(schema: dict[str, Any]) -> Shape:
    definitions: dict[str, Any] = schema.get("$defs", {})
    names: dict[str, str] = {
        name: CLASSES_BEYOND_THE_CONTRACT.get(name, name) for name in definitions
    }
    return Shape(names, definitions)


def fields_of(name: str, differences: set[tuple[str, str]]) -> set[str]:
    return {field for schema, field in differences if schema == name}


def reached(roots: Any) -> set[str]:
    """The schemas of the contract to which a part of it refers, at any depth."""
    text = json.dumps(roots)
    names = {name for name in SCHEMAS if f'/{name}"' in text}
    more = names | {
        name for name in SCHEMAS if f'/{name}"' in json.dumps([SCHEMAS[each] for each in names])
    }
    return names if more <= names else names | reached([SCHEMAS[each] for each in more])


def test_every_schema_that_is_received_is_accounted_for() -> None:
    answers = [
        CONTRACT.operation(*wire(method))["responses"] for method in CONTRACT.methods.values()
    ]
    assert reached(answers) <= MODELS.keys() | ALIASES.keys() | ERRORS


def test_every_schema_that_is_sent_is_accounted_for() -> None:
    sent = [
        content["schema"]
        for method in METHODS
        if CONTRACT.methods[method]["wire"]["http"] != "GET"
        for content in CONTRACT.operation(*wire(CONTRACT.methods[method]))
        .get("requestBody", {})
        .get("content", {})
        .values()
    ]
    bodies = {CONTRACT.source(schema) for schema in sent}
    found = reached(sent)
    assert "LettaMessageContentUnion" in found
    assert found <= DICTIONARIES.keys() | SENT_UNIONS.keys() | ALIASES.keys() | bodies


def test_the_types_are_many() -> None:
    # Of each kind there are some, so the tests below test something.
    assert all(len(each) > 10 for each in (MODELS, ALIASES, DICTIONARIES, METHODS))


def fields_on_the_wire(name: str) -> dict[str, FieldInfo]:
    return {field.alias or key: field for key, field in MODELS[name].model_fields.items()}


@pytest.mark.parametrize("name", MODELS)
def test_model_has_the_fields_of_the_contract(name: str) -> None:
    assert fields_on_the_wire(name).keys() == SCHEMAS[name]["properties"].keys()


@pytest.mark.parametrize("name", MODELS)
def test_model_requires_what_the_contract_requires(name: str) -> None:
    required = {key for key, field in fields_on_the_wire(name).items() if field.is_required()}
    theirs = set(SCHEMAS[name].get("required", []))
    assert required - theirs == fields_of(name, REQUIRED_BY_US_ONLY)
    assert theirs - required == fields_of(name, REQUIRED_IN_THE_CONTRACT_ONLY)


@pytest.mark.parametrize("name", MODELS)
def test_model_has_the_defaults_of_the_contract(name: str) -> None:
    for key, field in fields_on_the_wire(name).items():
        if not field.is_required():
            theirs = SCHEMAS[name]["properties"][key].get("default")
            default = field.get_default(call_default_factory=True, validated_data={})
            if isinstance(default, BaseModel):
                default = default.model_dump()
            if (name, key) not in REQUIRED_IN_THE_CONTRACT_ONLY:
                assert default == theirs, key


@pytest.mark.parametrize("name", MODELS)
def test_model_has_the_types_of_the_contract(name: str) -> None:
    schema = MODELS[name].model_json_schema()
    shape, fields = ours(schema), fields_on_the_wire(name)
    for key, theirs in SCHEMAS[name]["properties"].items():
        expected = THEIRS.of(theirs)
        if not fields[key].is_required() and "default" not in theirs:
            expected |= {("null",)}  # what need not be sent is None for us
        assert known_to_both(shape.of(schema["properties"][key])) == known_to_both(expected), key


@pytest.mark.parametrize("name", ALIASES)
def test_alias_has_the_values_and_variants_of_the_contract(name: str) -> None:
    schema = TypeAdapter(ALIASES[name]).json_schema()
    assert known_to_both(ours(schema).of(schema)) == known_to_both(THEIRS.of(SCHEMAS[name]))


def known_to_both(shapes: frozenset[Any]) -> frozenset[Any]:
    return frozenset(
        (shape[0], known_to_both(shape[1])) if shape[0] in ("array", "map") else shape
        for shape in shapes
        if not (shape[0] == "model" and shape[1] in VARIANTS_BEYOND_THE_CONTRACT)
    )


def test_stream_events_are_those_of_the_contract_and_of_all_messages() -> None:
    schema = TypeAdapter(ALIASES["LettaStreamingResponse"]).json_schema()
    expected = THEIRS.of(SCHEMAS["LettaStreamingResponse"]) | THEIRS.of(
        SCHEMAS["LettaMessageUnion"]
    )
    assert ours(schema).of(schema) == expected


def test_messages_of_steps_are_those_of_the_contract() -> None:
    from letta_client.types.steps import MessageListResponse

    operation = CONTRACT.operation("GET", "/v1/steps/{step_id}/messages")
    items = operation["responses"]["200"]["content"]["application/json"]["schema"]["items"]
    schema = TypeAdapter[Any](MessageListResponse).json_schema()
    assert ours(schema).of(schema) == THEIRS.of(items)


@pytest.mark.parametrize("name", DICTIONARIES)
def test_dictionaries_are_those_of_the_contract(name: str) -> None:
    assert set(get_type_hints(DICTIONARIES[name])) == set(SCHEMAS[name]["properties"])
    assert DICTIONARIES[name].__required_keys__ == set(SCHEMAS[name].get("required", []))


@pytest.mark.parametrize("method", METHODS)
def test_parameters_are_those_of_the_published_methods(method: str) -> None:
    published = CONTRACT.methods[method]["params"]
    theirs = {parameter["name"] for parameter in published if parameter["keyword_only"]}
    assert set(get_type_hints(METHODS[method])) == theirs


@pytest.mark.parametrize("method", METHODS)
def test_parameters_are_those_of_the_contract(method: str) -> None:
    operation = CONTRACT.operation(*wire(CONTRACT.methods[method]))
    body = CONTRACT.body(operation)
    query = [each for each in parameters(operation).values() if each["in"] == "query"]
    theirs = {each["name"] for each in query} | set(body.get("properties", {}))
    keywords = [
        each for each in parameters_of(CONTRACT.methods[method], CONTRACT) if each.is_keyword
    ]
    ours = {each.wire_name for each in keywords if each.place in ("query", "body", "file")}
    assert theirs - ours == fields_of(method, PARAMETERS_OF_THE_CONTRACT_ONLY)
    assert ours <= theirs

    required = {each["name"] for each in query if each.get("required")}
    required |= {each.wire_name for each in keywords if each.place == "path"}
    keys: frozenset[str] = METHODS[method].__required_keys__
    assert {each.wire_name for each in keywords if each.name in keys} == required | set(
        body.get("required", [])
    )
