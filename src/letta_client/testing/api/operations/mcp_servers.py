"""MCP servers, by their ids."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from letta_client.testing.api.contract.bodies import (
    CreateMCPServerRequest,
    McpServerToolExecuteRequest,
    UpdateMCPServerRequest,
)
from letta_client.testing.api.contract.queries import McpRefreshMcpServerToolsQuery
from letta_client.testing.api.json_forms import compact
from letta_client.testing.api.new_mcp_server import McpServer
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.agent_tools import execution_result, run_tool
from letta_client.testing.api.simulated_mcp import (
    check_reachable_by_profile,
    forget_tools,
    names_of_tools,
    sync_tools,
    tools_of,
)
from letta_client.testing.api.world import World
from letta_client.testing.store.errors import bad_request, not_found, unknown_error
from letta_client.types.agent_tools import ToolExecutionResult
from letta_client.types.tools import Tool


@operation("mcp_list_mcp_servers")
def list_servers(world: World) -> list[McpServer]:
    return world.mcp_servers.all(world.now())


@operation("mcp_create_mcp_server")
def create_server(world: World, body: CreateMCPServerRequest) -> McpServer:
    check_reachable_by_profile(world, body.config.model_dump(mode="json"))
    server = world.mcp_servers.create(body, world.now())
    if names_of_tools(world, server.server_name) is not None:
        sync_tools(world, server)
    return server


@operation("mcp_retrieve_mcp_server")
def retrieve_server(world: World, mcp_server_id: str) -> McpServer:
    return world.mcp_servers.get(mcp_server_id, world.now())


@operation("mcp_update_mcp_server")
def update_server(world: World, mcp_server_id: str, body: UpdateMCPServerRequest) -> McpServer:
    config = body.config.model_dump(mode="json", exclude_none=True)
    # A server of one kind does not become one of another kind.
    del config["mcp_server_type"]
    check_reachable_by_profile(world, {**config, "command": None})
    return change_server(
        world, world.mcp_servers.get(mcp_server_id, world.now()), body.server_name, config
    )


@operation("mcp_delete_mcp_server")
def delete_server(world: World, mcp_server_id: str) -> None:
    server = world.mcp_servers.find(mcp_server_id, world.now())
    if server is None and world.profile.tools.deleting_unknown_ones_is_a_bad_request:
        raise bad_request(f"MCP server with id {mcp_server_id} not found.")
    forget_tools(world, world.mcp_servers.delete(mcp_server_id, world.now()))


@operation("mcp_refresh_mcp_server_tools")
def refresh_server(
    world: World, mcp_server_id: str, query: McpRefreshMcpServerToolsQuery
) -> dict[str, list[str]]:
    return sync_tools(world, world.mcp_servers.get(mcp_server_id, world.now()))


@operation("mcp_connect_mcp_server")
def connect_server(world: World, mcp_server_id: str) -> Response:
    server = world.mcp_servers.get(mcp_server_id, world.now())
    return connection_events(server.server_name, names_of_tools(world, server.server_name))


@operation("mcp_list_tools_for_mcp_server")
def list_tools(world: World, mcp_server_id: str) -> list[Tool]:
    server = world.mcp_servers.find(mcp_server_id, world.now())
    if server is None and world.profile.mcp_servers.unknown_ones_have_no_tools:
        return []
    return tools_of(world, server or world.mcp_servers.get(mcp_server_id, world.now()))


@operation("mcp_retrieve_mcp_tool")
def retrieve_tool(world: World, mcp_server_id: str, tool_id: str) -> Tool:
    for tool in list_tools(world, mcp_server_id):
        if tool.id == tool_id:
            return tool
    if world.profile.mcp_servers.unknown_tools_of_theirs_fail:
        raise unknown_error()
    raise not_found("Tool", tool_id)


@operation("mcp_run_tool")
def run_tool_of_server(
    world: World, mcp_server_id: str, tool_id: str, body: McpServerToolExecuteRequest | None
) -> ToolExecutionResult:
    tool = world.tools.get(tool_id, world.now())
    server = world.mcp_servers.get(mcp_server_id, world.now())
    if names_of_tools(world, server.server_name) is None:
        raise bad_request(f"Cannot reach {server.server_name}")
    if tool not in tools_of(world, server):
        raise not_found("Tool", tool_id)
    return execution_result(tool, run_tool(world, tool, body))


def change_server(
    world: World, server: McpServer, name: str | None, config: dict[str, Any]
) -> McpServer:
    """Change an MCP server, and the name in its tools."""
    named = {} if name is None else {"server_name": name}
    known = {field: value for field, value in config.items() if field in type(server).model_fields}
    tools = tools_of(world, server)
    changed = world.mcp_servers.change(str(server.id), world.now(), **named, **known)
    for tool in tools:
        tags = [f"mcp:{changed.server_name}"]
        world.tools.change(tool.id, world.now(), tags=tags)
    return changed


def connection_events(server_name: str, tools: tuple[str, ...] | None) -> Response:
    """Return the events of a connection that is tried: how it begins, and how it ends."""
    last: dict[str, Any] = {"event": "success", "tools": [{"name": name} for name in tools or ()]}
    if tools is None:
        last = {"event": "error", "message": f"Cannot reach {server_name}"}
    events = [{"event": "connection_attempt", "server_name": server_name}, last]
    text = "".join(f"data: {compact(event)}\n\n" for event in events)
    return Response(text, media_type="text/event-stream")
