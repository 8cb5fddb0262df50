"""Archives: passages of text that agents search, and can share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types._models.llm_config import EmbeddingConfig
from ....types._models.llm_config_params import EmbeddingConfigParam
from ....types.archive import Archive
from ...operation import delete, get, get_list, patch, post
from ...pages import AsyncArrayPage
from ...paginator import AsyncPaginator
from ...resource import AsyncResource

if TYPE_CHECKING:
    from .passages import AsyncArchivePassagesResource


class AsyncArchivesResource(
    AsyncResource[ModeT, "AsyncArchivesResource[Raw]", "AsyncArchivesResource[Streamed]"]
):
    """Archives of passages: agents that share an archive search the same passages."""

    passages: AsyncArchivePassagesResource[ModeT]
    """The passages of an archive."""

    @post("/v1/archives/")
    async def create(
        self,
        *,
        name: str,
        description: str | Omit | None = omit,
        embedding: str | Omit | None = omit,
        embedding_config: EmbeddingConfigParam | EmbeddingConfig | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Archive:
        """Create an archive, to attach to agents by its id.

        `POST /v1/archives/`

        Args:
            description: What it is for.
            embedding: The handle of the model that embeds the passages.
            embedding_config: Deprecated in favour of `embedding`.
            name: The item's name.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            UnprocessableEntityError: the server does not accept a value.
            APIError: the call failed otherwise.
        """
        ...

    @get("/v1/archives/{archive_id}")
    async def retrieve(self, archive_id: str, **options: Unpack[CallOptions]) -> Archive:
        """Return an archive.

        `GET /v1/archives/{archive_id}`

        Args:
            archive_id: The archive.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such archive.
            ValueError: `archive_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/archives/{archive_id}")
    async def update(
        self,
        archive_id: str,
        *,
        description: str | Omit | None = omit,
        name: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Archive:
        """Change an archive. What is not given stays as it is.

        `PATCH /v1/archives/{archive_id}`

        Args:
            archive_id: The archive.
            description: What it is for.
            name: The item's name.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The archive as it is now.

        Raises:
            NotFoundError: there is no such archive.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `archive_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @get_list("/v1/archives/")
    def list(
        self,
        *,
        after: str | Omit | None = omit,
        agent_id: str | Omit | None = omit,
        before: str | Omit | None = omit,
        limit: int | Omit | None = omit,
        name: str | Omit | None = omit,
        order: Literal["asc", "desc"] | Omit = omit,
        order_by: Literal["created_at"] | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> AsyncPaginator[Archive, AsyncArrayPage[Archive]]:
        """List archives that match all of the filters, the newest first.

        `GET /v1/archives/`

        Args:
            after: The id of an item of the list: only those that follow it, in the order asked for.
            agent_id: Only archives that are attached to this agent.
            before: The id of an item of the list: only those that precede it, in the order asked
                for.
            limit: How many items a page has. By default: 50.
            name: Only archives of this name.
            order: `asc` for the oldest first, `desc` for the newest first. By default: desc.
            order_by: What the order goes by.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The first page; iterate over it for the archives of all pages.

        Raises:
            APIError: the call failed.
        """
        ...

    @delete("/v1/archives/{archive_id}")
    async def delete(self, archive_id: str, **options: Unpack[CallOptions]) -> None:
        """Delete an archive, and its passages.

        `DELETE /v1/archives/{archive_id}`

        Args:
            archive_id: The archive.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such archive.
            ValueError: `archive_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
