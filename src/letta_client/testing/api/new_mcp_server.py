"""What an MCP server looks like that is made from a request."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from letta_client.testing.api.contract.bodies import CreateMCPServerRequest
from letta_client.testing.simulation.ids import IdFamily
from letta_client.types.mcp_servers import SseMcpServer, StdioMcpServer, StreamableHTTPMcpServer

McpServer: TypeAlias = StdioMcpServer | SseMcpServer | StreamableHTTPMcpServer

_MODELS: dict[str, type[McpServer]] = {
    "stdio": StdioMcpServer,
    "sse": SseMcpServer,
    "streamable_http": StreamableHTTPMcpServer,
}


def make_mcp_server(request: CreateMCPServerRequest, ids: IdFamily, now: datetime) -> McpServer:
    """Return a new MCP server.

    Args:
        request: what was asked for.
        ids: its ids.
        now: the moment.
    """
    config = request.config.model_dump(mode="json")
    model = _MODELS[config["mcp_server_type"]]
    return model.model_validate({**config, "server_name": request.server_name, "id": ""})
