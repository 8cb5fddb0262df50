"""Sources, now called folders: collections of files that an agent can read."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias, Union

from pydantic import Field

from ._model import BaseModel, UtcDatetime
from .llm_config import EmbeddingConfig

__all__ = ["Source", "VectorDBProvider"]

VectorDBProvider: TypeAlias = Annotated[
    Union[Literal["native", "tpuf", "pinecone"], str], Field(union_mode="left_to_right")
]
"""Where vectors are kept, or a place that this version of the library does not know yet."""


class Source(BaseModel):
    """A collection of files that an agent can read."""

    name: str

    description: str | None = None

    instructions: str | None = None
    """How an agent is to use it."""

    metadata: dict[str, Any] | None = None

    id: str

    embedding_config: EmbeddingConfig

    organization_id: str | None = None

    vector_db_provider: VectorDBProvider = "native"

    created_by_id: str | None = None

    last_updated_by_id: str | None = None

    created_at: UtcDatetime | None = None

    updated_at: UtcDatetime | None = None
