"""What clients send: the bodies of requests."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import BaseModel, Field, StringConstraints, model_validator

from letta_client.testing.api.json_values import is_dict, is_list
from letta_client.testing.api.known_values import unknown_values
from letta_client.testing.simulation.ids import UUID4
from letta_client.types.agent_state import CompactionSettings
from letta_client.types.content import (
    ImageContent,
    OmittedReasoningContent,
    ReasoningContent,
    RedactedReasoningContent,
    SummarizedReasoningContent,
    TextContent,
    ToolCallContent,
    ToolReturnContent,
)
from letta_client.types.llm_config import EmbeddingConfig, LlmConfig
from letta_client.types.messages import ApprovalReturn, ToolReturn
from letta_client.types.model_settings import ModelSettings
from letta_client.types.response_formats import ResponseFormat
from letta_client.types.tool_rules import ToolRule

_DEPRECATED: Any = {"deprecated": True}


class AgentType(StrEnum):
    """The ways in which an agent can work."""

    MEMGPT_AGENT = "memgpt_agent"
    MEMGPT_V2_AGENT = "memgpt_v2_agent"
    LETTA_V1_AGENT = "letta_v1_agent"
    REACT_AGENT = "react_agent"
    WORKFLOW_AGENT = "workflow_agent"
    SPLIT_THREAD_AGENT = "split_thread_agent"
    SLEEPTIME_AGENT = "sleeptime_agent"
    VOICE_CONVO_AGENT = "voice_convo_agent"
    VOICE_SLEEPTIME_AGENT = "voice_sleeptime_agent"


class MessageType(StrEnum):
    """The types of messages that can be asked for."""

    SYSTEM_MESSAGE = "system_message"
    USER_MESSAGE = "user_message"
    ASSISTANT_MESSAGE = "assistant_message"
    REASONING_MESSAGE = "reasoning_message"
    HIDDEN_REASONING_MESSAGE = "hidden_reasoning_message"
    TOOL_CALL_MESSAGE = "tool_call_message"
    TOOL_RETURN_MESSAGE = "tool_return_message"
    APPROVAL_REQUEST_MESSAGE = "approval_request_message"
    APPROVAL_RESPONSE_MESSAGE = "approval_response_message"
    SUMMARY_MESSAGE = "summary_message"
    EVENT_MESSAGE = "event_message"


# Steps


class _Body(BaseModel):
    @model_validator(mode="after")
    def _say_only_what_is_known(self) -> Self:
        for value in unknown_values(type(self), self):
            raise ValueError(f"{value!r} is not known")
        return self


class FeedbackType(StrEnum):
    """The feedback that a step can be given."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


class ModifyFeedbackRequest(_Body):
    """What a person thinks of a step."""

    feedback: FeedbackType | None = None
    tags: list[str] | None = None


# Runs


class RetrieveStreamRequest(_Body):
    """How a client wants the stream of a run."""

    agent_id: str | None = None
    run_id: str | None = None
    otid: str | None = None
    starting_after: int = 0
    include_pings: bool | None = True
    poll_interval: float | None = 0.1
    batch_size: int | None = 100


class CancelAgentRunRequest(_Body):
    """Which runs of an agent are to be cancelled."""

    run_ids: list[str] | None = None


# Agents


def _id_of(kind: str) -> StringConstraints:
    length = len(kind) + 37
    return StringConstraints(min_length=length, max_length=length, pattern=f"^{kind}-{UUID4}$")


ToolId = Annotated[str, _id_of("tool")]
SourceId = Annotated[str, _id_of("source")]
BlockId = Annotated[str, _id_of("block")]
IdentityId = Annotated[str, _id_of("identity")]


