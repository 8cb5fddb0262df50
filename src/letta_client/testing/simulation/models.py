"""The models that every server has."""

from __future__ import annotations

from functools import cache

from letta_client.types.models import EmbeddingModel, Model

_ENDPOINT = "http://model.invalid/v1"
_SIZE_OF_A_VECTOR = 1536


@cache
def language_models() -> tuple[Model, ...]:
    """Return the models that agents can think with."""
    return (
        _language_model("letta/letta-free", 30_000, 4_096),
        _language_model("openai/gpt-4o-mini", 128_000, 16_384),
        _language_model("openai/gpt-4.1", 1_047_576, 32_768),
        _language_model("anthropic/claude-sonnet-4-5", 200_000, 64_000),
    )


@cache
def embedding_models() -> tuple[EmbeddingModel, ...]:
    """Return the models that embed texts."""
    return tuple(map(_embedding_model, ("letta/letta-free", "openai/text-embedding-3-small")))


def _language_model(handle: str, context_window: int, max_tokens: int) -> Model:
    provider, _, name = handle.partition("/")
    return Model(
        handle=handle,
        name=name,
        display_name=name,
        provider_type=provider,
        provider_name=provider,
        model=name,
        model_endpoint_type="openai" if provider == "letta" else provider,
        model_endpoint=_ENDPOINT,
        provider_category="base",
        context_window=context_window,
        max_context_window=context_window,
        max_tokens=max_tokens,
        put_inner_thoughts_in_kwargs=False,
        temperature=1.0,
        enable_reasoner=True,
        parallel_tool_calls=False,
    )


def _embedding_model(handle: str) -> EmbeddingModel:
    provider, _, name = handle.partition("/")
    return EmbeddingModel(
        handle=handle,
        name=name,
        display_name=name,
        provider_type=provider,
        provider_name=provider,
        embedding_endpoint_type="openai",
        embedding_endpoint=_ENDPOINT,
        embedding_model=name,
        embedding_dim=_SIZE_OF_A_VECTOR,
    )
