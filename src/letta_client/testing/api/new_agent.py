"""What an agent looks like that is made from a request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, TypeAdapter

from letta_client.testing.api.contract.bodies import CreateAgentRequest, CreateBlock
from letta_client.testing.api.contract.enumerations import AgentType
from letta_client.testing.api.embedding import embedding_config
from letta_client.testing.simulation.base_tools import is_base
from letta_client.testing.simulation.ids import ORGANIZATION_ID, USER_ID, IdFamily
from letta_client.testing.store.collection import fields_of
from letta_client.types.agent_state import AgentEnvironmentVariable, AgentState, Memory
from letta_client.types.blocks import Block
from letta_client.types.llm_config import EmbeddingConfig, LlmConfig
from letta_client.types.model_settings import ModelSettings, OpenAIModelSettings
from letta_client.types.response_formats import ResponseFormat
from letta_client.types.tool_rules import ContinueToolRule, RequiresApprovalToolRule, ToolRule
from letta_client.types.tools import Tool

DEFAULT_MODEL = "openai/gpt-4o-mini"
_CONTEXT_WINDOW = 128_000
_MAX_TOKENS = 16_384
_PART_THAT_IS_KEPT = 0.3
_RULES: TypeAdapter[list[ToolRule]] = TypeAdapter(list[ToolRule])
_FORMATS: TypeAdapter[ResponseFormat] = TypeAdapter(ResponseFormat)
_SUMMARY_PROMPT = "Sum up the messages that are about to be forgotten, in less than 300 words."
_ENDPOINT = "http://model.invalid/v1"
_DESCRIPTIONS = {
    "human": "What is known of the person who talks to the agent.",
    "persona": "Who the agent is, and how it talks.",
}
_SYSTEM = "You are a helpful agent. What you have to remember stands in your blocks of memory."


def make_agent(request: CreateAgentRequest, ids: IdFamily, now: datetime) -> AgentState:
    """Return a new agent.

    Args:
        request: what was asked for.
        ids: its ids, and those of all that belongs to it.
        now: the moment.
    """
    agent_id = ids.of("agent", 0)
    agent_type = request.agent_type or AgentType.LETTA_V1_AGENT
    blocks = [_block(block, ids, place) for place, block in enumerate(request.memory_blocks or ())]
    llm_config = _llm_config(request)
    secrets = [
        AgentEnvironmentVariable(
            id=ids.of("agent-env", place),
            key=key,
            value=value,
            value_enc=value,
            agent_id=agent_id,
            organization_id=ORGANIZATION_ID,
        )
        for place, (key, value) in enumerate((request.secrets or {}).items())
    ]
    made = {
        "created_by_id": USER_ID,
        "last_updated_by_id": USER_ID,
        "created_at": now,
        "updated_at": now,
        "id": agent_id,
        "agent_type": agent_type,
        "message_ids": [ids.of("message", 0)],
        "llm_config": llm_config,
        "compaction_settings": _compaction_settings(request, llm_config.handle),
        "memory": Memory(agent_type=agent_type, blocks=blocks, file_blocks=[]),
        "blocks": blocks,
        "tools": [],
        "sources": [],
        "tool_exec_environment_variables": secrets,
        "secrets": secrets,
        "system": request.system or _SYSTEM,
        "model": request.model or llm_config.handle,
        "timezone": request.timezone or "UTC",
        "per_file_view_window_char_limit": request.per_file_view_window_char_limit or 25_000,
    }
    chosen: dict[str, Any] = {
        "name": "agent",
        "embedding_config": _embedding_config(request),
        "model_settings": _model_settings(request, llm_config),
        "max_files_open": 10,
        "tags": [],
        "identity_ids": [],
    }
    return AgentState.model_validate({**chosen, **fields_of(AgentState, _json(request)), **made})


def _json(request: BaseModel) -> dict[str, Any]:
    """Return what was asked for; what is null is left to the server."""
    given = request.model_dump(mode="json")
    return {name: value for name, value in given.items() if value is not None}


def _block(block: CreateBlock, ids: IdFamily, place: int) -> Block:
    known = {
        "id": ids.of("block", place),
        "tags": block.tags or [],
        "description": block.description or _DESCRIPTIONS.get(block.label),
    }
    return Block.model_validate({**block.model_dump(), **known})


def tool_rules(request: CreateAgentRequest, tools: Sequence[Tool]) -> list[ToolRule]:
    """Return the rules of an agent that is made with some tools.

    Those that were asked for; those of the base tools, if there are any others; and those of tools
    whose calls have to be approved.
    """
    rules = _RULES.validate_python(_json(request).get("tool_rules", []))
    wanted = request.include_base_tool_rules
    if bool(rules) if wanted is None else wanted:
        rules += [ContinueToolRule(tool_name=tool.name or "") for tool in tools if is_base(tool)]
    for tool in tools:
        if tool.default_requires_approval:
            rules = with_approval(rules, tool.name or "")
    return rules


def with_approval(rules: Sequence[ToolRule] | None, tool_name: str) -> list[ToolRule]:
    """Return rules with that by which the calls of a tool have to be approved."""
    kept = [*(rules or ())]
    if not any(_asks_approval(rule, tool_name) for rule in kept):
        kept.append(RequiresApprovalToolRule(tool_name=tool_name))
    return kept


def without_approval(rules: Sequence[ToolRule] | None, tool_name: str) -> list[ToolRule]:
    """Return rules without that by which the calls of a tool have to be approved."""
    return [rule for rule in rules or () if not _asks_approval(rule, tool_name)]


def _asks_approval(rule: ToolRule, tool_name: str) -> bool:
    return isinstance(rule, RequiresApprovalToolRule) and rule.tool_name == tool_name


def _llm_config(request: CreateAgentRequest) -> LlmConfig:
    if request.llm_config is not None:
        return LlmConfig.model_validate(_json(request.llm_config))
    handle = request.model or DEFAULT_MODEL
    provider, _, model = handle.rpartition("/")
    return LlmConfig(
        model=model,
        model_endpoint_type="openai",
        model_endpoint=_ENDPOINT,
        provider_name=provider or "openai",
        provider_category="base",
        context_window=request.context_window_limit or _CONTEXT_WINDOW,
        handle=handle,
        max_tokens=request.max_tokens or _MAX_TOKENS,
        enable_reasoner=bool(request.reasoning),
        parallel_tool_calls=bool(request.parallel_tool_calls),
    )


def _compaction_settings(request: CreateAgentRequest, handle: str | None) -> dict[str, Any]:
    """Return what was asked for, and what the server chooses where nothing was."""
    chosen: dict[str, Any] = {
        "model": handle,
        "prompt": _SUMMARY_PROMPT,
        "sliding_window_percentage": _PART_THAT_IS_KEPT,
    }
    given = request.compaction_settings
    return {**chosen, **({} if given is None else _json(given))}


def _embedding_config(request: CreateAgentRequest) -> EmbeddingConfig | None:
    if request.embedding is None:
        return None
    return embedding_config(request.embedding, request.embedding_chunk_size)


def _model_settings(request: CreateAgentRequest, llm_config: LlmConfig) -> ModelSettings:
    format_ = request.response_format
    return OpenAIModelSettings(
        max_output_tokens=llm_config.max_tokens or _MAX_TOKENS,
        parallel_tool_calls=request.parallel_tool_calls is not False,
        response_format=None if format_ is None else _FORMATS.validate_python(_json(format_)),
    )
