"""The contract as an OpenAPI document: with our words, and what is known beyond the contract."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy

from generation.contract import REFS, Contract, Schema
from generation.overlay import Overlay, OverlayError

_STREAMS = ("send_message", "create_agent_message_stream", "retrieve_stream_for_run")
"""The operations whose streams bring the events of a run."""
_ERRORS: dict[str, Schema] = {
    "InvalidRequest": {
        "description": "What is wrong with a request that does not fit its operation.",
        "type": "object",
        "properties": {
            "detail": {"type": "string"},
            "trace_id": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "examples": {
                "anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "null"}]
            },
        },
        "required": ["detail"],
    },
    "Problem": {
        "description": "What went wrong.",
        "type": "object",
        "properties": {"detail": {}},
        "required": ["detail"],
    },
    "RunFailed": {
        "description": "Why the run of a message failed, for those who waited for its end.",
        "type": "object",
        "properties": {"error": {"type": "object", "additionalProperties": True}},
        "required": ["error"],
    },
}
"""The errors as the server sends them; the contract has a list as the detail of a 422."""
_PHRASES = {"200": "The request was carried out.", "204": "There is nothing to tell."}


_PROGRESS = ("connect_mcp_server", "mcp_connect_mcp_server")
"""The operations that stream how a connection goes; the contract names no type for that."""
_EXPORTS = ("export_agent", "export_agent_with_skills")
"""The operations that answer with a file of JSON, which the contract calls a string."""
CLOUD_ONLY = "x-letta-cloud-only"
"""What marks an operation that only Letta Cloud has."""


def write_document(contract: Contract, overlay: Overlay) -> str:
    """Return the document of all operations of the contract, as JSON."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Letta API", "version": contract.version},
        "paths": _paths(contract, overlay),
        "components": {"schemas": _schemas(contract, overlay)},
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _paths(contract: Contract, overlay: Overlay) -> Schema:
    paths = deepcopy(contract.paths)
    words = dict(overlay.operations)
    for path, operations in paths.items():
        for operation in operations.values():
            operation["tags"] = [path.split("/")[2]]
            description = words.pop(operation["operationId"], None)
            if description is not None:
                operation["description"] = description
            if path in contract.cloud_paths:
                operation[CLOUD_ONLY] = True
                operation["responses"]["422"] = {}
            _complete_answers(operation)
    if words:
        raise OverlayError(f"no operations are called {', '.join(sorted(words))}")
    return paths


def _complete_answers(operation: Schema) -> None:
    answers: Schema = operation["responses"]
    for status, answer in answers.items():
        answer["description"] = _PHRASES.get(status, "Something went wrong.")
    if "422" in answers:
        answers["422"] = _error("InvalidRequest", "The request does not fit the operation.")
        answers["default"] = _error("Problem", "Something else went wrong.")
    if operation["operationId"] == "send_message":
        answers["500"] = _error("RunFailed", "The run failed.")
    if operation["operationId"] in _STREAMS:
        # The schema is that of the data of each event.
        event = {"schema": {"$ref": f"{REFS}LettaStreamingResponse"}}
        answers["200"]["content"]["text/event-stream"] = event
    if operation["operationId"] in _EXPORTS:
        answers["200"]["content"]["application/json"] = {"schema": {"type": "object"}}
    if operation["operationId"] in _PROGRESS:
        answers["200"]["content"]["text/event-stream"] = {"schema": {}}


def _error(name: str, description: str) -> Schema:
    content = {"application/json": {"schema": {"$ref": REFS + name}}}
    return {"description": description, "content": content}


def _schemas(contract: Contract, overlay: Overlay) -> Schema:
    schemas: Schema = {**deepcopy(contract.schemas), **_ERRORS}
    # Null in a stream that is not resumable.
    number = schemas["LettaErrorMessage"]["properties"]["seq_id"]
    schemas["LettaErrorMessage"]["properties"]["seq_id"] = {"anyOf": [number, {"type": "null"}]}
    for name in ("HTTPValidationError", "ValidationError"):
        del schemas[name]
    for entry in overlay.entries():
        if entry.source and not entry.is_sent:
            _describe(schemas[entry.source], entry.doc, overlay.docs_of_fields(entry))
    return dict(sorted(schemas.items()))


def _describe(schema: Schema, doc: str, docs_of_fields: Mapping[str, str]) -> None:
    if doc:
        schema.setdefault("description", doc)
    for name, field in schema.get("properties", {}).items():
        if name in docs_of_fields:
            field.setdefault("description", docs_of_fields[name])
