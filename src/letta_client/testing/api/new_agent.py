"""What an agent looks like that is made from a request."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, TypeAdapter

from letta_client.testing.api.contract.bodies import CreateAgentRequest, CreateBlock
from letta_client.testing.api.contract.enumerations import AgentType
from letta_client.testing.simulation.ids import ORGANIZATION_ID, USER_ID, IdFamily, tool_id
from letta_client.testing.store.collection import fields_of
from letta_client.types.agent_state import AgentEnvironmentVariable, AgentState, Memory
from letta_client.types.blocks import Block
from letta_client.types.llm_config import EmbeddingConfig, LlmConfig
from letta_client.types.model_settings import ModelSettings, OpenAIModelSettings
from letta_client.types.response_formats import ResponseFormat
from letta_client.types.tool_rules import ContinueToolRule
from letta_client.types.tools import Tool

DEFAULT_MODEL = "openai/gpt-4o-mini"
_CONTEXT_WINDOW = 128_000
_MAX_TOKENS = 16_384
_EMBEDDING_SIZE = 1536
_PART_THAT_IS_KEPT = 0.3
_FORMATS: TypeAdapter[ResponseFormat] = TypeAdapter(ResponseFormat)
_SUMMARY_PROMPT = "Sum up the messages that are about to be forgotten, in less than 300 words."
_ENDPOINT = "http://model.invalid/v1"
_BASE_TOOLS = {
    "conversation_search": ("letta_core", "Looks for something in earlier messages."),
    "memory_insert": ("letta_sleeptime_core", "Puts a line into a block of memory."),
    "memory_replace": ("letta_sleeptime_core", "Replaces a text in a block of memory."),
}
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
    tools = _tools(request)
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
        "tool_rules": _tool_rules(request, tools),
        "llm_config": llm_config,
        "compaction_settings": _compaction_settings(request, llm_config.handle),
        "memory": Memory(agent_type=agent_type, blocks=blocks, file_blocks=[]),
        "blocks": blocks,
        "tools": tools,
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


def _tools(request: CreateAgentRequest) -> list[Tool]:
    base = _BASE_TOOLS if request.include_base_tools else {}
    names = [*base, *(name for name in request.tools or () if name not in base)]
    tools: list[Tool] = []
    for name in names:
        kind, description = _BASE_TOOLS.get(name, ("custom", None))
        parameters: dict[str, Any] = {"type": "object", "properties": {}}
        described = {"name": name, "description": description, "parameters": parameters}
        tools.append(
            Tool(
                id=tool_id(name),
                tool_type=kind,
                description=description,
                source_type="python",
                name=name,
                tags=[kind] if name in _BASE_TOOLS else [],
                json_schema=described,
                created_by_id=USER_ID,
                last_updated_by_id=USER_ID,
                metadata_={},
            )
        )
    return tools + [Tool(id=tool_id) for tool_id in request.tool_ids or ()]


def _tool_rules(request: CreateAgentRequest, tools: list[Tool]) -> list[Any]:
    """Return the rules that were asked for, and those of the base tools if there are any others."""
    given: list[Any] = _json(request).get("tool_rules", [])
    wanted = request.include_base_tool_rules
    if not (bool(given) if wanted is None else wanted):
        return given
    names = [tool.name or "" for tool in tools]
    base = [ContinueToolRule(tool_name=name) for name in names if name in _BASE_TOOLS]
    return [*given, *base]


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
    return EmbeddingConfig(
        embedding_endpoint_type="openai",
        embedding_endpoint=_ENDPOINT,
        embedding_model=request.embedding.rpartition("/")[2],
        embedding_dim=_EMBEDDING_SIZE,
        embedding_chunk_size=request.embedding_chunk_size,
        handle=request.embedding,
    )


def _model_settings(request: CreateAgentRequest, llm_config: LlmConfig) -> ModelSettings:
    format_ = request.response_format
    return OpenAIModelSettings(
        max_output_tokens=llm_config.max_tokens or _MAX_TOKENS,
        parallel_tool_calls=request.parallel_tool_calls is not False,
        response_format=None if format_ is None else _FORMATS.validate_python(_json(format_)),
    )
