"""The agents that have a block."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types._models.agent_state import AgentState
from ....types._models.agent_state_params import AgentInclude
from ...operation import get_list
from ...pages import AsyncArrayPage
from ...paginator import AsyncPaginator
from ...resource import AsyncResource


class AsyncBlockAgentsResource(
    AsyncResource[ModeT, "AsyncBlockAgentsResource[Raw]", "AsyncBlockAgentsResource[Streamed]"]
):
    """The agents that have a block."""

    @get_list("/v1/blocks/{block_id}/agents")
    def list(
        self,
        block_id: str,
        *,
        after: str | Omit | None = omit,
        before: str | Omit | None = omit,
        include: Sequence[AgentInclude] | Omit | None = omit,
        include_relationships: Sequence[str] | Omit | None = omit,
        limit: int | Omit | None = omit,
        order: Literal["asc", "desc"] | Omit = omit,
        order_by: Literal["created_at"] | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> AsyncPaginator[AgentState, AsyncArrayPage[AgentState]]:
        """List the agents that have a block, the newest first.

        `GET /v1/blocks/{block_id}/agents`

        Args:
            block_id: The block.
            after: The id of an item of the list: only those that follow it, in the order asked for.
            before: The id of an item of the list: only those that precede it, in the order asked
                for.
            include: Parts of an agent that are filled in only when they are named here.
            include_relationships: Deprecated: use `include`.
            limit: How many items a page has. By default: 50.
            order: `asc` for the oldest first, `desc` for the newest first. By default: desc.
            order_by: What the order goes by.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The first page; iterate over it for the agents of all pages.

        Raises:
            NotFoundError: there is no such block.
            ValueError: `block_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
