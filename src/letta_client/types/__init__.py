"""What comes back from the API and what is sent to it.

Each name is loaded on first use: `import letta_client.types` does not import pydantic.
"""

from typing import TYPE_CHECKING

from letta_client._lazy import lazy_exports

if TYPE_CHECKING:
    from ._model import BaseModel as BaseModel
    from .agent_params import AgentCreateParams as AgentCreateParams
    from .agent_params import AgentInclude as AgentInclude
    from .agent_params import AgentListParams as AgentListParams
    from .agent_params import AgentRetrieveParams as AgentRetrieveParams
    from .agent_params import CompactionSettingsParam as CompactionSettingsParam
    from .agent_params import CreateBlockParam as CreateBlockParam
    from .agent_params import EmbeddingConfigParam as EmbeddingConfigParam
    from .agent_params import LlmConfigParam as LlmConfigParam
    from .agent_state import AgentEnvironmentVariable as AgentEnvironmentVariable
    from .agent_state import AgentState as AgentState
    from .agent_state import AgentType as AgentType
    from .agent_state import CompactionSettings as CompactionSettings
    from .agent_state import Memory as Memory
    from .blocks import Block as Block
    from .blocks import FileBlock as FileBlock
    from .content import Base64Image as Base64Image
    from .content import ImageContent as ImageContent
    from .content import LettaAssistantMessageContentUnion as LettaAssistantMessageContentUnion
    from .content import LettaImage as LettaImage
    from .content import LettaToolReturnContentUnion as LettaToolReturnContentUnion
    from .content import LettaUserMessageContentUnion as LettaUserMessageContentUnion
    from .content import OmittedReasoningContent as OmittedReasoningContent
    from .content import ReasoningContent as ReasoningContent
    from .content import RedactedReasoningContent as RedactedReasoningContent
    from .content import SummarizedReasoningContent as SummarizedReasoningContent
    from .content import SummarizedReasoningContentPart as SummarizedReasoningContentPart
    from .content import TextContent as TextContent
    from .content import ToolCallContent as ToolCallContent
    from .content import ToolReturnContent as ToolReturnContent
    from .content import UnknownContent as UnknownContent
    from .content import UnknownImageSource as UnknownImageSource
    from .content import UrlImage as UrlImage
    from .groups import Group as Group
    from .health import HealthResponse as HealthResponse
    from .identities import Identity as Identity
    from .identities import IdentityProperty as IdentityProperty
    from .internal_messages import InternalMessage as InternalMessage
    from .internal_messages import InternalToolCall as InternalToolCall
    from .internal_messages import InternalToolCallFunction as InternalToolCallFunction
    from .internal_messages import InternalToolReturn as InternalToolReturn
    from .internal_messages import MessageRole as MessageRole
    from .letta_response import LettaResponse as LettaResponse
    from .llm_config import EmbeddingConfig as EmbeddingConfig
    from .llm_config import LlmConfig as LlmConfig
    from .llm_config import ProviderCategory as ProviderCategory
    from .message_params import LettaMessageContentUnionParam as LettaMessageContentUnionParam
    from .message_params import MessageCreateParam as MessageCreateParam
    from .messages import ApprovalRequestMessage as ApprovalRequestMessage
    from .messages import ApprovalResponseMessage as ApprovalResponseMessage
    from .messages import ApprovalReturn as ApprovalReturn
    from .messages import AssistantMessage as AssistantMessage
    from .messages import CompactionStats as CompactionStats
    from .messages import EventMessage as EventMessage
    from .messages import HiddenReasoningMessage as HiddenReasoningMessage
    from .messages import Message as Message
    from .messages import MessageType as MessageType
    from .messages import ReasoningMessage as ReasoningMessage
    from .messages import SummaryMessage as SummaryMessage
    from .messages import SystemMessage as SystemMessage
    from .messages import ToolCall as ToolCall
    from .messages import ToolCallDelta as ToolCallDelta
    from .messages import ToolCallMessage as ToolCallMessage
    from .messages import ToolReturn as ToolReturn
    from .messages import ToolReturnMessage as ToolReturnMessage
    from .messages import ToolStatus as ToolStatus
    from .messages import UnknownApproval as UnknownApproval
    from .messages import UnknownMessage as UnknownMessage
    from .messages import UserMessage as UserMessage
    from .model_settings import AnthropicModelSettings as AnthropicModelSettings
    from .model_settings import AnthropicThinking as AnthropicThinking
    from .model_settings import AzureModelSettings as AzureModelSettings
    from .model_settings import BasetenModelSettings as BasetenModelSettings
    from .model_settings import BedrockModelSettings as BedrockModelSettings
    from .model_settings import ChatGPTOAuthModelSettings as ChatGPTOAuthModelSettings
    from .model_settings import ChatGPTOAuthReasoning as ChatGPTOAuthReasoning
    from .model_settings import DeepseekModelSettings as DeepseekModelSettings
    from .model_settings import GeminiThinkingConfig as GeminiThinkingConfig
    from .model_settings import GoogleAIModelSettings as GoogleAIModelSettings
    from .model_settings import GoogleVertexModelSettings as GoogleVertexModelSettings
    from .model_settings import GroqModelSettings as GroqModelSettings
    from .model_settings import ModelSettings as ModelSettings
    from .model_settings import OpenAIModelSettings as OpenAIModelSettings
    from .model_settings import OpenAIReasoning as OpenAIReasoning
    from .model_settings import OpenRouterModelSettings as OpenRouterModelSettings
    from .model_settings import SGLangModelSettings as SGLangModelSettings
    from .model_settings import TogetherModelSettings as TogetherModelSettings
    from .model_settings import UnknownModelSettings as UnknownModelSettings
    from .model_settings import XaiModelSettings as XaiModelSettings
    from .model_settings import ZaiModelSettings as ZaiModelSettings
    from .model_settings import ZaiThinking as ZaiThinking
    from .model_settings_params import AnthropicModelSettingsParam as AnthropicModelSettingsParam
    from .model_settings_params import AnthropicThinkingParam as AnthropicThinkingParam
    from .model_settings_params import AzureModelSettingsParam as AzureModelSettingsParam
    from .model_settings_params import BasetenModelSettingsParam as BasetenModelSettingsParam
    from .model_settings_params import BedrockModelSettingsParam as BedrockModelSettingsParam
    from .model_settings_params import (
        ChatGPTOAuthModelSettingsParam as ChatGPTOAuthModelSettingsParam,
    )
    from .model_settings_params import ChatGPTOAuthReasoningParam as ChatGPTOAuthReasoningParam
    from .model_settings_params import DeepseekModelSettingsParam as DeepseekModelSettingsParam
    from .model_settings_params import GeminiThinkingConfigParam as GeminiThinkingConfigParam
    from .model_settings_params import GoogleAIModelSettingsParam as GoogleAIModelSettingsParam
    from .model_settings_params import (
        GoogleVertexModelSettingsParam as GoogleVertexModelSettingsParam,
    )
    from .model_settings_params import GroqModelSettingsParam as GroqModelSettingsParam
    from .model_settings_params import ModelSettingsParam as ModelSettingsParam
    from .model_settings_params import (
        MoonshotCodingModelSettingsParam as MoonshotCodingModelSettingsParam,
    )
    from .model_settings_params import MoonshotModelSettingsParam as MoonshotModelSettingsParam
    from .model_settings_params import OpenAIModelSettingsParam as OpenAIModelSettingsParam
    from .model_settings_params import OpenAIReasoningParam as OpenAIReasoningParam
    from .model_settings_params import OpenRouterModelSettingsParam as OpenRouterModelSettingsParam
    from .model_settings_params import SGLangModelSettingsParam as SGLangModelSettingsParam
    from .model_settings_params import TogetherModelSettingsParam as TogetherModelSettingsParam
    from .model_settings_params import XaiModelSettingsParam as XaiModelSettingsParam
    from .model_settings_params import ZaiModelSettingsParam as ZaiModelSettingsParam
    from .model_settings_params import ZaiThinkingParam as ZaiThinkingParam
    from .response_format_params import (
        JsonObjectResponseFormatParam as JsonObjectResponseFormatParam,
    )
    from .response_format_params import (
        JsonSchemaResponseFormatParam as JsonSchemaResponseFormatParam,
    )
    from .response_format_params import ResponseFormatParam as ResponseFormatParam
    from .response_format_params import TextResponseFormatParam as TextResponseFormatParam
    from .response_formats import JsonObjectResponseFormat as JsonObjectResponseFormat
    from .response_formats import JsonSchemaResponseFormat as JsonSchemaResponseFormat
    from .response_formats import ResponseFormat as ResponseFormat
    from .response_formats import TextResponseFormat as TextResponseFormat
    from .response_formats import UnknownResponseFormat as UnknownResponseFormat
    from .runs import LettaRequestConfig as LettaRequestConfig
    from .runs import Run as Run
    from .runs import RunListParams as RunListParams
    from .runs import RunMetrics as RunMetrics
    from .runs import RunStatus as RunStatus
    from .runs import UsageRetrieveResponse as UsageRetrieveResponse
    from .sources import Source as Source
    from .sources import VectorDBProvider as VectorDBProvider
    from .steps import BillingContext as BillingContext
    from .steps import FeedbackType as FeedbackType
    from .steps import ProviderTrace as ProviderTrace
    from .steps import Step as Step
    from .steps import StepListParams as StepListParams
    from .steps import StepMetrics as StepMetrics
    from .steps import StepStatus as StepStatus
    from .stop_reason import StopReasonType as StopReasonType
    from .streaming import LettaErrorMessage as LettaErrorMessage
    from .streaming import LettaPing as LettaPing
    from .streaming import LettaStopReason as LettaStopReason
    from .streaming import LettaStreamingResponse as LettaStreamingResponse
    from .streaming import LettaUsageStatistics as LettaUsageStatistics
    from .tool_rule_params import ChildToolRuleParam as ChildToolRuleParam
    from .tool_rule_params import ConditionalToolRuleParam as ConditionalToolRuleParam
    from .tool_rule_params import ContinueToolRuleParam as ContinueToolRuleParam
    from .tool_rule_params import InitToolRuleParam as InitToolRuleParam
    from .tool_rule_params import MaxCountPerStepToolRuleParam as MaxCountPerStepToolRuleParam
    from .tool_rule_params import ParentToolRuleParam as ParentToolRuleParam
    from .tool_rule_params import RequiredBeforeExitToolRuleParam as RequiredBeforeExitToolRuleParam
    from .tool_rule_params import RequiresApprovalToolRuleParam as RequiresApprovalToolRuleParam
    from .tool_rule_params import TerminalToolRuleParam as TerminalToolRuleParam
    from .tool_rule_params import ToolCallNodeParam as ToolCallNodeParam
    from .tool_rule_params import ToolRuleParam as ToolRuleParam
    from .tool_rules import ChildToolRule as ChildToolRule
    from .tool_rules import ConditionalToolRule as ConditionalToolRule
    from .tool_rules import ContinueToolRule as ContinueToolRule
    from .tool_rules import InitToolRule as InitToolRule
    from .tool_rules import MaxCountPerStepToolRule as MaxCountPerStepToolRule
    from .tool_rules import ParentToolRule as ParentToolRule
    from .tool_rules import RequiredBeforeExitToolRule as RequiredBeforeExitToolRule
    from .tool_rules import RequiresApprovalToolRule as RequiresApprovalToolRule
    from .tool_rules import TerminalToolRule as TerminalToolRule
    from .tool_rules import ToolCallNode as ToolCallNode
    from .tool_rules import ToolRule as ToolRule
    from .tool_rules import UnknownToolRule as UnknownToolRule
    from .tools import NpmRequirement as NpmRequirement
    from .tools import PipRequirement as PipRequirement
    from .tools import Tool as Tool
    from .tools import ToolType as ToolType
    from .traces import TraceRetrieveResponse as TraceRetrieveResponse
    from .traces import TraceSpan as TraceSpan

