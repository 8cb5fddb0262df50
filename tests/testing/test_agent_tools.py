"""The tools of agents: attached, detached, listed, approved and run."""

from typing import Any

import httpx
import pytest

from letta_client.testing import ReferenceServer
from testing.clients import json_of
from testing.tool_sources import source

NO_TOOL = "tool-00000000-0000-4000-8000-000000000000"
NO_AGENT = "agent-00000000-0000-4000-8000-000000000000"
OF_EACH_AGENT = ["conversation_search", "memory_insert", "memory_replace"]


def make(http: httpx.Client, name: str, **fields: Any) -> str:
    made: str = json_of(http.post("/v1/tools/", json={"source_code": source(name), **fields}))["id"]
    return made


def attach(http: httpx.Client, agent_id: str, tool_id: str) -> httpx.Response:
    return http.patch(f"/v1/agents/{agent_id}/tools/attach/{tool_id}")


def names(http: httpx.Client, agent_id: str, **query: Any) -> list[str]:
    found = json_of(http.get(f"/v1/agents/{agent_id}/tools", params=query))
    return [tool["name"] for tool in found]


def rules(http: httpx.Client, agent_id: str) -> list[str]:
    found = json_of(http.get(f"/v1/agents/{agent_id}"))["tool_rules"]
    return [rule["tool_name"] for rule in found if rule["type"] == "requires_approval"]


@pytest.fixture
def agent_id(server: ReferenceServer) -> str:
    return server.add_agent().id


def test_a_tool_is_attached_once_and_detached(http: httpx.Client, agent_id: str) -> None:
    tool_id = make(http, "roll")

    for _ in range(2):
        shown = json_of(attach(http, agent_id, tool_id))["tools"]
        assert [tool["name"] for tool in shown] == [*OF_EACH_AGENT, "roll"]
    assert names(http, agent_id, order="asc") == [*OF_EACH_AGENT, "roll"]
    shown = json_of(http.get(f"/v1/agents/{agent_id}"))["tools"]
    assert [tool["name"] for tool in shown] == [*OF_EACH_AGENT, "roll"]
    for _ in range(2):
        shown = json_of(http.patch(f"/v1/agents/{agent_id}/tools/detach/{tool_id}"))["tools"]
        assert [tool["name"] for tool in shown] == OF_EACH_AGENT
    assert "roll" not in names(http, agent_id)
    assert json_of(http.get(f"/v1/tools/{tool_id}"))["name"] == "roll"


def test_new_clients_are_not_told_of_the_agent(server: ReferenceServer, agent_id: str) -> None:
    with server.client() as client:
        tool = client.tools.create(source_code=source("roll"), default_requires_approval=True)

        assert client.agents.tools.attach(tool.id, agent_id=agent_id) is None
        client.agents.tools.update_approval("roll", agent_id=agent_id, body_requires_approval=False)
        assert client.agents.tools.run("roll", agent_id=agent_id, args={"x": 6}).status == "success"
        assert client.agents.retrieve(agent_id).tool_rules == []
        assert client.agents.tools.detach(tool.id, agent_id=agent_id) is None


def test_a_changed_tool_is_changed_for_all_agents(http: httpx.Client, agent_id: str) -> None:
    tool_id = make(http, "roll")
    attach(http, agent_id, tool_id)

    http.patch(f"/v1/tools/{tool_id}", json={"description": "Rolls."})
    newest = json_of(http.get(f"/v1/agents/{agent_id}/tools", params={"limit": 1}))[0]
    assert newest["description"] == "Rolls."
    http.delete(f"/v1/tools/{tool_id}")
    assert "roll" not in names(http, agent_id)


def test_what_is_not_there_is_not_attached(http: httpx.Client, agent_id: str) -> None:
    tool_id = make(http, "roll")

    assert attach(http, agent_id, NO_TOOL).status_code == 404
    assert attach(http, NO_AGENT, tool_id).status_code == 404
    assert attach(http, agent_id, "nope").status_code == 422
    assert http.get(f"/v1/agents/{NO_AGENT}/tools").status_code == 404


