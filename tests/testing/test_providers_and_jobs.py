"""Providers of models that the users have keys for, and batches of messages, which are jobs."""

from typing import Any

import httpx
import pytest

from letta_client.testing import ReferenceServer
from letta_client.types.jobs import BatchJob, Job
from letta_client.types.providers import Provider
from testing.clients import connect, json_of

NO_PROVIDER = "provider-00000000-0000-4000-8000-000000000000"
NO_JOB = "job-00000000-0000-4000-8000-000000000000"


def add(http: httpx.Client, name: str, kind: str = "openai") -> Any:
    body = {"name": name, "provider_type": kind, "api_key": "secret"}
    return json_of(http.post("/v1/providers/", json=body))


def test_a_provider_is_added_changed_and_deleted(
    server: ReferenceServer, http: httpx.Client
) -> None:
    provider = add(http, "mine")
    path = f"/v1/providers/{provider['id']}"

    assert Provider.model_validate(provider).to_dict(mode="json") == provider
    assert (provider["provider_category"], provider["api_key_enc"]) == ("byok", "secret")
    assert http.post("/v1/providers/", json={**provider, "api_key": "k"}).status_code == 422
    again = {"name": "mine", "provider_type": "openai", "api_key": "k"}
    assert http.post("/v1/providers/", json=again).status_code == 409
    assert json_of(http.patch(path, json={"api_key": "new"}))["api_key_enc"] == "new"
    server.clock.advance(60)
    assert json_of(http.patch(f"{path}/refresh"))["last_synced"] > provider["last_synced"]
    assert "Valid" in json_of(http.post(f"{path}/check"))["message"]
    assert "deleted" in json_of(http.delete(path))["message"]
    assert http.get(path).status_code == 404
    checked = {"provider_type": "openai", "api_key": "k"}
    assert "Valid" in json_of(http.post("/v1/providers/check", json=checked))["message"]


def test_providers_are_listed_with_their_models(http: httpx.Client) -> None:
    add(http, "mine")
    add(http, "other", "anthropic")

    def names(path: str = "/v1/providers/", **query: Any) -> list[str]:
        return [each["name"] for each in json_of(http.get(path, params=query))]

    assert names() == ["other", "mine"]
    assert names(order="asc", limit=1) == ["mine"]
    assert names(provider_type="anthropic") == ["other"]
    assert names(name="mine") == ["mine"]
    assert names("/v1/models/", provider_category=["byok"], provider_name="other")
    handles = [model["handle"] for model in json_of(http.get("/v1/models/"))]
    assert "mine/gpt-4o-mini" in handles
    assert http.get(f"/v1/providers/{NO_PROVIDER}/check").status_code == 405
    assert http.post(f"/v1/providers/{NO_PROVIDER}/check").status_code == 404


# Batches, and jobs


def batch_of(agents: list[str], **more: Any) -> dict[str, Any]:
    return {"requests": [{"agent_id": agent, "input": "Hello!", **more} for agent in agents]}


def test_a_batch_speaks_to_several_agents(server: ReferenceServer, http: httpx.Client) -> None:
    agents = [server.add_agent(name).id for name in ("a", "b")]
    server.model.reply("One.", delay=60).reply("Two.", delay=120)
    batch = json_of(http.post("/v1/messages/batches", json=batch_of(agents)))
    path = f"/v1/messages/batches/{batch['id']}"

    assert BatchJob.model_validate(batch).to_dict(mode="json") == batch
    assert (batch["status"], batch["job_type"]) == ("running", "batch")
    assert [job["id"] for job in json_of(http.get("/v1/jobs/active"))] == [batch["id"]]
    server.clock.advance(90)
    assert json_of(http.get(path))["status"] == "running"
    server.clock.advance(60)
    assert json_of(http.get(path))["status"] == "completed"
    messages = json_of(http.get(f"{path}/messages", params={"order": "asc"}))["messages"]
    assert [message["content"][0]["text"] for message in messages] == ["One.", "Two."]
    own = json_of(http.get(f"{path}/messages", params={"agent_id": agents[1]}))["messages"]
    assert [message["agent_id"] for message in own] == [agents[1]]
    assert json_of(http.get("/v1/jobs/", params={"active": True})) == []
    assert [each["id"] for each in json_of(http.get("/v1/messages/batches"))] == [batch["id"]]


@pytest.mark.parametrize("path", ["/v1/messages/batches", "/v1/jobs"])
def test_a_batch_is_cancelled(server: ReferenceServer, http: httpx.Client, path: str) -> None:
    agent_id = server.add_agent().id
    server.model.reply("Too late.", delay=60)
    batch = json_of(http.post("/v1/messages/batches", json=batch_of([agent_id])))

    json_of(http.patch(f"{path}/{batch['id']}/cancel"))

    job = json_of(http.get(f"/v1/jobs/{batch['id']}"))
    assert Job.model_validate(job).status == "cancelled"
    (run,) = json_of(http.get("/v1/runs/", params={"agent_id": agent_id}))
    assert run["status"] == "cancelled"
    assert json_of(http.delete(f"/v1/jobs/{batch['id']}"))["id"] == batch["id"]
    assert http.get(f"{path}/{batch['id']}").status_code == 404


def test_a_batch_needs_requests_that_can_be_sent(
    server: ReferenceServer, http: httpx.Client
) -> None:
    agent_id = server.add_agent().id

    def status(body: dict[str, Any]) -> int:
        return http.post("/v1/messages/batches", json=body).status_code

    assert status({"requests": []}) == 400
    assert status(batch_of(["agent-00000000-0000-4000-8000-000000000000"])) == 404
    assert status(batch_of([agent_id], messages=[])) == 422
    assert json_of(http.get("/v1/jobs/")) == []
    for path in ("/v1/messages/batches", "/v1/jobs"):
        assert http.get(f"{path}/{NO_JOB}").status_code == 404
    assert http.get("/v1/messages/batches/nope").status_code == 400
    assert http.get("/v1/jobs/nope").status_code == 422


def test_letta_0_16_8_sends_no_batches() -> None:
    with ReferenceServer(profile="letta-0.16.8") as server, connect(server) as http:
        body = batch_of([server.add_agent().id])
        assert http.post("/v1/messages/batches", json=body).status_code == 500
        assert json_of(http.get("/v1/messages/batches")) == []
