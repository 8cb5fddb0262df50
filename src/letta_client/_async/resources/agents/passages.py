"""The passages of an agent: its archival memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types.agents.passage_create_response import PassageCreateResponse
from ....types.agents.passage_list_response import PassageListResponse
from ....types.agents.passage_search_response import PassageSearchResponse
from ...operation import delete, get, post
from ...resource import AsyncResource


class AsyncAgentPassagesResource(
    AsyncResource[ModeT, "AsyncAgentPassagesResource[Raw]", "AsyncAgentPassagesResource[Streamed]"]
):
    """The passages of an agent: what it stored for later, and searches."""

    @get("/v1/agents/{agent_id}/archival-memory")
    async def list(
        self,
        agent_id: str,
        *,
        after: str | Omit | None = omit,
        ascending: bool | Omit | None = omit,
        before: str | Omit | None = omit,
        limit: int | Omit | None = omit,
        search: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> PassageListResponse:
        """List the passages of an agent, the oldest first.

        `GET /v1/agents/{agent_id}/archival-memory`

        Args:
            agent_id: The agent.
            after: The id of an item of the list: only those that follow it, in the order asked for.
            ascending: Whether the oldest come first. By default: true.
            before: The id of an item of the list: only those that precede it, in the order asked
                for.
            limit: How many items a page has. By default: 100.
            search: Only passages that have this text in them.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            At most `limit` passages; go on with the id of the last one as `after`.

        Raises:
            NotFoundError: there is no such agent.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @post("/v1/agents/{agent_id}/archival-memory")
    async def create(
        self,
        agent_id: str,
        *,
        text: str,
        created_at: str | datetime | Omit | None = omit,
        tags: Sequence[str] | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> PassageCreateResponse:
        """Add a text to the passages of an agent.

        `POST /v1/agents/{agent_id}/archival-memory`

        Args:
            agent_id: The agent.
            created_at: When it was written.
            tags: By which it can be found.
            text: What the passage says.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The passages: a long text becomes several.

        Raises:
            NotFoundError: there is no such agent.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @get("/v1/agents/{agent_id}/archival-memory/search")
    async def search(
        self,
        agent_id: str,
        *,
        query: str,
        end_datetime: str | datetime | Omit | None = omit,
        start_datetime: str | datetime | Omit | None = omit,
        tag_match_mode: Literal["any", "all"] | Omit = omit,
        tags: Sequence[str] | Omit | None = omit,
        top_k: int | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> PassageSearchResponse:
        """Search the passages of an agent by meaning.

        `GET /v1/agents/{agent_id}/archival-memory/search`

        Args:
            agent_id: The agent.
            end_datetime: Only passages made before it.
            query: What to look for.
            start_datetime: Only passages made after it.
            tag_match_mode: Whether a passage needs one of `tags` (`any`) or all of them (`all`). By
                default: any.
            tags: Tags, to find the item by.
            top_k: How many passages at most.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The passages found, the best first.

        Raises:
            NotFoundError: there is no such agent.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @delete("/v1/agents/{agent_id}/archival-memory/{memory_id}")
    async def delete(
        self, memory_id: str, *, agent_id: str, **options: Unpack[CallOptions]
    ) -> object:
        """Delete a passage of an agent.

        `DELETE /v1/agents/{agent_id}/archival-memory/{memory_id}`

        Args:
            memory_id: The passage.
            agent_id: The agent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            What the server answers; Letta 0.16.8 answers `None`.

        Raises:
            NotFoundError: there is no such agent or passage.
            ValueError: `memory_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
