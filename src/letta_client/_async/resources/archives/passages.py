"""The passages of an archive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types._models.archive_passages_params import PassageCreateParam
from ....types.archives.passage_create_many_response import PassageCreateManyResponse
from ....types.passage import Passage
from ...operation import delete, post
from ...resource import AsyncResource


class AsyncArchivePassagesResource(
    AsyncResource[
        ModeT, "AsyncArchivePassagesResource[Raw]", "AsyncArchivePassagesResource[Streamed]"
    ]
):
    """The passages of an archive."""

    @post("/v1/archives/{archive_id}/passages")
    async def create(
        self,
        archive_id: str,
        *,
        text: str,
        created_at: str | Omit | None = omit,
        metadata: Mapping[str, Any] | Omit | None = omit,
        tags: Sequence[str] | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Passage:
        """Add a passage to an archive.

        `POST /v1/archives/{archive_id}/passages`

        Args:
            archive_id: The archive.
            created_at: When it was written, in ISO 8601.
            metadata: Data of your own, as a JSON object.
            tags: By which it can be found.
            text: What the passage says.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The passage, with its id.

        Raises:
            NotFoundError: there is no such archive.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `archive_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @post("/v1/archives/{archive_id}/passages/batch")
    async def create_many(
        self,
        archive_id: str,
        *,
        passages: Iterable[PassageCreateParam],
        **options: Unpack[CallOptions],
    ) -> PassageCreateManyResponse:
        """Add passages to an archive, in one call.

        `POST /v1/archives/{archive_id}/passages/batch`

        Args:
            archive_id: The archive.
            passages: The passages to add.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The passages, with their ids, in the order given.

        Raises:
            NotFoundError: there is no such archive.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `archive_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @delete("/v1/archives/{archive_id}/passages/{passage_id}")
    async def delete(
        self, passage_id: str, *, archive_id: str, **options: Unpack[CallOptions]
    ) -> None:
        """Delete a passage from an archive.

        `DELETE /v1/archives/{archive_id}/passages/{passage_id}`

        Args:
            passage_id: The passage.
            archive_id: The archive.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such archive or passage.
            ValueError: `passage_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
