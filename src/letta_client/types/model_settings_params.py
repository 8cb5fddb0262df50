"""The settings of an agent's model, as dictionaries to send."""

# Not `from __future__ import annotations`: with texts for annotations, a TypedDict does not know at
# run time which of its keys are required.

from typing import Literal, TypeAlias

from typing_extensions import TypedDict

from .response_format_params import ResponseFormatParam

__all__ = [
    "AnthropicModelSettingsParam",
    "AnthropicThinkingParam",
    "AzureModelSettingsParam",
    "BasetenModelSettingsParam",
    "BedrockModelSettingsParam",
    "ChatGPTOAuthModelSettingsParam",
    "ChatGPTOAuthReasoningParam",
    "DeepseekModelSettingsParam",
    "GeminiThinkingConfigParam",
    "GoogleAIModelSettingsParam",
    "GoogleVertexModelSettingsParam",
    "GroqModelSettingsParam",
    "ModelSettingsParam",
    "MoonshotCodingModelSettingsParam",
    "MoonshotModelSettingsParam",
    "OpenAIModelSettingsParam",
    "OpenAIReasoningParam",
    "OpenRouterModelSettingsParam",
    "SGLangModelSettingsParam",
    "TogetherModelSettingsParam",
    "XaiModelSettingsParam",
    "ZaiModelSettingsParam",
    "ZaiThinkingParam",
]


class _ProviderModelSettingsParam(TypedDict, total=False):
    max_output_tokens: int
    """How many tokens the model may write; 4096 by default, 65536 for those of Google."""

    parallel_tool_calls: bool
    """Whether a step may call several tools; true by default."""

    temperature: float
    """0.7 by default, 1 for those of Anthropic."""


class OpenAIReasoningParam(TypedDict, total=False):
    """How a model of OpenAI reasons."""

    reasoning_effort: Literal["none", "minimal", "low", "medium", "high", "xhigh"]


class OpenAIModelSettingsParam(_ProviderModelSettingsParam, total=False):
    """The settings of a model of OpenAI, or of one that speaks its API."""

    provider_type: Literal["openai"]
    reasoning: OpenAIReasoningParam
    response_format: ResponseFormatParam | None

    strict: bool
    """Whether arguments of tool calls have to fit the tools' schemas; true by default."""


class SGLangModelSettingsParam(_ProviderModelSettingsParam, total=False):
    """The settings of a model that runs on SGLang."""

    provider_type: Literal["sglang"]
    reasoning: OpenAIReasoningParam
    response_format: ResponseFormatParam | None

    strict: bool
    """Whether arguments of tool calls have to fit the tools' schemas; true by default."""

    tool_call_parser: str | None
    """The parser of SGLang that finds the model's tool calls."""


class AnthropicThinkingParam(TypedDict, total=False):
    """How a model of Anthropic thinks."""

    budget_tokens: int
    """How many tokens it may spend on thinking; 1024 by default."""

    type: Literal["enabled", "disabled"]


class AnthropicModelSettingsParam(_ProviderModelSettingsParam, total=False):
    """The settings of a model of Anthropic."""

    effort: Literal["low", "medium", "high", "xhigh", "max"] | None
    """How thorough the model is to be."""

    provider_type: Literal["anthropic"]
    response_format: ResponseFormatParam | None

    strict: bool
    """Whether arguments of tool calls have to fit the tools' schemas; false by default."""

    thinking: AnthropicThinkingParam

    verbosity: Literal["low", "medium", "high"] | None
    """How much the model is to say."""


class GeminiThinkingConfigParam(TypedDict, total=False):
    """How a model of Google thinks."""

    include_thoughts: bool
    """Whether it gives its thoughts away; true by default."""

    thinking_budget: int
    """How many tokens it may spend on thinking; 1024 by default."""


class GoogleAIModelSettingsParam(_ProviderModelSettingsParam, total=False):
    """The settings of a model of Google, asked at Google AI."""

    provider_type: Literal["google_ai"]
    response_schema: ResponseFormatParam | None
    thinking_config: GeminiThinkingConfigParam


class GoogleVertexModelSettingsParam(_ProviderModelSettingsParam, total=False):
    """The settings of a model of Google, asked at Vertex AI."""

    provider_type: Literal["google_vertex"]
    response_schema: ResponseFormatParam | None
    thinking_config: GeminiThinkingConfigParam


