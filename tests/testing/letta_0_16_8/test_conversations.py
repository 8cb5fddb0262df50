"""What Letta 0.16.8 does with conversations, identities and groups that its API does not say."""

from typing import Any

import httpx
import pytest

from letta_client.testing import ReferenceServer
from testing.clients import connect, json_of

NO_CONVERSATION = "conv-00000000-0000-4000-8000-000000000000"
NO_MESSAGE = "message-00000000-0000-4000-8000-000000000000"
NO_AGENT = "agent-00000000-0000-4000-8000-000000000000"
WHOLE = {"input": "Hello!", "streaming": False}


@pytest.fixture
def agent_id(real: httpx.Client) -> str:
    body = {"model": "openai/gpt-4o-mini", "memory_blocks": [{"label": "human", "value": "Ann"}]}
    agent: str = json_of(real.post("/v1/agents/", json=body))["id"]
    return agent


def begin(http: httpx.Client, agent_id: str, **body: Any) -> str:
    """Begin a conversation, and return its path."""
    made = http.post("/v1/conversations/", params={"agent_id": agent_id}, json=body)
    return f"/v1/conversations/{json_of(made)['id']}"


# Conversations


def test_it_tells_its_messages_only_by_itself(real: httpx.Client, agent_id: str) -> None:
    path = begin(real, agent_id)
    real.post(f"{path}/messages", json=WHOLE)

    assert len(json_of(real.get(path))["in_context_message_ids"]) == 3
    (listed,) = json_of(real.get("/v1/conversations/"))
    assert listed["in_context_message_ids"] == []
    assert listed["last_message_at"] is not None
    assert json_of(real.patch(path, json={"summary": "x"}))["in_context_message_ids"] == []
    # A fork does not say when something was said in its source.
    assert json_of(real.post(f"{path}/fork"))["last_message_at"] is None


def test_runs_of_whole_sends_stay_created(real: httpx.Client, agent_id: str) -> None:
    path = begin(real, agent_id)
    real.post(f"{path}/messages", json=WHOLE)

    (run,) = json_of(real.get("/v1/runs/", params={"agent_id": agent_id}))
    assert (run["status"], run["stop_reason"], run["conversation_id"]) == ("created", None, None)
    assert run["metadata"]["run_type"] == "send_conversation_message"
    (active,) = json_of(real.get("/v1/runs/active", params={"agent_id": agent_id}))
    assert active["id"] == run["id"]
    assert json_of(real.get(f"/v1/runs/{run['id']}"))["completed_at"] is None
    # Those of the agent's own thread do, too, and streams are over at their end.
    real.post(f"/v1/conversations/{agent_id}/messages", json=WHOLE)
    real.post(f"{path}/messages", json={"input": "Hello!"})
    runs = json_of(real.get("/v1/runs/", params={"agent_id": agent_id, "order": "asc"}))
    assert [(each["status"], each["metadata"]["run_type"]) for each in runs[1:]] == [
        ("created", "send_message"),
        ("completed", "send_conversation_message"),
    ]


def test_unknown_cursors_are_ignored_in_conversations_alone(
    real: httpx.Client, agent_id: str
) -> None:
    path = begin(real, agent_id)
    real.post(f"{path}/messages", json=WHOLE)

    unknown = {"after": NO_MESSAGE}
    assert len(json_of(real.get(f"{path}/messages", params=unknown))) == 3
    own = f"/v1/conversations/{agent_id}/messages"
    assert real.get(own, params=unknown).status_code == 404


def test_the_own_thread_and_all_messages_come_oldest_first_in_each_page(
    real: httpx.Client, agent_id: str
) -> None:
    path = begin(real, agent_id)
    real.post(f"{path}/messages", json=WHOLE)
    real.post(f"/v1/agents/{agent_id}/messages", json={"input": "Hello!"})

    def types(path: str) -> list[str]:
        listed = json_of(real.get(path, params={"order": "desc", "limit": 2}))
        return [message["message_type"] for message in listed]

    oldest_first = ["user_message", "assistant_message"]
    assert types(f"/v1/conversations/{agent_id}/messages") == oldest_first
    assert types("/v1/messages/") == oldest_first
    assert types(f"{path}/messages") == oldest_first[::-1]


def test_summaries_are_found_by_patterns(real: httpx.Client, agent_id: str) -> None:
    begin(real, agent_id, summary="Beans")
    begin(real, agent_id)

    def count(text: str) -> int:
        return len(json_of(real.get("/v1/conversations/", params={"summary_search": text})))

    assert [count(text) for text in ("Beans", "bean", "Be", "Be%", "%", "B__ns")] == [
        *(1, 0, 0),
        *(1, 1, 1),
    ]


def test_null_changes_nothing(real: httpx.Client, agent_id: str) -> None:
    path = begin(real, agent_id, summary="Beans")

    assert json_of(real.patch(path, json={"summary": None}))["summary"] == "Beans"


def test_a_stream_of_an_unknown_conversation_is_no_404(real: httpx.Client) -> None:
    path = f"/v1/conversations/{NO_CONVERSATION}"

    assert real.post(f"{path}/stream", json={}).status_code == 400
    assert real.post(f"{path}/stream", json={"otid": "nope"}).status_code == 404
    assert json_of(real.get(f"{path}/messages")) == []
    default = "/v1/conversations/default/messages"
    assert real.get(default, params={"agent_id": NO_AGENT}).status_code == 404


