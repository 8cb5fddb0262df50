"""The folders of an agent, by their old name."""

from __future__ import annotations

from typing import Literal

from typing_extensions import Unpack, deprecated

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types._models.sources import Source
from ....types.agent_state import AgentState
from ...operation import get_list, patch
from ...pages import AsyncArrayPage
from ...paginator import AsyncPaginator
from ...resource import AsyncResource


class AsyncAgentSourcesResource(
    AsyncResource[ModeT, "AsyncAgentSourcesResource[Raw]", "AsyncAgentSourcesResource[Streamed]"]
):
    """The folders of an agent, by their old name. Deprecated: use `agents.folders`."""

    @get_list("/v1/agents/{agent_id}/sources")
    @deprecated("The API has deprecated this endpoint: use agents.folders.list")
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
    ) -> AsyncPaginator[Source, AsyncArrayPage[Source]]:
        """List the folders of an agent. Deprecated: use `folders.list`.

        `GET /v1/agents/{agent_id}/sources`

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

    @patch("/v1/agents/{agent_id}/sources/attach/{source_id}")
    @deprecated("The API has deprecated this endpoint: use agents.folders.attach")
    async def attach(
        self, source_id: str, *, agent_id: str, **options: Unpack[CallOptions]
    ) -> AgentState:
        """Give an agent a folder. Deprecated: use `folders.attach`.

        `PATCH /v1/agents/{agent_id}/sources/attach/{source_id}`

        Args:
            source_id: The source.
            agent_id: The agent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The agent as it is now.

        Raises:
            NotFoundError: there is no such agent or folder.
            ValueError: `source_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/agents/{agent_id}/sources/detach/{source_id}")
    @deprecated("The API has deprecated this endpoint: use agents.folders.detach")
    async def detach(
        self, source_id: str, *, agent_id: str, **options: Unpack[CallOptions]
    ) -> AgentState:
        """Take a folder from an agent; the folder stays. Deprecated: use `folders.detach`.

        `PATCH /v1/agents/{agent_id}/sources/detach/{source_id}`

        Args:
            source_id: The source.
            agent_id: The agent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The agent as it is now.

        Raises:
            NotFoundError: there is no such agent or folder.
            ValueError: `source_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
