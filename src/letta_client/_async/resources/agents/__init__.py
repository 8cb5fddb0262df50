"""Agents: whom messages are sent to.

The file is long because two of its methods have some forty parameters, each with its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types._files import FileTypes
from ....types._models.agent_context import ContextWindowOverview, GenerateResponse
from ....types._models.agent_state_params import (
    AgentInclude,
    CompactionSettingsParam,
    CreateBlockParam,
    SkillParam,
)
from ....types._models.llm_config_params import EmbeddingConfigParam, LlmConfigParam
from ....types._models.messages_params import MessageCreateParam
from ....types._models.model_settings_params import ModelSettingsParam
from ....types._models.response_formats_params import ResponseFormatParam
from ....types._models.tool_rules_params import ToolRuleParam
from ....types.agent_import_file_response import AgentImportFileResponse
from ....types.agent_state import AgentState, AgentType, CompactionSettings
from ....types.blocks import Block
from ....types.llm_config import EmbeddingConfig, LlmConfig
from ....types.model_settings import ModelSettings
from ....types.response_formats import ResponseFormat
from ....types.stop_reason import StopReasonType
from ....types.tool_rules import ToolRule
from ...operation import delete, get, get_list, patch, post
from ...pages import AsyncArrayPage
from ...paginator import AsyncPaginator
from ...resource import AsyncResource

if TYPE_CHECKING:
    from .approvals import AsyncAgentApprovalsResource
    from .archives import AsyncAgentArchivesResource
    from .blocks import AsyncAgentBlocksResource
    from .core_memory import AsyncAgentCoreMemoryResource
    from .files import AsyncAgentFilesResource
    from .folders import AsyncAgentFoldersResource
    from .groups import AsyncAgentGroupsResource
    from .identities import AsyncAgentIdentitiesResource
    from .messages import AsyncAgentMessagesResource
    from .passages import AsyncAgentPassagesResource
    from .schedule import AsyncAgentScheduleResource
    from .sources import AsyncAgentSourcesResource
    from .tools import AsyncAgentToolsResource


class AsyncAgentsResource(
    AsyncResource[ModeT, "AsyncAgentsResource[Raw]", "AsyncAgentsResource[Streamed]"]
):
    """Agents: each has a model, a memory and tools, and does what messages ask of it."""

    approvals: AsyncAgentApprovalsResource[ModeT]
    """The calls of tools that wait for a person to allow or deny them."""
    archives: AsyncAgentArchivesResource[ModeT]
    """The archives of an agent."""
    blocks: AsyncAgentBlocksResource[ModeT]
    """The blocks of an agent: its core memory."""
    core_memory: AsyncAgentCoreMemoryResource[ModeT]
    """The memory that is always in the context of an agent. Deprecated: use `blocks`."""
    files: AsyncAgentFilesResource[ModeT]
    """The files that an agent can read."""
    folders: AsyncAgentFoldersResource[ModeT]
    """The folders of an agent."""
    groups: AsyncAgentGroupsResource[ModeT]
    """The groups that an agent belongs to."""
    identities: AsyncAgentIdentitiesResource[ModeT]
    """The identities of an agent: the users that it knows."""
    messages: AsyncAgentMessagesResource[ModeT]
    """The messages of an agent: what is said to it, and what it says and does."""
    passages: AsyncAgentPassagesResource[ModeT]
    """The passages of an agent: its archival memory."""
    schedule: AsyncAgentScheduleResource[ModeT]
    """The scheduled messages of an agent, on Letta Cloud."""
    sources: AsyncAgentSourcesResource[ModeT]
    """The folders of an agent, by their old name. Deprecated: use `folders`."""
    tools: AsyncAgentToolsResource[ModeT]
    """The tools of an agent."""

    @post("/v1/agents/")
    async def create(
        self,
        *,
        agent_type: AgentType | Omit = omit,
        base_template_id: str | Omit | None = omit,
        block_ids: Sequence[str] | Omit | None = omit,
        compaction_settings: CompactionSettingsParam | CompactionSettings | Omit | None = omit,
        context_window_limit: int | Omit | None = omit,
        description: str | Omit | None = omit,
        embedding: str | Omit | None = omit,
        embedding_chunk_size: int | Omit | None = omit,
        embedding_config: EmbeddingConfigParam | EmbeddingConfig | Omit | None = omit,
        enable_reasoner: bool | Omit | None = omit,
        enable_sleeptime: bool | Omit | None = omit,
        folder_ids: Sequence[str] | Omit | None = omit,
        from_template: str | Omit | None = omit,
        hidden: bool | Omit | None = omit,
        identity_ids: Sequence[str] | Omit | None = omit,
        include_base_tool_rules: bool | Omit | None = omit,
        include_base_tools: bool | Omit = omit,
        include_default_source: bool | Omit = omit,
        initial_message_sequence: Iterable[MessageCreateParam] | Omit | None = omit,
        llm_config: LlmConfigParam | LlmConfig | Omit | None = omit,
        max_files_open: int | Omit | None = omit,
        max_reasoning_tokens: int | Omit | None = omit,
        max_tokens: int | Omit | None = omit,
        memory_blocks: Iterable[CreateBlockParam | Block] | Omit | None = omit,
        memory_variables: Mapping[str, str] | Omit | None = omit,
        message_buffer_autoclear: bool | Omit = omit,
        metadata: Mapping[str, Any] | Omit | None = omit,
        model: str | Omit | None = omit,
        model_settings: ModelSettingsParam | ModelSettings | Omit | None = omit,
        name: str | Omit = omit,
        parallel_tool_calls: bool | Omit | None = omit,
        per_file_view_window_char_limit: int | Omit | None = omit,
        project: str | Omit | None = omit,
        project_id: str | Omit | None = omit,
        reasoning: bool | Omit | None = omit,
        response_format: ResponseFormatParam | ResponseFormat | Omit | None = omit,
        secrets: Mapping[str, str] | Omit | None = omit,
        source_ids: Sequence[str] | Omit | None = omit,
        system: str | Omit | None = omit,
        tags: Sequence[str] | Omit | None = omit,
        template: bool | Omit = omit,
        template_id: str | Omit | None = omit,
        timezone: str | Omit | None = omit,
        tool_exec_environment_variables: Mapping[str, str] | Omit | None = omit,
        tool_ids: Sequence[str] | Omit | None = omit,
        tool_rules: Iterable[ToolRuleParam | ToolRule] | Omit | None = omit,
        tools: Sequence[str] | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> AgentState:
        """Make an agent.

        It is never sent a second time, unless the server cannot have begun.

        `POST /v1/agents/`

        Args:
            agent_type: How the agent works.
            base_template_id: The template from which the item's own template was made.
            block_ids: Blocks of memory that are there already.
            compaction_settings: How its context is made shorter when it is full.
            context_window_limit: How many tokens of the model's context may be used.
            description: What it is for.
            embedding: The handle of the model that embeds what it stores, say
                "openai/text-embedding-3-small".
            embedding_chunk_size: Deprecated. By default: 300.
            embedding_config: Deprecated: use `embedding`.
            enable_reasoner: Deprecated: use `model_settings`. By default: true.
            enable_sleeptime: Whether its memory is worked over in the background.
            folder_ids: Folders whose files it can read.
            from_template: Deprecated.
            hidden: Whether lists leave the item out.
            identity_ids: Whom it works for.
            include_base_tool_rules: Whether it gets the rules that its kind of agent comes with.
            include_base_tools: Whether it gets the server's own tools; true by default. By default:
                true.
            include_default_source: Deprecated. By default: false.
            initial_message_sequence: The messages that it starts with, in place of the usual ones.
            llm_config: Deprecated: use `model` and `model_settings`.
            max_files_open: How many files may be in its context at once.
            max_reasoning_tokens: Deprecated: use `model_settings`.
            max_tokens: Deprecated: use `model_settings`.
            memory_blocks: Blocks of memory to make for it.
            memory_variables: Deprecated.
            message_buffer_autoclear: Whether it forgets its messages after each turn. By default:
                false.
            metadata: Data of your own, which the server keeps with it.
            model: The handle of the model that it thinks with, say "openai/gpt-4o-mini".
            model_settings: The settings of that model.
            name: Its name; the server makes one up by default.
            parallel_tool_calls: Deprecated: use `model_settings`.
            per_file_view_window_char_limit: How many characters of a file it sees at once.
            project: Deprecated.
            project_id: The project that the item belongs to.
            reasoning: Deprecated: use `model_settings`.
            response_format: Deprecated: use `model_settings`.
            secrets: Environment variables of its tools.
            source_ids: Deprecated: use `folder_ids`.
            system: Its system prompt.
            tags: Tags to find it by.
            template: Deprecated. By default: false.
            template_id: The template that the item was made from.
            timezone: The zone of the times that it is told, in IANA's names: "Europe/Berlin", say.
            tool_exec_environment_variables: Deprecated: use `secrets`.
            tool_ids: Its tools, by their ids.
            tool_rules: When it may, has to, or must not call a tool.
            tools: Its tools, by their names.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The agent.

        Raises:
            UnprocessableEntityError: a value does not fit.
            APIError: the call failed otherwise.
        """
        ...

    @get("/v1/agents/{agent_id}")
    async def retrieve(
        self,
        agent_id: str,
        *,
        include: Sequence[AgentInclude] | Omit | None = omit,
        include_relationships: Sequence[str] | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> AgentState:
        """Return an agent.

        `GET /v1/agents/{agent_id}`

        Args:
            agent_id: The agent.
            include: Parts of an agent that are filled in only when they are named here.
            include_relationships: Deprecated: use `include`.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such agent.
            UnprocessableEntityError: the id is not of the form `agent-<uuid4>`.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @get_list("/v1/agents/")
    def list(
        self,
        *,
        after: str | Omit | None = omit,
        ascending: bool | Omit = omit,
        base_template_id: str | Omit | None = omit,
        before: str | Omit | None = omit,
        created_by_id: str | Omit | None = omit,
        identifier_keys: Sequence[str] | Omit | None = omit,
        identity_id: str | Omit | None = omit,
        include: Sequence[AgentInclude] | Omit | None = omit,
        include_relationships: Sequence[str] | Omit | None = omit,
        last_stop_reason: StopReasonType | Omit | None = omit,
        limit: int | Omit | None = omit,
        match_all_tags: bool | Omit = omit,
        name: str | Omit | None = omit,
        order: Literal["asc", "desc"] | Omit = omit,
        order_by: Literal["created_at", "updated_at", "last_run_completion"] | Omit = omit,
        project_id: str | Omit | None = omit,
        query_text: str | Omit | None = omit,
        sort_by: str | Omit | None = omit,
        tags: Sequence[str] | Omit | None = omit,
        template_id: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> AsyncPaginator[AgentState, AsyncArrayPage[AgentState]]:
        """List agents, the newest first.

        `GET /v1/agents/`

        Args:
            after: The id of an item of the list: only those that follow it, in the order asked for.
            ascending: Deprecated: use `order`. By default: false.
            base_template_id: Only agents that go back to this template.
            before: The id of an item of the list: only those that precede it, in the order asked
                for.
            created_by_id: Only agents that this user made.
            identifier_keys: Only agents that work for an identity with one of these keys.
            identity_id: Only agents that work for this identity.
            include: Parts of an agent that are filled in only when they are named here.
            include_relationships: Deprecated: use `include`.
            last_stop_reason: Only agents whose last run ended for this reason.
            limit: How many items a page has. By default: 50.
            match_all_tags: Whether an agent needs all of `tags`, and not just one. By default:
                false.
            name: Only agents of this name.
            order: `asc` for the oldest first, `desc` for the newest first. By default: desc.
            order_by: What the order goes by; the time of creation by default. By default:
                created_at.
            project_id: Only agents of this project.
            query_text: Only agents with this in their name.
            sort_by: Deprecated: use `order_by`. By default: created_at.
            tags: Only agents with these tags.
            template_id: Only agents made from this template.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The first page; iterate over it for the agents of all pages.

        Raises:
            UnprocessableEntityError: a value does not fit.
            APIError: the call failed otherwise.
        """
        ...

    @get("/v1/agents/count")
    async def count(
        self,
        *,
        base_template_id: str | Omit | None = omit,
        created_by_id: str | Omit | None = omit,
        identifier_keys: Sequence[str] | Omit | None = omit,
        identity_id: str | Omit | None = omit,
        last_stop_reason: StopReasonType | Omit | None = omit,
        match_all_tags: bool | Omit = omit,
        name: str | Omit | None = omit,
        project_id: str | Omit | None = omit,
        query_text: str | Omit | None = omit,
        tags: Sequence[str] | Omit | None = omit,
        template_id: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> int:
        """Count the agents that match all of the filters.

        `GET /v1/agents/count`

        Args:
            base_template_id: Only agents that go back to this template.
            created_by_id: Only agents that this user made.
            identifier_keys: Only agents that work for an identity with one of these keys.
            identity_id: Only agents that work for this identity.
            last_stop_reason: Only agents whose last run ended for this reason.
            match_all_tags: Whether an agent needs all of `tags`, and not just one. By default:
                false.
            name: Only agents of this name.
            project_id: Only agents of this project.
            query_text: Only agents with this in their name.
            tags: Only agents with these tags.
            template_id: Only agents made from this template.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            UnprocessableEntityError: a value does not fit.
            APIError: the call failed otherwise.
        """
        ...

    @get("/v1/agents/{agent_id}/context")
    async def context(
        self,
        agent_id: str,
        *,
        conversation_id: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> ContextWindowOverview:
        """Return what is in the context of an agent, and how many tokens each part takes.

        `GET /v1/agents/{agent_id}/context`

        Args:
            agent_id: The agent.
            conversation_id: The conversation whose context it is; the agent's own by default.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such agent.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @post("/v1/agents/{agent_id}/generate")
    async def generate(
        self,
        agent_id: str,
        *,
        prompt: str,
        override_model: str | Omit | None = omit,
        response_schema: Mapping[str, Any] | Omit | None = omit,
        system_prompt: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> GenerateResponse:
        """Ask the model of an agent something, without the agent's memory, tools and messages.

        Nothing is stored. It is never sent a second time, unless the server cannot have begun.

        `POST /v1/agents/{agent_id}/generate`

        Args:
            agent_id: The agent.
            override_model: The handle of the model to ask; the agent's own by default.
            prompt: What the model is asked.
            response_schema: The JSON schema of the answer; by default, the answer is text.
            system_prompt: What the model is told before the prompt.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            What the model said, and the tokens that it used.

        Raises:
            NotFoundError: there is no such agent or model.
            UnprocessableEntityError: the prompt is empty.
            InternalServerError: the model failed.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/agents/{agent_id}")
    async def update(
        self,
        agent_id: str,
        *,
        base_template_id: str | Omit | None = omit,
        block_ids: Sequence[str] | Omit | None = omit,
        compaction_settings: CompactionSettingsParam | CompactionSettings | Omit | None = omit,
        context_window_limit: int | Omit | None = omit,
        description: str | Omit | None = omit,
        embedding: str | Omit | None = omit,
        embedding_config: EmbeddingConfigParam | EmbeddingConfig | Omit | None = omit,
        enable_sleeptime: bool | Omit | None = omit,
        folder_ids: Sequence[str] | Omit | None = omit,
        hidden: bool | Omit | None = omit,
        identity_ids: Sequence[str] | Omit | None = omit,
        last_run_completion: str | datetime | Omit | None = omit,
        last_run_duration_ms: int | Omit | None = omit,
        last_stop_reason: StopReasonType | Omit | None = omit,
        llm_config: LlmConfigParam | LlmConfig | Omit | None = omit,
        max_files_open: int | Omit | None = omit,
        max_tokens: int | Omit | None = omit,
        message_buffer_autoclear: bool | Omit | None = omit,
        message_ids: Sequence[str] | Omit | None = omit,
        metadata: Mapping[str, Any] | Omit | None = omit,
        model: str | Omit | None = omit,
        model_settings: ModelSettingsParam | ModelSettings | Omit | None = omit,
        name: str | Omit | None = omit,
        parallel_tool_calls: bool | Omit | None = omit,
        per_file_view_window_char_limit: int | Omit | None = omit,
        project_id: str | Omit | None = omit,
        reasoning: bool | Omit | None = omit,
        response_format: ResponseFormatParam | ResponseFormat | Omit | None = omit,
        secrets: Mapping[str, str] | Omit | None = omit,
        source_ids: Sequence[str] | Omit | None = omit,
        system: str | Omit | None = omit,
        tags: Sequence[str] | Omit | None = omit,
        template_id: str | Omit | None = omit,
        timezone: str | Omit | None = omit,
        tool_exec_environment_variables: Mapping[str, str] | Omit | None = omit,
        tool_ids: Sequence[str] | Omit | None = omit,
        tool_rules: Iterable[ToolRuleParam | ToolRule] | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> AgentState:
        """Change an agent. What is not given stays as it is.

        `PATCH /v1/agents/{agent_id}`

        Args:
            agent_id: The agent.
            base_template_id: The template from which the item's own template was made.
            block_ids: Blocks of memory that are there already.
            compaction_settings: How its context is made shorter when it is full.
            context_window_limit: How many tokens of the model's context may be used.
            description: What it is for.
            embedding: The handle of the model that embeds what it stores, say
                "openai/text-embedding-3-small".
            embedding_config: Deprecated: use `embedding`.
            enable_sleeptime: Whether its memory is worked over in the background.
            folder_ids: Folders whose files it can read.
            hidden: Whether lists leave the item out.
            identity_ids: Whom it works for.
            last_run_completion: When its last run ended.
            last_run_duration_ms: How long its last run took, in milliseconds.
            last_stop_reason: Why its last run ended.
            llm_config: Deprecated: use `model` and `model_settings`.
            max_files_open: How many files may be in its context at once.
            max_tokens: Deprecated: use `model_settings`.
            message_buffer_autoclear: Whether it forgets its messages after each turn.
            message_ids: The messages in the agent's context, the oldest first.
            metadata: Data of your own, which the server keeps with it.
            model: The handle of the model that it thinks with, say "openai/gpt-4o-mini".
            model_settings: The settings of that model.
            name: Its name; the server makes one up by default.
            parallel_tool_calls: Deprecated: use `model_settings`.
            per_file_view_window_char_limit: How many characters of a file it sees at once.
            project_id: The project that the item belongs to.
            reasoning: Deprecated: use `model_settings`.
            response_format: Deprecated: use `model_settings`.
            secrets: Environment variables of its tools.
            source_ids: Deprecated: use `folder_ids`.
            system: Its system prompt.
            tags: Tags to find it by.
            template_id: The template that the item was made from.
            timezone: The zone of the times that it is told, in IANA's names: "Europe/Berlin", say.
            tool_exec_environment_variables: Deprecated: use `secrets`.
            tool_ids: Its tools, by their ids.
            tool_rules: When it may, has to, or must not call a tool.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The agent as it is now.

        Raises:
            NotFoundError: there is no such agent.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @get("/v1/agents/{agent_id}/export")
    async def export_file(
        self,
        agent_id: str,
        *,
        conversation_id: str | Omit | None = omit,
        max_steps: int | Omit = omit,
        scrub_messages: bool | Omit = omit,
        use_legacy_format: bool | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> str:
        """Export an agent as a file that `import_file` takes.

        `GET /v1/agents/{agent_id}/export`

        Args:
            agent_id: The agent.
            conversation_id: The conversation whose messages the file has; the agent's own by
                default.
            max_steps: Deprecated. By default: 100.
            scrub_messages: Whether to leave the messages out. By default: false.
            use_legacy_format: Deprecated. By default: false.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The file: JSON, as text.

        Raises:
            NotFoundError: there is no such agent.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @post("/v1/agents/{agent_id}/export", safe=True)
    async def export_file_with_skills(
        self,
        agent_id: str,
        *,
        conversation_id: str | Omit | None = omit,
        scrub_messages: bool | Omit = omit,
        skills: Iterable[SkillParam] | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> str:
        """Export an agent, together with skills, as a file that `import_file` takes.

        `POST /v1/agents/{agent_id}/export`

        Args:
            agent_id: The agent.
            conversation_id: The conversation whose messages the file has; the agent's own by
                default.
            scrub_messages: Whether to leave the messages out. By default: false.
            skills: Skills that go into the file.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The file: JSON, as text.

        Raises:
            NotFoundError: there is no such agent. (Letta 0.16.8 answers 500.)
            UnprocessableEntityError: a skill has neither a `SKILL.md` among its files nor a URL.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @post("/v1/agents/import")
    async def import_file(
        self,
        *,
        file: FileTypes,
        append_copy_suffix: bool | Omit = omit,
        embedding: str | Omit | None = omit,
        env_vars_json: str | Omit | None = omit,
        model: str | Omit | None = omit,
        name: str | Omit | None = omit,
        override_embedding_handle: str | Omit | None = omit,
        override_existing_tools: bool | Omit = omit,
        override_model_handle: str | Omit | None = omit,
        override_name: str | Omit | None = omit,
        project_id: str | Omit | None = omit,
        secrets: str | Omit | None = omit,
        strip_messages: bool | Omit = omit,
        x_override_embedding_model: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> AgentImportFileResponse:
        """Create agents from an exported file.

        `POST /v1/agents/import`

        Args:
            append_copy_suffix: Deprecated. By default: true.
            embedding: The handle of the model that embeds what the agent stores.
            env_vars_json: Deprecated in favour of `secrets`.
            file: The file: a path, bytes, a file object, or a tuple of a name and one of these.
            model: The handle of the model that the agent thinks with.
            name: The name of the agent.
            override_embedding_handle: Deprecated in favour of `embedding`.
            override_existing_tools: Whether tools that exist already are replaced by those of the
                file. By default: true.
            override_model_handle: Deprecated in favour of `model`.
            override_name: Deprecated in favour of `name`.
            project_id: The project that the item belongs to.
            secrets: The environment variables of the agent's tools, as a JSON object.
            strip_messages: Whether to leave the messages of the file out. By default: false.
            x_override_embedding_model: The header of this name.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The ids of the agents.

        Raises:
            APIError: the call failed.
        """
        ...

    @post("/v1/agents/{agent_id}/recompile")
    async def recompile(
        self,
        agent_id: str,
        *,
        dry_run: bool | Omit = omit,
        update_timestamp: bool | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> str:
        """Make the system prompt of an agent again, from its memory as it is now.

        `POST /v1/agents/{agent_id}/recompile`

        Args:
            agent_id: The agent.
            dry_run: Whether to give the prompt without storing it. By default: false.
            update_timestamp: Whether the prompt says when it was made. By default: false.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The prompt.

        Raises:
            NotFoundError: there is no such agent.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @delete("/v1/agents/{agent_id}")
    async def delete(self, agent_id: str, **options: Unpack[CallOptions]) -> object:
        """Delete an agent.

        `DELETE /v1/agents/{agent_id}`

        Args:
            agent_id: The agent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            What the server answers, which the API does not specify.

        Raises:
            NotFoundError: there is no such agent.
            UnprocessableEntityError: the id is not of the form `agent-<uuid4>`.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
