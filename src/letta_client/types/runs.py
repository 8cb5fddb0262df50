"""Runs: what an agent does with one request, from its first step to its stop reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, TypeAlias, Union

from pydantic import Field
from typing_extensions import TypedDict

from ._model import BaseModel, UtcDatetime
from .messages import MessageType
from .stop_reason import StopReasonType
from .traces import TraceRetrieveResponse as TraceRetrieveResponse
from .traces import TraceSpan as TraceSpan

__all__ = [
    "CompletionTokensDetails",
    "JobStatus",
    "JobType",
    "LettaRequestConfig",
    "MessageListParams",
    "MessageStreamParams",
    "PromptTokensDetails",
    "Run",
    "RunListParams",
    "RunMetrics",
    "RunStatus",
    "StepListParams",
    "TraceRetrieveParams",
    "TraceRetrieveResponse",
    "TraceSpan",
    "UsageRetrieveResponse",
]

RunStatus: TypeAlias = Annotated[
    Union[Literal["created", "running", "completed", "failed", "cancelled"], str],
    Field(union_mode="left_to_right"),
]
"""How far a run has come, or a status that this version of the library does not know yet."""


JobStatus: TypeAlias = Annotated[
    Union[
        Literal["created", "running", "completed", "failed", "pending", "cancelled", "expired"],
        str,
    ],
    Field(union_mode="left_to_right"),
]
"""How far a job has come: what runs were once a kind of."""

JobType: TypeAlias = Annotated[
    Union[Literal["job", "run", "batch"], str], Field(union_mode="left_to_right")
]
"""What kind of job it is."""


class LettaRequestConfig(BaseModel):
    """How the request that started a run wanted its messages."""

    use_assistant_message: bool = True
    """Whether a call of the tool below comes as an `AssistantMessage`."""

    assistant_message_tool_name: str = "send_message"

    assistant_message_tool_kwarg: str = "message"
    """The argument of that tool that holds the text."""

    include_return_message_types: list[MessageType] | None = None
    """Which messages the response has; null for all."""


class Run(BaseModel):
    """One request to an agent and all that came of it."""

    id: str

    status: RunStatus = "created"

    created_at: UtcDatetime | None = None

    completed_at: UtcDatetime | None = None
    """When it ended, in whatever way; null until then."""

    agent_id: str

    conversation_id: str | None = None

    base_template_id: str | None = None

    background: bool | None = None
    """Whether it was started in the background.

    True for runs of `messages.create_async` too, although their stream brings nothing but pings.
    """

    metadata: dict[str, Any] | None = None
    """What the server noted: `run_type`, and after a failure `error`, which may be a text or an
    object."""

    request_config: LettaRequestConfig | None = None

    stop_reason: StopReasonType | None = None
    """Why it ended; null until then."""

    callback_url: str | None = None
    """Where the server announces the end of the run."""

    callback_sent_at: UtcDatetime | None = None

    callback_status_code: int | None = None
    """The HTTP status with which the callback was answered."""

    callback_error: str | None = None
    """Why the callback failed."""

    ttft_ns: int | None = None
    """Nanoseconds to the first token; null where the server did not measure."""

    total_duration_ns: int | None = None
    """Nanoseconds from beginning to end. Filled in lists; null on `retrieve`."""


class RunMetrics(BaseModel):
    """What the server measured of a run."""

    id: str
    """The run's id."""

    organization_id: str | None = None

    agent_id: str | None = None

    project_id: str | None = None

    run_start_ns: int | None = None
    """When it began, in nanoseconds since 1970."""

    run_ns: int | None = None
    """How long it took, in nanoseconds."""

    num_steps: int | None = None

    tools_used: list[str] | None = None
    """The ids of the tools that were called."""

    template_id: str | None = None

    base_template_id: str | None = None


class PromptTokensDetails(BaseModel):
    """Which of the prompt tokens had to do with the provider's cache."""

    cached_tokens: int | None = None
    """Tokens out of the cache, as OpenAI counts them."""

    cache_read_tokens: int | None = None
    """Tokens out of the cache, as Anthropic counts them."""

    cache_creation_tokens: int | None = None
    """Tokens that went into the cache."""


class CompletionTokensDetails(BaseModel):
    """Which of the completion tokens were no part of the answer."""

    reasoning_tokens: int | None = None


class UsageRetrieveResponse(BaseModel):
    """The tokens that a run used, over all its steps."""

    completion_tokens: int = 0

    prompt_tokens: int = 0

    total_tokens: int = 0

    prompt_tokens_details: PromptTokensDetails | None = None
    """Null where the model provider does not tell."""

    completion_tokens_details: CompletionTokensDetails | None = None
    """Null where the model provider does not tell."""


class RunListParams(TypedDict, total=False):
    """The query of `GET /v1/runs/`."""

    active: bool
    """Only runs that are created or running."""

    after: str | None
    """A run's id. Letta 0.16.8 mistakes it for `before`."""

    agent_id: str | None

    agent_ids: Sequence[str] | None
    """Deprecated in favour of `agent_id`."""

    ascending: bool
    """Deprecated in favour of `order`."""

    background: bool | None

    before: str | None
    """A run's id. Letta 0.16.8 mistakes it for `after`."""

    conversation_id: str | None

    limit: int | None
    """Runs a page: 1 to 1000, 100 by default."""

    order: Literal["asc", "desc"]
    """By age; the newest first (`desc`) by default."""

    order_by: Literal["created_at"]

    statuses: Sequence[str] | None

    stop_reason: StopReasonType | None


class MessageListParams(TypedDict, total=False):
    """The query of `GET /v1/runs/{run_id}/messages`."""

    after: str | None
    """A message's id: only messages newer than it, whatever the order."""

    before: str | None
    """A message's id: only messages older than it, whatever the order."""

    limit: int | None
    """Stored messages a page, 100 by default; one may come as several messages."""

    order: Literal["asc", "desc"]
    """By age; the oldest first (`asc`) by default."""

    order_by: Literal["created_at"]


class MessageStreamParams(TypedDict, total=False):
    """The body of `POST /v1/runs/{run_id}/stream`."""

    agent_id: str | None

    batch_size: int | None
    """How many events the server reads at a time, 100 by default."""

    include_pings: bool | None
    """Whether the server sends a ping every 20 s; true by default."""

    otid: str | None

    poll_interval: float | None
    """Seconds for which the server waits before it looks for new events, 0.1 by default."""

    body_run_id: str | None
    """The body's `run_id`; the run that is streamed is the one in the path."""

    starting_after: int
    """The `seq_id` of the last event already seen; 0, the default, for all."""


class StepListParams(TypedDict, total=False):
    """The query of `GET /v1/runs/{run_id}/steps`."""

    after: str | None
    """A step's id."""

    before: str | None
    """A step's id."""

    limit: int | None
    """Steps a page, 100 by default."""

    order: Literal["asc", "desc"]
    """By age; the newest first (`desc`) by default."""

    order_by: Literal["created_at"]


class TraceRetrieveParams(TypedDict, total=False):
    """The query of `GET /v1/runs/{run_id}/trace`."""

    limit: int
    """How many spans at most: 1 to 5000, 1000 by default."""
