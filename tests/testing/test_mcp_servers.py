"""MCP servers: added, with the tools that they are said to have, changed, refreshed and deleted."""

from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

from letta_client.testing import ReferenceServer
from letta_client.types.mcp_servers import McpServer
from testing.clients import json_of

NO_SERVER = "mcp_server-00000000-0000-4000-8000-000000000000"
NO_TOOL = "tool-00000000-0000-4000-8000-000000000000"
SSE = {"mcp_server_type": "sse", "server_url": "https://mcp.example/sse"}
STDIO = {"mcp_server_type": "stdio", "command": "weather", "args": ["--fast"]}
HTTP = {"mcp_server_type": "streamable_http", "server_url": "https://mcp.example/mcp"}
SERVER: TypeAdapter[McpServer] = TypeAdapter(McpServer)


def add(http: httpx.Client, name: str = "weather", config: Any = SSE) -> Any:
    body = {"server_name": name, "config": config}
    return json_of(http.post("/v1/mcp-servers/", json=body))


def tools(http: httpx.Client, server: Any) -> list[str]:
    found = json_of(http.get(f"/v1/mcp-servers/{server['id']}/tools"))
    assert all(tool["tool_type"] == "external_mcp" for tool in found)
    return [tool["name"] for tool in found]


@pytest.mark.parametrize("config", [SSE, STDIO, HTTP])
def test_a_server_is_added_found_and_deleted(http: httpx.Client, config: dict[str, Any]) -> None:
    server = add(http, config=config)

    assert SERVER.validate_python(server).to_dict(mode="json") == server
    assert {name: server[name] for name in config} == config
    assert json_of(http.get(f"/v1/mcp-servers/{server['id']}")) == server
    assert json_of(http.get("/v1/mcp-servers/")) == [server]
    assert tools(http, server) == ["weather"]
    assert http.delete(f"/v1/mcp-servers/{server['id']}").status_code == 204
    assert json_of(http.get("/v1/mcp-servers/")) == []
    assert json_of(http.get("/v1/tools/", params={"name": "weather"})) == []


def test_a_server_has_a_name_of_its_own(http: httpx.Client) -> None:
    add(http)

    again = http.post("/v1/mcp-servers/", json={"server_name": "weather", "config": HTTP})
    assert again.status_code == 409


def test_a_server_is_changed_but_not_its_kind(http: httpx.Client) -> None:
    path = f"/v1/mcp-servers/{add(http)['id']}"

    config = {**SSE, "server_url": "https://other.example/sse"}
    changed = json_of(http.patch(path, json={"server_name": "news", "config": config}))
    assert (changed["server_name"], changed["server_url"]) == ("news", config["server_url"])
    assert tools(http, changed) == ["weather"]
    assert json_of(http.patch(path, json={"config": STDIO})) == changed
    assert http.patch(path, json={"server_name": "news"}).status_code == 422


def test_a_server_has_the_tools_that_it_was_told(
    server: ReferenceServer, http: httpx.Client
) -> None:
    server.tool_results.provide("weather", "forecast", "alarms")
    added = add(http)
    assert sorted(tools(http, added)) == ["alarms", "forecast"]

    server.tool_results.provide("weather", "forecast", "radar")
    refreshed = json_of(http.patch(f"/v1/mcp-servers/{added['id']}/refresh"))

    assert refreshed == {"added": ["radar"], "deleted": ["alarms"], "updated": ["forecast"]}
    assert sorted(tools(http, added)) == ["forecast", "radar"]
    assert json_of(http.get("/v1/tools/count", params={"tool_types": ["external_mcp"]})) == 2


