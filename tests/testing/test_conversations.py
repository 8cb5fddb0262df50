"""Conversations: their own messages and runs, forks, and sends that are remembered."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from letta_client import Letta
from letta_client.testing import ReferenceServer
from letta_client.testing.profiles import PROFILES, ProfileName
from letta_client.types.conversation import Conversation
from testing.clients import connect, json_of

NO_CONVERSATION = "conv-00000000-0000-4000-8000-000000000000"


@pytest.fixture
def agent_id(server: ReferenceServer) -> str:
    return server.add_agent("ann").id


def make(http: httpx.Client, agent_id: str, **fields: Any) -> Any:
    return json_of(http.post("/v1/conversations/", params={"agent_id": agent_id}, json=fields))


def send(http: httpx.Client, conversation_id: str, text: str, **fields: Any) -> Any:
    body = {"input": text, "streaming": False, **fields}
    return json_of(http.post(f"/v1/conversations/{conversation_id}/messages", json=body))


def stream(http: httpx.Client, conversation_id: str, otid: str, **fields: Any) -> list[Any]:
    message = {"role": "user", "content": "hello", "otid": otid}
    body = {"messages": [message], "background": True, **fields}
    answer = http.post(f"/v1/conversations/{conversation_id}/messages", json=body)
    assert answer.status_code == 200, answer.text
    frames = [line.removeprefix("data: ") for line in answer.text.splitlines() if line]
    return [json.loads(frame) for frame in frames if frame != "[DONE]"]


def run_ids(frames: list[Any]) -> set[str]:
    return {frame["run_id"] for frame in frames if frame.get("run_id")}


def texts(http: httpx.Client, conversation_id: str, **query: Any) -> list[str]:
    listed = json_of(http.get(f"/v1/conversations/{conversation_id}/messages", params=query))
    return [each["content"] for each in listed if each["message_type"] == "user_message"]


def test_a_conversation_is_created_changed_and_deleted(http: httpx.Client, agent_id: str) -> None:
    made = make(http, agent_id, summary="Tomatoes")
    path = f"/v1/conversations/{made['id']}"

    assert Conversation.model_validate(made).to_dict(mode="json") == made
    assert json_of(http.get(path)) == made
    changed = json_of(http.patch(path, json={"summary": "Beans"}))
    assert changed["summary"] == "Beans"
    assert json_of(http.delete(path)) is None
    assert http.get(path).status_code == 404


def test_conversations_are_listed_the_newest_first(http: httpx.Client, agent_id: str) -> None:
    ids = [make(http, agent_id, summary=each)["id"] for each in ("one", "two", "three")]

    def listed(**query: Any) -> list[str]:
        return [each["id"] for each in json_of(http.get("/v1/conversations/", params=query))]

    assert listed(agent_id=agent_id) == ids[::-1]
    assert listed(after=ids[2], limit=1) == [ids[1]]
    assert listed(summary_search="TW") == [ids[1]]
    send(http, ids[0], "hello")
    assert listed(order_by="last_message_at", limit=1) == [ids[0]]


def test_messages_of_conversations_are_kept_apart(http: httpx.Client, agent_id: str) -> None:
    first, second = make(http, agent_id)["id"], make(http, agent_id)["id"]
    send(http, first, "one")
    send(http, second, "two")
    send(http, "default", "three", agent_id=agent_id)

    assert texts(http, first) == ["one"]
    assert texts(http, second) == ["two"]
    assert texts(http, "default", agent_id=agent_id) == texts(http, agent_id) == ["three"]
    own = json_of(http.get("/v1/runs/", params={"conversation_id": first}))
    assert len(own) == 1
    assert json_of(http.get(f"/v1/conversations/{first}"))["last_message_at"] is not None


def test_a_fork_has_what_came_before_it(http: httpx.Client, agent_id: str) -> None:
    source = make(http, agent_id)["id"]
    send(http, source, "before")
    fork = json_of(http.post(f"/v1/conversations/{source}/fork"))["id"]
    send(http, source, "after")
    send(http, fork, "elsewhere")

    assert texts(http, source, order="asc") == ["before", "after"]
    assert texts(http, fork, order="asc") == ["before", "elsewhere"]


def test_the_same_messages_in_the_background_start_one_run(
    server: ReferenceServer, http: httpx.Client, agent_id: str
) -> None:
    conversation_id = make(http, agent_id)["id"]

    first = stream(http, conversation_id, "otid-1")
    assert run_ids(stream(http, conversation_id, "otid-1")) == run_ids(first)
    assert run_ids(stream(http, conversation_id, "otid-2")) != run_ids(first)
    # In the foreground, nothing is remembered.
    assert run_ids(stream(http, conversation_id, "otid-1", background=False)) != run_ids(first)
    server.clock.advance(timedelta(hours=4).total_seconds())
    assert run_ids(stream(http, conversation_id, "otid-1")) != run_ids(first)


@pytest.mark.parametrize("profile", PROFILES)
def test_letta_knows_a_message_by_its_otid_whatever_the_agent_is(profile: ProfileName) -> None:
    with ReferenceServer(profile=profile) as server, connect(server) as http:
        one, other = (
            stream(http, "default", "1", agent_id=server.add_agent().id) for _ in range(2)
        )

    assert (run_ids(one) == run_ids(other)) is (profile == "letta-0.16.8")


def test_there_is_one_run_in_the_background_at_a_time(
    server: ReferenceServer, http: httpx.Client, agent_id: str
) -> None:
    conversation_id = make(http, agent_id)["id"]
    path = f"/v1/conversations/{conversation_id}"
    assert http.post(f"{path}/cancel").status_code == 409
    assert http.post(f"{path}/stream", json={}).status_code == 400
    server.model.hang()
    body = {"input": "hello", "background": True}
    with http.stream("POST", f"{path}/messages", json=body) as answer:
        assert answer.status_code == 200

    refused = http.post(f"{path}/messages", json={**body, "input": "and"})
    assert refused.status_code == 409
    run_id = refused.json()["run_id"]
    with http.stream("POST", f"{path}/stream", json={}) as followed:
        assert followed.status_code == 200
    assert json_of(http.post(f"{path}/cancel")) == {run_id: "cancelled"}
    assert run_ids(stream(http, conversation_id, "otid-1")) != {run_id}


def test_a_conversation_tells_what_its_model_would_be_asked(
    http: httpx.Client, agent_id: str
) -> None:
    conversation_id = make(http, agent_id)["id"]
    send(http, conversation_id, "one")
    path = f"/v1/conversations/{conversation_id}"

    previewed = json_of(http.post(f"{path}/messages/preview-raw-payload", json={"input": "two"}))
    asked = [each["content"] for each in previewed["messages"] if each["role"] == "user"]
    assert asked == ["one", "two"]
    assert isinstance(json_of(http.post(f"{path}/recompile")), str)
    assert json_of(http.post(f"{path}/compact"))["num_messages_before"] == 3


def test_a_conversation_that_is_not_there_is_not_found(http: httpx.Client, agent_id: str) -> None:
    for path in ("", "/messages"):
        assert http.get(f"/v1/conversations/{NO_CONVERSATION}{path}").status_code == 404
    assert make(http, agent_id)["agent_id"] == agent_id
    absent = "agent-00000000-0000-4000-8000-000000000000"
    assert http.post("/v1/conversations/", params={"agent_id": absent}, json={}).status_code == 404


def test_conversations_go_with_their_agent(http: httpx.Client, agent_id: str) -> None:
    conversation_id = make(http, agent_id)["id"]
    http.delete(f"/v1/agents/{agent_id}")
    assert http.get(f"/v1/conversations/{conversation_id}").status_code == 404


def test_the_client_talks_in_a_conversation(server: ReferenceServer) -> None:
    with server.client() as client:
        agent = client.agents.create(name="ann")
        conversation = client.conversations.create(agent_id=agent.id, summary="Tomatoes")
        assert_talk(client, conversation)


def assert_talk(client: Letta, conversation: Conversation) -> None:
    with client.conversations.messages.create(
        conversation.id, input="hello", background=True, streaming=True
    ) as stream:
        kinds = [event.message_type for event in stream]
    assert kinds[-2:] == ["stop_reason", "usage_statistics"]
    listed = [each.message_type for each in client.conversations.messages.list(conversation.id)]
    assert listed == ["assistant_message", "user_message", "system_message"]
    assert [each.id for each in client.conversations.list(agent_id=conversation.agent_id)] == [
        conversation.id
    ]


def test_a_conversation_is_begun_without_a_body(http: httpx.Client, agent_id: str) -> None:
    made = http.post("/v1/conversations/", params={"agent_id": agent_id})

    assert json_of(made)["summary"] is None


def test_a_list_tells_when_something_was_said_last(http: httpx.Client, agent_id: str) -> None:
    silent = make(http, agent_id)["id"]
    path = f"/v1/conversations/{make(http, agent_id)['id']}"
    http.post(f"{path}/messages", json={"input": "Hello!", "streaming": False})

    for order in ("asc", "desc"):
        query = {"order_by": "last_message_at", "order": order}
        first, last = json_of(http.get("/v1/conversations/", params=query))
        assert first == json_of(http.get(path))
        # What has no message comes last in both orders.
        assert (last["id"], last["last_message_at"]) == (silent, None)


def test_a_conversation_has_blocks_of_its_own(http: httpx.Client) -> None:
    body = {"memory_blocks": [{"label": "human", "value": "Ann"}]}
    agent = json_of(http.post("/v1/agents/", json=body))
    (shared,) = json_of(http.get(f"/v1/agents/{agent['id']}/core-memory/blocks"))

    (own,) = make(http, agent["id"], isolated_block_labels=["human"])["isolated_block_ids"]

    assert own != shared["id"]
    assert json_of(http.get(f"/v1/blocks/{own}"))["value"] == "Ann"
    unknown = http.post(
        "/v1/conversations/",
        params={"agent_id": agent["id"]},
        json={"isolated_block_labels": ["nothing"]},
    )
    assert unknown.status_code == 400


def test_a_thread_that_waits_for_approval_holds_up_no_other(
    server: ReferenceServer, http: httpx.Client, agent_id: str
) -> None:
    path = f"/v1/conversations/{make(http, agent_id)['id']}/messages"
    body = {"input": "Hello!", "streaming": False}
    server.model.ask_approval("water", {})
    http.post(path, json=body)

    assert http.post(path, json=body).status_code == 409
    assert http.post(f"/v1/agents/{agent_id}/messages", json={"input": "x"}).status_code == 200


def test_all_messages_have_those_that_conversations_begin_with(
    http: httpx.Client, agent_id: str
) -> None:
    conversation_id = make(http, agent_id)["id"]
    begun = json_of(http.get(f"/v1/conversations/{conversation_id}/messages"))

    of_agent = http.get(
        f"/v1/agents/{agent_id}/messages", params={"conversation_id": conversation_id}
    )
    of_all = http.get("/v1/messages/", params={"conversation_id": conversation_id})
    assert json_of(of_agent) == json_of(of_all) == begun
    assert len(json_of(http.get("/v1/messages/"))) == 2


def test_a_conversation_has_the_fields_of_its_document(http: httpx.Client, agent_id: str) -> None:
    schemas = json_of(http.get("/openapi.json"))["components"]["schemas"]

    assert make(http, agent_id).keys() == schemas["Conversation"]["properties"].keys()
