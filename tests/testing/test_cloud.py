"""What only Letta Cloud has: access tokens, environments, templates and schedules."""

from typing import Any

import httpx
import pytest

from letta_client.testing import ReferenceServer
from letta_client.testing.api.contract.document import operations
from letta_client.types.access_tokens import AccessToken
from letta_client.types.agent_schedule import ScheduledMessage
from letta_client.types.environments import EnvironmentConnection
from letta_client.types.templates import Template
from testing.clients import connect, json_of

NO_AGENT = "agent-00000000-0000-4000-8000-000000000000"

# Access tokens

TOKENS = "/v1/client-side-access-tokens"


def make_token(http: httpx.Client, agent_id: str = "agent-1", **more: Any) -> Any:
    grant = {"type": "agent", "id": agent_id, "access": ["read_messages"]}
    body = {"hostname": "https://app.example", "policy": [grant], **more}
    return json_of(http.post(TOKENS, json=body))


def test_an_access_token_is_made_listed_and_deleted(http: httpx.Client) -> None:
    token = make_token(http, expires_at="2030-01-01T00:00:00Z")

    assert AccessToken.model_validate(token).model_dump(mode="json", by_alias=True) == token
    assert token["expiresAt"] == "2030-01-01T00:00:00Z"
    assert json_of(http.get(TOKENS)) == {"tokens": [token], "hasNextPage": False}
    assert http.delete(f"{TOKENS}/{token['token']}").status_code == 200
    assert http.delete(f"{TOKENS}/{token['token']}").status_code == 404


def test_access_tokens_are_listed_by_the_page(http: httpx.Client) -> None:
    tokens = [make_token(http, f"agent-{number}") for number in range(3)]

    page = json_of(http.get(TOKENS, params={"limit": 2}))
    assert page == {"tokens": tokens[:2], "hasNextPage": True}
    page = json_of(http.get(TOKENS, params={"limit": 2, "offset": 2}))
    assert page == {"tokens": tokens[2:], "hasNextPage": False}
    assert json_of(http.get(TOKENS, params={"agentId": "agent-1"}))["tokens"] == [tokens[1]]
    assert len({token["token"] for token in tokens}) == 3


# Environments


def test_connected_machines_are_listed(server: ReferenceServer, http: httpx.Client) -> None:
    laptop, desk = (server.environments.connect(name) for name in ("laptop", "desk"))
    server.environments.disconnect(desk.device_id)

    def names(**query: Any) -> list[str]:
        listed = json_of(http.get("/v1/environments", params=query))
        return [machine["connectionName"] for machine in listed["connections"]]

    assert names() == ["laptop", "desk"]
    assert names(onlineOnly="true") == ["laptop"]
    assert names(limit="1", after=laptop.id) == ["desk"]
    assert names(userId="nobody") == names(source="remote") == []
    assert json_of(http.get("/v1/environments", params={"limit": "1"}))["hasNextPage"]
    assert http.get("/v1/environments", params={"limit": "many"}).status_code == 400
    assert http.get("/v1/environments", params={"after": "nobody"}).status_code == 404
    found = json_of(http.get(f"/v1/environments/{laptop.device_id}"))
    assert EnvironmentConnection.model_validate(found) == laptop


def test_a_message_reaches_only_connected_machines(
    server: ReferenceServer, http: httpx.Client
) -> None:
    laptop = server.environments.connect("laptop")
    body = {"messages": [{"role": "user", "content": "hi", "client_message_id": "1"}]}
    path = f"/v1/environments/{laptop.connection_id}/messages"

    assert json_of(http.post(path, json=body))["success"]
    server.environments.disconnect(laptop.device_id)
    assert http.post(path, json=body).status_code == 404
    again = server.environments.connect("laptop")
    assert (again.device_id, again.first_seen_at) == (laptop.device_id, laptop.first_seen_at)


# Templates


def make_template(http: httpx.Client, server: ReferenceServer) -> Any:
    blocks = [{"label": "human", "value": "Likes {{fruit}}."}]
    agent = server.add_agent("gardener", memory_blocks=blocks, tags=["garden"])
    return json_of(http.post("/v1/templates", json={"type": "agent", "agent_id": agent.id}))


def agent_of(http: httpx.Client, version: str, **body: Any) -> Any:
    made = json_of(http.post(f"/v1/templates/{version}/agents", json=body))
    (agent_id,) = made["agent_ids"]
    return json_of(http.get(f"/v1/agents/{agent_id}"))