def test_a_tool_of_a_server_is_attached_and_run(
    server: ReferenceServer, http: httpx.Client
) -> None:
    server.tool_results.provide("weather", "forecast")
    server.tool_results.set("forecast", lambda arguments: f"Sunny in {arguments['city']}")
    path = f"/v1/mcp-servers/{add(http)['id']}/tools"
    (tool,) = json_of(http.get(path))

    assert json_of(http.get(f"{path}/{tool['id']}")) == tool
    run = json_of(http.post(f"{path}/{tool['id']}/run", json={"args": {"city": "Rome"}}))
    assert (run["status"], run["func_return"]) == ("success", "Sunny in Rome")
    agent = server.add_agent(tool_ids=[tool["id"]])
    assert tool["name"] in [each.name for each in agent.tools]
    base = json_of(http.get("/v1/tools/", params={"limit": 1, "order": "asc"}))[0]
    for unknown in (NO_TOOL, base["id"]):
        assert http.get(f"{path}/{unknown}").status_code == 404
        assert http.post(f"{path}/{unknown}/run", json={}).status_code == 404


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_a_server_that_is_not_there_is_not_found(http: httpx.Client, method: str) -> None:
    body = {"config": SSE} if method == "PATCH" else None
    for path in ("", "/tools", "/refresh"):
        answer = http.request(method, f"/v1/mcp-servers/{NO_SERVER}{path}", json=body)
        assert answer.status_code in (404, 405)
    assert http.get(f"/v1/mcp-servers/{NO_SERVER}").status_code == 404
    assert http.get(f"/v1/mcp-servers/connect/{NO_SERVER}").status_code == 404


def test_a_connection_tells_how_it_goes(server: ReferenceServer, http: httpx.Client) -> None:
    server.tool_results.provide("weather", "forecast")
    answer = http.get(f"/v1/mcp-servers/connect/{add(http)['id']}")

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert '"event":"success"' in answer.text
    assert "forecast" in answer.text


# By their names


OLD = "/v1/tools/mcp/servers"


def test_the_same_servers_are_there_by_their_names(http: httpx.Client) -> None:
    body = {"server_name": "weather", "type": "sse", "server_url": "https://mcp.example/sse"}
    (listed,) = json_of(http.put(OLD, json=body))

    assert {name: listed[name] for name in body} == body
    assert json_of(http.get(OLD)) == {"weather": listed}
    (server,) = json_of(http.get("/v1/mcp-servers/"))
    assert server["server_name"] == "weather"
    renamed = json_of(http.patch(f"{OLD}/weather", json={"server_name": "news"}))
    assert renamed["server_name"] == "news"
    assert json_of(http.delete(f"{OLD}/news")) == []


def test_a_process_is_added_by_its_name(http: httpx.Client) -> None:
    body: dict[str, Any] = {"server_name": "weather", "command": "weather", "args": []}

    assert json_of(http.put(OLD, json={**body, "type": "sse"}))[0]["type"] == "stdio"
    config: dict[str, Any] = {"stdio_config": {**body, "command": "rain"}}
    assert json_of(http.patch(f"{OLD}/weather", json=config))["command"] == "rain"


def test_tools_are_used_by_the_name_of_their_server(
    server: ReferenceServer, http: httpx.Client
) -> None:
    add(http)
    server.tool_results.provide("weather", "forecast")
    server.tool_results.set("forecast", "Sunny")

    assert [tool["name"] for tool in json_of(http.get(f"{OLD}/weather/tools"))] == ["forecast"]
    assert json_of(http.post(f"{OLD}/weather/resync"))["added"] == ["forecast"]
    assert json_of(http.post(f"{OLD}/weather/forecast"))["name"] == "forecast"
    run = json_of(http.post(f"{OLD}/weather/tools/forecast/execute", json={}))
    assert run == {"result": "Sunny", "success": True}
    assert http.post(f"{OLD}/weather/nothing").status_code == 404
    assert http.post(f"{OLD}/weather/tools/nothing/execute", json={}).status_code == 404
    assert http.get(f"{OLD}/nobody/tools").status_code == 404


def test_a_server_can_be_tried_before_it_is_added(http: httpx.Client) -> None:
    body = {"server_name": "weather", "type": "sse", "server_url": "https://mcp.example/sse"}

    assert json_of(http.post(f"{OLD}/test", json=body))["status"] == "success"
    assert "connection_attempt" in http.post(f"{OLD}/connect", json=body).text
    assert json_of(http.get(OLD)) == {}


def test_nobody_has_begun_to_log_in(http: httpx.Client) -> None:
    for query in ({}, {"state": "any", "code": "any"}):
        told = json_of(http.get("/v1/tools/mcp/oauth/callback", params=query))
        assert told["status"] == "error"
