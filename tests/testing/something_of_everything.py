"""Things of every kind on a server, by the names that paths have for their ids."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeAlias

import httpx

from letta_client.testing import ReferenceServer, Script
from testing.clients import connect

SCRIPT = Script().think("Hm.").call_tool("look", {}, "There.").reply("Here.")
_OF_AGENTS = {"tool_id", "tool_name"}
MESSAGES = [{"role": "user", "content": "Hello!"}]


def make(server: ReferenceServer, number: int, names: Collection[str]) -> dict[str, str]:
    """Make an agent and all that is asked for; return the ids, and maybe more than these.

    Args:
        server: the server.
        number: what no other things are named after.
        names: the names of parameters of paths.
    """
    name = f"thing-{number}"
    agent = server.add_agent(name, memory_blocks=[{"label": "human", "value": "Ann"}])
    made = {
        "agent_id": agent.id,
        "block_id": str(agent.blocks[0].id),
        "block_label": "human",
        "tool_id": agent.tools[0].id,
        "tool_name": str(agent.tools[0].name),
    }
    with connect(server) as http:
        for its_names, maker in MAKERS.items():
            # The tools of an MCP server take the place of those of the agent only with it.
            if not (set(its_names) - _OF_AGENTS).isdisjoint(names):
                made |= dict(zip(its_names, maker(server, http, agent.id, name), strict=True))
    return made


Maker: TypeAlias = Callable[[ReferenceServer, httpx.Client, str, str], Collection[str]]


def _made(http: httpx.Client, path: str, body: Any, **query: str) -> Any:
    return http.post(path, json=body, params=query).raise_for_status().json()


def _run(server: ReferenceServer, http: httpx.Client, agent_id: str, name: str) -> list[str]:
    run = server.add_run(SCRIPT, agent_id=agent_id)
    return [run.id, http.get(f"/v1/runs/{run.id}/steps").json()[0]["id"], name]


def _files(server: ReferenceServer, http: httpx.Client, agent_id: str, name: str) -> list[str]:
    folder = _made(http, "/v1/folders/", {"name": name})["id"]
    http.patch(f"/v1/agents/{agent_id}/folders/attach/{folder}").raise_for_status()
    sent = {"file": ("a.txt", b"Hello!", "text/plain")}
    file = http.post(f"/v1/folders/{folder}/upload", files=sent).raise_for_status().json()
    return [folder, folder, name, name, file["id"]]


def _passages(server: ReferenceServer, http: httpx.Client, agent_id: str, name: str) -> list[str]:
    (passage,) = _made(http, f"/v1/agents/{agent_id}/archival-memory", {"text": "Hello!"})
    return [passage["id"], passage["id"], passage["archive_id"]]


def _threads(server: ReferenceServer, http: httpx.Client, agent_id: str, name: str) -> list[str]:
    talk = _made(http, "/v1/conversations/", {}, agent_id=agent_id)["id"]
    said = {"input": "Hello!", "background": True}
    http.post(f"/v1/conversations/{talk}/messages", json=said).raise_for_status()
    http.post(f"/v1/conversations/{talk}/messages", json=said).raise_for_status()
    return [talk, http.get(f"/v1/conversations/{talk}/messages").json()[0]["id"]]


def _identity(server: ReferenceServer, http: httpx.Client, agent_id: str, name: str) -> list[str]:
    body = {"identifier_key": name, "name": "Ann", "identity_type": "user"}
    return [_made(http, "/v1/identities/", body)["id"]]


def _group(server: ReferenceServer, http: httpx.Client, agent_id: str, name: str) -> list[str]:
    return [_made(http, "/v1/groups/", {"agent_ids": [agent_id], "description": name})["id"]]


def _batch(server: ReferenceServer, http: httpx.Client, agent_id: str, name: str) -> list[str]:
    requests = [{"agent_id": agent_id, "messages": MESSAGES}]
    batch: str = _made(http, "/v1/messages/batches", {"requests": requests})["id"]
    return [batch, batch]


def _mcp_server(server: ReferenceServer, http: httpx.Client, agent_id: str, name: str) -> list[str]:
    server.tool_results.provide(name, "look")
    config: dict[str, Any] = {"mcp_server_type": "stdio", "command": "look", "args": []}
    made = _made(http, "/v1/mcp-servers/", {"server_name": name, "config": config})["id"]
    (tool,) = http.get(f"/v1/mcp-servers/{made}/tools").json()
    return [made, name, "look", tool["id"], "look"]


def _provider(server: ReferenceServer, http: httpx.Client, agent_id: str, name: str) -> list[str]:
    body = {"name": name, "provider_type": "openai", "api_key": "key"}
    return [_made(http, "/v1/providers/", body)["id"]]


def _machine(server: ReferenceServer, http: httpx.Client, agent_id: str, name: str) -> list[str]:
    machine = server.environments.connect(name)
    return [machine.device_id, str(machine.connection_id)]


def _template(server: ReferenceServer, http: httpx.Client, agent_id: str, name: str) -> list[str]:
    made: str = _made(http, "/v1/templates", {"type": "agent", "agent_id": agent_id})["name"]
    return [made, f"{made}:latest"]


def _token(server: ReferenceServer, http: httpx.Client, agent_id: str, name: str) -> list[str]:
    grant = {"type": "agent", "id": agent_id, "access": ["read_messages"]}
    body = {"hostname": "https://app.example", "policy": [grant]}
    return [_made(http, "/v1/client-side-access-tokens", body)["token"]]


def _scheduled(server: ReferenceServer, http: httpx.Client, agent_id: str, name: str) -> list[str]:
    daily = {"type": "recurring", "cron_expression": "0 8 * * *"}
    body = {"messages": MESSAGES, "schedule": daily}
    return [_made(http, f"/v1/agents/{agent_id}/schedule", body)["id"]]


MAKERS: Mapping[tuple[str, ...], Maker] = {
    ("run_id", "step_id", "transaction_id"): _run,
    ("folder_id", "source_id", "folder_name", "source_name", "file_id"): _files,
    ("passage_id", "memory_id", "archive_id"): _passages,
    ("conversation_id", "message_id"): _threads,
    ("identity_id",): _identity,
    ("group_id",): _group,
    ("batch_id", "job_id"): _batch,
    ("mcp_server_id", "mcp_server_name", "mcp_tool_name", "tool_id", "tool_name"): _mcp_server,
    ("provider_id",): _provider,
    ("device_id", "connection_id"): _machine,
    ("template_name", "template_version"): _template,
    ("token",): _token,
    ("scheduled_message_id",): _scheduled,
}
