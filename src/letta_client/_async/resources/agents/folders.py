"""The folders of an agent."""

from __future__ import annotations

from typing import Literal

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types.agent_state import AgentState
from ....types.agents.folder_list_response import FolderListResponse
from ...operation import get_list, patch
from ...pages import AsyncArrayPage
from ...paginator import AsyncPaginator
from ...resource import AsyncResource


class AsyncAgentFoldersResource(
    AsyncResource[ModeT, "AsyncAgentFoldersResource[Raw]", "AsyncAgentFoldersResource[Streamed]"]
):
    """The folders of an agent, whose files it can open and search."""

    @get_list("/v1/agents/{agent_id}/folders")
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
    ) -> AsyncPaginator[FolderListResponse, AsyncArrayPage[FolderListResponse]]:
        """List the folders of an agent.

        `GET /v1/agents/{agent_id}/folders`

        Args:
            agent_id: The agent.
            after: The id of an item of the list: only those that follow it, in the order asked for.
            before: The id of an item of the list: only those that precede it, in the order asked
                for.
            limit: How many items a page has. By default: 100.
            order: `asc` for the oldest first, `desc` for the newest first. By default: desc.
            order_by: What the order goes by.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The first page; iterate over it for the folders of all pages.

        Raises:
            NotFoundError: there is no such agent.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/agents/{agent_id}/folders/attach/{folder_id}")
    async def attach(
        self, folder_id: str, *, agent_id: str, **options: Unpack[CallOptions]
    ) -> AgentState | None:
        """Give an agent a folder.

        `PATCH /v1/agents/{agent_id}/folders/attach/{folder_id}`

        Args:
            folder_id: The folder.
            agent_id: The agent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The agent as it is now; Letta 0.16.8 answers `None`.

        Raises:
            NotFoundError: there is no such agent or folder.
            ValueError: `folder_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/agents/{agent_id}/folders/detach/{folder_id}")
    async def detach(
        self, folder_id: str, *, agent_id: str, **options: Unpack[CallOptions]
    ) -> AgentState | None:
        """Take a folder from an agent; the folder stays.

        `PATCH /v1/agents/{agent_id}/folders/detach/{folder_id}`

        Args:
            folder_id: The folder.
            agent_id: The agent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The agent as it is now; Letta 0.16.8 answers `None`.

        Raises:
            NotFoundError: there is no such agent or folder.
            ValueError: `folder_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
