"""The OpenAPI document agrees with the contract of the real server, but for what stands here."""

import json
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from letta_client.testing.api.application import served_document
from testing.contract_differences import Difference, differences
from testing.recordings import contract

ROOT = Path(__file__).parent.parent.parent

# Where we differ, `*` standing for anything, and why.
REASONS = {
    "* / responses / default": "We say how an error looks; the contract names 200 and 422 alone.",
    "POST /v1/agents/{agent_id}/messages / responses / 500": (
        "A run that fails is a 500 with a body of its own, as recorded."
    ),
    "POST /v1/agents/{agent_id}/messages* / responses / 200 / content / text/event-stream / *": (
        "We say what the events are; the contract says nothing of these two streams."
    ),
    "POST /v1/runs/{run_id}/stream / responses / 200 / content / text/event-stream / * / "
    "discriminator": "We say what the variants differ in.",
    "*connect* / responses / 200 / content / text/event-stream / schema": (
        "These two answer with a stream, as the real server does; the contract calls it JSON."
    ),
    "* / x-letta-cloud-only": "We mark the operations that only Letta Cloud has.",
    "* /v1/agents/{agent_id}/export / responses / 200 / content / application/json / schema / *": (
        "The real server answers with an object; the contract calls it a string."
    ),
    "POST /v1/agents/{agent_id}/generate / responses / 422 / content": (
        "We say how an error looks, here as elsewhere."
    ),
    **{
        f"* /v1/{path}* / responses / 422": "The facts of Letta Cloud have no errors."
        for path in (
            "agents/{agent_id}/schedule",
            "client-side-access-tokens",
            "environments",
            "templates",
        )
    },
    "InvalidRequest / *": (
        "The contract says that the detail of a 422 is a list of errors; the real server sends a "
        "text, as recorded."
    ),
    "ValidationError": "See InvalidRequest.",
    "LettaErrorMessage / properties / seq_id / *": "Null in a foreground stream, as recorded.",
}


@cache
def all_differences() -> list[Difference]:
    return list(differences(served_document(), contract()))


def reason(where: str) -> str | None:
    return next((pattern for pattern in REASONS if fnmatchcase(where, _literally(pattern))), None)


def _literally(pattern: str) -> str:
    return pattern.replace("[", "[[]")


def test_every_difference_has_its_reason() -> None:
    unexplained = [difference for difference in all_differences() if reason(difference[0]) is None]

    assert unexplained == []


def test_every_reason_has_its_difference() -> None:
    assert {reason(where) for where, _, _ in all_differences()} == set(REASONS)


def test_all_of_runs_steps_and_health_is_there() -> None:
    ours = served_document()["paths"]
    theirs = {
        path: set(methods)
        for path, methods in contract()["paths"].items()
        if path.startswith(("/v1/runs/", "/v1/steps/", "/v1/health/"))
    }

    assert {path: set(ours[path]) for path in theirs} == theirs


@pytest.mark.parametrize(
    "operation_id",
    [
        "create_agent",
        "retrieve_agent",
        "list_agents",
        "delete_agent",
        "send_message",
        "create_agent_message_stream",
        "create_agent_message_async",
        "cancel_message",
        "list_messages",
    ],
)
def test_the_agents_can_all_that_makes_runs(operation_id: str) -> None:
    assert operation_id in {operation["operationId"] for operation in operations()}


def test_every_operation_is_explained() -> None:
    assert all(operation["description"] for operation in operations())


def operations() -> list[Any]:
    paths = served_document()["paths"].values()
    return [operation for methods in paths for operation in methods.values()]


def test_what_is_served_is_what_the_exported_document_says() -> None:
    exported, served = json.loads((ROOT / "openapi.json").read_text()), served_document()

    exported["paths"] = {
        path: {method: exported["paths"][path][method] for method in methods}
        for path, methods in served["paths"].items()
    }
    exported["components"]["schemas"] = {
        name: exported["components"]["schemas"][name] for name in served["components"]["schemas"]
    }
    assert exported == served
