"""What is sent to an agent: messages, their parts, and the parameters of `agents.messages`."""

# Not `from __future__ import annotations`: with texts for annotations, a TypedDict does not know at
# run time which of its keys are required.

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, Required, TypeAlias

from typing_extensions import TypedDict

from .content import LettaToolReturnContentUnion, MessageContent
from .messages import Approval, MessageType, ToolReturn

__all__ = [
    "ApprovalCreateParam",
    "ApprovalParam",
    "ApprovalReturnParam",
    "Base64ImageParam",
    "ClientSkillParam",
    "ClientToolParam",
    "ImageContentParam",
    "ImageSourceParam",
    "InputContentParam",
    "InputMessageParam",
    "LettaImageParam",
    "LettaMessageContentUnionParam",
    "MessageCancelParams",
    "MessageCancelResponse",
    "MessageCreateAsyncParams",
    "MessageCreateParam",
    "MessageCreateParams",
    "MessageListParams",
    "MessageResetParams",
    "MessageStreamParams",
    "OmittedReasoningContentParam",
    "ReasoningContentParam",
    "RedactedReasoningContentParam",
    "SummarizedReasoningContentParam",
    "SummarizedReasoningContentPartParam",
    "TextContentParam",
    "ToolCallContentParam",
    "ToolReturnContentParam",
    "ToolReturnCreateParam",
    "ToolReturnParam",
    "UrlImageParam",
]


class TextContentParam(TypedDict, total=False):
    """A piece of text."""

    text: Required[str]
    signature: str | None
    type: Literal["text"]


class UrlImageParam(TypedDict, total=False):
    """An image that lies at a URL."""

    url: Required[str]
    type: Literal["url"]


class Base64ImageParam(TypedDict, total=False):
    """An image that is sent along."""

    data: Required[str]
    """The image, in base64."""

    media_type: Required[str]
    """Say, `image/png`."""

    detail: str | None
    """How closely the model is to look, in the words of its provider: `low`, `high` or `auto`."""

    type: Literal["base64"]


class LettaImageParam(TypedDict, total=False):
    """An image that is stored on the Letta server."""

    file_id: Required[str]
    data: str | None
    detail: str | None
    media_type: str | None
    type: Literal["letta"]


ImageSourceParam: TypeAlias = UrlImageParam | Base64ImageParam | LettaImageParam
"""Where an image comes from."""


class ImageContentParam(TypedDict, total=False):
    """An image."""

    source: Required[ImageSourceParam]
    type: Literal["image"]


class ToolCallContentParam(TypedDict, total=False):
    """A call of a tool by the model."""

    id: Required[str]
    input: Required[Mapping[str, Any]]
    name: Required[str]
    signature: str | None
    type: Literal["tool_call"]


class ToolReturnContentParam(TypedDict, total=False):
    """What a tool gave back."""

    content: Required[str]
    is_error: Required[bool]
    tool_call_id: Required[str]
    type: Literal["tool_return"]


class ReasoningContentParam(TypedDict, total=False):
    """Reasoning that can be read."""

    is_native: Required[bool]
    """Whether it comes from a model that reasons by itself."""

    reasoning: Required[str]
    signature: str | None
    type: Literal["reasoning"]


class RedactedReasoningContentParam(TypedDict, total=False):
    """Reasoning that the model provider has encrypted."""

    data: Required[str]
    type: Literal["redacted_reasoning"]


class OmittedReasoningContentParam(TypedDict, total=False):
    """The mark that the model reasoned and its provider keeps the reasoning to itself."""

    signature: str | None
    type: Literal["omitted_reasoning"]


class SummarizedReasoningContentPartParam(TypedDict):
    """One part of a summary of reasoning."""

    index: int
    text: str


class SummarizedReasoningContentParam(TypedDict, total=False):
    """Reasoning of which the model provider gave a summary."""

    id: Required[str]
    summary: Required[Iterable[SummarizedReasoningContentPartParam]]
    encrypted_content: str
    type: Literal["summarized_reasoning"]


LettaMessageContentUnionParam: TypeAlias = (
    TextContentParam
    | ImageContentParam
    | ToolCallContentParam
    | ToolReturnContentParam
    | ReasoningContentParam
    | RedactedReasoningContentParam
    | OmittedReasoningContentParam
)
"""A part of a message to the agent."""

InputContentParam: TypeAlias = LettaMessageContentUnionParam | SummarizedReasoningContentParam
"""A part of the `input` of a request."""


class MessageCreateParam(TypedDict, total=False):
    """A message to the agent."""

    content: Required[Iterable[LettaMessageContentUnionParam | MessageContent] | str]
    role: Required[Literal["user", "system", "assistant"]]
    batch_item_id: str | None
    group_id: str | None

    name: str | None
    """Who speaks."""

    otid: str | None
    """The offline threading id: the sender's own name for the message."""

    sender_id: str | None
    type: Literal["message"] | None


class ApprovalReturnParam(TypedDict, total=False):
    """The decision on one tool call."""

    approve: Required[bool]
    tool_call_id: Required[str]

    reason: str | None
    """Why; a denied call's tool return tells the agent."""

    type: Literal["approval"]


