"""The OpenAPI document: what our types say, in the words of the API's contract.

Our types are open: an enumeration accepts values that it does not know, a union has an `Unknown…`
variant, and a model keeps fields that it has not declared. The server itself says nothing of the
kind, so its document has the closed forms, under the names that the contract has for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, TypeAlias, get_args

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python

from letta_client.testing.api.contract_facts import (
    BOUNDS,
    DEPRECATED,
    ID_KINDS,
    NEVER_NULL,
    NOT_SENT,
)
from letta_client.testing.api.json_values import is_dict, is_list
from letta_client.testing.api.request_bodies import MessagePart
from letta_client.types._model import BaseModel
from letta_client.types.agent_state import AgentType
from letta_client.types.content import LettaUserMessageContentUnion
from letta_client.types.groups import ManagerType
from letta_client.types.identities import IdentityPropertyType, IdentityType
from letta_client.types.internal_messages import MessageRole
from letta_client.types.llm_config import ProviderCategory
from letta_client.types.messages import Message, MessageType
from letta_client.types.runs import RunStatus
from letta_client.types.sources import VectorDBProvider
from letta_client.types.steps import StepStatus
from letta_client.types.stop_reason import StopReasonType
from letta_client.types.streaming import LettaStreamingResponse
from letta_client.types.tools import ToolType

Schema: TypeAlias = dict[str, Any]

_REFS = "#/components/schemas/"
_TEXT: Schema = {"type": "string"}

_NAMES = {
    "HealthResponse": "Health",
    "InternalMessage": "Message",
    "LlmConfig": "LLMConfig",
    "Logprobs": "ChoiceLogprobs",
    "TokenLogprob": "ChatCompletionTokenLogprob",
    "Turn": "TurnTokenData",
    "UsageRetrieveResponse": "UsageStatistics",
    "CompletionTokensDetails": "UsageStatisticsCompletionTokenDetails",
    "PromptTokensDetails": "UsageStatisticsPromptTokenDetails",
    "XaiModelSettings": "XAIModelSettings",
    "ZaiModelSettings": "ZAIModelSettings",
    "ZaiThinking": "ZAIThinking",
}
"""The names that the contract has for models of ours."""

_ENUMERATIONS: dict[str, Any] = {
    "AgentType": AgentType,
    "IdentityPropertyType": IdentityPropertyType,
    "IdentityType": IdentityType,
    "ManagerType": ManagerType,
    "MessageRole": MessageRole,
    "MessageType": MessageType,
    "ProviderCategory": ProviderCategory,
    "RunStatus": RunStatus,
    "StepStatus": StepStatus,
    "StopReasonType": StopReasonType,
    "ToolType": ToolType,
    "VectorDBProvider": VectorDBProvider,
}
"""The enumerations that have a name in the contract."""

_UNIONS: dict[str, Any] = {
    "LettaMessageContentUnion": MessagePart,
    "LettaMessageUnion": Message,
    "LettaStreamingResponse": LettaStreamingResponse,
    "LettaUserMessageContentUnion": LettaUserMessageContentUnion,
}
"""The unions that have a name in the contract."""

_NEVER_STREAMED = {"EventMessage", "SummaryMessage"}
"""Variants of our type of a stream's events that lists of messages have, and streams have not."""

_RENAMED_IN = {
    "ToolReturn": {"LettaUserMessageContentUnion": "LettaToolReturnContentUnion"},
    "InternalToolReturn": {"LettaUserMessageContentUnion": "LettaToolReturnContentUnion"},
}
"""Names that the contract has in some models for what has another name elsewhere."""


