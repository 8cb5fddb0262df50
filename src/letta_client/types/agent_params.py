"""What is sent to make agents and to find them: the parameters of `agents`."""

# Not `from __future__ import annotations`: with texts for annotations, a TypedDict does not know at
# run time which of its keys are required.

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, Required, TypeAlias

from typing_extensions import TypedDict

from .agent_state import AgentType, CompactionMode
from .llm_config import EmbeddingEndpointType, ModelEndpointType, ProviderCategory
from .message_params import MessageCreateParam
from .model_settings_params import ModelSettingsParam
from .response_format_params import ResponseFormatParam
from .stop_reason import StopReasonType
from .tool_rule_params import ToolRuleParam

__all__ = [
    "AgentCreateParams",
    "AgentInclude",
    "AgentListParams",
    "AgentRetrieveParams",
    "CompactionSettingsParam",
    "CreateBlockParam",
    "EmbeddingConfigParam",
    "LlmConfigParam",
    "MessageCompactParams",
]

AgentInclude: TypeAlias = Literal[
    "agent.blocks",
    "agent.identities",
    "agent.managed_group",
    "agent.pending_approval",
    "agent.secrets",
    "agent.sources",
    "agent.tags",
    "agent.tools",
]
"""A part of an agent that the server fills in only when it is asked for."""


class LlmConfigParam(TypedDict, total=False):
    """The model that an agent thinks with. Deprecated in favour of `model`."""

    context_window: Required[int]
    """How many tokens the model's context holds."""

    model: Required[str]
    """The model's name at its provider."""

    model_endpoint_type: Required[ModelEndpointType]
    compatibility_type: Literal["gguf", "mlx"] | None
    display_name: str | None
    effort: Literal["low", "medium", "high", "xhigh", "max"] | None
    enable_reasoner: bool
    frequency_penalty: float | None
    handle: str | None
    max_reasoning_tokens: int
    max_tokens: int | None
    model_endpoint: str | None
    model_wrapper: str | None
    parallel_tool_calls: bool | None
    provider_category: ProviderCategory | None
    provider_name: str | None
    put_inner_thoughts_in_kwargs: bool | None
    reasoning_effort: Literal["none", "minimal", "low", "medium", "high", "xhigh"] | None
    response_format: ResponseFormatParam | None
    return_logprobs: bool
    return_token_ids: bool
    strict: bool
    temperature: float
    tier: str | None
    tool_call_parser: str | None
    top_logprobs: int | None
    verbosity: Literal["low", "medium", "high"] | None


class EmbeddingConfigParam(TypedDict, total=False):
    """The model that turns texts into vectors. Deprecated in favour of `embedding`."""

    embedding_dim: Required[int]
    """How many numbers a vector has."""

    embedding_endpoint_type: Required[EmbeddingEndpointType]

    embedding_model: Required[str]
    """The model's name at its provider."""

    azure_deployment: str | None
    azure_endpoint: str | None
    azure_version: str | None
    batch_size: int

    embedding_chunk_size: int | None
    """How many tokens of a text become one vector; 300 by default."""

    embedding_endpoint: str | None
    handle: str | None


class CompactionSettingsParam(TypedDict, total=False):
    """How an agent's context is made shorter when it is full: by a summary of its messages."""

    clip_chars: int | None
    """After how many characters a summary is cut, 50000 by default; null for never."""

    mode: CompactionMode
    """`sliding_window` by default."""

    model: str | None
    """The handle of the model that writes the summary; null for the server's choice."""

    model_settings: ModelSettingsParam | None

    prompt: str | None
    """What that model is told; null for the server's own words."""

    prompt_acknowledgement: bool
    sliding_window_percentage: float


class CreateBlockParam(TypedDict, total=False):
    """A block of memory to make."""

    label: Required[str]
    """What it is called in the agent's context, say `human` or `persona`."""

    value: Required[str]
    """The text."""

    base_template_id: str | None
    deployment_id: str | None

    description: str | None
    """What it is for; the agent reads it, too."""

    entity_id: str | None
    hidden: bool | None
    is_template: bool

    limit: int
    """How many characters the text may have; 100000 by default."""

    metadata: Mapping[str, Any] | None
    preserve_on_migration: bool | None
    project_id: str | None

    read_only: bool
    """Whether the agent must not change it; false by default."""

    tags: Sequence[str] | None
    template_id: str | None
    template_name: str | None


