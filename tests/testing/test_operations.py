"""Operations take what the contract says they take."""

from typing import Any

import httpx
import pytest

from letta_client.testing.api.contract.bodies import CreateBlock
from letta_client.testing.api.contract.document import operations
from letta_client.testing.api.contract.queries import ListRunsQuery
from letta_client.testing.api.operation import HANDLERS, Handler, operation
from letta_client.testing.api.world import World


def test_an_operation_has_its_path_from_the_contract() -> None:
    facts = operations()["retrieve_run"]

    assert (facts.method, facts.path, list(facts.path_parameters)) == (
        "GET",
        "/v1/runs/{run_id}",
        ["run_id"],
    )


def test_an_operation_is_one_of_the_contract() -> None:
    with pytest.raises(LookupError):
        operation("retrieve_nothing")(of_nothing)


def test_an_operation_is_carried_out_by_one_function() -> None:
    assert "list_runs" in HANDLERS
    with pytest.raises(TypeError, match="list_runs"):
        operation("list_runs")(of_a_query)


def of_nothing(world: World) -> None: ...
def of_a_query(world: World, query: ListRunsQuery) -> None: ...
def of_a_run_and_a_body(world: World, run_id: str, body: CreateBlock) -> None: ...


@pytest.mark.parametrize(
    ("operation_id", "function"),
    [
        ("retrieve_run", of_nothing),
        ("retrieve_run", of_a_run_and_a_body),
        ("list_runs", of_nothing),
        ("create_agent", of_a_query),
    ],
)
def test_a_function_takes_what_its_operation_has(operation_id: str, function: Any) -> None:
    with pytest.raises(TypeError, match=operation_id):
        Handler(operations()[operation_id], function)


def test_a_query_is_of_the_type_of_its_operation() -> None:
    with pytest.raises(TypeError, match="ListAgentsQuery"):
        Handler(operations()["list_agents"], of_a_query).query_type  # noqa: B018


# What is checked


@pytest.mark.parametrize(
    ("body", "content_type", "told"),
    [
        (b"", "application/json", "[{'type': 'missing', 'loc': ('body',)"),
        (b"null", "application/json", "[{'type': 'model_attributes_type', 'loc': ('body',)"),
        (b"hello", "text/plain", "[{'type': 'model_attributes_type', 'loc': ('body',)"),
        (b"{", "application/json", "[{'type': 'json_invalid', 'loc': ('body', 1)"),
        (b'{"tags": 1}', "application/json", "[{'type': 'list_type', 'loc': ('body', 'tags')"),
        (b'{"name": null}', "application/json", "[{'type': 'string_type', 'loc': ('body', 'name')"),
        (
            b'{"model_settings": {"provider_type": "nobody"}}',
            "application/vnd.letta+json",
            "[{'type': 'union_tag_invalid', 'loc': ('body', 'model_settings')",
        ),
    ],
)
def test_a_body_that_does_not_fit_is_a_422(
    http: httpx.Client, body: bytes, content_type: str, told: str
) -> None:
    response = http.post("/v1/agents/", content=body, headers={"content-type": content_type})

    assert response.status_code == 422
    assert response.json()["detail"].startswith(told)


def test_a_body_that_is_no_text_is_a_400(http: httpx.Client) -> None:
    response = http.post(
        "/v1/agents/", content=b"\xff", headers={"content-type": "application/json"}
    )

    assert response.status_code == 400


def test_all_that_does_not_fit_is_told_at_once(http: httpx.Client) -> None:
    response = http.get("/v1/agents/agent-1/messages", params={"limit": "many", "order": "up"})

    detail = response.json()["detail"]
    assert detail.count("'type'") == 3
    assert detail.index("('path', 'agent_id')") < detail.index("('query', 'limit')")
    assert response.json()["examples"] == ["agent-123e4567-e89b-42d3-8456-426614174000"]


@pytest.mark.parametrize("method", ["HEAD", "PUT"])
def test_a_method_that_a_path_has_not_is_a_405(http: httpx.Client, method: str) -> None:
    assert http.request(method, "/v1/runs/").status_code == 405
