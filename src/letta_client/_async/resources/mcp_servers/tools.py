"""The tools of an MCP server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types._models.agent_tools import ToolExecutionResult
from ....types.mcp_servers.tool_list_response import ToolListResponse
from ....types.tool import Tool
from ...operation import get, post
from ...resource import AsyncResource


class AsyncMcpServerToolsResource(
    AsyncResource[
        ModeT, "AsyncMcpServerToolsResource[Raw]", "AsyncMcpServerToolsResource[Streamed]"
    ]
):
    """The tools of an MCP server."""

    @get("/v1/mcp-servers/{mcp_server_id}/tools")
    async def list(self, mcp_server_id: str, **options: Unpack[CallOptions]) -> ToolListResponse:
        """List all tools of an MCP server.

        `GET /v1/mcp-servers/{mcp_server_id}/tools`

        Args:
            mcp_server_id: The MCP server.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The tools.

        Raises:
            NotFoundError: there is no such MCP server.
            ValueError: `mcp_server_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @get("/v1/mcp-servers/{mcp_server_id}/tools/{tool_id}")
    async def retrieve(
        self, tool_id: str, *, mcp_server_id: str, **options: Unpack[CallOptions]
    ) -> Tool:
        """Return a tool of an MCP server.

        `GET /v1/mcp-servers/{mcp_server_id}/tools/{tool_id}`

        Args:
            tool_id: The tool.
            mcp_server_id: The MCP server.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such MCP server or tool.
            ValueError: `tool_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @post("/v1/mcp-servers/{mcp_server_id}/tools/{tool_id}/run")
    async def run(
        self,
        tool_id: str,
        *,
        mcp_server_id: str,
        args: Mapping[str, Any] | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> ToolExecutionResult:
        """Call a tool of an MCP server.

        `POST /v1/mcp-servers/{mcp_server_id}/tools/{tool_id}/run`

        Args:
            tool_id: The tool.
            args: The arguments of the call.
            mcp_server_id: The server that has the tool.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            What it returned, or how it failed.

        Raises:
            NotFoundError: there is no such MCP server or tool.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `tool_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
