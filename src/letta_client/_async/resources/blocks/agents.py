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

        Returns:
            The first page; iterate over it for the agents of all pages.

        Raises:
            NotFoundError: there is no such block.
        """
        ...
