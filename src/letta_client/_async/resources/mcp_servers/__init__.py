"""MCP servers: where agents get tools of others, by the Model Context Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types._models.mcp_servers_params import CreateMcpServerParam, UpdateMcpServerParam
from ....types.mcp_server_create_response import McpServerCreateResponse
from ....types.mcp_server_list_response import McpServerListResponse
from ....types.mcp_server_retrieve_response import McpServerRetrieveResponse
from ....types.mcp_server_update_response import McpServerUpdateResponse
from ...operation import delete, get, patch, post
from ...resource import AsyncResource

if TYPE_CHECKING:
    from .tools import AsyncMcpServerToolsResource


class AsyncMcpServersResource(
    AsyncResource[ModeT, "AsyncMcpServersResource[Raw]", "AsyncMcpServersResource[Streamed]"]
):
    """Servers of the Model Context Protocol, and the tools that they offer to agents."""

    tools: AsyncMcpServerToolsResource[ModeT]
    """The tools of an MCP server."""

    @post("/v1/mcp-servers/")
    async def create(
        self, *, config: CreateMcpServerParam, server_name: str, **options: Unpack[CallOptions]
    ) -> McpServerCreateResponse:
        """Add an MCP server.

        `POST /v1/mcp-servers/`

        Args:
            config: How the MCP server is reached.
            server_name: The name of the MCP server.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            UnprocessableEntityError: the server does not accept a value.
            APIError: the call failed otherwise.
        """
        ...

    @get("/v1/mcp-servers/{mcp_server_id}")
    async def retrieve(
        self, mcp_server_id: str, **options: Unpack[CallOptions]
    ) -> McpServerRetrieveResponse:
        """Return an MCP server.

        `GET /v1/mcp-servers/{mcp_server_id}`

        Args:
            mcp_server_id: The MCP server.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such MCP server.
            ValueError: `mcp_server_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/mcp-servers/{mcp_server_id}")
    async def update(
        self,
        mcp_server_id: str,
        *,
        config: UpdateMcpServerParam,
        server_name: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> McpServerUpdateResponse:
        """Change an MCP server. What is not given stays as it is.

        `PATCH /v1/mcp-servers/{mcp_server_id}`

        Args:
            mcp_server_id: The MCP server.
            config: How the MCP server is reached.
            server_name: The name of the MCP server.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The MCP server as it is now.

        Raises:
            NotFoundError: there is no such MCP server.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `mcp_server_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @get("/v1/mcp-servers/")
    async def list(self, **options: Unpack[CallOptions]) -> McpServerListResponse:
        """List all MCP servers.

        `GET /v1/mcp-servers/`

        Args:
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The MCP servers, each of the type that fits how it is reached.

        Raises:
            APIError: the call failed.
        """
        ...

    @patch("/v1/mcp-servers/{mcp_server_id}/refresh")
    async def refresh(
        self,
        mcp_server_id: str,
        *,
        agent_id: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> object:
        """Ask an MCP server for its tools again, and store what has changed.

        `PATCH /v1/mcp-servers/{mcp_server_id}/refresh`

        Args:
            mcp_server_id: The MCP server.
            agent_id: The agent whose environment variables the server gets.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            What the server answers: which tools were added, changed and deleted.

        Raises:
            NotFoundError: there is no such MCP server.
            ValueError: `mcp_server_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @delete("/v1/mcp-servers/{mcp_server_id}")
    async def delete(self, mcp_server_id: str, **options: Unpack[CallOptions]) -> None:
        """Delete an MCP server, and its tools.

        `DELETE /v1/mcp-servers/{mcp_server_id}`

        Args:
            mcp_server_id: The MCP server.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such MCP server.
            ValueError: `mcp_server_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
