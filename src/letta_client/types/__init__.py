"""What comes back from the API and what is sent to it.

Each name is loaded on first use: `import letta_client.types` does not import pydantic.
"""

from typing import TYPE_CHECKING

from letta_client._lazy import lazy_exports

if TYPE_CHECKING:
    from ._model import BaseModel as BaseModel
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
    from .health import HealthResponse as HealthResponse
    from .internal_messages import InternalMessage as InternalMessage
    from .internal_messages import InternalToolCall as InternalToolCall
    from .internal_messages import InternalToolCallFunction as InternalToolCallFunction
    from .internal_messages import InternalToolReturn as InternalToolReturn
    from .internal_messages import MessageRole as MessageRole
    from .letta_response import LettaResponse as LettaResponse
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
    from .runs import LettaRequestConfig as LettaRequestConfig
    from .runs import Run as Run
    from .runs import RunListParams as RunListParams
    from .runs import RunMetrics as RunMetrics
    from .runs import RunStatus as RunStatus
    from .runs import UsageRetrieveResponse as UsageRetrieveResponse
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
    from .traces import TraceRetrieveResponse as TraceRetrieveResponse
    from .traces import TraceSpan as TraceSpan

__all__ = [
    "ApprovalRequestMessage",
    "ApprovalResponseMessage",
    "ApprovalReturn",
    "AssistantMessage",
    "Base64Image",
    "BaseModel",
    "BillingContext",
    "CompactionStats",
    "EventMessage",
    "FeedbackType",
    "HealthResponse",
    "HiddenReasoningMessage",
    "ImageContent",
    "InternalMessage",
    "InternalToolCall",
    "InternalToolCallFunction",
    "InternalToolReturn",
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
    "Message",
    "MessageCreateParam",
    "MessageRole",
    "MessageType",
    "OmittedReasoningContent",
    "ProviderTrace",
    "ReasoningContent",
    "ReasoningMessage",
    "RedactedReasoningContent",
    "Run",
    "RunListParams",
    "RunMetrics",
    "RunStatus",
    "Step",
    "StepListParams",
    "StepMetrics",
    "StepStatus",
    "StopReasonType",
    "SummarizedReasoningContent",
    "SummarizedReasoningContentPart",
    "SummaryMessage",
    "SystemMessage",
    "TextContent",
    "ToolCall",
    "ToolCallContent",
    "ToolCallDelta",
    "ToolCallMessage",
    "ToolReturn",
    "ToolReturnContent",
    "ToolReturnMessage",
    "ToolStatus",
    "TraceRetrieveResponse",
    "TraceSpan",
    "UnknownApproval",
    "UnknownContent",
    "UnknownImageSource",
    "UnknownMessage",
    "UrlImage",
    "UsageRetrieveResponse",
    "UserMessage",
]

if not TYPE_CHECKING:  # to a type checker, `__getattr__` would make every name one of ours
    __getattr__, __dir__ = lazy_exports(
        __name__,
        {
            "._model": ("BaseModel",),
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
            ".health": ("HealthResponse",),
            ".internal_messages": (
                "InternalMessage",
                "InternalToolCall",
                "InternalToolCallFunction",
                "InternalToolReturn",
                "MessageRole",
            ),
            ".letta_response": ("LettaResponse",),
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
            ".runs": (
                "LettaRequestConfig",
                "Run",
                "RunListParams",
                "RunMetrics",
                "RunStatus",
                "UsageRetrieveResponse",
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
            ".traces": (
                "TraceRetrieveResponse",
                "TraceSpan",
            ),
        },
    )
