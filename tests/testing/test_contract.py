"""The operations, their parameters, bounds and defaults are those of the contract."""

import json
from typing import Any

import pytest

from letta_client.testing.app import application
from testing.recordings import contract

OPERATIONS = [(path, method) for path, methods in contract()["paths"].items() for method in methods]
# Where a schema stands is ours to name; what it says, the next issue compares.
PROSE = ("title", "description", "summary", "tags")


def plain(schema: Any) -> Any:
    """Return a schema without its prose."""

    def keep_facts(members: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in members.items() if name not in PROSE}

    return json.loads(json.dumps(schema), object_hook=keep_facts)


def operation(path: str, method: str) -> Any:
    return application().openapi()["paths"][path][method]


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_an_operation_has_the_contracts_name_and_parameters(path: str, method: str) -> None:
    wanted, found = contract()["paths"][path][method], operation(path, method)

    assert found["operationId"] == wanted["operationId"]
    assert found.get("deprecated") == wanted.get("deprecated")
    assert by_name(found) == by_name(wanted)
    assert set(found["responses"]) == set(wanted["responses"])


def by_name(operation: Any) -> dict[tuple[str, str], Any]:
    return {(item["in"], item["name"]): plain(item) for item in operation.get("parameters", ())}


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_an_operation_requires_a_body_where_the_contract_does(path: str, method: str) -> None:
    wanted, found = contract()["paths"][path][method], operation(path, method)

    assert ("requestBody" in found) == ("requestBody" in wanted)
    assert found.get("requestBody", {}).get("required", False) == wanted.get("requestBody", {}).get(
        "required", False
    )


@pytest.mark.parametrize(
    "name", ["RetrieveStreamRequest", "ModifyFeedbackRequest", "StopReasonType", "FeedbackType"]
)
def test_what_a_request_may_say_is_what_the_contract_says(name: str) -> None:
    found = application().openapi()["components"]["schemas"][name]

    assert plain(found) == plain(contract()["schemas"][name])


def test_there_is_no_operation_that_the_contract_does_not_have() -> None:
    found = {
        (path, method)
        for path, methods in application().openapi()["paths"].items()
        for method in methods
    }

    assert found == set(OPERATIONS)