__all__ = [
    "AgentCreateParams",
    "AgentEnvironmentVariable",
    "AgentInclude",
    "AgentListParams",
    "AgentRetrieveParams",
    "AgentState",
    "AgentType",
    "AnthropicModelSettings",
    "AnthropicModelSettingsParam",
    "AnthropicThinking",
    "AnthropicThinkingParam",
    "ApprovalRequestMessage",
    "ApprovalResponseMessage",
    "ApprovalReturn",
    "AssistantMessage",
    "AzureModelSettings",
    "AzureModelSettingsParam",
    "Base64Image",
    "BaseModel",
    "BasetenModelSettings",
    "BasetenModelSettingsParam",
    "BedrockModelSettings",
    "BedrockModelSettingsParam",
    "BillingContext",
    "Block",
    "ChatGPTOAuthModelSettings",
    "ChatGPTOAuthModelSettingsParam",
    "ChatGPTOAuthReasoning",
    "ChatGPTOAuthReasoningParam",
    "ChildToolRule",
    "ChildToolRuleParam",
    "CompactionSettings",
    "CompactionSettingsParam",
    "CompactionStats",
    "ConditionalToolRule",
    "ConditionalToolRuleParam",
    "ContinueToolRule",
    "ContinueToolRuleParam",
    "CreateBlockParam",
    "DeepseekModelSettings",
    "DeepseekModelSettingsParam",
    "EmbeddingConfig",
    "EmbeddingConfigParam",
    "EventMessage",
    "FeedbackType",
    "FileBlock",
    "GeminiThinkingConfig",
    "GeminiThinkingConfigParam",
    "GoogleAIModelSettings",
    "GoogleAIModelSettingsParam",
    "GoogleVertexModelSettings",
    "GoogleVertexModelSettingsParam",
    "GroqModelSettings",
    "GroqModelSettingsParam",
    "Group",
    "HealthResponse",
    "HiddenReasoningMessage",
    "Identity",
    "IdentityProperty",
    "ImageContent",
    "InitToolRule",
    "InitToolRuleParam",
    "InternalMessage",
    "InternalToolCall",
    "InternalToolCallFunction",
    "InternalToolReturn",
    "JsonObjectResponseFormat",
    "JsonObjectResponseFormatParam",
    "JsonSchemaResponseFormat",
    "JsonSchemaResponseFormatParam",
    "LettaAssistantMessageContentUnion",
    "LettaErrorMessage",
    "LettaImage",
    "LettaMessageContentUnionParam",
    "LettaPing",
    "LettaRequestConfig",
    "LettaResponse",
    "LettaStopReason",
    "LettaStreamingResponse",
    "LettaToolReturnContentUnion",
    "LettaUsageStatistics",
    "LettaUserMessageContentUnion",
    "LlmConfig",
    "LlmConfigParam",
    "MaxCountPerStepToolRule",
    "MaxCountPerStepToolRuleParam",
    "Memory",
    "Message",
    "MessageCreateParam",
    "MessageRole",
    "MessageType",
    "ModelSettings",
    "ModelSettingsParam",
    "MoonshotCodingModelSettingsParam",
    "MoonshotModelSettingsParam",
    "NpmRequirement",
    "OmittedReasoningContent",
    "OpenAIModelSettings",
    "OpenAIModelSettingsParam",
    "OpenAIReasoning",
    "OpenAIReasoningParam",
    "OpenRouterModelSettings",
    "OpenRouterModelSettingsParam",
    "ParentToolRule",
    "ParentToolRuleParam",
    "PipRequirement",
    "ProviderCategory",
    "ProviderTrace",
    "ReasoningContent",
    "ReasoningMessage",
    "RedactedReasoningContent",
    "RequiredBeforeExitToolRule",
    "RequiredBeforeExitToolRuleParam",
    "RequiresApprovalToolRule",
    "RequiresApprovalToolRuleParam",
    "ResponseFormat",
    "ResponseFormatParam",
    "Run",
    "RunListParams",
    "RunMetrics",
    "RunStatus",
    "SGLangModelSettings",
    "SGLangModelSettingsParam",
    "Source",
    "Step",
    "StepListParams",
    "StepMetrics",
    "StepStatus",
    "StopReasonType",
    "SummarizedReasoningContent",
    "SummarizedReasoningContentPart",
    "SummaryMessage",
    "SystemMessage",
    "TerminalToolRule",
    "TerminalToolRuleParam",
    "TextContent",
    "TextResponseFormat",
    "TextResponseFormatParam",
    "TogetherModelSettings",
    "TogetherModelSettingsParam",
    "Tool",
    "ToolCall",
    "ToolCallContent",
    "ToolCallDelta",
    "ToolCallMessage",
    "ToolCallNode",
    "ToolCallNodeParam",
    "ToolReturn",
    "ToolReturnContent",
    "ToolReturnMessage",
    "ToolRule",
    "ToolRuleParam",
    "ToolStatus",
    "ToolType",
    "TraceRetrieveResponse",
    "TraceSpan",
    "UnknownApproval",
    "UnknownContent",
    "UnknownImageSource",
    "UnknownMessage",
    "UnknownModelSettings",
    "UnknownResponseFormat",
    "UnknownToolRule",
    "UrlImage",
    "UsageRetrieveResponse",
    "UserMessage",
    "VectorDBProvider",
    "XaiModelSettings",
    "XaiModelSettingsParam",
    "ZaiModelSettings",
    "ZaiModelSettingsParam",
    "ZaiThinking",
    "ZaiThinkingParam",
]

