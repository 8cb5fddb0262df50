"""The models that agents can think with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types._models.llm_config import ProviderCategory
from ....types._models.models import ProviderType
from ....types.model_list_response import ModelListResponse
from ...operation import get
from ...resource import AsyncResource

if TYPE_CHECKING:
    from .embeddings import AsyncModelEmbeddingsResource


class AsyncModelsResource(
    AsyncResource[ModeT, "AsyncModelsResource[Raw]", "AsyncModelsResource[Streamed]"]
):
    """The models that the server knows."""

    embeddings: AsyncModelEmbeddingsResource[ModeT]
    """The models that embed texts."""

    @get("/v1/models/")
    async def list(
        self,
        *,
        provider_category: Sequence[ProviderCategory] | Omit | None = omit,
        provider_name: str | Omit | None = omit,
        provider_type: ProviderType | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> ModelListResponse:
        """List all models that agents can think with.

        `GET /v1/models/`

        Args:
            provider_category: Only models of the server's own providers (`base`) or of the user's
                (`byok`).
            provider_name: Only models of this provider.
            provider_type: Only models of providers of this kind.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The models.

        Raises:
            APIError: the call failed.
        """
        ...
