"""The methods of agents, by examples: what is called, what goes out for it, what comes back."""

from __future__ import annotations

import json
from typing import Any

from letta_client import omit
from letta_client.types.agent_state import AgentState
from letta_client.types.letta_response import LettaResponse
from letta_client.types.messages import UserMessage
from letta_client.types.runs import Run
from letta_client.types.streaming import LettaPing

from .answers import answer, recorded, recording
from .calls import PAGE, PAGE_QUERY, Call

AGENT = recorded("agent_retrieve")
AGENTS = answer([recording("agent_retrieve")])
STREAM = recorded("stream_background_steps")

HELLO: list[dict[str, Any]] = [{"role": "user", "content": "hello"}]
SENT: dict[str, Any] = {
    "assistant_message_tool_kwarg": "message",
    "assistant_message_tool_name": "send_message",
    "client_skills": [{"name": "n", "description": "d", "location": "l"}],
    "client_tools": [{"name": "n", "description": "d", "parameters": {"type": "object"}}],
    "enable_thinking": "true",
    "include_compaction_messages": True,
    "include_return_message_types": ["assistant_message", "tool_call_message"],
    "input": [{"type": "text", "text": "hello"}],
    "max_steps": 3,
    "messages": HELLO,
    "override_model": "openai/gpt-4o-mini",
    "override_system": "You are kind.",
    "return_logprobs": True,
    "return_token_ids": True,
    "top_logprobs": 2,
    "use_assistant_message": False,
}
STREAMED: dict[str, Any] = {
    **SENT,
    "background": True,
    "include_pings": True,
    "stream_tokens": True,
}
MADE: dict[str, Any] = {
    "agent_type": "letta_v1_agent",
    "base_template_id": "b",
    "block_ids": ["block-1"],
    "compaction_settings": {
        "mode": "all",
        "clip_chars": None,
        "model_settings": {"provider_type": "openai", "temperature": 0.5},
    },
    "context_window_limit": 1000,
    "description": "d",
    "embedding": "openai/text-embedding-3-small",
    "embedding_chunk_size": 300,
    "embedding_config": {
        "embedding_dim": 1,
        "embedding_endpoint_type": "openai",
        "embedding_model": "m",
    },
    "enable_reasoner": True,
    "enable_sleeptime": False,
    "folder_ids": ["source-1"],
    "from_template": "t",
    "hidden": False,
    "identity_ids": ["identity-1"],
    "include_base_tool_rules": True,
    "include_base_tools": True,
    "include_default_source": False,
    "initial_message_sequence": HELLO,
    "llm_config": {"context_window": 1, "model": "m", "model_endpoint_type": "openai"},
    "max_files_open": 3,
    "max_reasoning_tokens": 4,
    "max_tokens": 5,
    "memory_blocks": [{"label": "human", "value": "Ada"}],
    "memory_variables": {"a": "b"},
    "message_buffer_autoclear": False,
    "metadata": {"a": [1]},
    "model": "openai-proxy/gpt-4o-mini",
    "model_settings": {"provider_type": "anthropic", "thinking": {"budget_tokens": 1}},
    "name": "ada",
    "parallel_tool_calls": False,
    "per_file_view_window_char_limit": 6,
    "project": "p",
    "project_id": "project-1",
    "reasoning": None,
    "response_format": {"type": "json_schema", "json_schema": {"a": 1}},
    "secrets": {"KEY": "value"},
    "source_ids": [],
    "system": "You are kind.",
    "tags": ["a", "b"],
    "template": False,
    "template_id": "t",
    "timezone": "Europe/Berlin",
    "tool_exec_environment_variables": {"KEY": "value"},
    "tool_ids": ["tool-1"],
    "tool_rules": [{"type": "constrain_child_tools", "tool_name": "a", "children": ["b"]}],
    "tools": ["send_message"],
}


def body(**fields: Any) -> bytes:
    """Return the JSON that `fields` are sent as: compact, in the order given."""
    return json.dumps(fields, separators=(",", ":")).encode()


def send(method: str, path: str, **fields: Any) -> Call:
    """A call of `agents.messages.<method>` with `fields`, which all go into the body."""
    gives, answered, kind = {
        "create": (LettaResponse, recorded("agent_message_create"), "value"),
        "stream": (LettaPing, STREAM, "stream"),
        "create_async": (Run, recorded("agent_message_create_async"), "value"),
    }[method]
    if fields.get("streaming") is True:
        gives, answered, kind = LettaPing, STREAM, "stream"
    return Call(
        f"agents.messages.{method}",
        ("agent-1",),
        fields,
        f"POST /v1/agents/agent-1/messages{path}",
        body(**{name: fields[name] for name in sorted(fields) if fields[name] is not omit}),
        answered,
        gives,
        kind,
        "-".join(name for name in fields if len(fields) < 4) or "everything",
    )


