"""Models that embed texts, and their vectors."""

from __future__ import annotations

from letta_client.types.llm_config import EmbeddingConfig

DEFAULT_EMBEDDING = "openai/text-embedding-3-small"
ENDPOINT = "http://model.invalid/v1"
CHUNK_SIZE = 300
_SIZE = 1536


def embedding_config(handle: str, chunk_size: int | None = None) -> EmbeddingConfig:
    """Return what is known of an embedding model.

    Args:
        handle: the handle of the model.
        chunk_size: how many tokens of a text become one vector.
    """
    return EmbeddingConfig(
        embedding_endpoint_type="openai",
        embedding_endpoint=ENDPOINT,
        embedding_model=handle.rpartition("/")[2],
        embedding_dim=_SIZE,
        embedding_chunk_size=chunk_size or CHUNK_SIZE,
        handle=handle,
    )


def embedded(config: EmbeddingConfig | None) -> list[float] | None:
    """Return the vector of any text: nothing here is searched by its vector."""
    return None if config is None else [1.0]