class CreateBlock(BaseModel):
    """A block of memory to make."""

    value: str
    limit: int = 100000
    project_id: str | None = None
    template_name: str | None = None
    is_template: bool = False
    template_id: str | None = None
    base_template_id: str | None = None
    deployment_id: str | None = None
    entity_id: str | None = None
    preserve_on_migration: bool | None = False
    label: str
    read_only: bool = False
    description: str | None = None
    metadata: dict[str, Any] | None = {}
    hidden: bool | None = None
    tags: list[str] | None = None


# What a message's content can be made of; what the agent reads of it is its text.
MessagePart: TypeAlias = Annotated[
    TextContent
    | ImageContent
    | ToolCallContent
    | ToolReturnContent
    | ReasoningContent
    | RedactedReasoningContent
    | OmittedReasoningContent,
    Field(discriminator="type"),
]
InputPart: TypeAlias = Annotated[
    TextContent
    | ImageContent
    | ToolCallContent
    | ToolReturnContent
    | ReasoningContent
    | RedactedReasoningContent
    | OmittedReasoningContent
    | SummarizedReasoningContent,
    Field(discriminator="type"),
]


class MessageCreate(BaseModel):
    """A message to an agent."""

    type: Literal["message"] | None = "message"
    otid: str | None = None
    group_id: str | None = None
    role: Literal["user", "system", "assistant"]
    content: list[MessagePart] | str
    name: str | None = None
    sender_id: str | None = None
    batch_item_id: str | None = None


class ApprovalCreate(BaseModel):
    """The answers to a request for approval."""

    type: Literal["approval"] = "approval"
    otid: str | None = None
    group_id: str | None = None
    approvals: list[Annotated[ApprovalReturn | ToolReturn, Field(discriminator="type")]] | None = (
        None
    )
    approve: bool | None = Field(default=None, json_schema_extra=_DEPRECATED)
    approval_request_id: str | None = Field(default=None, json_schema_extra=_DEPRECATED)
    reason: str | None = Field(default=None, json_schema_extra=_DEPRECATED)


class ToolReturnCreate(BaseModel):
    """What tools that ran on the caller's side gave back."""

    type: Literal["tool_return"] = "tool_return"
    otid: str | None = None
    group_id: str | None = None
    tool_returns: list[ToolReturn]


def _default_name() -> str:
    return "agent"


class CreateAgentRequest(_Body):
    """An agent to make."""

    name: str = Field(default_factory=_default_name)
    memory_blocks: list[CreateBlock] | None = None
    tools: list[str] | None = None
    tool_ids: list[ToolId] | None = None
    source_ids: list[SourceId] | None = Field(default=None, json_schema_extra=_DEPRECATED)
    folder_ids: list[SourceId] | None = None
    block_ids: list[BlockId] | None = None
    tool_rules: list[ToolRule] | None = None
    tags: list[str] | None = None
    system: str | None = None
    agent_type: AgentType = Field(default_factory=lambda: AgentType.LETTA_V1_AGENT)
    initial_message_sequence: list[MessageCreate] | None = None
    include_base_tools: bool = True
    include_multi_agent_tools: bool = False
    include_base_tool_rules: bool | None = None
    include_default_source: bool = Field(default=False, json_schema_extra=_DEPRECATED)
    description: str | None = None
    metadata: dict[str, Any] | None = None
    llm_config: LlmConfig | None = Field(default=None, json_schema_extra=_DEPRECATED)
    embedding_config: EmbeddingConfig | None = Field(default=None, json_schema_extra=_DEPRECATED)
    model: str | None = None
    embedding: str | None = None
    model_settings: ModelSettings | None = None
    compaction_settings: CompactionSettings | None = None
    context_window_limit: int | None = None
    embedding_chunk_size: int | None = Field(default=300, json_schema_extra=_DEPRECATED)
    max_tokens: int | None = Field(default=None, json_schema_extra=_DEPRECATED)
    max_reasoning_tokens: int | None = Field(default=None, json_schema_extra=_DEPRECATED)
    enable_reasoner: bool | None = Field(default=True, json_schema_extra=_DEPRECATED)
    reasoning: bool | None = Field(default=None, json_schema_extra=_DEPRECATED)
    from_template: str | None = Field(default=None, json_schema_extra=_DEPRECATED)
    template: bool = Field(default=False, json_schema_extra=_DEPRECATED)
    project: str | None = Field(default=None, json_schema_extra=_DEPRECATED)
    tool_exec_environment_variables: dict[str, str] | None = Field(
        default=None, json_schema_extra=_DEPRECATED
    )
    secrets: dict[str, str] | None = None
    memory_variables: dict[str, str] | None = Field(default=None, json_schema_extra=_DEPRECATED)
    project_id: str | None = Field(default=None, json_schema_extra=_DEPRECATED)
    template_id: str | None = Field(default=None, json_schema_extra=_DEPRECATED)
    base_template_id: str | None = Field(default=None, json_schema_extra=_DEPRECATED)
    identity_ids: list[IdentityId] | None = None
    message_buffer_autoclear: bool = False
    enable_sleeptime: bool | None = None
    response_format: ResponseFormat | None = Field(default=None, json_schema_extra=_DEPRECATED)
    timezone: str | None = None
    max_files_open: int | None = None
    per_file_view_window_char_limit: int | None = None
    hidden: bool | None = Field(default=None, json_schema_extra=_DEPRECATED)
    parallel_tool_calls: bool | None = Field(default=None, json_schema_extra=_DEPRECATED)
    actor_id: str | None = None


