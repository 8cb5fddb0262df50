"""Folders: collections of files that agents can read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types._models.llm_config import EmbeddingConfig
from ....types._models.llm_config_params import EmbeddingConfigParam
from ....types.folder import Folder
from ...operation import delete, get, get_list, patch, post
from ...pages import AsyncArrayPage
from ...paginator import AsyncPaginator
from ...resource import AsyncResource

if TYPE_CHECKING:
    from .agents import AsyncFolderAgentsResource
    from .files import AsyncFolderFilesResource


class AsyncFoldersResource(
    AsyncResource[ModeT, "AsyncFoldersResource[Raw]", "AsyncFoldersResource[Streamed]"]
):
    """Folders of files.

    Agents to which a folder is attached can open its files, and search them.
    """

    agents: AsyncFolderAgentsResource[ModeT]
    """The agents that can read a folder."""
    files: AsyncFolderFilesResource[ModeT]
    """The files of a folder."""

    @post("/v1/folders/")
    async def create(
        self,
        *,
        name: str,
        description: str | Omit | None = omit,
        embedding: str | Omit | None = omit,
        embedding_chunk_size: int | Omit | None = omit,
        embedding_config: EmbeddingConfigParam | EmbeddingConfig | Omit | None = omit,
        instructions: str | Omit | None = omit,
        metadata: Mapping[str, Any] | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Folder:
        """Create a folder, to upload files into.

        `POST /v1/folders/`

        Args:
            description: What it is for.
            embedding: The handle of the model that embeds the files.
            embedding_chunk_size: How many tokens of a text become one vector.
            embedding_config: Deprecated in favour of `embedding`.
            instructions: How an agent should use it.
            metadata: Data of your own, as a JSON object.
            name: The item's name.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            UnprocessableEntityError: the server does not accept a value.
            APIError: the call failed otherwise.
        """
        ...

    @get("/v1/folders/{folder_id}")
    async def retrieve(self, folder_id: str, **options: Unpack[CallOptions]) -> Folder:
        """Return a folder.

        `GET /v1/folders/{folder_id}`

        Args:
            folder_id: The folder.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such folder.
            ValueError: `folder_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/folders/{folder_id}")
    async def update(
        self,
        folder_id: str,
        *,
        description: str | Omit | None = omit,
        embedding_config: EmbeddingConfigParam | EmbeddingConfig | Omit | None = omit,
        instructions: str | Omit | None = omit,
        metadata: Mapping[str, Any] | Omit | None = omit,
        name: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Folder:
        """Change a folder. What is not given stays as it is.

        `PATCH /v1/folders/{folder_id}`

        Args:
            folder_id: The folder.
            description: What it is for.
            embedding_config: The model that embeds the files.
            instructions: How an agent should use it.
            metadata: Data of your own, as a JSON object.
            name: The item's name.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The folder as it is now.

        Raises:
            NotFoundError: there is no such folder.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `folder_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @get_list("/v1/folders/")
    def list(
        self,
        *,
        after: str | Omit | None = omit,
        before: str | Omit | None = omit,
        limit: int | Omit | None = omit,
        name: str | Omit | None = omit,
        order: Literal["asc", "desc"] | Omit = omit,
        order_by: Literal["created_at"] | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> AsyncPaginator[Folder, AsyncArrayPage[Folder]]:
        """List folders, the oldest first.

        `GET /v1/folders/`

        Args:
            after: The id of an item of the list: only those that follow it, in the order asked for.
            before: The id of an item of the list: only those that precede it, in the order asked
                for.
            limit: How many items a page has. By default: 50.
            name: Only folders of this name.
            order: `asc` for the oldest first, `desc` for the newest first. By default: asc.
            order_by: What the order goes by.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The first page; iterate over it for the folders of all pages.

        Raises:
            APIError: the call failed.
        """
        ...

    @delete("/v1/folders/{folder_id}")
    async def delete(self, folder_id: str, **options: Unpack[CallOptions]) -> object:
        """Delete a folder, and its files.

        `DELETE /v1/folders/{folder_id}`

        Args:
            folder_id: The folder.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            What the server answers; Letta 0.16.8 answers `None`.

        Raises:
            NotFoundError: there is no such folder.
            ValueError: `folder_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
