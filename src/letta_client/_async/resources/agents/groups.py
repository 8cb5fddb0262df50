"""The groups that an agent belongs to."""

from __future__ import annotations

from typing import Literal

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types._models.groups import Group
from ...operation import get_list
from ...pages import AsyncArrayPage
from ...paginator import AsyncPaginator
from ...resource import AsyncResource


class AsyncAgentGroupsResource(
    AsyncResource[ModeT, "AsyncAgentGroupsResource[Raw]", "AsyncAgentGroupsResource[Streamed]"]
):
    """The groups that an agent belongs to."""

    @get_list("/v1/agents/{agent_id}/groups")
    def list(
        self,
        agent_id: str,
        *,
        after: str | Omit | None = omit,
        before: str | Omit | None = omit,
        limit: int | Omit | None = omit,
        manager_type: str | Omit | None = omit,
        order: Literal["asc", "desc"] | Omit = omit,
        order_by: Literal["created_at"] | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> AsyncPaginator[Group, AsyncArrayPage[Group]]:
        """List the groups that an agent belongs to.

        `GET /v1/agents/{agent_id}/groups`

        Args:
            agent_id: The agent.
            after: The id of an item of the list: only those that follow it, in the order asked for.
            before: The id of an item of the list: only those that precede it, in the order asked
                for.
            limit: How many items a page has. By default: 100.
            manager_type: Only groups that are led in this way.
            order: `asc` for the oldest first, `desc` for the newest first. By default: desc.
            order_by: What the order goes by.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The first page; iterate over it for the groups of all pages.

        Raises:
            NotFoundError: there is no such agent.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
