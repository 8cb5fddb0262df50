"""The settings of an agent's model, by the provider that has them."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias, Union

from pydantic import Field

from ._model import BaseModel, unlike
from .response_formats import ResponseFormat

__all__ = [
    "AnthropicModelSettings",
    "AnthropicThinking",
    "AzureModelSettings",
    "BasetenModelSettings",
    "BedrockModelSettings",
    "ChatGPTOAuthModelSettings",
    "ChatGPTOAuthReasoning",
    "DeepseekModelSettings",
    "GeminiThinkingConfig",
    "GoogleAIModelSettings",
    "GoogleVertexModelSettings",
    "GroqModelSettings",
    "ModelSettings",
    "OpenAIModelSettings",
    "OpenAIReasoning",
    "OpenRouterModelSettings",
    "ProviderModelSettings",
    "SGLangModelSettings",
    "TogetherModelSettings",
    "UnknownModelSettings",
    "XaiModelSettings",
    "ZaiModelSettings",
    "ZaiThinking",
]

_Switch: TypeAlias = Annotated[
    Union[Literal["enabled", "disabled"], str], Field(union_mode="left_to_right")
]


class ProviderModelSettings(BaseModel):
    """What the settings of every provider have."""

    max_output_tokens: int = 4096
    """How many tokens the model may write."""

    parallel_tool_calls: bool = True
    """Whether a step may call several tools."""

    temperature: float = 0.7


class UnknownModelSettings(BaseModel):
    """The settings of a provider that this version of the library does not know.

    The fields that settings have in common are declared; the rest is in `model_extra`.
    """

    provider_type: str
    max_output_tokens: int | None = None
    parallel_tool_calls: bool | None = None
    temperature: float | None = None


class OpenAIReasoning(BaseModel):
    """How a model of OpenAI reasons."""

    reasoning_effort: Annotated[
        Union[Literal["none", "minimal", "low", "medium", "high", "xhigh"], str],
        Field(union_mode="left_to_right"),
    ] = "minimal"


def _high_effort() -> OpenAIReasoning:
    return OpenAIReasoning(reasoning_effort="high")


class OpenAIModelSettings(ProviderModelSettings):
    """The settings of a model of OpenAI, or of one that speaks its API."""

    provider_type: Literal["openai"] = "openai"

    reasoning: OpenAIReasoning = Field(default_factory=_high_effort)

    response_format: ResponseFormat | None = None

    strict: bool = True
    """Whether arguments of tool calls have to fit the tools' schemas."""


class SGLangModelSettings(ProviderModelSettings):
    """The settings of a model that runs on SGLang."""

    provider_type: Literal["sglang"] = "sglang"

    reasoning: OpenAIReasoning = Field(default_factory=_high_effort)

    response_format: ResponseFormat | None = None

    strict: bool = True
    """Whether arguments of tool calls have to fit the tools' schemas."""

    tool_call_parser: str | None = None
    """The parser of SGLang that finds the model's tool calls."""


class AnthropicThinking(BaseModel):
    """How a model of Anthropic thinks."""

    type: _Switch = "enabled"

    budget_tokens: int = 1024
    """How many tokens it may spend on thinking."""


class AnthropicModelSettings(ProviderModelSettings):
    """The settings of a model of Anthropic."""

    provider_type: Literal["anthropic"] = "anthropic"

    temperature: float = 1.0

    thinking: AnthropicThinking = Field(
        default_factory=lambda: AnthropicThinking(type="enabled", budget_tokens=1024)
    )

    response_format: ResponseFormat | None = None

    verbosity: (
        Annotated[Union[Literal["low", "medium", "high"], str], Field(union_mode="left_to_right")]
        | None
    ) = None
    """How much the model is to say."""

    effort: (
        Annotated[
            Union[Literal["low", "medium", "high", "max"], str],
            Field(union_mode="left_to_right"),
        ]
        | None
    ) = None
    """How thorough the model is to be."""

    strict: bool = False
    """Whether arguments of tool calls have to fit the tools' schemas."""


class GeminiThinkingConfig(BaseModel):
    """How a model of Google thinks."""

    include_thoughts: bool = True
    """Whether it gives its thoughts away."""

    thinking_budget: int = 1024
    """How many tokens it may spend on thinking."""


def _thoughts() -> GeminiThinkingConfig:
    return GeminiThinkingConfig(include_thoughts=True, thinking_budget=1024)


