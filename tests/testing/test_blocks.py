"""Blocks of memory: created, found, changed, shared by agents and deleted."""

from typing import Any

import httpx
import pytest

from letta_client import Letta
from letta_client.testing import ReferenceServer
from letta_client.types.block_response import BlockResponse
from testing.clients import json_of

NO_BLOCK = "block-00000000-0000-4000-8000-000000000000"


def make(http: httpx.Client, label: str = "notes", value: str = "", **fields: Any) -> Any:
    body = {"label": label, "value": value, **fields}
    return json_of(http.post("/v1/blocks/", json=body))


def labels(http: httpx.Client, **query: Any) -> list[str]:
    return [block["label"] for block in json_of(http.get("/v1/blocks/", params=query))]


def test_a_block_is_created_changed_and_deleted(http: httpx.Client) -> None:
    block = make(http, value="Has tomatoes.", tags=["garden"], metadata={"bed": 1})

    assert BlockResponse.model_validate(block).to_dict(mode="json") == block
    assert json_of(http.get(f"/v1/blocks/{block['id']}")) == block
    changed = json_of(http.patch(f"/v1/blocks/{block['id']}", json={"value": "Has beans."}))
    assert changed == {**block, "value": "Has beans."}
    assert json_of(http.patch(f"/v1/blocks/{block['id']}", json={"value": None})) == changed
    assert json_of(http.delete(f"/v1/blocks/{block['id']}")) is None
    assert http.get(f"/v1/blocks/{block['id']}").status_code == 404


def test_blocks_are_listed_the_oldest_first(http: httpx.Client) -> None:
    ids = [make(http, label)["id"] for label in ("a", "b", "c")]

    assert labels(http) == ["a", "b", "c"]
    assert labels(http, order="desc", limit=2) == ["c", "b"]
    assert labels(http, after=ids[0]) == ["b", "c"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"label": "human"}, ["human"]),
        ({"label_search": "UMA"}, ["human"]),
        ({"value_search": "tomato"}, ["garden"]),
        ({"description_search": "grows"}, ["garden"]),
        ({"tags": ["bed", "roof"]}, ["garden"]),
        ({"tags": ["bed", "roof"], "match_all_tags": True}, []),
        ({"templates_only": True}, []),
        ({"connected_to_agents_count_gt": 0}, ["human"]),
        ({"connected_to_agents_count_lt": 1}, ["garden"]),
        ({"connected_to_agents_count_eq": [1, 2]}, ["human"]),
        ({"identifier_keys": ["any"]}, []),
    ],
)
def test_blocks_are_filtered(
    server: ReferenceServer, http: httpx.Client, query: dict[str, Any], found: list[str]
) -> None:
    make(http, "garden", "Has tomatoes.", description="What grows.", tags=["bed"])
    server.add_agent(memory_blocks=[{"label": "human", "value": "Ann"}])

    assert labels(http, **query) == found


def test_agents_that_share_a_block_see_its_changes(
    server: ReferenceServer, http: httpx.Client
) -> None:
    block = make(http, value="old")
    agents = [server.add_agent(name, block_ids=[block["id"]]).id for name in ("a", "b")]

    http.patch(f"/v1/blocks/{block['id']}", json={"value": "new"})

    for agent_id in agents:
        agent = json_of(http.get(f"/v1/agents/{agent_id}"))
        assert [each["value"] for each in agent["blocks"]] == ["new"]
        assert agent["memory"]["blocks"] == agent["blocks"]
    sharing = json_of(http.get(f"/v1/blocks/{block['id']}/agents"))
    assert [agent["id"] for agent in sharing] == agents[::-1]
    http.delete(f"/v1/blocks/{block['id']}")
    assert json_of(http.get(f"/v1/agents/{agents[0]}"))["blocks"] == []


@pytest.mark.parametrize("path", ["", "/agents"])
def test_a_block_that_is_not_there_is_not_found(http: httpx.Client, path: str) -> None:
    assert http.get(f"/v1/blocks/{NO_BLOCK}{path}").status_code == 404
    assert http.get(f"/v1/blocks/nope{path}").status_code == 422


def test_the_client_walks_over_all_blocks_and_their_agents(server: ReferenceServer) -> None:
    with server.client() as client:
        blocks = [client.blocks.create(label=f"b{number}", value="") for number in range(5)]
        names = ["a", "b", "c"]
        for name in names:
            client.agents.create(name=name, block_ids=[blocks[0].id])

        assert [*client.blocks.list(limit=2)] == blocks
        assert_names(client, blocks[0].id, names[::-1])


def assert_names(client: Letta, block_id: str, names: list[str]) -> None:
    agents = client.blocks.agents.list(block_id, limit=1)
    assert [agent.name for agent in agents] == names
