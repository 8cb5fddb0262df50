"""The blocks of an agent: its core memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types.agent_state import AgentState
from ....types.block_response import BlockResponse
from ...operation import get, get_list, patch
from ...pages import AsyncArrayPage
from ...paginator import AsyncPaginator
from ...resource import AsyncResource


class AsyncAgentBlocksResource(
    AsyncResource[ModeT, "AsyncAgentBlocksResource[Raw]", "AsyncAgentBlocksResource[Streamed]"]
):
    """The blocks of an agent: the memory that is always in its context."""

    @get("/v1/agents/{agent_id}/core-memory/blocks/{block_label}")
    async def retrieve(
        self, block_label: str, *, agent_id: str, **options: Unpack[CallOptions]
    ) -> BlockResponse:
        """Return the block of an agent that has a label.

        `GET /v1/agents/{agent_id}/core-memory/blocks/{block_label}`

        Args:
            block_label: The label of the block.
            agent_id: The agent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such agent or block of this label.
            ValueError: `block_label` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/agents/{agent_id}/core-memory/blocks/{block_label}")
    async def update(
        self,
        block_label: str,
        *,
        agent_id: str,
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
        """Change the block of an agent that has a label. What is not given stays as it is.

        `PATCH /v1/agents/{agent_id}/core-memory/blocks/{block_label}`

        Args:
            block_label: The label of the block.
            agent_id: The agent.
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
            NotFoundError: there is no such agent or block of this label.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `block_label` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @get_list("/v1/agents/{agent_id}/core-memory/blocks")
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
    ) -> AsyncPaginator[BlockResponse, AsyncArrayPage[BlockResponse]]:
        """List the blocks of an agent.

        `GET /v1/agents/{agent_id}/core-memory/blocks`

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
            The first page; iterate over it for the blocks of all pages.

        Raises:
            NotFoundError: there is no such agent.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/agents/{agent_id}/core-memory/blocks/attach/{block_id}")
    async def attach(
        self, block_id: str, *, agent_id: str, **options: Unpack[CallOptions]
    ) -> AgentState:
        """Give an agent a block.

        `PATCH /v1/agents/{agent_id}/core-memory/blocks/attach/{block_id}`

        Args:
            block_id: The block.
            agent_id: The agent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The agent as it is now.

        Raises:
            NotFoundError: there is no such agent or block.
            ValueError: `block_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/agents/{agent_id}/core-memory/blocks/detach/{block_id}")
    async def detach(
        self, block_id: str, *, agent_id: str, **options: Unpack[CallOptions]
    ) -> AgentState:
        """Take a block from an agent; the block stays.

        `PATCH /v1/agents/{agent_id}/core-memory/blocks/detach/{block_id}`

        Args:
            block_id: The block.
            agent_id: The agent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The agent as it is now.

        Raises:
            NotFoundError: there is no such agent or block.
            ValueError: `block_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