def make_document(app: FastAPI) -> Schema:
    """Return the OpenAPI document of the application."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
    )
    words = _Words()
    components: dict[str, Schema] = document["components"]["schemas"]
    known = words.components()
    names: dict[str, str] = {}
    for name, schema in components.items():
        # Some versions of pydantic tell a model that is sent from one that is received.
        ours = name.removesuffix("-Input").removesuffix("-Output")
        closed = _with_defaults(ours, words.close(schema, root=True))
        names[name] = _NAMES.get(ours, ours)
        known[names[name]] = _rename(closed, _RENAMED_IN.get(ours, {}))
    known = {name: _rename(schema, names) for name, schema in known.items()}
    paths = _rename(_map_schemas(document["paths"], words.close), names)
    _drop_null_bodies(paths)
    document["paths"] = paths
    document["components"]["schemas"] = {
        name: _refined(name, known[name]) for name in sorted(_reachable(paths, known))
    }
    return document


def _with_defaults(name: str, schema: Schema) -> Schema:
    """Return the schema of a model of ours with the defaults that are made when they are needed."""
    model = _models().get(name)
    for field, said in schema.get("properties", {}).items():
        info = None if model is None else model.model_fields.get(field)
        if info is not None and info.default_factory is not None:
            made = info.get_default(call_default_factory=True, validated_data={})
            said["default"] = to_jsonable_python(made)
    return schema


@cache
def _models() -> dict[str, type[BaseModel]]:
    """Return all models of responses, by their names."""
    found: dict[str, type[BaseModel]] = {}
    waiting = [BaseModel]
    while waiting:
        for model in waiting.pop().__subclasses__():
            found[model.__name__] = model
            waiting.append(model)
    return found


def _refined(name: str, schema: Schema) -> Schema:
    """Return the schema of a name of the contract with what only the contract says of it."""
    properties: dict[str, Schema] = schema.get("properties", {})
    for field in NOT_SENT.get(name, ()):
        del properties[field]
    for field in NEVER_NULL.get(name, ()):
        properties[field] = _without_null(properties[field])
    if name in ID_KINDS:
        properties["id"]["pattern"] = f"^{ID_KINDS[name]}-[a-fA-F0-9]{{8}}"
    for field, bounds in BOUNDS.get(name, {}).items():
        properties[field] |= bounds
    for field in DEPRECATED.get(name, ()):
        properties[field]["deprecated"] = True
    return schema


def _drop_null_bodies(paths: Schema) -> None:
    """Say of a body that may be missing no more than that."""
    for operations in paths.values():
        for operation in operations.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                content["schema"] = _without_null(content["schema"])


def _without_null(schema: Schema) -> Schema:
    options = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    if len(options) != 1:
        return schema
    return {**{key: value for key, value in schema.items() if key != "anyOf"}, **options[0]}


class _Words:
    """What the contract calls the enumerations and unions that stand in our schemas."""

    def __init__(self) -> None:
        self._values = {name: _literals(alias) for name, alias in _ENUMERATIONS.items()}
        self._unions: dict[str, Schema] = {}
        for name, alias in _UNIONS.items():
            schema = TypeAdapter[Any](alias).json_schema(ref_template=_REFS + "{model}")
            schema.pop("$defs")
            self._unions[name] = self.close(schema, root=True)
        self._unions["LettaToolReturnContentUnion"] = self._unions["LettaUserMessageContentUnion"]

    def components(self) -> dict[str, Schema]:
        """Return the schemas of all that has a name."""
        enumerations = {
            name: {"type": "string", "enum": list(values)} for name, values in self._values.items()
        }
        streamed = _without_variants(self._unions["LettaStreamingResponse"], _NEVER_STREAMED)
        return {**enumerations, **self._unions, "LettaStreamingResponse": streamed}

    def close(self, schema: Schema, *, root: bool = False) -> Schema:
        """Return a schema without its open ends, and by name where it has one.

        Args:
            schema: the schema.
            root: whether it is the one that a name stands for.
        """
        schema = _without_open_ends(schema)
        for key in ("items", "additionalProperties"):
            if isinstance(schema.get(key), dict):
                schema[key] = self.close(schema[key])
        for key in ("anyOf", "oneOf"):
            if key in schema:
                schema[key] = [self.close(option) for option in schema[key]]
        if "properties" in schema:
            properties: dict[str, Schema] = schema["properties"]
            schema["properties"] = {name: self.close(each) for name, each in properties.items()}
        return schema if root else self._by_name(schema)

    def _by_name(self, schema: Schema) -> Schema:
        name: str | None = None
        if "enum" in schema:
            same = [name for name, values in self._values.items() if values == schema["enum"]]
            name = same[0] if same else None
        elif "oneOf" in schema:
            same = [
                name
                for name, union in self._unions.items()
                if _variants(union) == _variants(schema)
            ]
            name = same[0] if same else None
        if name is None:
            return schema
        rest = {
            key: value
            for key, value in schema.items()
            if key not in ("type", "enum", "oneOf", "discriminator")
        }
        return {"$ref": _ref(name), **rest}


def _without_open_ends(schema: Schema) -> Schema:
    """Return a schema without what accepts more than the server sends, and without its title."""
    closed = {key: value for key, value in schema.items() if key != "title"}
    if "properties" in closed and closed.get("additionalProperties") is True:
        del closed["additionalProperties"]
    if closed.get("type") == "object" and "properties" not in closed:
        # Newer versions of pydantic say so themselves.
        closed.setdefault("additionalProperties", True)
    options: list[Schema] = closed.get("anyOf", [])
    known = [each for each in options if not _name(each.get("$ref", "")).startswith("Unknown")]
    if any("enum" in each or "const" in each for each in known):
        known = [each for each in known if each != _TEXT]
    if len(known) == 1 and len(options) > 1:
        del closed["anyOf"]
        return _without_open_ends({**known[0], **closed})
    if options:
        closed["anyOf"] = known
    return closed


def _without_variants(union: Schema, names: set[str]) -> Schema:
    mapping: dict[str, str] = union["discriminator"]["mapping"]
    kept = {tag: ref for tag, ref in mapping.items() if _name(ref) not in names}
    return {
        **union,
        "oneOf": [each for each in union["oneOf"] if _name(each["$ref"]) not in names],
        "discriminator": {**union["discriminator"], "mapping": kept},
    }


def _literals(alias: object) -> list[str]:
    """Return the values of an enumeration, as they stand in our type."""
    parts = get_args(alias)
    return [
        value for part in parts for value in ([part] if isinstance(part, str) else _literals(part))
    ]


def _variants(union: Schema) -> set[str]:
    return {option.get("$ref", "") for option in union["oneOf"]}


def _ref(name: str) -> str:
    return _REFS + name


def _name(ref: str) -> str:
    return ref.removeprefix(_REFS)


def _map_schemas(node: Any, change: Callable[[Schema], Schema]) -> Any:
    """Return a part of the document with each schema of a parameter or body changed."""
    if is_list(node):
        return [_map_schemas(each, change) for each in node]
    if not is_dict(node):
        return node
    return {
        key: change(value) if key == "schema" else _map_schemas(value, change)
        for key, value in node.items()
    }


def _rename(node: Any, names: Mapping[str, str]) -> Any:
    """Return a schema with other names for what it refers to."""
    if is_list(node):
        return [_rename(each, names) for each in node]
    if not is_dict(node):
        return node
    return {key: _rename_in(key, value, names) for key, value in node.items()}


def _rename_in(key: str, value: Any, names: Mapping[str, str]) -> Any:
    if key == "$ref":
        return _ref(names.get(_name(value), _name(value)))
    if key == "mapping":
        return {tag: _rename_in("$ref", ref, names) for tag, ref in value.items()}
    return _rename(value, names)


def _reachable(paths: Any, known: dict[str, Schema]) -> set[str]:
    """Return the names of all schemas that the operations need."""
    found: set[str] = set()
    waiting = list(_refs(paths))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _refs(known[name])
    return found


def _refs(node: Any) -> Iterable[str]:
    if is_list(node):
        for each in node:
            yield from _refs(each)
    elif is_dict(node):
        for key, value in node.items():
            if key == "$ref":
                yield _name(value)
            else:
                yield from _refs(value)
