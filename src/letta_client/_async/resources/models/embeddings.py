"""The models that embed texts."""

from __future__ import annotations

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.request import CallOptions
from ....types.models.embedding_list_response import EmbeddingListResponse
from ...operation import get
from ...resource import AsyncResource


class AsyncModelEmbeddingsResource(
    AsyncResource[
        ModeT, "AsyncModelEmbeddingsResource[Raw]", "AsyncModelEmbeddingsResource[Streamed]"
    ]
):
    """The models that embed what agents store."""

    @get("/v1/models/embedding")
    async def list(self, **options: Unpack[CallOptions]) -> EmbeddingListResponse:
        """List all models that embed texts.

        `GET /v1/models/embedding`

        Args:
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The models.

        Raises:
            APIError: the call failed.
        """
        ...
