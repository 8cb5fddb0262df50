"""The tools of an agent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types.agent_state import AgentState
from ....types.agents.tool_execution_result import ToolExecutionResult
from ....types.tool import Tool
from ...operation import get_list, patch, post
from ...pages import AsyncArrayPage
from ...paginator import AsyncPaginator
from ...resource import AsyncResource


class AsyncAgentToolsResource(
    AsyncResource[ModeT, "AsyncAgentToolsResource[Raw]", "AsyncAgentToolsResource[Streamed]"]
):
    """The tools of an agent."""

    @get_list("/v1/agents/{agent_id}/tools")
    def list(
        self,
        agent_id: str,
        *,
        after: str | Omit | None = omit,
        before: str | Omit | None = omit,
        limit: int | Omit | None = omit,
        order: Literal["asc", "desc"] | Omit = omit,
        order_by: Literal["created_at"] | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> AsyncPaginator[Tool, AsyncArrayPage[Tool]]:
        """List the tools of an agent.

        `GET /v1/agents/{agent_id}/tools`

        Args:
            agent_id: The agent.
            after: The id of an item of the list: only those that follow it, in the order asked for.
            before: The id of an item of the list: only those that precede it, in the order asked
                for.
            limit: How many items a page has. By default: 10.
            order: `asc` for the oldest first, `desc` for the newest first. By default: desc.
            order_by: What the order goes by.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The first page; iterate over it for the tools of all pages.

        Raises:
            NotFoundError: there is no such agent.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/agents/{agent_id}/tools/attach/{tool_id}")
    async def attach(
        self, tool_id: str, *, agent_id: str, **options: Unpack[CallOptions]
    ) -> AgentState | None:
        """Give an agent a tool.

        `PATCH /v1/agents/{agent_id}/tools/attach/{tool_id}`

        Args:
            tool_id: The tool.
            agent_id: The agent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The agent as it is now; Letta 0.16.8 answers `None`.

        Raises:
            NotFoundError: there is no such agent or tool.
            ValueError: `tool_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/agents/{agent_id}/tools/detach/{tool_id}")
    async def detach(
        self, tool_id: str, *, agent_id: str, **options: Unpack[CallOptions]
    ) -> AgentState | None:
        """Take a tool from an agent; the tool stays.

        `PATCH /v1/agents/{agent_id}/tools/detach/{tool_id}`

        Args:
            tool_id: The tool.
            agent_id: The agent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The agent as it is now; Letta 0.16.8 answers `None`.

        Raises:
            NotFoundError: there is no such agent or tool.
            ValueError: `tool_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @post("/v1/agents/{agent_id}/tools/{tool_name}/run")
    async def run(
        self,
        tool_name: str,
        *,
        agent_id: str,
        args: Mapping[str, Any] | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> ToolExecutionResult:
        """Run a tool of an agent on the server, outside of any run.

        `POST /v1/agents/{agent_id}/tools/{tool_name}/run`

        Args:
            tool_name: The name of the tool.
            agent_id: The agent that has the tool.
            args: The arguments of the call.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            What it returned, or how it failed.

        Raises:
            NotFoundError: there is no such agent or tool of this name.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `tool_name` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/agents/{agent_id}/tools/approval/{tool_name}")
    async def update_approval(
        self,
        tool_name: str,
        *,
        agent_id: str,
        body_requires_approval: bool,
        query_requires_approval: bool | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> AgentState | None:
        """Set whether calls of a tool wait for an approval.

        `PATCH /v1/agents/{agent_id}/tools/approval/{tool_name}`

        Args:
            tool_name: The name of the tool.
            agent_id: The agent that has the tool.
            body_requires_approval: Whether a person has to allow each call of the tool.
            query_requires_approval: The same, in the query.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The agent as it is now; Letta 0.16.8 answers `None`.

        Raises:
            NotFoundError: there is no such agent or tool of this name.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `tool_name` is empty.
            APIError: the call failed otherwise.
        """
        ...
