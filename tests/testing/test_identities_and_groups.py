"""Identities and groups: what agents and blocks belong to."""

from typing import Any

import httpx
import pytest

from letta_client.testing import ReferenceServer
from letta_client.types.groups import Group
from letta_client.types.identities import Identity
from testing.clients import json_of


def identity(http: httpx.Client, key: str = "ann", **fields: Any) -> Any:
    body = {"identifier_key": key, "name": key.title(), "identity_type": "user", **fields}
    return json_of(http.post("/v1/identities/", json=body))


def test_an_identity_is_created_changed_and_deleted(http: httpx.Client) -> None:
    made = identity(http)
    path = f"/v1/identities/{made['id']}"

    assert Identity.model_validate(made).to_dict(mode="json") == made
    assert json_of(http.get(path)) == made
    assert json_of(http.patch(path, json={"name": "Anna"}))["name"] == "Anna"
    properties = [{"key": "k", "value": 1, "type": "number"}]
    assert json_of(http.put(f"{path}/properties", json=properties))["properties"] == properties
    assert json_of(http.get("/v1/identities/count")) == 1
    assert json_of(http.delete(path)) is None
    assert http.get(path).status_code == 404


def test_an_identity_exists_once(http: httpx.Client) -> None:
    made = identity(http)
    body = {"identifier_key": "ann", "name": "Other", "identity_type": "org"}

    assert http.post("/v1/identities/", json=body).status_code == 409
    upserted = json_of(http.put("/v1/identities/", json=body))
    assert (upserted["id"], upserted["name"]) == (made["id"], "Other")
    other = json_of(http.put("/v1/identities/", json={**body, "identifier_key": "new"}))
    assert other["id"] != made["id"]
    listed = json_of(http.get("/v1/identities/", params={"identifier_key": "new"}))
    assert [each["id"] for each in listed] == [other["id"]]


def test_agents_and_blocks_have_identities(server: ReferenceServer, http: httpx.Client) -> None:
    agent = server.add_agent("a")
    block = json_of(http.post("/v1/blocks/", json={"label": "b", "value": ""}))
    made = identity(http, agent_ids=[agent.id])
    other = identity(http, "ben")

    def agents_of(identity_id: str) -> list[str]:
        return [each["id"] for each in json_of(http.get(f"/v1/identities/{identity_id}/agents"))]

    assert agents_of(made["id"]) == [agent.id]
    path = f"/v1/agents/{agent.id}"
    assert json_of(http.get(path))["identity_ids"] == [made["id"]]
    found = json_of(http.get("/v1/agents/", params={"identifier_keys": "ann"}))
    assert [each["id"] for each in found] == [agent.id]
    assert json_of(http.get("/v1/agents/", params={"identity_id": other["id"]})) == []
    assert json_of(http.patch(f"{path}/identities/attach/{other['id']}")) is None
    assert json_of(http.patch(f"{path}/identities/detach/{made['id']}")) is None
    assert (agents_of(made["id"]), agents_of(other["id"])) == ([], [agent.id])
    http.patch(f"/v1/blocks/{block['id']}/identities/attach/{other['id']}")
    blocks = json_of(http.get(f"/v1/identities/{other['id']}/blocks"))
    assert [each["id"] for each in blocks] == [block["id"]]
    http.patch(f"/v1/blocks/{block['id']}/identities/detach/{other['id']}")
    assert json_of(http.get(f"/v1/identities/{other['id']}/blocks")) == []


def test_a_group_is_created_changed_and_deleted(
    server: ReferenceServer, http: httpx.Client
) -> None:
    agents = [server.add_agent(name).id for name in "ab"]
    made = json_of(http.post("/v1/groups/", json={"agent_ids": agents, "description": "both"}))
    path = f"/v1/groups/{made['id']}"

    assert Group.model_validate(made).to_dict(mode="json") == made
    assert made["manager_type"] == "round_robin"
    assert json_of(http.patch(path, json={"description": "two"}))["description"] == "two"
    for agent_id in agents:
        groups = json_of(http.get(f"/v1/agents/{agent_id}/groups"))
        assert [each["id"] for each in groups] == [made["id"]]
    assert json_of(http.get(f"{path}/messages")) == []
    assert json_of(http.get("/v1/groups/count")) == 1
    block = json_of(http.post("/v1/blocks/", json={"label": "b", "value": ""}))["id"]
    http.patch(f"{path}/blocks/attach/{block}")
    assert json_of(http.get(path))["shared_block_ids"] == [block]
    http.patch(f"{path}/blocks/detach/{block}")
    assert json_of(http.get(path))["shared_block_ids"] == []
    http.delete(path)
    assert http.get(path).status_code == 404


def test_blocks_are_found_by_their_identities(http: httpx.Client) -> None:
    mine, other = (
        json_of(http.post("/v1/blocks/", json={"label": label, "value": ""}))["id"]
        for label in "ab"
    )
    ann = identity(http, block_ids=[mine])["id"]
    ben = identity(http, "ben", block_ids=[other])["id"]

    def found(**query: Any) -> list[str]:
        return [block["id"] for block in json_of(http.get("/v1/blocks/", params=query))]

    assert (found(identity_id=ann), found(identity_id=ben)) == ([mine], [other])
    assert found(identifier_keys=["ann", "ben"]) == [mine, other]
    assert found(identifier_keys=["nobody"]) == []


def test_a_group_keeps_its_pattern_and_has_agents_that_are_there(
    server: ReferenceServer, http: httpx.Client
) -> None:
    agent = server.add_agent().id
    body = {"agent_ids": [agent], "description": "d"}
    path = f"/v1/groups/{json_of(http.post('/v1/groups/', json=body))['id']}"
    other = {"manager_type": "supervisor", "manager_agent_id": agent}
    nobody = ["agent-00000000-0000-4000-8000-000000000000"]
    no_block = "block-00000000-0000-4000-8000-000000000000"

    assert http.patch(path, json={"manager_config": other}).status_code == 400
    assert http.patch(path, json={"agent_ids": nobody}).status_code == 404
    assert http.patch(f"{path}/blocks/detach/{no_block}").status_code == 404
    turns = {"manager_type": "round_robin", "max_turns": 7}
    assert json_of(http.patch(path, json={"manager_config": turns}))["max_turns"] == 7
    unknown = {"after": "message-00000000-0000-4000-8000-000000000000"}
    assert http.get(f"{path}/messages", params=unknown).status_code == 404


@pytest.mark.parametrize("kind", ["identities", "groups"])
def test_what_is_not_there_is_not_found(http: httpx.Client, kind: str) -> None:
    singular = {"identities": "identity", "groups": "group"}[kind]
    path = f"/v1/{kind}/{singular}-00000000-0000-4000-8000-000000000000"
    assert http.get(path).status_code == 404
    assert http.delete(path).status_code == 404
