"""The calls of tools, MCP servers, core memory, models, tags, and of what only Letta Cloud has."""

from __future__ import annotations

from .calls import Call, Subject

NO_MCP_SERVER = "mcp_server-00000000-0000-4000-8000-000000000000"
MCP_CONFIG = {"mcp_server_type": "sse", "server_url": "https://mcp.example/sse"}


def tool_name(on: Subject) -> str:
    """Return the name of the tool of an agent."""
    return on.tag.replace("-", "_")


def source_code(name: str) -> str:
    """Return the source of a tool that doubles a number."""
    parameter = "\n\n    Args:\n        x (int): The number.\n    "
    return f'def {name}(x: int) -> int:\n    """Double a number.{parameter}"""\n    return 2 * x\n'


READS: dict[str, Call] = {
    "tools.retrieve": lambda client, on: client.tools.retrieve(on.tool_id),
    "tools.list": lambda client, on: client.tools.list(names=[tool_name(on), "memory_insert"]),
    "tools.list of a type": lambda client, _: client.tools.list(tool_types=["letta_core"]),
    "agents.tools.list": lambda client, on: client.agents.tools.list(on.agent_id),
    "agents.blocks.list": lambda client, on: client.agents.blocks.list(on.agent_id),
    "agents.blocks.retrieve": lambda client, on: client.agents.blocks.retrieve(
        on.tag, agent_id=on.agent_id
    ),
    "mcp_servers.list": lambda client, _: client.mcp_servers.list(),
    "mcp_servers.retrieve": lambda client, on: client.mcp_servers.retrieve(on.mcp_server_id),
    "mcp_servers.tools.list": lambda client, on: client.mcp_servers.tools.list(on.mcp_server_id),
    "models.list": lambda client, _: client.models.list(),
    "models.list of a provider": lambda client, _: client.models.list(provider_type="openai"),
    "models.embeddings.list": lambda client, _: client.models.embeddings.list(),
    "tags.list": lambda client, on: client.tags.list(name=on.tag),
}

# Each is made on an agent of its own.
SENDS: dict[str, Call] = {
    "tools.create": lambda client, on: client.tools.create(
        source_code=source_code(f"{tool_name(on)}_more"),
        tags=["live"],
        default_requires_approval=True,
        pip_requirements=[{"name": "numpy", "version": "2.0.0"}],
    ),
    "tools.upsert": lambda client, on: client.tools.upsert(
        source_code=source_code(tool_name(on)), description="Doubles."
    ),
    "tools.update": lambda client, on: client.tools.update(
        on.tool_id, description="Doubles.", return_char_limit=10, metadata={"live": True}
    ),
    "tools.delete": lambda client, on: client.tools.delete(on.tool_id),
    "agents.tools.attach": lambda client, on: client.agents.tools.attach(
        on.tool_id, agent_id=on.agent_id
    ),
    "agents.tools.detach": lambda client, on: client.agents.tools.detach(
        on.tool_id, agent_id=on.agent_id
    ),
    "agents.tools.run": lambda client, on: client.agents.tools.run(
        tool_name(on), agent_id=on.agent_id, args={"x": 21}
    ),
    "agents.tools.run without what it needs": lambda client, on: client.agents.tools.run(
        tool_name(on), agent_id=on.agent_id
    ),
    "agents.tools.update_approval": lambda client, on: client.agents.tools.update_approval(
        tool_name(on), agent_id=on.agent_id, body_requires_approval=True
    ),
    "agents.blocks.update": lambda client, on: client.agents.blocks.update(
        on.tag, agent_id=on.agent_id, value="Likes changes.", limit=500
    ),
    "agents.blocks.attach": lambda client, on: client.agents.blocks.attach(
        on.block_id, agent_id=on.agent_id
    ),
    "agents.blocks.detach": lambda client, on: client.agents.blocks.detach(
        on.block_id, agent_id=on.agent_id
    ),
    "mcp_servers.create": lambda client, on: client.mcp_servers.create(
        server_name=f"{on.tag}-more",
        config={**MCP_CONFIG, "mcp_server_type": "streamable_http", "custom_headers": {"A": "b"}},
    ),
    "mcp_servers.update": lambda client, on: client.mcp_servers.update(
        on.mcp_server_id, config={**MCP_CONFIG, "server_url": "https://mcp.example/other"}
    ),
    "mcp_servers.delete": lambda client, on: client.mcp_servers.delete(on.mcp_server_id),
}