class ToolReturnParam(TypedDict, total=False):
    """What a tool that ran on the caller's side gave back."""

    status: Required[Literal["success", "error"]]
    tool_call_id: Required[str]
    tool_return: Required[
        Iterable[TextContentParam | ImageContentParam | LettaToolReturnContentUnion] | str
    ]
    stderr: Sequence[str] | None
    stdout: Sequence[str] | None
    type: Literal["tool"]


ApprovalParam: TypeAlias = ApprovalReturnParam | ToolReturnParam
"""An answer to one requested tool call."""


class ApprovalCreateParam(TypedDict, total=False):
    """The answers to an `ApprovalRequestMessage`."""

    approval_request_id: str | None
    """Deprecated in favour of `approvals`."""

    approvals: Iterable[ApprovalParam | Approval] | None

    approve: bool | None
    """Deprecated in favour of `approvals`."""

    group_id: str | None
    otid: str | None

    reason: str | None
    """Deprecated in favour of `approvals`."""

    type: Literal["approval"]


class ToolReturnCreateParam(TypedDict, total=False):
    """What tools that ran on the caller's side gave back."""

    tool_returns: Required[Iterable[ToolReturnParam | ToolReturn]]
    group_id: str | None
    otid: str | None
    type: Literal["tool_return"]


InputMessageParam: TypeAlias = MessageCreateParam | ApprovalCreateParam | ToolReturnCreateParam
"""An item of the `messages` of a request."""


class ClientToolParam(TypedDict, total=False):
    """A tool that runs on the caller's side."""

    name: Required[str]
    description: str | None

    parameters: Mapping[str, Any] | None
    """The JSON schema of its arguments."""


class ClientSkillParam(TypedDict):
    """A skill that lies on the caller's side."""

    description: str
    location: str
    name: str


class _RequestParams(TypedDict, total=False):
    assistant_message_tool_kwarg: str
    """Deprecated."""

    assistant_message_tool_name: str
    """Deprecated."""

    client_skills: Iterable[ClientSkillParam] | None
    client_tools: Iterable[ClientToolParam] | None

    enable_thinking: str
    """Deprecated."""

    include_compaction_messages: bool
    """Whether compactions come as a `SummaryMessage` and an `EventMessage`; false by default."""

    include_return_message_types: Sequence[MessageType] | None
    """Which messages the response has; all by default."""

    input: str | Iterable[InputContentParam | MessageContent] | None
    """What the user says: short for `messages` with one message of the role `user`."""

    max_steps: int
    """After how many steps the agent has to stop, 50 by default."""

    messages: Iterable[InputMessageParam] | None
    override_model: str | None
    override_system: str | None
    return_logprobs: bool
    return_token_ids: bool
    top_logprobs: int | None

    use_assistant_message: bool
    """Deprecated."""


class MessageCreateParams(_RequestParams, total=False):
    """The body of `POST /v1/agents/{agent_id}/messages`."""

    background: bool
    include_pings: bool
    stream_tokens: bool
    streaming: bool


class MessageStreamParams(_RequestParams, total=False):
    """The body of `POST /v1/agents/{agent_id}/messages/stream`."""

    background: bool
    """Whether the run goes on without its stream, which can then be taken up again."""

    include_pings: bool
    """Whether the server sends a ping every 20 s; true by default."""

    stream_tokens: bool
    """Whether messages come in pieces, as the model writes them; false by default."""

    streaming: bool


class MessageCreateAsyncParams(_RequestParams, total=False):
    """The body of `POST /v1/agents/{agent_id}/messages/async`."""

    callback_url: str | None
    """Where the server announces the end of the run."""


class MessageListParams(TypedDict, total=False):
    """The query of `GET /v1/agents/{agent_id}/messages`."""

    after: str | None
    """A message's id."""

    assistant_message_tool_kwarg: str
    """Deprecated."""

    assistant_message_tool_name: str
    """Deprecated."""

    before: str | None
    """A message's id."""

    conversation_id: str | None
    group_id: str | None

    include_err: bool | None
    """Whether to give the messages of failed steps, too."""

    include_return_message_types: Sequence[MessageType] | None

    limit: int | None
    """Stored messages a page, 100 by default; one may come as several messages."""

    order: Literal["asc", "desc"]
    """By age; the newest first (`desc`) by default."""

    order_by: Literal["created_at"]

    use_assistant_message: bool
    """Deprecated."""


class MessageCancelParams(TypedDict, total=False):
    """The body of `POST /v1/agents/{agent_id}/messages/cancel`."""

    run_ids: Sequence[str] | None
    """The runs to cancel; all that the agent has going by default."""


MessageCancelResponse: TypeAlias = dict[str, object]
"""What became of each run, by its id: `cancelled`, or why not."""


class MessageResetParams(TypedDict, total=False):
    """The body of `PATCH /v1/agents/{agent_id}/reset-messages`."""

    add_default_initial_messages: bool
    """Whether the agent starts with its usual first messages; false by default."""