if not TYPE_CHECKING:  # to a type checker, `__getattr__` would make every name one of ours
    __getattr__, __dir__ = lazy_exports(
        __name__,
        {
            "._model": ("BaseModel",),
            ".agent_params": (
                "AgentCreateParams",
                "AgentInclude",
                "AgentListParams",
                "AgentRetrieveParams",
                "CompactionSettingsParam",
                "CreateBlockParam",
                "EmbeddingConfigParam",
                "LlmConfigParam",
            ),
            ".agent_state": (
                "AgentEnvironmentVariable",
                "AgentState",
                "AgentType",
                "CompactionSettings",
                "Memory",
            ),
            ".blocks": (
                "Block",
                "FileBlock",
            ),
            ".content": (
                "Base64Image",
                "ImageContent",
                "LettaAssistantMessageContentUnion",
                "LettaImage",
                "LettaToolReturnContentUnion",
                "LettaUserMessageContentUnion",
                "OmittedReasoningContent",
                "ReasoningContent",
                "RedactedReasoningContent",
                "SummarizedReasoningContent",
                "SummarizedReasoningContentPart",
                "TextContent",
                "ToolCallContent",
                "ToolReturnContent",
                "UnknownContent",
                "UnknownImageSource",
                "UrlImage",
            ),
            ".groups": ("Group",),
            ".health": ("HealthResponse",),
            ".identities": (
                "Identity",
                "IdentityProperty",
            ),
            ".internal_messages": (
                "InternalMessage",
                "InternalToolCall",
                "InternalToolCallFunction",
                "InternalToolReturn",
                "MessageRole",
            ),
            ".letta_response": ("LettaResponse",),
            ".llm_config": (
                "EmbeddingConfig",
                "LlmConfig",
                "ProviderCategory",
            ),
            ".message_params": (
                "LettaMessageContentUnionParam",
                "MessageCreateParam",
            ),
            ".messages": (
                "ApprovalRequestMessage",
                "ApprovalResponseMessage",
                "ApprovalReturn",
                "AssistantMessage",
                "CompactionStats",
                "EventMessage",
                "HiddenReasoningMessage",
                "Message",
                "MessageType",
                "ReasoningMessage",
                "SummaryMessage",
                "SystemMessage",
                "ToolCall",
                "ToolCallDelta",
                "ToolCallMessage",
                "ToolReturn",
                "ToolReturnMessage",
                "ToolStatus",
                "UnknownApproval",
                "UnknownMessage",
                "UserMessage",
            ),
            ".model_settings": (
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
                "SGLangModelSettings",
                "TogetherModelSettings",
                "UnknownModelSettings",
                "XaiModelSettings",
                "ZaiModelSettings",
                "ZaiThinking",
            ),
            ".model_settings_params": (
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
            ),
            ".response_format_params": (
                "JsonObjectResponseFormatParam",
                "JsonSchemaResponseFormatParam",
                "ResponseFormatParam",
                "TextResponseFormatParam",
            ),
            ".response_formats": (
                "JsonObjectResponseFormat",
                "JsonSchemaResponseFormat",
                "ResponseFormat",
                "TextResponseFormat",
                "UnknownResponseFormat",
            ),
            ".runs": (
                "LettaRequestConfig",
                "Run",
                "RunListParams",
                "RunMetrics",
                "RunStatus",
                "UsageRetrieveResponse",
            ),
            ".sources": (
                "Source",
                "VectorDBProvider",
            ),
            ".steps": (
                "BillingContext",
                "FeedbackType",
                "ProviderTrace",
                "Step",
                "StepListParams",
                "StepMetrics",
                "StepStatus",
            ),
            ".stop_reason": ("StopReasonType",),
            ".streaming": (
                "LettaErrorMessage",
                "LettaPing",
                "LettaStopReason",
                "LettaStreamingResponse",
                "LettaUsageStatistics",
            ),
            ".tool_rule_params": (
                "ChildToolRuleParam",
                "ConditionalToolRuleParam",
                "ContinueToolRuleParam",
                "InitToolRuleParam",
                "MaxCountPerStepToolRuleParam",
                "ParentToolRuleParam",
                "RequiredBeforeExitToolRuleParam",
                "RequiresApprovalToolRuleParam",
                "TerminalToolRuleParam",
                "ToolCallNodeParam",
                "ToolRuleParam",
            ),
            ".tool_rules": (
                "ChildToolRule",
                "ConditionalToolRule",
                "ContinueToolRule",
                "InitToolRule",
                "MaxCountPerStepToolRule",
                "ParentToolRule",
                "RequiredBeforeExitToolRule",
                "RequiresApprovalToolRule",
                "TerminalToolRule",
                "ToolCallNode",
                "ToolRule",
                "UnknownToolRule",
            ),
            ".tools": (
                "NpmRequirement",
                "PipRequirement",
                "Tool",
                "ToolType",
            ),
            ".traces": (
                "TraceRetrieveResponse",
                "TraceSpan",
            ),
        },
    )