def test_a_message_by_its_id_is_reasoning(real: httpx.Client, agent_id: str) -> None:
    real.post(f"/v1/agents/{agent_id}/messages", json={"input": "Hello!"})
    said = json_of(real.get(f"/v1/agents/{agent_id}/messages"))[-1]

    (alone,) = json_of(real.get(f"/v1/messages/{said['id']}"))

    assert (said["message_type"], alone["message_type"]) == (
        "assistant_message",
        "reasoning_message",
    )
    assert alone["reasoning"] == said["content"]


def test_messages_are_listed_after_a_reset(real: httpx.Client, agent_id: str) -> None:
    real.post(f"/v1/agents/{agent_id}/messages", json={"input": "Hello!"})
    real.patch(f"/v1/agents/{agent_id}/reset-messages", json={})

    assert len(json_of(real.get(f"/v1/agents/{agent_id}/messages"))) == 3


def test_a_pending_approval_has_no_code_where_a_whole_answer_was_wanted() -> None:
    with ReferenceServer(profile="letta-0.16.8") as server, connect(server) as http:
        agent_id = server.add_agent().id
        path = begin(http, agent_id)
        server.model.ask_approval("water", {})
        http.post(f"{path}/messages", json=WHOLE)
        whole = http.post(f"{path}/messages", json=WHOLE)

    assert whole.status_code == 409
    assert whole.json()["detail"].startswith("CONFLICT: Cannot send a new message")


# Identities


def identity(http: httpx.Client, key: str = "ann", **fields: Any) -> httpx.Response:
    body = {"identifier_key": key, "name": key.title(), "identity_type": "user", **fields}
    return http.post("/v1/identities/", json=body)


def test_an_identity_of_nobody_is_a_500(real: httpx.Client) -> None:
    assert identity(real, agent_ids=[NO_AGENT]).status_code == 500


def test_an_unknown_identity_is_not_upserted(real: httpx.Client) -> None:
    body = {"identifier_key": "ann", "name": "Ann", "identity_type": "user"}

    assert real.put("/v1/identities/", json=body).status_code == 404
    identity(real)
    assert json_of(real.put("/v1/identities/", json={**body, "name": "Anna"}))["name"] == "Anna"


def test_upserted_properties_replace_and_updated_ones_are_merged(real: httpx.Client) -> None:
    path = f"/v1/identities/{json_of(identity(real))['id']}"
    one, other = ({"key": key, "value": key, "type": "string"} for key in "ab")

    def keys(answer: httpx.Response) -> list[str]:
        return [each["key"] for each in json_of(answer)["properties"]]

    assert keys(real.put(f"{path}/properties", json=[one])) == ["a"]
    assert keys(real.put(f"{path}/properties", json=[other])) == ["b"]
    assert keys(real.patch(path, json={"properties": [one]})) == ["b", "a"]


def test_limits_of_identities(real: httpx.Client) -> None:
    for key in ("ann", "ben"):
        identity(real, key)

    def count(limit: int) -> int:
        return len(json_of(real.get("/v1/identities/", params={"limit": limit})))

    assert [count(limit) for limit in (1, 0, -1)] == [1, 2, 0]


def test_agents_of_an_identity_are_bare(real: httpx.Client, agent_id: str) -> None:
    path = f"/v1/identities/{json_of(identity(real, agent_ids=[agent_id]))['id']}/agents"

    (bare,) = json_of(real.get(path))
    assert (bare["blocks"], bare["identities"]) == ([], [])
    (more,) = json_of(real.get(path, params={"include": "agent.blocks"}))
    assert [block["label"] for block in more["blocks"]] == ["human"]


# Groups


def test_groups_do_not_tell_their_blocks(real: httpx.Client, agent_id: str) -> None:
    block = json_of(real.post("/v1/blocks/", json={"label": "b", "value": ""}))["id"]
    body = {"agent_ids": [agent_id], "description": "d", "shared_block_ids": [block]}
    made = json_of(real.post("/v1/groups/", json=body))
    path = f"/v1/groups/{made['id']}"

    assert json_of(real.patch(f"{path}/blocks/attach/{block}")) is None
    assert json_of(real.get(path))["shared_block_ids"] == made["shared_block_ids"] == []


def test_cursors_of_groups_are_compared_with_their_ids(real: httpx.Client, agent_id: str) -> None:
    body = {"agent_ids": [agent_id], "description": "d"}
    ids = [json_of(real.post("/v1/groups/", json=body))["id"] for _ in range(5)]
    path = f"/v1/agents/{agent_id}/groups"

    def listed(**page: Any) -> list[str]:
        return [group["id"] for group in json_of(real.get(path, params={"order": "asc", **page}))]

    assert listed() == ids
    assert listed(after=ids[2]) == [each for each in ids if each > ids[2]]
    assert listed(before=ids[2]) == [each for each in ids if each < ids[2]]
    assert listed(after="group-00000000-0000-4000-8000-000000000000") == ids
    assert json_of(real.get(f"/v1/agents/{NO_AGENT}/groups")) == []


def test_messages_of_groups_cannot_be_changed(real: httpx.Client, agent_id: str) -> None:
    body = {"agent_ids": [agent_id], "description": "d"}
    group = json_of(real.post("/v1/groups/", json=body))["id"]

    answer = real.patch(f"/v1/groups/{group}/messages/{NO_MESSAGE}", json={"content": "x"})

    assert answer.status_code == 500
