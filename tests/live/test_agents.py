"""What the agents of the server have and the published client lacks: nothing of it is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest

from letta_client import APIStatusError, Letta

from .callers import Caller, alone
from .calls import AGENT, ORDERS, PAGE_SIZES, Subject
from .calls_of_agents import READS, REFUSED, SENDS
from .payloads import as_json, differences, unknown
from .subjects import Subjects

pytestmark = pytest.mark.filterwarnings("ignore:The API has deprecated:DeprecationWarning")

MANY = 5


def equip(http: httpx.Client, subject: Subject) -> Subject:
    """Give an agent messages, and folders and groups in an order that is not that of their ids."""
    agent = f"/v1/agents/{subject.agent_id}"
    http.post(f"{agent}/messages", json={"input": "hello"}).raise_for_status()
    messages = http.get(f"{agent}/messages").raise_for_status().json()
    folders: list[str] = []
    for number in range(MANY):
        group = {"agent_ids": [subject.agent_id], "description": f"Group {number}."}
        http.post("/v1/groups/", json=group).raise_for_status()
        folder = {"name": f"{subject.tag} {number}", "embedding": AGENT["embedding"]}
        folders.append(http.post("/v1/folders/", json=folder).raise_for_status().json()["id"])
        http.patch(f"{agent}/folders/attach/{folders[-1]}").raise_for_status()
    return replace(subject, message_id=messages[0]["id"], folder_id=folders[0])


@pytest.fixture(scope="module")
def subject(http: httpx.Client, subjects: Subjects) -> Subject:
    """An agent with messages, folders and groups."""
    return equip(http, subjects.agent())


@pytest.mark.parametrize("name", READS)
def test_nothing_that_is_read_is_lost(name: str, caller: Caller, subject: Subject) -> None:
    result = caller.result(READS[name](caller.client, subject))

    if name == "agents.export_file_with_skills":
        # It comes as it is.
        assert result.encode() == caller.answers.bodies[-1]
        return
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


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_server_refuses(name: str, caller: Caller, subject: Subject) -> None:
    status, call = REFUSED[name]

    with pytest.raises(APIStatusError) as caught:
        caller.result(call(alone(caller.client), subject))

    assert caught.value.status_code == status


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("limit", PAGE_SIZES)
def test_walks_over_groups_and_sources(
    client: Letta, http: httpx.Client, subject: Subject, order: Any, limit: int
) -> None:
    agent = f"/v1/agents/{subject.agent_id}"
    agents: Any = client.agents
    for what, walk in {"groups": agents.groups.list, "sources": agents.sources.list}.items():
        query: dict[str, Any] = {"limit": 1000, "order": order}
        listed = http.get(f"{agent}/{what}", params=query).raise_for_status().json()
        for _ in range(2):
            found = [each.id for each in walk(subject.agent_id, order=order, limit=limit)]
            assert found == [each["id"] for each in listed]
        assert len(listed) == MANY
