"""The files of a folder."""

from __future__ import annotations

from typing import Literal

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types._files import FileTypes
from ....types.folders.file_list_response import FileListResponse
from ....types.folders.file_retrieve_response import FileRetrieveResponse
from ....types.folders.file_upload_response import FileUploadResponse
from ...operation import delete, get, get_list, post
from ...pages import AsyncArrayPage
from ...paginator import AsyncPaginator
from ...resource import AsyncResource


class AsyncFolderFilesResource(
    AsyncResource[ModeT, "AsyncFolderFilesResource[Raw]", "AsyncFolderFilesResource[Streamed]"]
):
    """The files of a folder."""

    @post("/v1/folders/{folder_id}/upload")
    async def upload(
        self,
        folder_id: str,
        *,
        file: FileTypes,
        duplicate_handling: Literal["skip", "error", "suffix", "replace"] | Omit = omit,
        name: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> FileUploadResponse:
        """Upload a file into a folder.

        The server splits it, and embeds the parts, after it has answered.

        `POST /v1/folders/{folder_id}/upload`

        Args:
            folder_id: The folder.
            duplicate_handling: What to do where the folder has a file of this name. By default:
                suffix.
            file: The file: a path, bytes, a file object, or a tuple of a name and one of these.
            name: Its name in the folder; its own by default.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The file, with its `processing_status`.

        Raises:
            NotFoundError: there is no such folder.
            ValueError: `folder_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @get("/v1/folders/{folder_id}/files/{file_id}")
    async def retrieve(
        self,
        file_id: str,
        *,
        folder_id: str,
        include_content: bool | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> FileRetrieveResponse:
        """Return a file of a folder.

        `GET /v1/folders/{folder_id}/files/{file_id}`

        Args:
            file_id: The file.
            folder_id: The folder that has the file.
            include_content: Whether to give the text of the file. By default: false.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such folder or file.
            ValueError: `file_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @get_list("/v1/folders/{folder_id}/files")
    def list(
        self,
        folder_id: str,
        *,
        after: str | Omit | None = omit,
        before: str | Omit | None = omit,
        include_content: bool | Omit = omit,
        limit: int | Omit | None = omit,
        order: Literal["asc", "desc"] | Omit = omit,
        order_by: Literal["created_at"] | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> AsyncPaginator[FileListResponse, AsyncArrayPage[FileListResponse]]:
        """List the files of a folder, the newest first.

        `GET /v1/folders/{folder_id}/files`

        Args:
            folder_id: The folder.
            after: The id of an item of the list: only those that follow it, in the order asked for.
            before: The id of an item of the list: only those that precede it, in the order asked
                for.
            include_content: Whether to give the texts of the files. By default: false.
            limit: How many items a page has. By default: 1000.
            order: `asc` for the oldest first, `desc` for the newest first. By default: desc.
            order_by: What the order goes by.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The first page; iterate over it for the files of all pages.

        Raises:
            NotFoundError: there is no such folder.
            ValueError: `folder_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @delete("/v1/folders/{folder_id}/{file_id}")
    async def delete(self, file_id: str, *, folder_id: str, **options: Unpack[CallOptions]) -> None:
        """Delete a file of a folder.

        `DELETE /v1/folders/{folder_id}/{file_id}`

        Args:
            file_id: The file.
            folder_id: The folder.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such folder or file.
            ValueError: `file_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
