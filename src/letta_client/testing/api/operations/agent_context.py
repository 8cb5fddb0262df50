"""What is in the context of an agent, and what it costs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from letta_client.testing.api.contract.bodies import (
    AgentsCompactionRequest,
    GenerateRequest,
    ModifyMessageBody,
    ResetMessagesRequest,
)
from letta_client.testing.api.contract.queries import (
    RecompileAgentQuery,
    RecompileAgentSystemPromptQuery,
    RetrieveAgentContextWindowQuery,
)
from letta_client.testing.api.conversation_threads import Thread, find_thread, thread_messages
from letta_client.testing.api.internal_messages import internal_message
from letta_client.testing.api.message_requests import LettaStreamingRequest
from letta_client.testing.api.model_requests import model_request
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.agents import find_agent
from letta_client.testing.api.summaries import summarize
from letta_client.testing.api.world import World
from letta_client.testing.simulation.run_record import StoredMessage
from letta_client.testing.simulation.script import Reply
from letta_client.testing.store.agent_activity import EVERYTHING, system_prompt
from letta_client.testing.store.errors import ApiError
from letta_client.types.agent_state import AgentState
from letta_client.types.messages import CompactionResponse

_CHARACTERS_A_TOKEN = 4


@operation("retrieve_agent_context_window")
def retrieve_agent_context_window(
    world: World, agent_id: str, query: RetrieveAgentContextWindowQuery
) -> dict[str, Any]:
    stored = find_agent(world, agent_id)
    agent = world.agent_state(stored, EVERYTHING)
    messages = _context(world, stored, query.conversation_id)
    memory = "\n".join(f"<{block.label}>{block.value}</{block.label}>" for block in agent.blocks)
    functions = [{"type": "function", "function": tool.json_schema} for tool in agent.tools]
    said = [
        part.model_dump_json() for message in messages[1:] for part in message.parts_at(world.now())
    ]
    parts = {
        "external_memory_summary": "",
        "system_prompt": agent.system,
        "core_memory": memory,
        "memory_filesystem": None,
        "tool_usage_rules": None,
        "directories": None,
        "summary_memory": None,
    }
    counts = {
        "num_tokens_external_memory_summary": 0,
        "num_tokens_system": _tokens(agent.system),
        "num_tokens_core_memory": _tokens(memory),
        "num_tokens_memory_filesystem": 0,
        "num_tokens_tool_usage_rules": 0,
        "num_tokens_directories": 0,
        "num_tokens_summary_memory": 0,
        "num_tokens_functions_definitions": _tokens(json.dumps(functions) if functions else ""),
        "num_tokens_messages": sum(map(_tokens, said)),
    }
    return {
        **parts,
        **counts,
        "context_window_size_max": agent.llm_config.context_window,
        "context_window_size_current": sum(counts.values()),
        "num_messages": len(messages),
        "num_archival_memory": 0,
        "num_recall_memory": len(messages),
        "functions_definitions": functions,
        "messages": [
            internal_message(shown, agent_id).model_dump(mode="json")
            for message in messages
            if (shown := message.parts_at(world.now()))
        ],
    }


def _context(
    world: World, agent: AgentState, conversation_id: str | None
) -> Sequence[StoredMessage]:
    """Return the messages in the context of a conversation, or in the agent's own.

    Raises:
        ApiError: 404, there is no such conversation.
    """
    try:
        return thread_messages(world, find_thread(world, conversation_id or agent.id, agent.id))
    except ApiError:
        if not world.profile.conversations.unknown_ones_have_no_messages:
            raise
        return system_prompt(agent).items


@operation("recompile_agent")
def recompile_agent(world: World, agent_id: str, query: RecompileAgentQuery) -> str:
    return find_agent(world, agent_id).system


@operation("recompile_agent_system_prompt")
def recompile_agent_system_prompt(
    world: World, agent_id: str, query: RecompileAgentSystemPromptQuery
) -> str:
    return find_agent(world, agent_id).system


@operation("reset_messages")
def reset_messages(world: World, agent_id: str, body: ResetMessagesRequest) -> AgentState:
    agent = find_agent(world, agent_id)
    if not world.profile.messages.are_listed_after_a_reset:
        world.runs.delete_all(agent_id)
    return world.agent_state(agent, EVERYTHING)


@operation("summarize_messages")
def summarize_messages(
    world: World, agent_id: str, body: AgentsCompactionRequest | None
) -> CompactionResponse:
    return summarize(thread_messages(world, Thread(find_agent(world, agent_id))))


@operation("preview_model_request")
def preview_model_request(
    world: World, agent_id: str, body: LettaStreamingRequest
) -> dict[str, Any]:
    agent = find_agent(world, agent_id)
    messages = thread_messages(world, Thread(agent))
    return model_request(world.agent_state(agent, EVERYTHING), body, messages)


@operation("modify_message")
def modify_message(world: World, agent_id: str, message_id: str, body: ModifyMessageBody) -> Any:
    raise ApiError(
        405,
        "Messages can no longer be edited: conversations that were forked share them.",
        names_trace=True,
    )


@operation("generate_completion")
def generate_completion(world: World, agent_id: str, body: GenerateRequest) -> dict[str, Any]:
    agent = world.agents.find(agent_id, world.now())
    if agent is None:
        raise ApiError(404, f"Agent with ID {agent_id} not found", names_trace=True)
    turn, _ = world.model.take_turn(body.prompt, 1)
    content = "".join(part.text for part in turn if isinstance(part, Reply))
    asked, answered = _tokens(body.prompt), _tokens(content)
    usage = {
        "message_type": "usage_statistics",
        "completion_tokens": answered,
        "prompt_tokens": asked,
        "total_tokens": asked + answered,
        "step_count": 0,
        "run_ids": None,
        "cached_input_tokens": None,
        "cache_write_tokens": None,
        "reasoning_tokens": None,
        "context_tokens": None,
    }
    return {"content": content, "model": agent.llm_config.model, "usage": usage}


def _tokens(text: str) -> int:
    return -(-len(text) // _CHARACTERS_A_TOKEN)
