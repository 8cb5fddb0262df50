"""The tags of agents."""

from __future__ import annotations

from typing import Literal

from typing_extensions import Unpack

from ..._core.http.modes import ModeT, Raw, Streamed
from ..._core.http.omit import Omit, omit
from ..._core.http.request import CallOptions
from ...types.tag_list_response import TagListResponse
from ..operation import get
from ..resource import AsyncResource


class AsyncTagsResource(
    AsyncResource[ModeT, "AsyncTagsResource[Raw]", "AsyncTagsResource[Streamed]"]
):
    """The tags that agents have."""

    @get("/v1/tags/")
    async def list(
        self,
        *,
        after: str | Omit | None = omit,
        before: str | Omit | None = omit,
        limit: int | Omit | None = omit,
        name: str | Omit | None = omit,
        order: Literal["asc", "desc"] | Omit = omit,
        order_by: Literal["name"] | Omit = omit,
        query_text: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> TagListResponse:
        """List the tags that agents have.

        `GET /v1/tags/`

        Args:
            after: A tag: only those that follow it.
            before: A tag: only those that precede it.
            limit: How many tags a page has. By default: 50.
            name: Only tags that have this text in them.
            order: By the alphabet, from its beginning (`asc`) or its end (`desc`). By default: asc.
            order_by: What the order goes by.
            query_text: Deprecated in favour of `name`.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            At most `limit` tags; go on with the last one as `after`.

        Raises:
            APIError: the call failed.
        """
        ...
