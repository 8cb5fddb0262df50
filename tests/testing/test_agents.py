"""Agents: made, found, listed and deleted."""

from typing import Any

import httpx
import pytest

from letta_client.testing import ReferenceServer, Script
from letta_client.types.agent_state import AgentState
from testing.clients import json_of
from testing.recordings import recording
from testing.talking import Talk


def names(http: httpx.Client, **query: Any) -> list[str]:
    return [agent["name"] for agent in json_of(http.get("/v1/agents/", params=query))]


RULE = {"type": "requires_approval", "tool_name": "memory_insert"}


def make(http: httpx.Client, **body: Any) -> Any:
    return json_of(http.post("/v1/agents/", json=body))


def test_an_agent_is_made_as_asked_for(http: httpx.Client) -> None:
    asked = {
        "name": "gardener",
        "model": "openai/gpt-4o",
        "embedding": "openai/text-embedding-3-small",
        "system": "Water the plants.",
        "tags": ["garden"],
        "memory_blocks": [{"label": "human", "value": "Has tomatoes."}],
        "secrets": {"KEY": "hidden"},
        "tools": ["get_forecast"],
        "metadata": {"greenhouse": 1},
        "context_window_limit": 1000,
    }

    agent = make(http, **asked)

    assert json_of(http.get(f"/v1/agents/{agent['id']}")) == agent
    assert AgentState.model_validate(agent).to_dict(mode="json") == agent
    for field in ("name", "model", "embedding", "system", "tags", "metadata"):
        assert agent[field] == asked[field]
    assert [(block["label"], block["value"]) for block in agent["blocks"]] == [
        ("human", "Has tomatoes.")
    ]
    assert agent["memory"]["blocks"] == agent["blocks"]
    assert [(secret["key"], secret["value"]) for secret in agent["secrets"]] == [("KEY", "hidden")]
    assert "get_forecast" in [tool["name"] for tool in agent["tools"]]
    assert agent["llm_config"]["context_window"] == 1000
    assert agent["embedding_config"]["handle"] == "openai/text-embedding-3-small"


def test_an_agent_has_the_recorded_fields_in_their_order(http: httpx.Client) -> None:
    recorded = recording("agent_retrieve")["response"]["json"]
    block = [{"label": "human", "value": "h"}]
    made = make(http, model="m", embedding="e", memory_blocks=block)

    for ours, theirs in (
        (made, recorded),
        (made["llm_config"], recorded["llm_config"]),
        (made["embedding_config"], recorded["embedding_config"]),
        (made["memory"], recorded["memory"]),
        (made["blocks"][0], recorded["blocks"][0]),
        (made["tools"][0], recorded["tools"][0]),
    ):
        assert list(ours) == list(theirs)


def test_agents_are_listed_the_newest_first(server: ReferenceServer, http: httpx.Client) -> None:
    for name in "abcd":
        make(http, name=name)
        server.clock.advance(1)
    middle = json_of(http.get("/v1/agents/"))[1]["id"]

    assert names(http) == ["d", "c", "b", "a"]
    assert names(http, order="asc", limit=2) == ["a", "b"]
    assert names(http, after=middle) == ["b", "a"]
    assert names(http, before=middle) == ["d"]
    assert names(http, after=middle, order="asc") == ["d"]
    assert http.get("/v1/agents/", params={"after": "agent-nobody"}).status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"name": "ab"}, ["ab"]),
        ({"query_text": "B"}, ["b", "ab"]),
        ({"tags": ["one", "two"]}, ["b", "ab", "a"]),
        ({"tags": ["one", "two"], "match_all_tags": True}, ["ab"]),
        ({"project_id": "project-1"}, ["b"]),
        ({"last_stop_reason": "end_turn"}, ["a"]),
        ({"template_id": "template-1"}, []),
        ({"identity_id": "identity-1"}, []),
    ],
)
def test_agents_are_filtered(
    server: ReferenceServer, http: httpx.Client, query: Any, expected: list[str]
) -> None:
    first = make(http, name="a", tags=["one"])
    make(http, name="ab", tags=["two", "one"])
    make(http, name="b", tags=["two"], project_id="project-1")
    http.post(f"/v1/agents/{first['id']}/messages", json={"input": "Hello"})

    assert names(http, **query) == expected


def test_agents_are_listed_by_their_last_run(server: ReferenceServer, http: httpx.Client) -> None:
    agents = [make(http, name=name)["id"] for name in "abc"]
    for agent in (agents[1], agents[0]):
        server.clock.advance(1)
        http.post(f"/v1/agents/{agent}/messages", json={"input": "Hello"})

    assert names(http, order_by="last_run_completion") == ["a", "b", "c"]
    assert names(http, order_by="updated_at", order="asc") == ["c", "b", "a"]


def test_a_list_leaves_out_what_is_not_asked_for(http: httpx.Client) -> None:
    make(http, memory_blocks=[{"label": "human", "value": "h"}], secrets={"A": "b"}, tags=["t"])

    bare = json_of(http.get("/v1/agents/"))[0]
    full = json_of(
        http.get(
            "/v1/agents/", params={"include": ["agent.blocks", "agent.tools", "agent.secrets"]}
        )
    )[0]

    assert (bare["blocks"], bare["tools"], bare["secrets"], bare["tags"]) == ([], [], [], ["t"])
    assert (len(full["blocks"]), len(full["tools"]), len(full["secrets"])) == (1, 3, 1)


