"""Tools, MCP servers and core memory as a real Letta 0.16.8 has them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from letta_client.testing import ReferenceServer
from testing.clients import json_of
from testing.tool_sources import source

NO_TOOL = "tool-00000000-0000-4000-8000-000000000000"
NO_SERVER = "mcp_server-00000000-0000-4000-8000-000000000000"
AGENT = {"model": "openai/gpt-4o-mini"}
PUBLIC = {"mcp_server_type": "sse", "server_url": "https://mcp.example/sse"}


def make(http: httpx.Client, name: str, **fields: Any) -> Any:
    return json_of(http.post("/v1/tools/", json={"source_code": source(name), **fields}))


def names(http: httpx.Client, path: str, **query: Any) -> list[str]:
    return [item.get("name", item.get("label")) for item in json_of(http.get(path, params=query))]


def test_tools_cannot_be_searched(http: httpx.Client) -> None:
    answer = http.post("/v1/tools/search", json={"query": "any"})

    assert answer.status_code == 400
    assert "embed_tools=True" in answer.json()["detail"]


def test_deleting_what_is_not_there_is_a_400(http: httpx.Client) -> None:
    for path in (f"/v1/tools/{NO_TOOL}", f"/v1/mcp-servers/{NO_SERVER}"):
        assert http.delete(path).status_code == 400


def test_an_agent_gets_only_tools_that_are_there(http: httpx.Client) -> None:
    for unknown in ({"tools": ["nothing"]}, {"tool_ids": [NO_TOOL]}):
        answer = http.post("/v1/agents/", json={**AGENT, **unknown})
        assert answer.status_code == 400
        assert "not found by" in answer.json()["detail"]


def test_the_language_of_a_source_is_json_unless_it_is_told(http: httpx.Client) -> None:
    assert make(http, "a")["source_type"] == "json"
    assert make(http, "b", source_type="python")["source_type"] == "python"


def test_unknown_cursors_of_tools_are_ignored(http: httpx.Client) -> None:
    first = names(http, "/v1/tools/", limit=2)

    assert names(http, "/v1/tools/", limit=2, after=NO_TOOL) == first
    assert names(http, "/v1/tools/", limit=0) == []


def test_the_tools_of_an_agent_are_cut_by_their_ids(http: httpx.Client) -> None:
    tools = [make(http, name) for name in ("a", "b", "c", "d")]
    body = {**AGENT, "tool_ids": [tool["id"] for tool in tools], "include_base_tools": False}
    path = f"/v1/agents/{json_of(http.post('/v1/agents/', json=body))['id']}/tools"
    middle = sorted(tools, key=lambda tool: tool["id"])[1]["id"]

    for order, listed in (("asc", tools), ("desc", tools[::-1])):
        later = [tool["name"] for tool in listed if tool["id"] > middle]
        assert names(http, path, order=order, after=middle) == later
        earlier = [tool["name"] for tool in listed if tool["id"] < middle]
        assert names(http, path, order=order, before=middle) == earlier
    assert len(names(http, path, limit=0)) == 4


def test_the_blocks_of_an_agent_go_by_their_ids(http: httpx.Client) -> None:
    blocks = [{"label": label, "value": ""} for label in ("a", "b", "c", "d")]
    agent = json_of(http.post("/v1/agents/", json={**AGENT, "memory_blocks": blocks}))
    path = f"/v1/agents/{agent['id']}/core-memory/blocks"
    by_id = sorted(agent["blocks"], key=lambda block: block["id"])
    labels = [block["label"] for block in by_id]

    assert names(http, path, order="asc") == labels
    assert names(http, path, order="desc", after=by_id[2]["id"]) == labels[1::-1]
    assert names(http, path, after="nope") == labels[::-1]
    assert names(http, path, order="asc", after="nope") == []
    assert names(http, path, limit=0) == labels[::-1]


def test_all_blocks_are_listed_where_none_are_asked_for(http: httpx.Client) -> None:
    http.post("/v1/blocks/", json={"label": "notes", "value": ""})

    assert names(http, "/v1/blocks/", limit=0) == ["notes"]


# MCP servers


def add(http: httpx.Client, config: dict[str, Any], name: str = "weather") -> httpx.Response:
    return http.post("/v1/mcp-servers/", json={"server_name": name, "config": config})


def test_no_processes_are_started(http: httpx.Client) -> None:
    answer = add(http, {"mcp_server_type": "stdio", "command": "weather", "args": []})

    assert answer.status_code == 400
    assert "stdio servers are disabled" in answer.json()["detail"]
    named: dict[str, Any] = {"server_name": "weather", "command": "weather", "args": []}
    assert http.put("/v1/tools/mcp/servers", json=named).status_code == 400


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://127.0.0.1:9/sse", "Non-public IP not allowed: 127.0.0.1"),
        ("https://10.0.0.1/sse", "Non-public IP not allowed: 10.0.0.1"),
        ("http://localhost/sse", "Blocked internal hostname: localhost"),
        ("weather", "must start with 'http://'"),
    ],
)
def test_no_private_addresses_are_reached(http: httpx.Client, url: str, told: str) -> None:
    answer = add(http, {**PUBLIC, "server_url": url})
    assert answer.status_code == 422
    assert told in answer.json()["detail"]

    server = json_of(add(http, PUBLIC))
    update = {"config": {**PUBLIC, "server_url": url}}
    assert http.patch(f"/v1/mcp-servers/{server['id']}", json=update).status_code == 422


def test_a_server_that_does_not_answer_has_no_tools(http: httpx.Client) -> None:
    path = f"/v1/mcp-servers/{json_of(add(http, PUBLIC))['id']}"
    tool = make(http, "roll")

    assert json_of(http.get(f"{path}/tools")) == []
    assert http.patch(f"{path}/refresh").status_code == 404
    assert '"event":"error"' in http.get(path.replace("servers/", "servers/connect/")).text
    assert http.get(f"{path}/tools/{tool['id']}").status_code == 500
    assert http.post(f"{path}/tools/{tool['id']}/run", json={}).status_code == 400
    assert json_of(http.get(f"/v1/mcp-servers/{NO_SERVER}/tools")) == []


def test_a_server_can_be_said_to_answer(server: ReferenceServer, http: httpx.Client) -> None:
    server.tool_results.provide("weather", "forecast")

    path = f"/v1/mcp-servers/{json_of(add(http, PUBLIC))['id']}"
    assert names(http, f"{path}/tools") == ["forecast"]