AGENT_CALLS = [
    Call("agents.create", (), {}, "POST /v1/agents/", b"{}", AGENT, AgentState),
    Call(
        "agents.create",
        (),
        MADE,
        "POST /v1/agents/",
        body(**MADE),
        AGENT,
        AgentState,
        id="everything",
    ),
    Call("agents.retrieve", ("agent-1",), {}, "GET /v1/agents/agent-1", b"", AGENT, AgentState),
    Call(
        "agents.retrieve",
        ("agent-1",),
        {"include": ["agent.tools", "agent.blocks"], "include_relationships": ["tools"]},
        "GET /v1/agents/agent-1?include=agent.tools&include=agent.blocks"
        "&include_relationships=tools",
        b"",
        AGENT,
        AgentState,
        id="everything",
    ),
    Call("agents.list", (), {}, "GET /v1/agents/", b"", AGENTS, AgentState, "page"),
    Call(
        "agents.list",
        (),
        {
            **PAGE,
            "ascending": True,
            "base_template_id": "b",
            "created_by_id": "user-1",
            "identifier_keys": ["k", "l"],
            "identity_id": "identity-1",
            "include": ["agent.tags", "agent.tools"],
            "include_relationships": ["tools"],
            "last_stop_reason": "end_turn",
            "match_all_tags": False,
            "name": "ada",
            "order_by": "last_run_completion",
            "project_id": "project-1",
            "query_text": "a d",
            "sort_by": "created_at",
            "tags": ["x", "y"],
            "template_id": "t",
        },
        "GET /v1/agents/?after=id-1&ascending=true&base_template_id=b&before=id-2"
        "&created_by_id=user-1&identifier_keys=k&identifier_keys=l&identity_id=identity-1"
        "&include=agent.tags&include=agent.tools&include_relationships=tools"
        "&last_stop_reason=end_turn&limit=3&match_all_tags=false&name=ada&order=asc"
        "&order_by=last_run_completion&project_id=project-1&query_text=a+d&sort_by=created_at"
        "&tags=x&tags=y&template_id=t",
        b"",
        AGENTS,
        AgentState,
        "page",
        "everything",
    ),
    Call(
        "agents.list",
        (),
        {"after": None, "include": [], "tags": None, "order": omit, "last_stop_reason": None},
        "GET /v1/agents/",
        b"",
        AGENTS,
        AgentState,
        "page",
        "nothing",
    ),
    Call(
        "agents.delete",
        ("agent-1",),
        {},
        "DELETE /v1/agents/agent-1",
        b"",
        answer({"message": "deleted"}),
        dict,
    ),
    send("create", "", messages=HELLO),
    send("create", "", input="hello"),
    send("create", "", input="hello", streaming=False),
    send("create", "", input="hello", streaming=omit),
    send("create", "", input="hello", streaming=True),
    send("create", "", **SENT),
    send("create", "", **STREAMED, streaming=True),
    send("stream", "/stream", input="hello"),
    send("stream", "/stream", messages=HELLO, background=True),
    send("stream", "/stream", **STREAMED, streaming=True),
    send("create_async", "/async", input="hello"),
    send("create_async", "/async", **SENT, callback_url="http://caller.invalid/done"),
    send("create_async", "/async", messages=None, callback_url=None),
    Call(
        "agents.messages.cancel",
        ("agent-1",),
        {},
        "POST /v1/agents/agent-1/messages/cancel",
        b"{}",
        recorded("agent_messages_cancel"),
        dict,
    ),
    Call(
        "agents.messages.cancel",
        ("agent-1",),
        {"run_ids": ["run-1", "run-2"]},
        "POST /v1/agents/agent-1/messages/cancel",
        b'{"run_ids":["run-1","run-2"]}',
        recorded("agent_messages_cancel"),
        dict,
        id="everything",
    ),
    Call(
        "agents.messages.list",
        ("agent-1",),
        PAGE,
        f"GET /v1/agents/agent-1/messages?{PAGE_QUERY}",
        b"",
        recorded("run_messages_asc"),
        UserMessage,
        "page",
    ),
    Call(
        "agents.messages.list",
        ("agent-1",),
        {
            **PAGE,
            "assistant_message_tool_kwarg": "k",
            "assistant_message_tool_name": "n",
            "conversation_id": "conv-1",
            "group_id": "group-1",
            "include_err": True,
            "include_return_message_types": ["user_message", "assistant_message"],
            "use_assistant_message": True,
        },
        "GET /v1/agents/agent-1/messages?after=id-1&assistant_message_tool_kwarg=k"
        "&assistant_message_tool_name=n&before=id-2&conversation_id=conv-1&group_id=group-1"
        "&include_err=true&include_return_message_types=user_message"
        "&include_return_message_types=assistant_message&limit=3&order=asc&order_by=created_at"
        "&use_assistant_message=true",
        b"",
        recorded("run_messages_asc"),
        UserMessage,
        "page",
        "everything",
    ),
]
AGENT_NAMES = [f"{call.method}-{call.id}".rstrip("-") for call in AGENT_CALLS]
AGENT_METHODS = {call.method: call for call in AGENT_CALLS}
"""One call of each method."""
SENDS = {
    "agents.create",
    "agents.messages.create",
    "agents.messages.stream",
    "agents.messages.create_async",
    "agents.messages.cancel",
}
"""The methods that must not be carried out twice."""