def test_the_server_chooses_what_is_left_open(http: httpx.Client) -> None:
    chosen = make(http, name="a")
    given = make(http, name="b", max_tokens=77, compaction_settings={"model": "openai/n"})

    assert chosen["llm_config"]["max_tokens"] == chosen["model_settings"]["max_output_tokens"] > 0
    assert chosen["compaction_settings"]["prompt"]
    assert given["llm_config"]["max_tokens"] == given["model_settings"]["max_output_tokens"] == 77
    assert given["compaction_settings"] == {**chosen["compaction_settings"], "model": "openai/n"}
    assert all(tool["tags"] == [tool["tool_type"]] for tool in chosen["tools"])


def test_blocks_of_known_labels_are_explained(http: httpx.Client) -> None:
    blocks = [{"label": label, "value": "v"} for label in ("human", "persona", "other")]
    blocks.append({"label": "human", "value": "v", "description": "Given."})

    agent = make(http, memory_blocks=blocks)

    human, persona, other, given = (block["description"] for block in agent["blocks"])
    assert human != persona
    assert (other, given) == (None, "Given.")


def test_secrets_come_under_their_old_name_too(http: httpx.Client) -> None:
    agent = make(http, secrets={"KEY": "value"})

    assert agent["secrets"] == agent["tool_exec_environment_variables"]
    assert (agent["secrets"][0]["key"], agent["secrets"][0]["value_enc"]) == ("KEY", "value")


@pytest.mark.parametrize(
    ("options", "types"),
    [
        ({}, []),
        ({"include_base_tool_rules": True}, ["continue_loop"] * 3),
        ({"tool_rules": [RULE]}, ["requires_approval", *["continue_loop"] * 3]),
        ({"tool_rules": [RULE], "include_base_tool_rules": False}, ["requires_approval"]),
    ],
)
def test_base_tools_come_with_rules_where_there_are_rules(
    http: httpx.Client, options: Any, types: list[str]
) -> None:
    assert [rule["type"] for rule in make(http, **options)["tool_rules"]] == types


def test_an_agent_knows_how_its_last_run_went(server: ReferenceServer, http: httpx.Client) -> None:
    talk = Talk(http)
    server.model.reply("one two", delay=2)
    talk.say("Hello")

    agent = json_of(http.get(talk.path))

    assert agent["last_stop_reason"] == "end_turn"
    assert agent["last_run_duration_ms"] == 2000
    assert agent["last_run_completion"] == talk.runs()[0]["completed_at"]
    listed = [message["id"] for message in talk.messages(order="asc")]
    assert agent["message_ids"] == listed


def test_a_deleted_agent_is_gone_with_all_its_runs(
    server: ReferenceServer, http: httpx.Client
) -> None:
    talk, other = Talk(http), Talk(http)
    talk.say("Hello")
    other.say("Hello")
    server.add_runs(3, agent_id=talk.agent["id"])
    run = talk.runs()[-1]["id"]
    step = talk.of_run(run, "steps")[0]["id"]

    answer = http.delete(talk.path)

    recorded = recording("agent_delete")["response"]["json"]["message"].split()
    assert json_of(answer)["message"].split()[2:] == recorded[2:]
    for path in (talk.path, f"/v1/runs/{run}", f"/v1/steps/{step}"):
        assert http.get(path).status_code == 404
    assert {run["agent_id"] for run in json_of(http.get("/v1/runs/"))} == {other.agent["id"]}
    assert http.delete(talk.path).status_code == 404


def test_a_run_that_is_added_has_an_agent(server: ReferenceServer, http: httpx.Client) -> None:
    assert names(http) == []

    server.add_run(Script().reply("Hi"))
    added = server.add_agent("extra", tags=["x"])

    assert {agent["id"] for agent in json_of(http.get("/v1/agents/"))} == {
        server.agent_id,
        added.id,
    }
    assert json_of(http.get(f"/v1/agents/{added.id}"))["tags"] == ["x"]
    messages = json_of(http.get(f"/v1/agents/{server.agent_id}/messages", params={"order": "asc"}))
    assert [message["message_type"] for message in messages] == [
        "system_message",
        "user_message",
        "assistant_message",
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"agent_type": "clever_agent"},
        {"tool_ids": ["tool-1"]},
        {"tool_rules": [{"type": "unheard_of", "tool_name": "a"}]},
        {"compaction_settings": {"mode": "forget_all"}},
        {"memory_blocks": [{"label": "human"}]},
        {"llm_config": {"model": "m", "model_endpoint_type": "abacus", "context_window": 1}},
    ],
)
def test_what_the_contract_does_not_know_makes_no_agent(http: httpx.Client, body: Any) -> None:
    assert http.post("/v1/agents/", json=body).status_code == 422


def test_an_agent_needs_the_blocks_that_it_is_to_have(http: httpx.Client) -> None:
    missing = "block-00000000-0000-4000-8000-000000000000"

    response = http.post("/v1/agents/", json={"block_ids": [missing]})

    assert response.status_code == 404
    assert names(http) == []