# What Letta 0.16.8 answers with an error, and with which, as it was installed for the tests: no
# search of tools, no programs as MCP servers, and no way to the internet.
REFUSED: dict[str, tuple[int, Call]] = {
    "tools.search": (400, lambda client, _: client.tools.search(query="double")),
    "tools.delete of one that is gone": (
        400,
        lambda client, _: client.tools.delete("tool-00000000-0000-4000-8000-000000000000"),
    ),
    "mcp_servers.create of a program": (
        400,
        lambda client, on: client.mcp_servers.create(
            server_name=f"{on.tag}-program",
            config={"mcp_server_type": "stdio", "command": "true", "args": []},
        ),
    ),
    "mcp_servers.create at a private address": (
        422,
        lambda client, on: client.mcp_servers.create(
            server_name=f"{on.tag}-private",
            config={**MCP_CONFIG, "server_url": "http://127.0.0.1:9/sse"},
        ),
    ),
    "mcp_servers.delete of one that is gone": (
        400,
        lambda client, _: client.mcp_servers.delete(NO_MCP_SERVER),
    ),
    "mcp_servers.refresh": (
        404,
        lambda client, on: client.mcp_servers.refresh(on.mcp_server_id),
    ),
    "mcp_servers.tools.retrieve": (
        500,
        lambda client, on: client.mcp_servers.tools.retrieve(
            on.tool_id, mcp_server_id=on.mcp_server_id
        ),
    ),
    "mcp_servers.tools.run": (
        400,
        lambda client, on: client.mcp_servers.tools.run(
            on.tool_id, mcp_server_id=on.mcp_server_id, args={}
        ),
    ),
}

MESSAGES = [{"role": "user", "content": "hello"}]
GRANT = {"type": "agent", "id": "agent-1", "access": ["read_messages"]}

# Letta has no such routes.
CLOUD_ONLY: dict[str, Call] = {
    "access_tokens.create": lambda client, _: client.access_tokens.create(
        hostname="https://app.example", policy=[GRANT]
    ),
    "access_tokens.list": lambda client, _: client.access_tokens.list(),
    "access_tokens.delete": lambda client, _: client.access_tokens.delete("token-1"),
    "agents.schedule.create": lambda client, on: client.agents.schedule.create(
        on.agent_id,
        messages=MESSAGES,
        schedule={"type": "one-time", "scheduled_at": 1_900_000_000_000},
    ),
    "agents.schedule.list": lambda client, on: client.agents.schedule.list(on.agent_id),
    "agents.schedule.retrieve": lambda client, on: client.agents.schedule.retrieve(
        "scheduled-1", agent_id=on.agent_id
    ),
    "agents.schedule.delete": lambda client, on: client.agents.schedule.delete(
        "scheduled-1", agent_id=on.agent_id
    ),
    "environments.list": lambda client, _: client.environments.list(online_only="true"),
    "environments.retrieve": lambda client, _: client.environments.retrieve("device-1"),
    "environments.send_message": lambda client, _: client.environments.send_message(
        "connection-1", messages=[{**MESSAGES[0], "client_message_id": "1"}]
    ),
    "templates.create": lambda client, on: client.templates.create(
        type="agent", agent_id=on.agent_id
    ),
    "templates.update": lambda client, _: client.templates.update(
        "gardener", agent_file_json={"agents": []}
    ),
    "templates.save": lambda client, _: client.templates.save("gardener"),
    "templates.rollback": lambda client, _: client.templates.rollback("gardener", version="1"),
    "templates.delete": lambda client, _: client.templates.delete("gardener"),
    "templates.agents.create": lambda client, _: client.templates.agents.create("gardener:1"),
}

TABLES = {
    "TOOL_READS": READS,
    "TOOL_SENDS": SENDS,
    "TOOL_REFUSED": {name: call for name, (_, call) in REFUSED.items()},
    "CLOUD_ONLY": CLOUD_ONLY,
}
