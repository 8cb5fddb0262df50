"""MCP servers, by their names: the older way to the same servers."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from letta_client.testing.api.contract.bodies import (
    AddMcpServerBody,
    ConnectMcpServerBody,
    CreateMCPServerRequest,
    TestMcpServerBody,
    ToolsToolExecuteRequest,
    UpdateMcpServerBody,
)
from letta_client.testing.api.contract.queries import (
    McpOauthCallbackQuery,
    ResyncMcpServerToolsQuery,
)
from letta_client.testing.api.new_mcp_server import McpServer
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.agent_tools import run_tool
from letta_client.testing.api.operations.mcp_servers import change_server, connection_events
from letta_client.testing.api.request_validation import InvalidRequest
from letta_client.testing.api.simulated_mcp import (
    add_tool,
    check_reachable_by_profile,
    forget_tools,
    mcp_tool,
    names_of_tools,
    sync_tools,
)
from letta_client.testing.api.world import World
from letta_client.testing.store.errors import ApiError, bad_request
from letta_client.types.tools import Tool


@operation("list_mcp_servers")
def list_servers(world: World) -> dict[str, Any]:
    return {server.server_name: _form(server) for server in world.mcp_servers.all(world.now())}


@operation("add_mcp_server")
def add_server(world: World, body: AddMcpServerBody) -> list[Any]:
    config = body.model_dump(mode="json", exclude_none=True)
    try:
        check_reachable_by_profile(world, config)
    except InvalidRequest as error:
        raise bad_request(str(error.errors[0]["msg"])) from None
    except ApiError as error:
        raise ApiError(error.status, error.detail, names_trace=True) from None
    name = config.pop("server_name")
    kind = config.pop("type")
    # What it says of its kind may be wrong, but not how it is reached.
    if "command" in config:
        kind = "stdio"
    config["mcp_server_type"] = "sse" if kind == "stdio" and "server_url" in config else kind
    request = CreateMCPServerRequest.model_validate({"server_name": name, "config": config})
    server = world.mcp_servers.create(request, world.now())
    if names_of_tools(world, server.server_name) is not None:
        sync_tools(world, server)
    return [_form(each) for each in world.mcp_servers.all(world.now())]


@operation("update_mcp_server")
def update_server(world: World, mcp_server_name: str, body: UpdateMcpServerBody) -> Any:
    config = body.model_dump(mode="json", exclude_none=True)
    name: str | None = config.pop("server_name", None)
    config |= config.pop("stdio_config", {})
    try:
        server = _known(world, mcp_server_name)
    except ApiError as error:
        raise ApiError(error.status, error.detail, names_trace=True) from None
    return _form(change_server(world, server, name, config))


@operation("delete_mcp_server")
def delete_server(world: World, mcp_server_name: str) -> list[Any]:
    server = _find(world, mcp_server_name)
    forget_tools(world, world.mcp_servers.delete(str(server.id), world.now()))
    return [_form(each) for each in world.mcp_servers.all(world.now())]


@operation("connect_mcp_server")
def connect_server(world: World, body: ConnectMcpServerBody) -> Response:
    return connection_events(body.server_name, names_of_tools(world, body.server_name))


@operation("test_mcp_server")
def test_server(world: World, body: TestMcpServerBody) -> dict[str, Any]:
    names = names_of_tools(world, body.server_name)
    if names is None:
        raise bad_request(f"Cannot reach {body.server_name}")
    return {"status": "success", "tools": [{"name": name, "inputSchema": {}} for name in names]}


@operation("resync_mcp_server_tools")
def resync_server(
    world: World, mcp_server_name: str, query: ResyncMcpServerToolsQuery
) -> dict[str, list[str]]:
    return sync_tools(world, _find(world, mcp_server_name))


@operation("list_mcp_tools_by_server")
def list_tools(world: World, mcp_server_name: str) -> list[dict[str, Any]]:
    server = _find(world, mcp_server_name)
    tools = [mcp_tool(server, name) for name in _reachable(world, server)]
    return [_tool_form(tool) for tool in tools]


@operation("add_mcp_tool")
def add_tool_of_server(world: World, mcp_server_name: str, mcp_tool_name: str) -> Tool:
    server = _find(world, mcp_server_name)
    if mcp_tool_name not in _reachable(world, server):
        raise ApiError(404, f"MCP server {mcp_server_name} has no tool {mcp_tool_name}")
    return add_tool(world, server, mcp_tool_name)


@operation("execute_mcp_tool")
def execute_tool(
    world: World, mcp_server_name: str, tool_name: str, body: ToolsToolExecuteRequest
) -> dict[str, Any]:
    server = _known(world, mcp_server_name)
    if tool_name not in _reachable(world, server):
        raise ApiError(404, f"MCP server {mcp_server_name} has no tool {tool_name}")
    outcome = run_tool(world, mcp_tool(server, tool_name), body)
    return {"result": outcome.error or outcome.value, "success": outcome.error is None}


@operation("mcp_oauth_callback")
def oauth_callback(query: McpOauthCallbackQuery) -> dict[str, str]:
    # Nobody has begun to log in.
    missing = query.state is None
    what = "Missing state parameter" if missing else "Invalid or expired state parameter"
    return {"status": "error", "message": what}


def _find(world: World, name: str) -> McpServer:
    """Return the server of a name.

    Raises:
        ApiError: 404, or 400 as the profile says, there is none.
    """
    try:
        return _known(world, name)
    except ApiError:
        if world.profile.mcp_servers.unknown_names_are_bad_requests:
            raise bad_request(f"MCP server '{name}' not found") from None
        raise


def _known(world: World, name: str) -> McpServer:
    for server in world.mcp_servers.all(world.now()):
        if server.server_name == name:
            return server
    raise ApiError(404, f"MCP server {name} not found")


def _reachable(world: World, server: McpServer) -> tuple[str, ...]:
    names = names_of_tools(world, server.server_name)
    if names is None:
        raise bad_request(f"Cannot reach {server.server_name}")
    return names


def _form(server: McpServer) -> dict[str, Any]:
    written = server.model_dump(mode="json", exclude={"id", "mcp_server_type"})
    return {**written, "type": server.mcp_server_type}


def _tool_form(tool: Tool) -> dict[str, Any]:
    parameters = (tool.json_schema or {}).get("parameters", {})
    return {"name": tool.name, "description": tool.description, "inputSchema": parameters}
