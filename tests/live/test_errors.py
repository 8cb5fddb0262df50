"""Every error of the recordings, provoked on a real server: what a user catches and reads."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from letta_client import (
    APIStatusError,
    AsyncLetta,
    BadRequestError,
    ConflictError,
    InternalServerError,
    Letta,
    NotFoundError,
    UnprocessableEntityError,
)

from .conftest import Prompt

WIRE = Path(__file__).parent.parent / "data" / "wire"
RECORDED = [path.stem for path in sorted(WIRE.glob("error_*.json"))]

NO_RUN = "run-00000000-0000-4000-8000-000000000000"
NO_STEP = "step-00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Subject:
    """What errors are provoked on."""

    foreground_run: str
    background_run: str
    step: str
    waiting_agent: str
    """It waits for the answer to an approval request."""


@dataclass(frozen=True)
class Provoked:
    """A call, and what comes of it."""

    call: Callable[[Any, Subject], Any]
    """It takes the client, too: `Letta`, or `AsyncLetta` and the call is to be awaited."""
    error: type[APIStatusError]
    message: str
    """A star in it stands for what depends on how the server is set up."""


def stream_with(content: bytes | None) -> Callable[[Any, Subject], Any]:
    """Return a request for a stream that no method of the client sends."""

    def call(client: Any, subject: Subject) -> Any:
        path = f"/v1/runs/{subject.background_run}/stream"
        headers = {"Content-Type": "application/json"}
        options = {"headers": headers, "max_retries": 0}
        return client.post(path, cast_to=object, content=content, options=options)

    return call


ERRORS = {
    "error_400_run_id": Provoked(
        lambda client, _: client.runs.retrieve("nope"),
        BadRequestError,
        "400 Bad Request: INVALID_ARGUMENT: Invalid run ID format: nope. "
        "Expected format: 'run-<uuid4>' (GET /v1/runs/nope)",
    ),
    "error_400_status": Provoked(
        lambda client, _: client.runs.list(statuses=["bogus"]),
        BadRequestError,
        "400 Bad Request: 'bogus' is not a valid RunStatus (GET /v1/runs/)",
    ),
    "error_400_stream_of_foreground_run": Provoked(
        lambda client, subject: client.runs.messages.stream(subject.foreground_run),
        BadRequestError,
        "400 Bad Request: INVALID_ARGUMENT: Run was not created in background mode, "
        "so it cannot be retrieved. (POST /v1/runs/{foreground_run}/stream)",
    ),
    "error_404_route": Provoked(
        lambda client, _: client.get("/v1/nope", cast_to=object),
        NotFoundError,
        "404 Not Found: Not Found (GET /v1/nope)",
    ),
    "error_404_run": Provoked(
        lambda client, _: client.runs.retrieve(NO_RUN),
        NotFoundError,
        f"404 Not Found: Run not found with id='['{NO_RUN}']'* (GET /v1/runs/{NO_RUN})",
    ),
    "error_404_step": Provoked(
        lambda client, _: client.steps.retrieve(NO_STEP),
        NotFoundError,
        f"404 Not Found: Step not found with id='['{NO_STEP}']'* (GET /v1/steps/{NO_STEP})",
    ),
    "error_409_pending_approval": Provoked(
        lambda client, subject: client.agents.messages.create(subject.waiting_agent, input="hi"),
        ConflictError,
        "409 Conflict: PENDING_APPROVAL: CONFLICT: Cannot send a new message: The agent is waiting "
        "for approval on a tool call. Please approve or deny the pending request before "
        "continuing. (POST /v1/agents/{waiting_agent}/messages)",
    ),
    "error_422_bad_json": Provoked(
        stream_with(b"{nope"),
        UnprocessableEntityError,
        "422 Unprocessable Entity: 1: JSON decode error (POST /v1/runs/{background_run}/stream)",
    ),
    "error_422_feedback": Provoked(
        lambda client, subject: client.steps.feedback.create(subject.step, feedback="meh"),
        UnprocessableEntityError,
        "422 Unprocessable Entity: feedback: Input should be 'positive' or 'negative' (got 'meh') "
        "(PATCH /v1/steps/{step}/feedback)",
    ),
    "error_422_limit": Provoked(
        lambda client, _: client.runs.list(limit=0),
        UnprocessableEntityError,
        "422 Unprocessable Entity: limit: Input should be greater than or equal to 1 (got '0') "
        "(GET /v1/runs/)",
    ),
    "error_422_step_id": Provoked(
        lambda client, _: client.steps.retrieve("nope"),
        UnprocessableEntityError,
        "422 Unprocessable Entity: step_id: String should match pattern 'step-{{uuid4}}' "
        "(got 'nope') (GET /v1/steps/nope)",
    ),
    "error_500_stream_without_body": Provoked(
        stream_with(None),
        InternalServerError,
        "500 Internal Server Error: * (POST /v1/runs/{background_run}/stream)",
    ),
}


NAMES = [*ERRORS]


@pytest.fixture(scope="module")
def subject(http: httpx.Client, prompt: Prompt, make_agent: Callable[..., str]) -> Subject:
    run_id = prompt("hello", background=True)
    steps = http.get(f"/v1/runs/{run_id}/steps").raise_for_status().json()
    rules = [{"type": "requires_approval", "tool_name": "memory_insert"}]
    waiting = make_agent(name="waiting", tool_rules=rules, tools=["memory_insert"])
    body = {"messages": [{"role": "user", "content": "TOOL:memory_insert"}]}
    answer = http.post(f"/v1/agents/{waiting}/messages", json=body).raise_for_status().json()
    assert answer["stop_reason"]["stop_reason"] == "requires_approval"
    return Subject(prompt("hello"), run_id, steps[0]["id"], waiting)


def test_every_recorded_error_is_provoked() -> None:
    assert sorted(ERRORS) == RECORDED


@pytest.mark.parametrize("name", NAMES)
def test_an_error(name: str, client: Letta, subject: Subject) -> None:
    provoked = ERRORS[name]

    with pytest.raises(provoked.error) as caught:
        provoked.call(client, subject)

    assert type(caught.value) is provoked.error
    assert_says(caught.value, provoked, subject)
    assert_it_has_the_form_of(caught.value, name)


@pytest.mark.anyio
@pytest.mark.parametrize("name", NAMES)
async def test_an_error_async(name: str, async_client: AsyncLetta, subject: Subject) -> None:
    provoked = ERRORS[name]

    with pytest.raises(provoked.error) as caught:
        await provoked.call(async_client, subject)

    assert_says(caught.value, provoked, subject)


def assert_says(error: APIStatusError, provoked: Provoked, subject: Subject) -> None:
    expected = re.escape(provoked.message.format(**vars(subject))).replace(r"\*", ".*")
    assert re.fullmatch(expected, str(error))


def assert_it_has_the_form_of(error: APIStatusError, name: str) -> None:
    """Check that the recording is still what the server says."""
    recorded = json.loads((WIRE / f"{name}.json").read_text())["response"]
    body: Any = error.body
    assert error.status_code == recorded["status"]
    assert set(body) - {"trace_id"} == set(recorded["json"]) - {"trace_id"}