def test_the_tools_of_an_agent_are_listed_by_the_page(http: httpx.Client, agent_id: str) -> None:
    made = [make(http, name) for name in ("a", "b", "c")]
    for tool_id in made[::-1]:
        attach(http, agent_id, tool_id)

    assert names(http, agent_id, limit=2) == ["c", "b"]
    assert names(http, agent_id, limit=2, after=made[1]) == ["a", OF_EACH_AGENT[-1]]
    assert names(http, agent_id, order="asc", after=made[0]) == ["b", "c"]
    assert names(http, agent_id, before=made[1]) == ["c"]


def test_an_agent_is_made_with_tools(http: httpx.Client) -> None:
    tool_id, other = make(http, "roll", default_requires_approval=True), make(http, "toss")
    body = {"tools": ["roll"], "tool_ids": [other], "include_base_tools": False}

    agent = json_of(http.post("/v1/agents/", json=body))

    assert [tool["id"] for tool in agent["tools"]] == [tool_id, other]
    assert rules(http, agent["id"]) == ["roll"]
    unknown = {"tool_ids": [NO_TOOL]}
    assert http.post("/v1/agents/", json=unknown).status_code == 404


def test_calls_of_a_tool_can_need_approval(http: httpx.Client, agent_id: str) -> None:
    path = f"/v1/agents/{agent_id}/tools/approval"

    def need(name: str, needed: bool | None, **query: Any) -> int:
        body = None if needed is None else {"requires_approval": needed}
        return http.patch(f"{path}/{name}", json=body, params=query).status_code

    assert [need("memory_insert", needed=True) for _ in range(2)] == [200, 200]
    assert rules(http, agent_id) == ["memory_insert"]
    assert need("memory_insert", needed=False, requires_approval=True) == 200
    assert rules(http, agent_id) == []
    assert need("memory_insert", None, requires_approval=True) == 200
    assert rules(http, agent_id) == ["memory_insert"]
    assert need("memory_insert", None) == 422


def test_a_tool_can_need_approval_by_itself(http: httpx.Client, agent_id: str) -> None:
    for _ in range(2):
        attach(http, agent_id, make(http, "roll", default_requires_approval=True))

    assert rules(http, agent_id) == ["roll"]


def test_an_agents_tool_is_run(server: ReferenceServer, http: httpx.Client, agent_id: str) -> None:
    attach(http, agent_id, make(http, "roll"))
    server.tool_results.set("roll", {"rolled": 4})

    def run(name: str, **body: Any) -> httpx.Response:
        return http.post(f"/v1/agents/{agent_id}/tools/{name}/run", json=body)

    done = json_of(run("roll", args={"x": 6}))
    assert (done["status"], done["func_return"], done["stderr"]) == ("success", {"rolled": 4}, [])
    failed = json_of(run("roll"))
    assert (failed["status"], failed["func_return"]) == ("error", None)
    assert "missing 1 required" in failed["stderr"][0]
    assert json_of(run("conversation_search", args={}))["stdout"] is None
    assert json_of(http.post(f"/v1/agents/{agent_id}/tools/roll/run"))["status"] == "error"
    make(http, "toss")
    assert run("toss").status_code == 404


def test_steps_name_the_tools_that_they_used(http: httpx.Client, server: ReferenceServer) -> None:
    agent = server.add_agent(tools=["roll"])
    server.model.call_tool("roll", {}, "4").reply("A 4.")

    sent = json_of(http.post(f"/v1/agents/{agent.id}/messages", json={"input": "Roll!"}))

    run_id = sent["messages"][0]["run_id"]
    used = json_of(http.get(f"/v1/runs/{run_id}/metrics"))["tools_used"]
    assert json_of(http.get(f"/v1/tools/{used[0]}"))["name"] == "roll"
