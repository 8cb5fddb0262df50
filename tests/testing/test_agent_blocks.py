"""The blocks of an agent, by their labels."""

from typing import Any

import httpx
import pytest

from letta_client.testing import ReferenceServer
from testing.clients import json_of

NO_BLOCK = "block-00000000-0000-4000-8000-000000000000"
NO_AGENT = "agent-00000000-0000-4000-8000-000000000000"


def make(http: httpx.Client, label: str) -> str:
    made: str = json_of(http.post("/v1/blocks/", json={"label": label, "value": label}))["id"]
    return made


@pytest.fixture
def memory(server: ReferenceServer) -> str:
    """Return the path of an agent's memory."""
    agent = server.add_agent(memory_blocks=[{"label": "human", "value": "Ann"}])
    return f"/v1/agents/{agent.id}/core-memory"


def labels(http: httpx.Client, memory: str, **query: Any) -> list[str]:
    return [block["label"] for block in json_of(http.get(f"{memory}/blocks", params=query))]


def test_a_block_is_attached_and_detached(http: httpx.Client, memory: str) -> None:
    block_id = make(http, "notes")
    path = f"{memory}/blocks"

    agent: Any = None
    for _ in range(2):
        agent = json_of(http.patch(f"{path}/attach/{block_id}"))
        assert [block["label"] for block in agent["blocks"]] == ["human", "notes"]
    assert json_of(http.get(memory))["blocks"] == agent["blocks"]
    assert json_of(http.get(f"{path}/notes")) == agent["blocks"][1]
    agent = json_of(http.patch(f"{path}/detach/{block_id}"))
    assert [block["label"] for block in agent["blocks"]] == ["human"]
    assert http.patch(f"{path}/detach/{block_id}").status_code == 404
    assert json_of(http.get(f"/v1/blocks/{block_id}"))["label"] == "notes"


def test_attaching_changes_the_agent(
    server: ReferenceServer, http: httpx.Client, memory: str
) -> None:
    server.clock.advance(5)

    agent = json_of(http.patch(f"{memory}/blocks/attach/{make(http, 'notes')}"))

    assert agent["updated_at"] > agent["created_at"]


def test_a_block_is_changed_by_its_label(http: httpx.Client, memory: str) -> None:
    changed = json_of(http.patch(f"{memory}/blocks/human", json={"value": "Bo", "label": "user"}))

    assert json_of(http.get(f"/v1/blocks/{changed['id']}")) == changed
    assert http.get(f"{memory}/blocks/human").status_code == 404
    assert http.patch(f"{memory}/blocks/human", json={"value": "x"}).status_code == 404


def test_no_two_blocks_of_an_agent_have_one_label(http: httpx.Client, memory: str) -> None:
    http.patch(f"{memory}/blocks/attach/{make(http, 'notes')}")

    assert http.patch(f"{memory}/blocks/attach/{make(http, 'notes')}").status_code == 409
    assert http.patch(f"{memory}/blocks/notes", json={"label": "human"}).status_code == 409


def test_the_blocks_of_an_agent_are_listed_the_newest_first(
    http: httpx.Client, memory: str
) -> None:
    ids = {label: make(http, label) for label in ("a", "b", "c")}
    for label in ("b", "c", "a"):
        http.patch(f"{memory}/blocks/attach/{ids[label]}")

    assert labels(http, memory) == ["c", "b", "a", "human"]
    assert labels(http, memory, limit=2, after=ids["c"]) == ["b", "a"]
    assert labels(http, memory, order="asc", before=ids["b"]) == ["human", "a"]


@pytest.mark.parametrize("path", ["", "/blocks", "/blocks/human"])
def test_nobody_has_no_memory(http: httpx.Client, path: str) -> None:
    assert http.get(f"/v1/agents/{NO_AGENT}/core-memory{path}").status_code == 404
    attach = f"core-memory/blocks/attach/{make(http, 'notes')}"
    assert http.patch(f"/v1/agents/{NO_AGENT}/{attach}").status_code == 404


def test_a_block_that_is_not_there_is_not_attached(http: httpx.Client, memory: str) -> None:
    assert http.patch(f"{memory}/blocks/attach/{NO_BLOCK}").status_code == 404


def test_blocks_are_counted(http: httpx.Client, memory: str) -> None:
    make(http, "notes")

    assert json_of(http.get("/v1/blocks/count")) == 2
    assert json_of(http.get("/v1/blocks/count", params={"label": "notes"})) == 1
    assert json_of(http.get("/v1/blocks/count", params={"templates_only": True})) == 0
