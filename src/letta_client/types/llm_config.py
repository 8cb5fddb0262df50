"""The models that an agent uses, as the server keeps them: one to think, one to embed texts."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias, Union

from pydantic import Field

from ._model import BaseModel
from .response_formats import ResponseFormat

__all__ = [
    "EmbeddingConfig",
    "EmbeddingEndpointType",
    "LlmConfig",
    "ModelEndpointType",
    "ProviderCategory",
]

ModelEndpointType: TypeAlias = Annotated[
    Union[
        Literal[
            "openai",
            "anthropic",
            "google_ai",
            "google_vertex",
            "azure",
            "groq",
            "ollama",
            "webui",
            "webui-legacy",
            "lmstudio",
            "lmstudio-legacy",
            "lmstudio-chatcompletions",
            "llamacpp",
            "koboldcpp",
            "vllm",
            "hugging-face",
            "minimax",
            "mistral",
            "together",
            "bedrock",
            "deepseek",
            "xai",
            "zai",
            "zai_coding",
            "baseten",
            "fireworks",
            "openrouter",
            "chatgpt_oauth",
        ],
        str,
    ],
    Field(union_mode="left_to_right"),
]
"""Whose API a model speaks, or one that this version of the library does not know yet."""

EmbeddingEndpointType: TypeAlias = Annotated[
    Union[
        Literal[
            "openai",
            "anthropic",
            "bedrock",
            "google_ai",
            "google_vertex",
            "azure",
            "groq",
            "ollama",
            "webui",
            "webui-legacy",
            "lmstudio",
            "lmstudio-legacy",
            "llamacpp",
            "koboldcpp",
            "vllm",
            "hugging-face",
            "mistral",
            "together",
            "pinecone",
        ],
        str,
    ],
    Field(union_mode="left_to_right"),
]
"""Whose API an embedding model speaks, or one that this version does not know yet."""

ProviderCategory: TypeAlias = Annotated[
    Union[Literal["base", "byok"], str], Field(union_mode="left_to_right")
]
"""`base` for a model provider of the server, `byok` for one of its user."""


class LlmConfig(BaseModel):
    """The model that an agent thinks with. Deprecated in favour of `model` and `model_settings`."""

    model: str
    """The model's name at its provider, say `gpt-4o-mini`."""

    display_name: str | None = None
    """The model's name for people."""

    model_endpoint_type: ModelEndpointType

    model_endpoint: str | None = None
    """The URL under which the model is asked."""

    provider_name: str | None = None

    provider_category: ProviderCategory | None = None

    model_wrapper: str | None = None
    """How prompts are formatted for a model that takes only text."""

    context_window: int
    """How many tokens the model's context holds."""

    put_inner_thoughts_in_kwargs: bool | None = False
    """Whether the model reasons in an argument of its tool calls."""

    handle: str | None = None
    """The model's name at the Letta server: provider and model, say `openai/gpt-4o-mini`."""

    temperature: float = 1.0

    max_tokens: int | None = None
    """How many tokens the model may write; null for the provider's own limit."""

    enable_reasoner: bool = True
    """Whether the model reasons by itself, where it can."""

    reasoning_effort: (
        Annotated[
            Union[Literal["none", "minimal", "low", "medium", "high", "xhigh"], str],
            Field(union_mode="left_to_right"),
        ]
        | None
    ) = None

    max_reasoning_tokens: int = 0
    """How many tokens the model may spend on reasoning."""

    effort: (
        Annotated[
            Union[Literal["low", "medium", "high", "max"], str],
            Field(union_mode="left_to_right"),
        ]
        | None
    ) = None
    """How thorough the model is to be, where its provider is Anthropic."""

    frequency_penalty: float | None = None
    """How much a token loses by each time that it was written already, from -2 to 2."""

    compatibility_type: (
        Annotated[Union[Literal["gguf", "mlx"], str], Field(union_mode="left_to_right")] | None
    ) = None
    """The format of the model's weights, where it runs locally."""

    verbosity: (
        Annotated[Union[Literal["low", "medium", "high"], str], Field(union_mode="left_to_right")]
        | None
    ) = None

    tier: str | None = None
    """The price class of the model in Letta's cloud."""

    parallel_tool_calls: bool | None = False
    """Deprecated in favour of `model_settings`: whether a step may call several tools."""

    response_format: ResponseFormat | None = None

    strict: bool = False
    """Whether arguments of tool calls have to fit the tools' schemas."""

    return_logprobs: bool = False
    """Whether the model tells how likely its tokens were."""

    top_logprobs: int | None = None
    """Of how many other tokens in each place it tells that, up to 20."""

    return_token_ids: bool = False
    """Whether responses have the ids of the tokens, for training."""

    tool_call_parser: str | None = None
    """The parser of tool calls, where the model runs on SGLang."""

    @property
    def api_model_endpoint_type(self) -> ModelEndpointType:
        """`model_endpoint_type`, by the name that it has in the published client."""
        return self.model_endpoint_type

    @property
    def api_model_endpoint(self) -> str | None:
        """`model_endpoint`, by the name that it has in the published client."""
        return self.model_endpoint

    @property
    def api_model_wrapper(self) -> str | None:
        """`model_wrapper`, by the name that it has in the published client."""
        return self.model_wrapper


class EmbeddingConfig(BaseModel):
    """The model that turns texts into vectors, to find them again by their meaning."""

    embedding_endpoint_type: EmbeddingEndpointType

    embedding_endpoint: str | None = None
    """The URL under which the model is asked; null where it runs on the server."""

    embedding_model: str
    """The model's name at its provider."""

    embedding_dim: int
    """How many numbers a vector has."""

    embedding_chunk_size: int | None = 300
    """How many tokens of a text become one vector."""

    handle: str | None = None
    """The model's name at the Letta server: provider and model."""

    batch_size: int = 32
    """How many texts are embedded in one request."""

    azure_endpoint: str | None = None

    azure_version: str | None = None

    azure_deployment: str | None = None
