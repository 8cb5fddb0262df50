"""Agents changed, counted, exported and imported, and what is in their context."""

import io
import json

import httpx

from letta_client.testing import ReferenceServer
from testing.clients import json_of


def test_an_agent_is_changed(server: ReferenceServer) -> None:
    with server.client() as client:
        block = client.blocks.create(label="notes", value="none")
        agent = client.agents.create(name="ann", memory_blocks=[{"label": "a", "value": "b"}])

        changed = client.agents.update(agent.id, name="anna", block_ids=[block.id], tags=["t"])
        assert (changed.name, changed.tags) == ("anna", ["t"])
        assert [each.label for each in changed.blocks] == ["notes"]
        assert client.agents.retrieve(agent.id) == changed


def test_agents_are_counted(server: ReferenceServer, http: httpx.Client) -> None:
    for name in ("ann", "ben"):
        server.add_agent(name, tags=[name])
    assert json_of(http.get("/v1/agents/count")) == 2
    assert json_of(http.get("/v1/agents/count", params={"tags": "ann"})) == 1


def test_an_exported_agent_is_imported(server: ReferenceServer) -> None:
    with server.client() as client:
        agent = client.agents.create(
            name="ann", tags=["t"], memory_blocks=[{"label": "human", "value": "Bo"}]
        )
        exported = client.agents.export_file(agent.id)
        assert json.loads(exported)["agents"][0]["name"] == "ann"

        (copied,) = client.agents.import_file(file=exported.encode()).agent_ids
        copy = client.agents.retrieve(copied)
        assert (copy.name, copy.tags) == ("ann_copy", ["t"])
        assert [(each.label, each.value) for each in copy.blocks] == [("human", "Bo")]
        named = client.agents.import_file(file=io.BytesIO(exported.encode()), name="anna")
        assert client.agents.retrieve(named.agent_ids[0]).name == "anna"


def test_a_file_that_is_no_agent_is_refused(http: httpx.Client) -> None:
    answer = http.post("/v1/agents/import", files={"file": b"[]"})
    assert answer.status_code == 400


def test_the_context_of_an_agent_is_told(server: ReferenceServer, http: httpx.Client) -> None:
    agent = server.add_agent("ann", memory_blocks=[{"label": "human", "value": "Bo"}])
    path = f"/v1/agents/{agent.id}"
    for text in ("one", "two"):
        http.post(f"{path}/messages", json={"input": text})

    context = json_of(http.get(f"{path}/context"))
    assert context["num_messages"] == 5
    assert "Bo" in context["core_memory"]
    assert json_of(http.post(f"{path}/recompile")) == context["system_prompt"]
    assert json_of(http.post(f"{path}/system-prompt/recompile")) == context["system_prompt"]
    summary = json_of(http.post(f"{path}/summarize", json={}))
    assert (summary["num_messages_before"], summary["num_messages_after"]) == (5, 2)
    previewed = json_of(http.post(f"{path}/messages/preview-raw-payload", json={"input": "x"}))
    assert next(each["role"] for each in previewed["messages"]) == "system"
    assert previewed["messages"][-1] == {"role": "user", "content": "x"}
    generated = json_of(http.post(f"{path}/generate", json={"prompt": "hi"}))
    assert generated["usage"]["total_tokens"] > 0


def test_the_messages_of_an_agent_are_reset(server: ReferenceServer, http: httpx.Client) -> None:
    agent = server.add_agent("ann")
    path = f"/v1/agents/{agent.id}"
    http.post(f"{path}/messages", json={"input": "one"})
    message = json_of(http.get(f"{path}/messages"))[0]
    edited = {"message_type": "user_message", "content": "two"}
    assert http.patch(f"{path}/messages/{message['id']}", json=edited).status_code == 405

    assert json_of(http.patch(f"{path}/reset-messages", json={}))["id"] == agent.id
    kinds = [each["message_type"] for each in json_of(http.get(f"{path}/messages"))]
    assert kinds == ["system_message"]
