"""MCP servers, none of which is really asked: which tools they have is simulated."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from letta_client.testing.api.new_mcp_server import McpServer
from letta_client.testing.api.request_validation import InvalidRequest
from letta_client.testing.api.world import World
from letta_client.testing.simulation.ids import USER_ID, IdFamily, tag
from letta_client.testing.store.errors import ApiError, bad_request
from letta_client.types.tools import Tool


def check_reachable_by_profile(world: World, config: Mapping[str, Any]) -> None:
    """Check that a server of this profile takes an MCP server that is reached like this.

    Raises:
        ApiError: 400, it takes none that runs as a process.
        InvalidRequest: it takes none at this address.
    """
    profile = world.profile.mcp_servers
    if config.get("command") is not None and profile.of_stdio_are_refused:
        raise bad_request("MCP stdio servers are disabled. Set MCP_DISABLE_STDIO=false.")
    url: str | None = config.get("server_url")
    if url is not None and profile.at_private_addresses_are_refused:
        problem = _problem_of(url)
        if problem is not None:
            kind: str = config.get("mcp_server_type", "")
            where = ("body", "config", kind, "server_url")
            found = {"type": "value_error", "loc": where, "msg": problem, "input": url}
            raise InvalidRequest([found])


def _problem_of(url: str) -> str | None:
    if not url.startswith(("http://", "https://")):
        return f"Value error, server_url must start with 'http://' or 'https://', got: {url!r}"
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return f"Value error, Blocked internal hostname: {host}"
    try:
        is_public = ip_address(host).is_global
    except ValueError:
        return None
    return None if is_public else f"Value error, Non-public IP not allowed: {host}"


# Their tools


def names_of_tools(world: World, server_name: str) -> tuple[str, ...] | None:
    """Return the names of the tools that an MCP server has now; `None` if it cannot be reached."""
    provided = world.tool_results.provided_by(server_name)
    if provided is not None or world.profile.mcp_servers.cannot_be_reached:
        return provided
    return (server_name,)


def unreachable(server: McpServer) -> ApiError:
    """Return the 404 of an MCP server that does not answer."""
    what = f"Could not connect to MCP server {server.server_name} to resync tools"
    return ApiError(404, {"code": "MCPServerUnavailable", "message": what}, names_trace=True)


def tools_of(world: World, server: McpServer) -> list[Tool]:
    """Return the tools that are known of an MCP server."""
    return [tool for tool in world.tools.all(world.now()) if _tag(server) in tool.tags]


def sync_tools(world: World, server: McpServer) -> dict[str, list[str]]:
    """Bring what is known of the tools of an MCP server up to date, and return what has changed.

    Raises:
        ApiError: 404, it cannot be reached.
    """
    names = names_of_tools(world, server.server_name)
    if names is None:
        raise unreachable(server)
    known = {tool.name or "": tool for tool in tools_of(world, server)}
    added = [name for name in names if name not in known]
    deleted = [name for name in known if name not in names]
    for name in added:
        add_tool(world, server, name)
    for name in deleted:
        world.tools.delete(known[name].id, world.now())
    updated = [name for name in names if name not in added]
    return {"deleted": deleted, "updated": updated, "added": added}


def add_tool(world: World, server: McpServer, name: str) -> Tool:
    """Add a tool of an MCP server, or make the tool that has its name one of the server's."""
    tool = mcp_tool(server, name)
    known = world.tools.named(name, world.now())
    if known is not None:
        return world.tools.change(known.id, world.now(), **{**dict(tool), "id": known.id})
    world.tools.add(tool, world.now())
    return tool


def forget_tools(world: World, server: McpServer) -> None:
    """Delete the tools of an MCP server that is deleted."""
    for tool in tools_of(world, server):
        world.tools.delete(tool.id, world.now())


def mcp_tool(server: McpServer, name: str) -> Tool:
    """Return a tool of an MCP server."""
    description = f"{name}, by {server.server_name}."
    parameters = {"type": "object", "properties": dict[str, object]()}
    schema = {"name": name, "description": description, "parameters": parameters}
    return Tool(
        id=IdFamily(tag("mcp tool", server.id, name), 0).of("tool", 0),
        tool_type="external_mcp",
        description=description,
        source_type="json",
        name=name,
        tags=[_tag(server)],
        json_schema=schema,
        created_by_id=USER_ID,
        last_updated_by_id=USER_ID,
        metadata_={"mcp": {"server_name": server.server_name, "server_id": server.id}},
    )


def _tag(server: McpServer) -> str:
    return f"mcp:{server.server_name}"
