"""Tools: the functions that agents can call."""

from __future__ import annotations

from typing import Any, TypeAlias, get_args

from letta_client.testing.api.contract.bodies import (
    CodeInput,
    GenerateToolInput,
    ToolCreate,
    ToolRunFromSource,
    ToolSearchRequest,
    ToolUpdate,
)
from letta_client.testing.api.contract.queries import CountToolsQuery, ListToolsQuery
from letta_client.testing.api.json_forms import model_form
from letta_client.testing.api.new_tool import PYTHON, derived_schema, make_tool, schema_of
from letta_client.testing.api.operation import operation
from letta_client.testing.api.world import World
from letta_client.testing.simulation.base_tools import is_base
from letta_client.testing.simulation.ids import IdFamily, tag
from letta_client.testing.simulation.models import language_models
from letta_client.testing.store.errors import ApiError, bad_request
from letta_client.testing.store.filters import contains
from letta_client.types.messages import ToolReturnMessage
from letta_client.types.tools import Tool, ToolSearchResult, ToolType

_TYPES: tuple[str, ...] = get_args(get_args(get_args(ToolType)[0])[0])
Filters: TypeAlias = ListToolsQuery | CountToolsQuery


@operation("list_tools")
def list_tools(world: World, query: ListToolsQuery) -> list[Tool]:
    found = _found(world, query)
    return world.tools.page_of(found, query)


@operation("count_tools")
def count_tools(world: World, query: CountToolsQuery) -> int:
    found = _found(world, query)
    return len([tool for tool in found if not (query.exclude_letta_tools and is_base(tool))])


@operation("create_tool")
def create_tool(world: World, body: ToolCreate) -> Tool:
    return _upsert(world, body)


@operation("upsert_tool")
def upsert_tool(world: World, body: ToolCreate) -> Tool:
    return _upsert(world, body)


@operation("retrieve_tool")
def retrieve_tool(world: World, tool_id: str) -> Tool:
    return world.tools.get(tool_id, world.now())


@operation("modify_tool")
def modify_tool(world: World, tool_id: str, body: ToolUpdate) -> Tool:
    return world.tools.modify(tool_id, body, world.now())


@operation("delete_tool")
def delete_tool(world: World, tool_id: str) -> None:
    known = world.tools.find(tool_id, world.now()) is not None
    if not known and world.profile.tools.deleting_unknown_ones_is_a_bad_request:
        raise bad_request(f"Tool with id {tool_id} not found.")
    world.tools.delete(tool_id, world.now())


@operation("search_tools")
def search_tools(world: World, body: ToolSearchRequest) -> list[ToolSearchResult]:
    if world.profile.tools.cannot_be_searched:
        what = "Tool semantic search requires tool embedding to be enabled (embed_tools=True)."
        raise ApiError(400, what, names_trace=True)
    words, tags = (body.query or "").lower().split(), {*(body.tags or ())}
    ranked: list[tuple[int, str, Tool]] = []
    for tool in world.tools.all(world.now()):
        text = f"{tool.name} {tool.description}"
        hits = sum(word in text.lower() for word in words)
        is_wanted = not tags or not tags.isdisjoint(tool.tags)
        if is_wanted and tool.tool_type in (body.tool_types or _TYPES) and (hits or not words):
            ranked.append((hits, text, tool))
    ranked.sort(key=lambda each: -each[0])
    by_words, by_meaning = body.search_mode != "vector", body.search_mode != "fts"
    return [
        ToolSearchResult(
            tool=tool,
            embedded_text=text,
            fts_rank=place if by_words else None,
            vector_rank=place if by_meaning else None,
            combined_score=1 / place,
        )
        for place, (_, text, tool) in enumerate(ranked[: body.limit], 1)
    ]


@operation("add_base_tools")
def add_base_tools(world: World) -> list[Tool]:
    return world.tools.restore_base_tools(world.now())


@operation("run_tool_from_source")
def run_tool_from_source(world: World, body: ToolRunFromSource) -> ToolReturnMessage:
    schema = body.json_schema or derived_schema(body)
    outcome = world.tool_results.run(schema.get("name", ""), schema, body.args)
    text = str(outcome.value)
    if outcome.error is not None:
        text = f"Error executing function {body.name}: {outcome.error}"
    returned: dict[str, Any] = {
        "tool_return": text,
        "status": outcome.status,
        "tool_call_id": "null",
        "stdout": [],
        "stderr": [] if outcome.error is None else [outcome.error],
    }
    return ToolReturnMessage.model_validate(
        {
            "id": "null",
            "date": world.now().replace(microsecond=0),
            "name": body.name,
            **returned,
            "tool_returns": [{"type": "tool", **returned}],
        }
    )


@operation("generate_json_schema")
def generate_json_schema(body: CodeInput) -> dict[str, Any]:
    return schema_of(body.code, body.source_type or PYTHON)


@operation("generate_tool")
def generate_tool(world: World, body: GenerateToolInput) -> dict[str, Any]:
    handles = [model.handle for model in language_models()]
    if body.handle is not None and body.handle not in handles:
        raise ApiError(404, f"NOT_FOUND: Handle {body.handle} not found, must be one of {handles}")
    source = body.starter_code or f'def {body.tool_name}() -> str:\n    """{body.prompt}"""\n'
    ids = IdFamily(tag("generated tool", source), 0)
    tool = make_tool(ToolCreate(source_code=source), ids, world.now())
    return {"tool": model_form(tool), "sample_args": {}, "response": body.prompt}


def _upsert(world: World, body: ToolCreate) -> Tool:
    tool = world.tools.upsert(body, world.now())
    told = "source_type" in body.model_fields_set
    if world.profile.tools.have_the_source_type_json_unless_told and not told:
        return world.tools.change(tool.id, world.now(), source_type="json")
    return tool


def _found(world: World, query: Filters) -> list[Tool]:
    """Return the tools that fit the filters, the oldest first."""
    only, without = _types(query.tool_types), _types(query.exclude_tool_types)
    names = {*(query.names or ())} | ({query.name} if query.name is not None else set[str]())
    return [
        tool
        for tool in world.tools.all(world.now())
        if (not names or tool.name in names)
        and (not query.tool_ids or tool.id in query.tool_ids)
        and contains(tool.name, query.search)
        and (only is None or tool.tool_type in only)
        and (without is None or tool.tool_type not in without)
        and (not query.return_only_letta_tools or is_base(tool))
    ]


def _types(given: list[str] | None) -> list[str] | None:
    for each in given or ():
        if each not in _TYPES:
            what = f"Invalid tool_type '{each}'. Must be one of: {', '.join(_TYPES)}"
            raise ApiError(400, what, names_trace=True)
    return given
