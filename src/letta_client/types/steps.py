"""Steps: one request to the model each, with what it cost and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias, Union

from pydantic import Field
from typing_extensions import TypedDict

from ._model import BaseModel, UtcDatetime
from .internal_messages import InternalMessage
from .messages import Message
from .stop_reason import StopReasonType

__all__ = [
    "BillingContext",
    "FeedbackCreateParams",
    "FeedbackType",
    "MessageListParams",
    "MessageListResponse",
    "MetricRetrieveResponse",
    "ProviderTrace",
    "Step",
    "StepListParams",
    "StepMetrics",
    "StepStatus",
]

FeedbackType: TypeAlias = Annotated[
    Union[Literal["positive", "negative"], str], Field(union_mode="left_to_right")
]
"""What a person thought of a step, or a value that this version of the library does not know."""

StepStatus: TypeAlias = Annotated[
    Union[Literal["pending", "success", "failed", "cancelled"], str],
    Field(union_mode="left_to_right"),
]
"""How a step went, or a status that this version of the library does not know yet."""


class Step(BaseModel):
    """One request to the model within a run."""

    id: str

    origin: str | None = None
    """The part of the product from which the request came."""

    organization_id: str | None = None

    provider_id: str | None = None
    """The model provider, where it is one that the organization has set up itself."""

    run_id: str | None = None

    agent_id: str | None = None

    provider_name: str | None = None
    """Say, `openai`."""

    provider_category: str | None = None
    """`base` for a provider of the server, `byok` for one of its user."""

    model: str | None = None
    """The model's name at its provider, say `gpt-4o-mini`."""

    model_handle: str | None = None
    """The model's name at the Letta server, say `openai-proxy/gpt-4o-mini`."""

    model_endpoint: str | None = None
    """The URL under which the model was asked."""

    context_window_limit: int | None = None
    """How many tokens the model's context may hold."""

    completion_tokens: int | None = None

    prompt_tokens: int | None = None

    total_tokens: int | None = None

    cached_input_tokens: int | None = None
    """Prompt tokens that came out of the provider's cache; null where it does not tell."""

    cache_write_tokens: int | None = None
    """Prompt tokens that went into the provider's cache; null where it does not tell."""

    reasoning_tokens: int | None = None
    """Completion tokens spent on reasoning; null where the provider does not tell."""

    completion_tokens_details: dict[str, Any] | None = None
    """The provider's own count of completion tokens, by kind."""

    prompt_tokens_details: dict[str, Any] | None = None
    """The provider's own count of prompt tokens, by kind."""

    stop_reason: StopReasonType | None = None
    """Why it ended; null until then."""

    tags: list[str] = Field(default_factory=list[str])
    """Tags given with the feedback."""

    tid: str | None = None
    """The transaction with which it was paid for."""

    trace_id: str | None = None
    """The OpenTelemetry trace that it belongs to."""

    request_id: str | None = None
    """The server's log id of the API request."""

    messages: list[InternalMessage] = Field(default_factory=list[InternalMessage])
    """Deprecated: ask for the step's messages instead."""

    feedback: FeedbackType | None = None

    project_id: str | None = None

    error_type: str | None = None
    """What kind of failure it was; null for a step that did not fail."""

    error_data: dict[str, Any] | None = None
    """What failed; null for a step that did not fail."""

    status: StepStatus | None = "pending"

    @property
    def api_model_handle(self) -> str | None:
        """`model_handle`, by the name that it has in the published client."""
        return self.model_handle

    @property
    def api_model_endpoint(self) -> str | None:
        """`model_endpoint`, by the name that it has in the published client."""
        return self.model_endpoint


class StepMetrics(BaseModel):
    """What the server measured of a step. What it did not measure, or has not yet, is null."""

    id: str
    """The step's id."""

    organization_id: str | None = None

    provider_id: str | None = None

    run_id: str | None = None

    agent_id: str | None = None

    step_start_ns: int | None = None
    """When it began, in nanoseconds since 1970."""

    llm_request_start_ns: int | None = None
    """When the model was asked, in nanoseconds since 1970."""

    llm_request_ns: int | None = None
    """How long the model took, in nanoseconds."""

    tool_execution_ns: int | None = None
    """How long the tools took, in nanoseconds; null where none was called."""

    step_ns: int | None = None
    """How long the step took, in nanoseconds."""

    base_template_id: str | None = None

    template_id: str | None = None

    project_id: str | None = None


MetricRetrieveResponse: TypeAlias = StepMetrics
"""What the server measured of a step."""


class BillingContext(BaseModel):
    """Who pays for a request to the model, and how."""

    plan_type: str | None = None
    """The customer's subscription."""

    cost_source: str | None = None
    """Whether the price is taken out of a quota or out of credits."""

    customer_id: str | None = None


class ProviderTrace(BaseModel):
    """The request that went to the model provider for a step, and its response, both as sent."""

    created_by_id: str | None = None

    last_updated_by_id: str | None = None

    created_at: UtcDatetime | None = None

    updated_at: UtcDatetime | None = None

    id: str | None = None

    request_json: dict[str, Any]

    response_json: dict[str, Any]

    step_id: str | None = None

    agent_id: str | None = None

    agent_tags: list[str] | None = None

    call_type: str | None = None
    """What the model was asked for, say `agent_step`."""

    run_id: str | None = None

    source: str | None = None
    """The service that asked."""

    latency_ms: int | None = None
    """How long the model took, in milliseconds. Letta 0.16.8 does not send it."""

    org_id: str | None = None

    user_id: str | None = None

    compaction_settings: dict[str, Any] | None = None
    """The settings of a compaction; null for other calls."""

    llm_config: dict[str, Any] | None = None
    """The model's settings at the time."""

    billing_context: BillingContext | None = None


MessageListResponse: TypeAlias = Message
"""A message of a step."""


class StepListParams(TypedDict, total=False):
    """The query of `GET /v1/steps/`, to which Letta 0.16.8 always answers with status 400."""

    after: str | None
    """A step's id."""

    agent_id: str | None

    before: str | None
    """A step's id."""

    end_date: str | datetime | None
    """Only steps before it; ISO 8601 if it is a text."""

    feedback: Literal["positive", "negative"] | None

    has_feedback: bool | None

    limit: int | None
    """Steps a page, 50 by default."""

    model: str | None

    order: Literal["asc", "desc"]
    """By age; the newest first (`desc`) by default."""

    order_by: Literal["created_at"]

    project_id: str | None

    start_date: str | datetime | None
    """Only steps after it; ISO 8601 if it is a text."""

    tags: Sequence[str] | None

    trace_ids: Sequence[str] | None


class FeedbackCreateParams(TypedDict, total=False):
    """The body of `PATCH /v1/steps/{step_id}/feedback`."""

    feedback: Literal["positive", "negative"] | None

    tags: Sequence[str] | None


class MessageListParams(TypedDict, total=False):
    """The query of `GET /v1/steps/{step_id}/messages`."""

    after: str | None
    """A message's id."""

    before: str | None
    """A message's id."""

    limit: int | None
    """Stored messages a page, 100 by default; one may come as several messages."""

    order: Literal["asc", "desc"]
    """By age; the oldest first (`asc`) by default."""

    order_by: Literal["created_at"]
