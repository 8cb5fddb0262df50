"""The passages of all archives and agents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from typing_extensions import Unpack

from ..._core.http.modes import ModeT, Raw, Streamed
from ..._core.http.omit import Omit, omit
from ..._core.http.request import CallOptions
from ...types.passage_search_response import PassageSearchResponse
from ..operation import post
from ..resource import AsyncResource


class AsyncPassagesResource(
    AsyncResource[ModeT, "AsyncPassagesResource[Raw]", "AsyncPassagesResource[Streamed]"]
):
    """The passages of all archives and agents."""

    @post("/v1/passages/search", safe=True)
    async def search(
        self,
        *,
        agent_id: str | Omit | None = omit,
        archive_id: str | Omit | None = omit,
        end_date: str | datetime | Omit | None = omit,
        limit: int | Omit = omit,
        query: str | Omit | None = omit,
        start_date: str | datetime | Omit | None = omit,
        tag_match_mode: Literal["any", "all"] | Omit = omit,
        tags: Sequence[str] | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> PassageSearchResponse:
        """Search passages, in one archive or in all that an agent has.

        `POST /v1/passages/search`

        Args:
            agent_id: Only passages of the archives of this agent.
            archive_id: Only passages of this archive.
            end_date: Only passages made before it.
            limit: How many passages at most. By default: 50.
            query: What to look for; without it, all passages that the filters let through.
            start_date: Only passages made after it.
            tag_match_mode: Whether a passage needs one of `tags` (`any`) or all of them (`all`). By
                default: any.
            tags: Tags, to find the item by.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The passages found, the best first, with their scores.

        Raises:
            UnprocessableEntityError: the server does not accept a value.
            APIError: the call failed otherwise.
        """
        ...
