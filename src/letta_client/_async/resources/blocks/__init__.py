"""Blocks: the parts of an agent's memory that are always in its context."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types._models.blocks import BlockResponse
from ...operation import delete, get, get_list, patch, post
from ...pages import AsyncArrayPage
from ...paginator import AsyncPaginator
from ...resource import AsyncResource

if TYPE_CHECKING:
    from .agents import AsyncBlockAgentsResource


class AsyncBlocksResource(
    AsyncResource[ModeT, "AsyncBlocksResource[Raw]", "AsyncBlocksResource[Streamed]"]
):
    """Blocks of memory: agents that share a block all see what one of them writes into it."""

    agents: AsyncBlockAgentsResource[ModeT]
    """The agents that have a block."""

    @post("/v1/blocks/")
    async def create(
        self,
        *,
        label: str,
        value: str,
        base_template_id: str | Omit | None = omit,
        deployment_id: str | Omit | None = omit,
        description: str | Omit | None = omit,
        entity_id: str | Omit | None = omit,
        hidden: bool | Omit | None = omit,
        is_template: bool | Omit = omit,
        limit: int | Omit = omit,
        metadata: Mapping[str, Any] | Omit | None = omit,
        preserve_on_migration: bool | Omit | None = omit,
        project_id: str | Omit | None = omit,
        read_only: bool | Omit = omit,
        tags: Sequence[str] | Omit | None = omit,
        template_id: str | Omit | None = omit,
        template_name: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> BlockResponse:
        """Create a block, to attach to agents by its id.

        Raises:
            UnprocessableEntityError: the server does not accept a value.
        """
        ...

    @get("/v1/blocks/{block_id}")
    async def retrieve(self, block_id: str, **options: Unpack[CallOptions]) -> BlockResponse:
        """Return a block.

        Raises:
            NotFoundError: there is no such block.
            UnprocessableEntityError: the id is not of the form `block-<uuid4>`.
        """
        ...

    @patch("/v1/blocks/{block_id}")
    async def update(
        self,
        block_id: str,
        *,
        base_template_id: str | Omit | None = omit,
        deployment_id: str | Omit | None = omit,
        description: str | Omit | None = omit,
        entity_id: str | Omit | None = omit,
        hidden: bool | Omit | None = omit,
        is_template: bool | Omit = omit,
        label: str | Omit | None = omit,
        limit: int | Omit | None = omit,
        metadata: Mapping[str, Any] | Omit | None = omit,
        preserve_on_migration: bool | Omit | None = omit,
        project_id: str | Omit | None = omit,
        read_only: bool | Omit = omit,
        tags: Sequence[str] | Omit | None = omit,
        template_id: str | Omit | None = omit,
        template_name: str | Omit | None = omit,
        value: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> BlockResponse:
        """Change a block, for all agents that have it. What is not given stays as it is.

        Returns:
            The block as it is now.

        Raises:
            NotFoundError: there is no such block.
        """
        ...

    @get_list("/v1/blocks/")
    def list(
        self,
        *,
        after: str | Omit | None = omit,
        before: str | Omit | None = omit,
        connected_to_agents_count_eq: Iterable[int] | Omit | None = omit,
        connected_to_agents_count_gt: int | Omit | None = omit,
        connected_to_agents_count_lt: int | Omit | None = omit,
        description_search: str | Omit | None = omit,
        identifier_keys: Sequence[str] | Omit | None = omit,
        identity_id: str | Omit | None = omit,
        label: str | Omit | None = omit,
        label_search: str | Omit | None = omit,
        limit: int | Omit | None = omit,
        match_all_tags: bool | Omit = omit,
        name: str | Omit | None = omit,
        order: Literal["asc", "desc"] | Omit = omit,
        order_by: Literal["created_at"] | Omit = omit,
        project_id: str | Omit | None = omit,
        tags: Sequence[str] | Omit | None = omit,
        templates_only: bool | Omit = omit,
        value_search: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> AsyncPaginator[BlockResponse, AsyncArrayPage[BlockResponse]]:
        """List blocks that match all of the filters, the oldest first.

        Returns:
            The first page; iterate over it for the blocks of all pages.
        """
        ...

    @delete("/v1/blocks/{block_id}")
    async def delete(self, block_id: str, **options: Unpack[CallOptions]) -> object:
        """Delete a block, and take it from all agents that have it.

        Returns:
            What the server answers; Letta 0.16.8 answers `None`.

        Raises:
            NotFoundError: there is no such block.
        """
        ...