def file_of(name: str) -> dict[str, Any]:
    return {
        "agents": [{"name": name, "system": "Be kind.", "block_ids": ["block-0"]}],
        "blocks": [{"id": "block-0", "label": "human", "value": name}],
        "tools": [{"name": "memory_insert"}],
    }


def test_agents_are_made_of_a_template(server: ReferenceServer, http: httpx.Client) -> None:
    template = make_template(http, server)

    assert Template.model_validate(template).name == "gardener"
    assert None not in template.values()
    assert template["template_deployment_slug"] == "default-project/gardener:1"
    agent = agent_of(
        http,
        "gardener:latest",
        agent_name="Ann",
        memory_variables={"fruit": "pears"},
        tool_variables={"KEY": "value"},
    )
    assert (agent["name"], agent["tags"]) == ("Ann", ["garden"])
    assert agent["blocks"][0]["value"] == "Likes pears."
    assert agent["secrets"][0]["key"] == "KEY"
    assert len(agent["tools"]) == 3


def test_a_template_has_versions(server: ReferenceServer, http: httpx.Client) -> None:
    make_template(http, server)

    update = {"agent_file_json": file_of("cook")}
    assert json_of(http.patch("/v1/templates/gardener", json=update))["success"]
    assert agent_of(http, "gardener")["name"] == "gardener"
    assert agent_of(http, "gardener:current")["name"] == "cook"
    assert json_of(http.post("/v1/templates/gardener/save", json={}))["latest_version"] == "2"
    assert agent_of(http, "gardener")["name"] == "cook"
    assert agent_of(http, "gardener:1")["name"] == "gardener"
    back = json_of(http.post("/v1/templates/gardener/rollback", json={"version": "1"}))
    assert back["success"]
    assert agent_of(http, "gardener:current")["name"] == "gardener"
    assert http.post("/v1/templates/gardener:7/agents", json={}).status_code == 404


def test_what_was_changed_can_be_saved_before_it_is_replaced(
    server: ReferenceServer, http: httpx.Client
) -> None:
    make_template(http, server)
    for name in ("cook", "baker"):
        body = {"agent_file_json": file_of(name), "save_existing_changes": name == "baker"}
        http.patch("/v1/templates/gardener", json=body)

    assert agent_of(http, "gardener")["name"] == "cook"


def test_a_template_is_made_of_a_file(http: httpx.Client) -> None:
    body = {"type": "agent_file", "agent_file": file_of("cook"), "name": "chef"}

    assert json_of(http.post("/v1/templates", json=body))["name"] == "chef"
    agent = agent_of(http, "chef")
    assert (agent["system"], agent["blocks"][0]["value"]) == ("Be kind.", "cook")
    assert [tool["name"] for tool in agent["tools"]] == ["memory_insert"]
    assert http.post("/v1/templates", json=body).status_code == 409
    no_file: dict[str, Any] = {**body, "agent_file": {"agents": []}}
    assert http.post("/v1/templates", json=no_file).status_code == 400
    odd = {"identity_ids": ["nobody"]}
    assert http.post("/v1/templates/chef/agents", json=odd).status_code == 400


def test_a_deleted_template_is_gone(server: ReferenceServer, http: httpx.Client) -> None:
    make_template(http, server)

    assert json_of(http.delete("/v1/templates/gardener"))["success"]
    assert http.delete("/v1/templates/gardener").status_code == 404
    assert http.post("/v1/templates/gardener/save", json={}).status_code == 404
    nobodys = {"type": "agent", "agent_id": NO_AGENT}
    assert http.post("/v1/templates", json=nobodys).status_code == 404


# Schedules

MESSAGES = [{"role": "user", "content": "Water the plants."}]
NEW_YEAR = 1_798_761_600_000


def schedule(http: httpx.Client, agent_id: str, **when: Any) -> Any:
    body = {"messages": MESSAGES, "schedule": when, "max_steps": 3}
    return json_of(http.post(f"/v1/agents/{agent_id}/schedule", json=body))


