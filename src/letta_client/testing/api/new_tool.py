"""What a tool looks like that is made from its source code."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from letta_client.testing.api.contract.bodies import ToolCreate, ToolRunFromSource
from letta_client.testing.simulation.ids import USER_ID, IdFamily, tag
from letta_client.testing.simulation.tool_source import (
    UnusableSource,
    schema_of_python,
    schema_of_typescript,
)
from letta_client.testing.store.errors import ApiError, bad_request, unprocessable
from letta_client.types.tools import Tool

PYTHON, TYPESCRIPT = "python", "typescript"


def make_tool(request: ToolCreate, ids: IdFamily, now: datetime) -> Tool:
    """Return a new tool.

    Args:
        request: what was asked for.
        ids: its ids.
        now: the moment.

    Raises:
        ApiError: 400 or 422, the source tells too little to make a tool of it.
    """
    given = {**tool_fields(request), "id": ids.of("tool", 0), "created_by_id": USER_ID}
    return Tool.model_validate(given)


def tool_fields(request: ToolCreate) -> dict[str, Any]:
    """Return the fields of a tool that a request says or its source tells.

    Raises:
        ApiError: 400 or 422, the source tells too little to make a tool of it.
    """
    if not request.source_code:
        raise bad_request("Custom tool is missing source_code field.")
    schema = request.json_schema or derived_schema(request)
    return {
        "description": schema.get("description"),
        **{
            name: value
            for name, value in request.model_dump(mode="json").items()
            if value is not None
        },
        "name": schema.get("name"),
        "json_schema": schema,
        "args_json_schema": request.args_json_schema or {},
        "tool_type": "custom",
        "source_type": request.source_type,
        "last_updated_by_id": USER_ID,
        "metadata_": {"tool_hash": f"{tag(request.source_code):012x}"},
    }


def derived_schema(request: ToolCreate | ToolRunFromSource) -> dict[str, Any]:
    """Return the JSON schema of the source of a request.

    Raises:
        ApiError: 400 or 422, it tells too little.
    """
    kind = request.source_type or PYTHON
    if kind == TYPESCRIPT and isinstance(request, ToolCreate):
        raise unprocessable("TypeScript tools require an explicit json_schema parameter.")
    try:
        return schema_of(request.source_code, kind)
    except ApiError as error:
        what = "TypeScript json schema" if kind == TYPESCRIPT else "json schema"
        raise bad_request(f"Failed to derive {what}: {error.detail}") from None


def schema_of(source: str, kind: str) -> dict[str, Any]:
    """Return the JSON schema of a source.

    Raises:
        ApiError: 400, it tells too little.
    """
    if kind not in (PYTHON, TYPESCRIPT):
        raise bad_request(f"Unknown tool source type: {kind}")
    try:
        return schema_of_typescript(source) if kind == TYPESCRIPT else schema_of_python(source)
    except UnusableSource as error:
        what = "TypeScript schema" if kind == TYPESCRIPT else "Schema"
        raise bad_request(f"{what} generation failed: {error}") from None
