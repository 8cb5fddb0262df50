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

        `POST /v1/blocks/`

        Args:
            base_template_id: The template from which the item's own template was made.
            deployment_id: The deployment that the item belongs to.
            description: What it is for; the agent reads it, too.
            entity_id: The entity of its template that the item was made from.
            hidden: Whether lists leave the item out.
            is_template: Whether it is a template, to make other blocks from. By default: false.
            label: What it is called in the agent's context, say `human` or `persona`.
            limit: How many characters the text may have. By default: 100000.
            metadata: Data of your own, as a JSON object.
            preserve_on_migration: Whether it keeps its text when its agent moves to another version
                of its template. By default: false.
            project_id: The project that the item belongs to.
            read_only: Whether the agent must not change it. By default: false.
            tags: Tags, to find the item by.
            template_id: The template that the item was made from.
            template_name: The block's name, where it is a template.
            value: The text.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            UnprocessableEntityError: the server does not accept a value.
            APIError: the call failed otherwise.
        """
        ...

    @get("/v1/blocks/{block_id}")
    async def retrieve(self, block_id: str, **options: Unpack[CallOptions]) -> BlockResponse:
        """Return a block.

        `GET /v1/blocks/{block_id}`

        Args:
            block_id: The block.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such block.
            UnprocessableEntityError: the id is not of the form `block-<uuid4>`.
            ValueError: `block_id` is empty.
            APIError: the call failed otherwise.
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

        `PATCH /v1/blocks/{block_id}`

        Args:
            block_id: The block.
            base_template_id: The template from which the item's own template was made.
            deployment_id: The deployment that the item belongs to.
            description: What it is for; the agent reads it, too.
            entity_id: The entity of its template that the item was made from.
            hidden: Whether lists leave the item out.
            is_template: Whether it is a template, to make other blocks from. By default: false.
            label: What it is called in the agent's context, say `human` or `persona`.
            limit: How many characters the text may have.
            metadata: Data of your own, as a JSON object.
            preserve_on_migration: Whether it keeps its text when its agent moves to another version
                of its template. By default: false.
            project_id: The project that the item belongs to.
            read_only: Whether the agent must not change it. By default: false.
            tags: Tags, to find the item by.
            template_id: The template that the item was made from.
            template_name: The block's name, where it is a template.
            value: The text.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The block as it is now.

        Raises:
            NotFoundError: there is no such block.
            ValueError: `block_id` is empty.
            APIError: the call failed otherwise.
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

        `GET /v1/blocks/`

        Args:
            after: The id of an item of the list: only those that follow it, in the order asked for.
            before: The id of an item of the list: only those that precede it, in the order asked
                for.
            connected_to_agents_count_eq: How many agents have it; one of these numbers.
            connected_to_agents_count_gt: More agents than this have it.
            connected_to_agents_count_lt: Fewer agents than this have it.
            description_search: A part of the description.
            identifier_keys: Names of identities in their user's own system.
            identity_id: The identity.
            label: The whole label.
            label_search: A part of the label.
            limit: How many items a page has. By default: 50.
            match_all_tags: Whether a block needs all of `tags`, and not just one. By default:
                false.
            name: Only templates of this name.
            order: `asc` for the oldest first, `desc` for the newest first. By default: asc.
            order_by: What the order goes by.
            project_id: The project that the item belongs to.
            tags: Tags, to find the item by.
            templates_only: Only blocks that are templates. By default: false.
            value_search: A part of the text.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The first page; iterate over it for the blocks of all pages.

        Raises:
            APIError: the call failed.
        """
        ...

    @delete("/v1/blocks/{block_id}")
    async def delete(self, block_id: str, **options: Unpack[CallOptions]) -> object:
        """Delete a block, and take it from all agents that have it.

        `DELETE /v1/blocks/{block_id}`

        Args:
            block_id: The block.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            What the server answers; Letta 0.16.8 answers `None`.

        Raises:
            NotFoundError: there is no such block.
            ValueError: `block_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