def test_messages_are_scheduled_listed_and_deleted(
    server: ReferenceServer, http: httpx.Client
) -> None:
    agent_id = server.add_agent().id
    path = f"/v1/agents/{agent_id}/schedule"
    once = schedule(http, agent_id, type="one-time", scheduled_at=NEW_YEAR)
    daily = schedule(http, agent_id, type="recurring", cron_expression="0 8 * * *")

    assert once["next_scheduled_at"] == "2027-01-01T00:00:00+00:00"
    listed = json_of(http.get(path))
    assert [each["id"] for each in listed["scheduled_messages"]] == [once["id"], daily["id"]]
    assert not listed["has_next_page"]
    first = json_of(http.get(path, params={"limit": "1"}))
    assert first["has_next_page"]
    second = json_of(http.get(path, params={"after": once["id"]}))["scheduled_messages"]
    assert [each["id"] for each in second] == [daily["id"]]
    found = ScheduledMessage.model_validate(json_of(http.get(f"{path}/{once['id']}")))
    assert (found.message.messages[0].content, found.message.max_steps) == (
        "Water the plants.",
        3,
    )
    assert json_of(http.delete(f"{path}/{once['id']}")) == {"success": True}
    assert http.get(f"{path}/{once['id']}").status_code == 404


def test_a_schedule_belongs_to_its_agent(server: ReferenceServer, http: httpx.Client) -> None:
    mine, other = server.add_agent().id, server.add_agent().id
    once = schedule(http, mine, type="one-time", scheduled_at=NEW_YEAR)

    assert http.get(f"/v1/agents/{other}/schedule/{once['id']}").status_code == 404
    assert json_of(http.get(f"/v1/agents/{other}/schedule"))["scheduled_messages"] == []
    http.delete(f"/v1/agents/{mine}")
    assert http.get(f"/v1/agents/{mine}/schedule").status_code == 404
    never = {"messages": MESSAGES, "schedule": {"type": "one-time", "scheduled_at": 1e300}}
    assert http.post(f"/v1/agents/{other}/schedule", json=never).status_code == 400


# Letta itself has nothing of all that.


@pytest.mark.parametrize(
    "operation_id", [each.operation_id for each in operations().values() if each.is_cloud_only]
)
def test_letta_0_16_8_has_no_operation_of_the_cloud(operation_id: str) -> None:
    operation = operations()[operation_id]
    path = operation.path.format(**dict.fromkeys(operation.path_parameters, "any"))
    with ReferenceServer(profile="letta-0.16.8") as server, connect(server) as http:
        answer = http.request(operation.method, path)

    assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})


# By the client


def test_the_client_reaches_all_of_it(server: ReferenceServer) -> None:
    machine = server.environments.connect("laptop")
    with server.client(strict_response_validation=True) as client:
        agent = client.agents.create(name="gardener")
        token = client.access_tokens.create(
            hostname="app.example",
            policy=[{"type": "agent", "id": agent.id, "access": ["read_agent"]}],
        )
        assert client.access_tokens.list(agent_id=agent.id).tokens == [token]
        client.access_tokens.delete(token.token)
        assert client.environments.list(online_only="true").connections == [machine]
        assert client.environments.retrieve(machine.device_id) == machine
        assert client.environments.send_message(
            str(machine.connection_id),
            messages=[{"role": "user", "content": "hi", "client_message_id": "1"}],
        ).success
        template = client.templates.create(type="agent", agent_id=agent.id)
        assert client.templates.save(template.name).latest_version == "2"
        assert client.templates.rollback(template.name, version="1").success
        made = client.templates.agents.create(f"{template.name}:1", agent_name="second")
        assert client.agents.retrieve(made.agent_ids[0]).name == "second"
        assert client.templates.delete(template.name).success
        once = client.agents.schedule.create(
            agent.id,
            messages=[{"role": "user", "content": "Water!"}],
            schedule={"type": "one-time", "scheduled_at": NEW_YEAR},
        )
        (scheduled,) = client.agents.schedule.list(agent.id).scheduled_messages
        assert client.agents.schedule.retrieve(once.id, agent_id=agent.id) == scheduled
        assert client.agents.schedule.delete(once.id, agent_id=agent.id).success


def test_letta_0_16_8_has_not_even_the_paths(http: httpx.Client) -> None:
    assert http.get("/v1/templates").status_code == 405
    with ReferenceServer(profile="letta-0.16.8") as server, connect(server) as other:
        assert other.get("/v1/templates").status_code == 404
        assert other.put("/v1/tools/count").status_code == 405
