"""Tools, MCP servers, core memory, models and tags: nothing of what comes back is lost."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from letta_client import APIStatusError, Letta
from letta_client.testing import ReferenceServer

from .belongings import equip
from .callers import Caller, alone
from .calls import ORDERS, PAGE_SIZES, Subject
from .calls_of_tools import CLOUD_ONLY, READS, REFUSED, SENDS, source_code, tool_name
from .compared_tools import REQUESTS, SideWithTools
from .comparing import between, facts
from .differences import TOOL_DIFFERENCES
from .payloads import as_json, differences, unknown
from .subjects import Subjects


@pytest.fixture(scope="module")
def subject(http: httpx.Client, subjects: Subjects) -> Subject:
    """An agent with a tool of its own, and an MCP server."""
    return equip(http, subjects.agent())


@pytest.mark.parametrize("name", READS)
def test_nothing_that_is_read_is_lost(name: str, caller: Caller, subject: Subject) -> None:
    result = caller.result(READS[name](caller.client, subject))

    assert list(differences(caller.answers.last, as_json(result))) == []
    assert list(unknown(result)) == []


@pytest.mark.parametrize("name", SENDS)
def test_nothing_that_is_changed_is_lost(
    name: str, caller: Caller, http: httpx.Client, subjects: Subjects
) -> None:
    subject = equip(http, subjects.agent())

    result = caller.result(SENDS[name](caller.client, subject))

    assert list(differences(caller.answers.last, as_json(result))) == []
    assert list(unknown(result)) == []


def test_a_tool_is_run(caller: Caller, subject: Subject) -> None:
    done = caller.result(SENDS["agents.tools.run"](caller.client, subject))

    assert (done.status, done.func_return) == ("success", 42)


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_server_refuses(name: str, caller: Caller, subject: Subject) -> None:
    status, call = REFUSED[name]

    with pytest.raises(APIStatusError) as caught:
        caller.result(call(alone(caller.client), subject))

    assert caught.value.status_code == status


@pytest.mark.parametrize("name", CLOUD_ONLY)
def test_what_only_letta_cloud_has_is_not_found(
    name: str, caller: Caller, subject: Subject
) -> None:
    with pytest.raises(APIStatusError) as caught:
        caller.result(CLOUD_ONLY[name](caller.client, subject))

    assert (caught.value.status_code, caught.value.body) == (404, {"detail": "Not Found"})


@pytest.fixture(scope="module")
def owner(http: httpx.Client, subjects: Subjects) -> Subject:
    """An agent with seven tools of its own beside the others, and seven blocks."""
    agent = subjects.agent()
    for number in range(7):
        body = {"source_code": source_code(f"{tool_name(agent)}_{number}"), "tags": [agent.tag]}
        tool = http.post("/v1/tools/", json=body).raise_for_status().json()
        http.patch(f"/v1/agents/{agent.agent_id}/tools/attach/{tool['id']}").raise_for_status()
        block = {"label": f"{agent.tag} {number}", "value": ""}
        block_id = http.post("/v1/blocks/", json=block).raise_for_status().json()["id"]
        memory = f"/v1/agents/{agent.agent_id}/core-memory"
        http.patch(f"{memory}/blocks/attach/{block_id}").raise_for_status()
    return agent


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("limit", PAGE_SIZES)
def test_walks_over_tools_and_blocks(
    client: Letta, http: httpx.Client, owner: Subject, order: Any, limit: int
) -> None:
    def everything(path: str) -> list[Any]:
        query: dict[str, Any] = {"limit": 1000, "order": order}
        found: list[Any] = http.get(path, params=query).raise_for_status().json()
        return found

    agent = f"/v1/agents/{owner.agent_id}"
    for _ in range(2):
        blocks = client.agents.blocks.list(owner.agent_id, order=order, limit=limit)
        expected = [block["id"] for block in everything(f"{agent}/core-memory/blocks")]
        assert len(expected) == 8
        assert [block.id for block in blocks] == expected
        # Those that Letta brings along share a time, and come in any order.
        listed = everything(f"{agent}/tools")
        tools = [
            tool.id for tool in client.agents.tools.list(owner.agent_id, order=order, limit=limit)
        ]
        assert len(listed) == 11
        assert sorted(tools) == sorted(tool["id"] for tool in listed)
        own = [tool["id"] for tool in listed if tool["tool_type"] == "custom"]
        assert [tool_id for tool_id in tools if tool_id in own] == own
        all_tools = client.tools.list(search=tool_name(owner), order=order, limit=limit)
        assert [tool.id for tool in all_tools] == own


@pytest.fixture(scope="module")
def found(http: httpx.Client) -> Iterator[dict[str, list[str]]]:
    """How the answers of this server and of the reference server differ, to each request."""
    server = ReferenceServer(profile="letta-0.16.8", traces=True)
    with httpx.Client(transport=server.transport(), base_url="http://reference") as reference:
        tag = f"compared_{uuid.uuid4().hex[:8]}"
        real, stand_in = SideWithTools(http, tag), SideWithTools(reference, tag)
        yield {
            name: list(between(facts(real, asked), facts(stand_in, asked)))
            for name, asked in REQUESTS.items()
        }


@pytest.mark.parametrize("name", REQUESTS)
def test_the_reference_server_answers_alike(name: str, found: dict[str, list[str]]) -> None:
    known = [each for each in TOOL_DIFFERENCES if each.may_cover(name)]

    assert [
        what for what in found[name] if not any(each.covers(name, what) for each in known)
    ] == []
    assert len(known) <= len(found[name]), "a difference is gone"