class GoogleAIModelSettings(ProviderModelSettings):
    """The settings of a model of Google, asked at Google AI."""

    provider_type: Literal["google_ai"] = "google_ai"

    max_output_tokens: int = 65536

    thinking_config: GeminiThinkingConfig = Field(default_factory=_thoughts)

    response_schema: ResponseFormat | None = None


class GoogleVertexModelSettings(ProviderModelSettings):
    """The settings of a model of Google, asked at Vertex AI."""

    provider_type: Literal["google_vertex"] = "google_vertex"

    max_output_tokens: int = 65536

    thinking_config: GeminiThinkingConfig = Field(default_factory=_thoughts)

    response_schema: ResponseFormat | None = None


class AzureModelSettings(ProviderModelSettings):
    """The settings of a model of OpenAI, asked at Azure."""

    provider_type: Literal["azure"] = "azure"

    response_format: ResponseFormat | None = None


class XaiModelSettings(ProviderModelSettings):
    """The settings of a model of xAI."""

    provider_type: Literal["xai"] = "xai"

    response_format: ResponseFormat | None = None


class ZaiThinking(BaseModel):
    """How a model of Z.ai thinks."""

    type: _Switch = "enabled"

    clear_thinking: bool = False
    """Whether thoughts of earlier turns are left out of the context."""


class ZaiModelSettings(ProviderModelSettings):
    """The settings of a model of Z.ai."""

    provider_type: Literal["zai"] = "zai"

    response_format: ResponseFormat | None = None

    thinking: ZaiThinking = Field(
        default_factory=lambda: ZaiThinking(type="enabled", clear_thinking=False)
    )


class GroqModelSettings(ProviderModelSettings):
    """The settings of a model at Groq."""

    provider_type: Literal["groq"] = "groq"

    response_format: ResponseFormat | None = None


class DeepseekModelSettings(ProviderModelSettings):
    """The settings of a model of DeepSeek."""

    provider_type: Literal["deepseek"] = "deepseek"

    response_format: ResponseFormat | None = None


class TogetherModelSettings(ProviderModelSettings):
    """The settings of a model at Together AI."""

    provider_type: Literal["together"] = "together"

    response_format: ResponseFormat | None = None


class BedrockModelSettings(ProviderModelSettings):
    """The settings of a model at Amazon Bedrock."""

    provider_type: Literal["bedrock"] = "bedrock"

    response_format: ResponseFormat | None = None


class BasetenModelSettings(ProviderModelSettings):
    """The settings of a model at Baseten."""

    provider_type: Literal["baseten"] = "baseten"


class OpenRouterModelSettings(ProviderModelSettings):
    """The settings of a model at OpenRouter."""

    provider_type: Literal["openrouter"] = "openrouter"

    response_format: ResponseFormat | None = None


class ChatGPTOAuthReasoning(BaseModel):
    """How a model of ChatGPT reasons."""

    reasoning_effort: Annotated[
        Union[Literal["none", "low", "medium", "high", "xhigh"], str],
        Field(union_mode="left_to_right"),
    ] = "medium"


class ChatGPTOAuthModelSettings(ProviderModelSettings):
    """The settings of a model that is asked by way of a user's ChatGPT account."""

    provider_type: Literal["chatgpt_oauth"] = "chatgpt_oauth"

    reasoning: ChatGPTOAuthReasoning = Field(
        default_factory=lambda: ChatGPTOAuthReasoning(reasoning_effort="medium")
    )


_KnownModelSettings: TypeAlias = Annotated[
    Union[
        OpenAIModelSettings,
        SGLangModelSettings,
        AnthropicModelSettings,
        GoogleAIModelSettings,
        GoogleVertexModelSettings,
        AzureModelSettings,
        XaiModelSettings,
        ZaiModelSettings,
        GroqModelSettings,
        DeepseekModelSettings,
        TogetherModelSettings,
        BedrockModelSettings,
        BasetenModelSettings,
        OpenRouterModelSettings,
        ChatGPTOAuthModelSettings,
    ],
    Field(discriminator="provider_type"),
]

ModelSettings: TypeAlias = Annotated[
    Union[
        _KnownModelSettings,
        Annotated[UnknownModelSettings, unlike("provider_type", _KnownModelSettings)],
    ],
    Field(union_mode="left_to_right"),
]
"""The settings of a model, told apart from others by their `provider_type`."""