class AgentCreateParams(TypedDict, total=False):
    """The body of `POST /v1/agents/`."""

    agent_type: AgentType
    base_template_id: str | None
    """Deprecated."""

    block_ids: Sequence[str] | None
    compaction_settings: CompactionSettingsParam | None

    context_window_limit: int | None
    """How many tokens of the model's context may be used."""

    description: str | None

    embedding: str | None
    """The handle of the model that embeds what the agent stores."""

    embedding_chunk_size: int | None
    """Deprecated."""

    embedding_config: EmbeddingConfigParam | None
    """Deprecated in favour of `embedding`."""

    enable_reasoner: bool | None
    """Deprecated in favour of `model_settings`."""

    enable_sleeptime: bool | None
    folder_ids: Sequence[str] | None

    from_template: str | None
    """Deprecated."""

    hidden: bool | None
    """Deprecated."""

    identity_ids: Sequence[str] | None
    include_base_tool_rules: bool | None

    include_base_tools: bool
    """Whether the agent gets the server's own tools; true by default."""

    include_default_source: bool
    """Deprecated."""

    initial_message_sequence: Iterable[MessageCreateParam] | None

    llm_config: LlmConfigParam | None
    """Deprecated in favour of `model`."""

    max_files_open: int | None

    max_reasoning_tokens: int | None
    """Deprecated in favour of `model_settings`."""

    max_tokens: int | None
    """Deprecated in favour of `model_settings`."""

    memory_blocks: Iterable[CreateBlockParam] | None

    memory_variables: Mapping[str, str] | None
    """Deprecated."""

    message_buffer_autoclear: bool
    metadata: Mapping[str, Any] | None

    model: str | None
    """The handle of the model that the agent thinks with."""

    model_settings: ModelSettingsParam | None
    name: str

    parallel_tool_calls: bool | None
    """Deprecated in favour of `model_settings`."""

    per_file_view_window_char_limit: int | None

    project: str | None
    """Deprecated."""

    project_id: str | None
    """Deprecated."""

    reasoning: bool | None
    """Deprecated in favour of `model_settings`."""

    response_format: ResponseFormatParam | None
    """Deprecated in favour of `model_settings`."""

    secrets: Mapping[str, str] | None

    source_ids: Sequence[str] | None
    """Deprecated in favour of `folder_ids`."""

    system: str | None
    tags: Sequence[str] | None

    template: bool
    """Deprecated."""

    template_id: str | None
    """Deprecated."""

    timezone: str | None

    tool_exec_environment_variables: Mapping[str, str] | None
    """Deprecated in favour of `secrets`."""

    tool_ids: Sequence[str] | None
    tool_rules: Iterable[ToolRuleParam] | None

    tools: Sequence[str] | None
    """The tools' names."""


class AgentRetrieveParams(TypedDict, total=False):
    """The query of `GET /v1/agents/{agent_id}`."""

    include: Sequence[AgentInclude] | None

    include_relationships: Sequence[str] | None
    """Deprecated in favour of `include`."""


class AgentListParams(TypedDict, total=False):
    """The query of `GET /v1/agents/`."""

    after: str | None
    """An agent's id."""

    ascending: bool
    """Deprecated in favour of `order`."""

    base_template_id: str | None

    before: str | None
    """An agent's id."""

    created_by_id: str | None

    identifier_keys: Sequence[str] | None
    """Names of identities in their user's own system."""

    identity_id: str | None
    include: Sequence[AgentInclude] | None

    include_relationships: Sequence[str] | None
    """Deprecated in favour of `include`."""

    last_stop_reason: StopReasonType | None

    limit: int | None
    """Agents a page; 50 by default."""

    match_all_tags: bool
    """Whether an agent needs all of `tags`, and not just one; false by default."""

    name: str | None

    order: Literal["asc", "desc"]
    """The newest first (`desc`) by default."""

    order_by: Literal["created_at", "updated_at", "last_run_completion"]
    project_id: str | None

    query_text: str | None
    """A part of the name."""

    sort_by: str | None
    """Deprecated in favour of `order_by`."""

    tags: Sequence[str] | None
    template_id: str | None


class MessageCompactParams(TypedDict, total=False):
    """The body of `POST /v1/agents/{agent_id}/summarize`."""

    compaction_settings: CompactionSettingsParam | None
    """In place of the agent's own."""