# Messages to agents


class ClientToolSchema(BaseModel):
    """A tool that runs on the caller's side."""

    name: str
    description: str | None = None
    parameters: dict[str, Any] | None = None


class ClientSkillSchema(BaseModel):
    """A skill that lies on the caller's side."""

    name: str
    description: str
    location: str


def _name_types(messages: Any) -> None:
    """Let each message that does not say what it is be a plain one."""
    for message in messages if is_list(messages) else ():
        if is_dict(message):
            message.setdefault("type", "message")


class LettaRequest(_Body):
    """What is sent to an agent."""

    messages: list[MessageCreate | ApprovalCreate | ToolReturnCreate] | None = None
    input: str | list[InputPart] | None = None
    max_steps: int = 50
    use_assistant_message: bool = Field(default=True, json_schema_extra=_DEPRECATED)
    assistant_message_tool_name: str = Field(default="send_message", json_schema_extra=_DEPRECATED)
    assistant_message_tool_kwarg: str = Field(default="message", json_schema_extra=_DEPRECATED)
    include_return_message_types: list[MessageType] | None = None
    # The contract's default is a boolean, although the parameter is a text.
    enable_thinking: str = Field(
        default="true", json_schema_extra={"deprecated": True, "default": True}
    )
    client_tools: list[ClientToolSchema] | None = None
    client_skills: list[ClientSkillSchema] | None = None
    override_model: str | None = None
    include_compaction_messages: bool = False
    return_logprobs: bool = False
    top_logprobs: int | None = None
    return_token_ids: bool = False
    override_system: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _check_what_is_sent(cls, request: Any) -> Any:
        if not is_dict(request):
            return request
        # As the real server does: an error quotes the request with the types in it.
        _name_types(request.get("messages"))
        given = [request[name] for name in ("input", "messages") if request.get(name) is not None]
        if not given:
            raise ValueError("Must specify either 'input' or 'messages'.")
        if len(given) == 2:
            raise ValueError("Cannot specify both 'input' and 'messages'. Use one or the other.")
        return request


class LettaStreamingRequest(LettaRequest):
    """What is sent to an agent, and how its answer is to come."""

    streaming: bool = False
    stream_tokens: bool = False
    include_pings: bool = True
    background: bool = False


class LettaAsyncRequest(LettaRequest):
    """What is sent to an agent without waiting for its answer."""

    callback_url: str | None = None
