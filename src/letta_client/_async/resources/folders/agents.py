"""The agents that can read a folder."""

from __future__ import annotations

from typing import Literal

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types.folders.agent_list_response import AgentListResponse
from ...operation import get
from ...resource import AsyncResource


class AsyncFolderAgentsResource(
    AsyncResource[ModeT, "AsyncFolderAgentsResource[Raw]", "AsyncFolderAgentsResource[Streamed]"]
):
    """The agents that can read a folder."""

    @get("/v1/folders/{folder_id}/agents")
    async def list(
        self,
        folder_id: str,
        *,
        after: str | Omit | None = omit,
        before: str | Omit | None = omit,
        limit: int | Omit | None = omit,
        order: Literal["asc", "desc"] | Omit = omit,
        order_by: Literal["created_at"] | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> AgentListResponse:
        """List the ids of the agents that can read a folder.

        `GET /v1/folders/{folder_id}/agents`

        Args:
            folder_id: The folder.
            after: The id of an item of the list: only those that follow it, in the order asked for.
            before: The id of an item of the list: only those that precede it, in the order asked
                for.
            limit: How many items a page has. By default: 50.
            order: `asc` for the oldest first, `desc` for the newest first. By default: desc.
            order_by: What the order goes by.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            At most `limit` ids of agents.

        Raises:
            NotFoundError: there is no such folder.
            ValueError: `folder_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
