"""The messages of all agents: listed, looked up and searched."""

from typing import Any

import httpx
import pytest

from letta_client import BadRequestError
from letta_client.testing import ReferenceServer
from testing.clients import json_of


@pytest.fixture
def talk(server: ReferenceServer) -> list[str]:
    """Two agents, to each of which something was said."""
    ids = [server.add_agent(name).id for name in ("ann", "ben")]
    with server.client() as client:
        for agent_id, text in zip(ids, ("Tomatoes?", "Beans?"), strict=True):
            client.agents.messages.create(agent_id, input=text)
    return ids


def said(messages: Any) -> list[str]:
    return [each["content"] for each in messages if each["message_type"] == "user_message"]


def test_messages_of_all_agents_are_listed(http: httpx.Client, talk: list[str]) -> None:
    listed = json_of(http.get("/v1/messages/"))
    assert said(listed) == ["Beans?", "Tomatoes?"]
    assert said(json_of(http.get("/v1/messages/", params={"order": "asc"}))) == said(listed)[::-1]
    after = json_of(http.get("/v1/messages/", params={"after": listed[0]["id"], "limit": 1}))
    assert [each["id"] for each in after] == [listed[1]["id"]]


def test_a_message_is_looked_up(http: httpx.Client, talk: list[str]) -> None:
    message = json_of(http.get("/v1/messages/"))[0]
    assert json_of(http.get(f"/v1/messages/{message['id']}")) == [message]
    absent = "message-00000000-0000-4000-8000-000000000000"
    assert http.get(f"/v1/messages/{absent}").status_code == 404


def test_messages_are_found_by_what_is_in_them(server: ReferenceServer, talk: list[str]) -> None:
    with server.client() as client:
        found = client.messages.search(query="TOMATO")
        # The agent says what was said to it.
        assert [each.message_type for each in found] == ["assistant_message", "user_message"]
        assert {each.to_dict()["agent_id"] for each in found} == {talk[0]}
        assert client.messages.search(query="tomato", agent_id=talk[1]) == []


def test_letta_has_no_search() -> None:
    server = ReferenceServer(profile="letta-0.16.8")
    with server, server.client() as client, pytest.raises(BadRequestError):
        client.messages.search(query="any")
