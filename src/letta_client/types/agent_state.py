"""An agent as it stands: its model, memory and tools, and what it is doing."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias, Union

from pydantic import Field

from ._model import BaseModel, UtcDatetime
from .blocks import Block, FileBlock
from .groups import Group
from .identities import Identity, IdentityProperty
from .llm_config import EmbeddingConfig, LlmConfig
from .messages import ApprovalRequestMessage
from .model_settings import ModelSettings
from .response_formats import ResponseFormat
from .sources import Source
from .stop_reason import StopReasonType
from .tool_rules import ToolRule
from .tools import Tool

# The published client has all that an agent is made of here.
__all__ = [
    "AgentEnvironmentVariable",
    "AgentState",
    "AgentType",
    "CompactionMode",
    "CompactionSettings",
    "Group",
    "Identity",
    "IdentityProperty",
    "Memory",
    "ModelSettings",
    "ResponseFormat",
    "Source",
    "ToolRule",
]

AgentType: TypeAlias = Annotated[
    Union[
        Literal[
            "memgpt_agent",
            "memgpt_v2_agent",
            "letta_v1_agent",
            "react_agent",
            "workflow_agent",
            "split_thread_agent",
            "sleeptime_agent",
            "voice_convo_agent",
            "voice_sleeptime_agent",
        ],
        str,
    ],
    Field(union_mode="left_to_right"),
]
"""How an agent works, or a way that this version of the library does not know yet."""

CompactionMode: TypeAlias = Annotated[
    Union[
        Literal["all", "sliding_window", "self_compact_all", "self_compact_sliding_window"],
        str,
    ],
    Field(union_mode="left_to_right"),
]
"""What a compaction summarizes, or a way that this version of the library does not know yet.

All messages or the oldest ones; with `self_…`, the agent's own model does it in its own context.
"""


class CompactionSettings(BaseModel):
    """How an agent's context is made shorter when it is full: by a summary of its messages."""

    model: str | None = None
    """The handle of the model that writes the summary; null for the server's choice."""

    model_settings: ModelSettings | None = None

    prompt: str | None = None
    """What that model is told; null for the server's own words."""

    prompt_acknowledgement: bool = False
    """Whether the model is shown an answer to the prompt, as if it had understood already."""

    clip_chars: int | None = 50000
    """After how many characters a summary is cut; null for never."""

    mode: CompactionMode = "sliding_window"

    sliding_window_percentage: float | None = None
    """With a sliding window, the part of the context that is kept: 0 to 1."""

    @property
    def api_model_settings(self) -> ModelSettings | None:
        """`model_settings`, by the name that they have in the published client."""
        return self.model_settings


class Memory(BaseModel):
    """What an agent always has in its context. Deprecated in favour of `AgentState.blocks`."""

    agent_type: AgentType | None = None

    git_enabled: bool = False
    """Whether the memory is kept in a git repository."""

    blocks: list[Block]

    file_blocks: list[FileBlock] | None = None
    """What the agent sees of files."""

    prompt_template: str = ""
    """Deprecated."""


class AgentEnvironmentVariable(BaseModel):
    """A secret of an agent: an environment variable of its tools."""

    created_by_id: str | None = None

    last_updated_by_id: str | None = None

    created_at: UtcDatetime | None = None

    updated_at: UtcDatetime | None = None

    id: str | None = None

    key: str
    """The name of the variable."""

    value: str

    description: str | None = None

    organization_id: str | None = None

    value_enc: str | None = None
    """The value as the server encrypted it."""

    agent_id: str


class AgentState(BaseModel):
    """An agent: someone to send messages to, who remembers."""

    created_by_id: str | None = None

    last_updated_by_id: str | None = None

    created_at: UtcDatetime | None = None

    updated_at: UtcDatetime | None = None

    id: str

    name: str

    tool_rules: list[ToolRule] | None = None

    message_ids: list[str] | None = None
    """The messages in the agent's context, the oldest first."""

    system: str
    """The system prompt."""

    agent_type: AgentType

    llm_config: LlmConfig
    """Deprecated in favour of `model` and `model_settings`."""

    embedding_config: EmbeddingConfig | None = None
    """Deprecated in favour of `embedding`."""

    model: str | None = None
    """The handle of the model that the agent thinks with, say `openai/gpt-4o-mini`."""

    embedding: str | None = None
    """The handle of the model that embeds what it stores."""

    model_settings: ModelSettings | None = None

    compaction_settings: CompactionSettings | None = None

    response_format: ResponseFormat | None = None
    """The form in which the model has to answer."""

    description: str | None = None

    metadata: dict[str, Any] | None = None

    memory: Memory
    """Deprecated in favour of `blocks`."""

    blocks: list[Block]
    """The memory that is always in the agent's context."""

    tools: list[Tool]

    sources: list[Source]
    """Deprecated: the folders that the agent can read."""

    tags: list[str]

    tool_exec_environment_variables: list[AgentEnvironmentVariable] | None = None
    """Deprecated in favour of `secrets`."""

    secrets: list[AgentEnvironmentVariable] | None = None
    """Environment variables of the agent's tools."""

    project_id: str | None = None

    template_id: str | None = None

    base_template_id: str | None = None

    deployment_id: str | None = None

    entity_id: str | None = None

    identity_ids: list[str] = Field(default_factory=list[str])
    """Deprecated in favour of `identities`."""

    identities: list[Identity] = Field(default_factory=list[Identity])
    """Whom the agent works for."""

    pending_approval: ApprovalRequestMessage | None = None
    """The tool calls that the agent waits for a person to allow or deny."""

    message_buffer_autoclear: bool = False
    """Whether the agent forgets its messages after each turn, but not its memory."""

    enable_sleeptime: bool | None = None
    """Whether its memory is worked over in the background."""

    multi_agent_group: Group | None = None
    """Deprecated in favour of `managed_group`."""

    managed_group: Group | None = None
    """The group that the agent leads."""

    last_run_completion: UtcDatetime | None = None
    """When its last run ended."""

    last_run_duration_ms: int | None = None
    """How long its last run took, in milliseconds."""

    last_stop_reason: StopReasonType | None = None
    """Why its last run ended."""

    timezone: str | None = None
    """The zone of the times that the agent is told, in IANA's names."""

    max_files_open: int | None = None
    """How many files may be in its context at once."""

    per_file_view_window_char_limit: int | None = None
    """How many characters of a file it sees at once."""

    hidden: bool | None = None

    @property
    def api_model_settings(self) -> ModelSettings | None:
        """`model_settings`, by the name that they have in the published client."""
        return self.model_settings