class AzureModelSettingsParam(_ProviderModelSettingsParam, total=False):
    """The settings of a model of OpenAI, asked at Azure."""

    provider_type: Literal["azure"]
    response_format: ResponseFormatParam | None


class XaiModelSettingsParam(_ProviderModelSettingsParam, total=False):
    """The settings of a model of xAI."""

    provider_type: Literal["xai"]
    response_format: ResponseFormatParam | None


class MoonshotModelSettingsParam(_ProviderModelSettingsParam, total=False):
    """The settings of a model of Moonshot. Letta 0.16.8 does not know them yet."""

    provider_type: Literal["moonshot"]
    response_format: ResponseFormatParam | None
    strict: bool


class MoonshotCodingModelSettingsParam(_ProviderModelSettingsParam, total=False):
    """The settings of Moonshot's model for code. Letta 0.16.8 does not know them yet."""

    effort: Literal["low", "medium", "high", "xhigh", "max"] | None
    provider_type: Literal["moonshot_coding"]
    response_format: ResponseFormatParam | None
    strict: bool
    thinking: AnthropicThinkingParam
    verbosity: Literal["low", "medium", "high"] | None


class ZaiThinkingParam(TypedDict, total=False):
    """How a model of Z.ai thinks."""

    clear_thinking: bool
    """Whether thoughts of earlier turns are left out of the context; false by default."""

    type: Literal["enabled", "disabled"]


class ZaiModelSettingsParam(_ProviderModelSettingsParam, total=False):
    """The settings of a model of Z.ai."""

    provider_type: Literal["zai"]
    response_format: ResponseFormatParam | None
    thinking: ZaiThinkingParam


class GroqModelSettingsParam(_ProviderModelSettingsParam, total=False):
    """The settings of a model at Groq."""

    provider_type: Literal["groq"]
    response_format: ResponseFormatParam | None


class DeepseekModelSettingsParam(_ProviderModelSettingsParam, total=False):
    """The settings of a model of DeepSeek."""

    provider_type: Literal["deepseek"]
    response_format: ResponseFormatParam | None


class TogetherModelSettingsParam(_ProviderModelSettingsParam, total=False):
    """The settings of a model at Together AI."""

    provider_type: Literal["together"]
    response_format: ResponseFormatParam | None


class BedrockModelSettingsParam(_ProviderModelSettingsParam, total=False):
    """The settings of a model at Amazon Bedrock."""

    provider_type: Literal["bedrock"]
    response_format: ResponseFormatParam | None


class BasetenModelSettingsParam(_ProviderModelSettingsParam, total=False):
    """The settings of a model at Baseten."""

    provider_type: Literal["baseten"]


class OpenRouterModelSettingsParam(_ProviderModelSettingsParam, total=False):
    """The settings of a model at OpenRouter."""

    provider_type: Literal["openrouter"]
    response_format: ResponseFormatParam | None


class ChatGPTOAuthReasoningParam(TypedDict, total=False):
    """How a model of ChatGPT reasons."""

    reasoning_effort: Literal["none", "low", "medium", "high", "xhigh"]


class ChatGPTOAuthModelSettingsParam(_ProviderModelSettingsParam, total=False):
    """The settings of a model that is asked by way of a user's ChatGPT account."""

    provider_type: Literal["chatgpt_oauth"]
    reasoning: ChatGPTOAuthReasoningParam


ModelSettingsParam: TypeAlias = (
    OpenAIModelSettingsParam
    | SGLangModelSettingsParam
    | AnthropicModelSettingsParam
    | GoogleAIModelSettingsParam
    | GoogleVertexModelSettingsParam
    | AzureModelSettingsParam
    | XaiModelSettingsParam
    | MoonshotModelSettingsParam
    | ZaiModelSettingsParam
    | MoonshotCodingModelSettingsParam
    | GroqModelSettingsParam
    | DeepseekModelSettingsParam
    | TogetherModelSettingsParam
    | BedrockModelSettingsParam
    | BasetenModelSettingsParam
    | OpenRouterModelSettingsParam
    | ChatGPTOAuthModelSettingsParam
)
"""The settings of a model: those of its provider."""
