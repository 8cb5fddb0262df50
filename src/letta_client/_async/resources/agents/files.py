"""The files that an agent can read."""

from __future__ import annotations

from typing import Literal

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types.agents.file_close_all_response import FileCloseAllResponse
from ....types.agents.file_list_response import FileListResponse
from ....types.agents.file_open_response import FileOpenResponse
from ...operation import get_list, patch
from ...pages import AsyncNextFilesPage
from ...paginator import AsyncPaginator
from ...resource import AsyncResource


class AsyncAgentFilesResource(
    AsyncResource[ModeT, "AsyncAgentFilesResource[Raw]", "AsyncAgentFilesResource[Streamed]"]
):
    """The files that an agent can read: an open one is in its context."""

    @get_list("/v1/agents/{agent_id}/files")
    def list(
        self,
        agent_id: str,
        *,
        after: str | Omit | None = omit,
        before: str | Omit | None = omit,
        cursor: str | Omit | None = omit,
        is_open: bool | Omit | None = omit,
        limit: int | Omit | None = omit,
        order: Literal["asc", "desc"] | Omit = omit,
        order_by: Literal["created_at"] | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> AsyncPaginator[FileListResponse, AsyncNextFilesPage[FileListResponse]]:
        """List the files that an agent can read.

        `GET /v1/agents/{agent_id}/files`

        Args:
            agent_id: The agent.
            after: The id of an item of the list: only those that follow it, in the order asked for.
            before: The id of an item of the list: only those that precede it, in the order asked
                for.
            cursor: Deprecated in favour of `after`.
            is_open: Only files that are in the agent's context now, or only others.
            limit: How many items a page has. By default: 100.
            order: `asc` for the oldest first, `desc` for the newest first. By default: desc.
            order_by: What the order goes by.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The first page; iterate over it for the files of all pages.

        Raises:
            NotFoundError: there is no such agent.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/agents/{agent_id}/files/{file_id}/open")
    async def open(
        self, file_id: str, *, agent_id: str, **options: Unpack[CallOptions]
    ) -> FileOpenResponse:
        """Open a file, so that the agent sees it.

        Others are closed where more are open than the agent may have.

        `PATCH /v1/agents/{agent_id}/files/{file_id}/open`

        Args:
            file_id: The file.
            agent_id: The agent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The names of the files that were closed for it.

        Raises:
            NotFoundError: there is no such agent or file.
            ValueError: `file_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/agents/{agent_id}/files/{file_id}/close")
    async def close(self, file_id: str, *, agent_id: str, **options: Unpack[CallOptions]) -> object:
        """Close a file, so that it is not in the agent's context.

        `PATCH /v1/agents/{agent_id}/files/{file_id}/close`

        Args:
            file_id: The file.
            agent_id: The agent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            What the server answers; Letta 0.16.8 answers `None`.

        Raises:
            NotFoundError: there is no such agent or file.
            ValueError: `file_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/agents/{agent_id}/files/close-all")
    async def close_all(
        self, agent_id: str, **options: Unpack[CallOptions]
    ) -> FileCloseAllResponse:
        """Close all files of an agent.

        `PATCH /v1/agents/{agent_id}/files/close-all`

        Args:
            agent_id: The agent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The names of the files that were closed.

        Raises:
            NotFoundError: there is no such agent.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
