"""Every method of runs and steps, on runs of every kind: nothing of what was sent is lost."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

import httpx
import pytest

from letta_client import APIStreamError, AsyncLetta, BadRequestError, InternalServerError, Letta

from .conftest import PATIENCE, Prompt
from .payloads import Answers, as_json, differences, unknown

pytestmark = pytest.mark.filterwarnings("ignore:The API has deprecated:DeprecationWarning")

KINDS = ["plain", "TOOL", "TOOLS", "THINK", "FAIL"]


@dataclass(frozen=True)
class Subject:
    """A run that is over, and one of its steps."""

    agent_id: str
    run_id: str
    step_id: str


# On `Letta` the value, on `AsyncLetta` something to await.
Call: TypeAlias = Callable[[Any, Subject], Any]

READS: dict[str, Call] = {
    "health": lambda client, _: client.health(),
    "runs.list": lambda client, run: client.runs.list(agent_id=run.agent_id),
    "runs.list_active": lambda client, run: client.runs.list_active(agent_id=run.agent_id),
    "runs.retrieve": lambda client, run: client.runs.retrieve(run.run_id),
    "runs.messages.list": lambda client, run: client.runs.messages.list(run.run_id),
    "runs.steps.list": lambda client, run: client.runs.steps.list(run.run_id),
    "runs.usage.retrieve": lambda client, run: client.runs.usage.retrieve(run.run_id),
    "runs.metrics.retrieve": lambda client, run: client.runs.metrics.retrieve(run.run_id),
    "runs.trace.retrieve": lambda client, run: client.runs.trace.retrieve(run.run_id),
    "steps.retrieve": lambda client, run: client.steps.retrieve(run.step_id),
    "steps.metrics.retrieve": lambda client, run: client.steps.metrics.retrieve(run.step_id),
    "steps.trace.retrieve": lambda client, run: client.steps.trace.retrieve(run.step_id),
    "steps.messages.list": lambda client, run: client.steps.messages.list(run.step_id),
}

# What Letta 0.16.8 answers with an error, whatever is asked.
BROKEN: dict[str, tuple[Call, type[Exception]]] = {
    "steps.list": (lambda client, _: client.steps.list(), BadRequestError),
    "steps.transaction.update": (
        lambda client, run: client.steps.transaction.update("transaction-1", step_id=run.step_id),
        InternalServerError,
    ),
    "runs.delete": (lambda client, run: client.runs.delete(run.run_id), InternalServerError),
}


@pytest.fixture(scope="session", params=KINDS)
def subject(
    request: pytest.FixtureRequest, http: httpx.Client, agent_id: str, prompt: Prompt
) -> Subject:
    run_id = prompt(request.param, background=True)
    steps = http.get(f"/v1/runs/{run_id}/steps").raise_for_status().json()
    wait_for_trace(http, run_id)
    return Subject(agent_id, run_id, steps[0]["id"])


def wait_for_trace(http: httpx.Client, run_id: str) -> None:
    """Wait until the root of a run's spans is in ClickHouse, which it reaches last."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        spans = http.get(f"/v1/runs/{run_id}/trace").raise_for_status().json()
        if any(span["ParentSpanId"] == "" for span in spans):
            return
        time.sleep(0.1)
    raise AssertionError(f"{run_id} has no trace")


@pytest.mark.parametrize("name", READS)
def test_nothing_is_lost(name: str, client: Letta, answers: Answers, subject: Subject) -> None:
    result = READS[name](client, subject)

    assert list(differences(answers.last, as_json(result))) == []
    assert list(unknown(result)) == []


@pytest.mark.anyio
@pytest.mark.parametrize("name", READS)
async def test_nothing_is_lost_async(
    name: str, async_client: AsyncLetta, answers: Answers, subject: Subject
) -> None:
    result = await READS[name](async_client, subject)

    assert list(differences(answers.last, as_json(result))) == []


def test_no_event_is_lost(client: Letta, http: httpx.Client, subject: Subject) -> None:
    answer = http.post(f"/v1/runs/{subject.run_id}/stream", json={})
    sent = [
        json.loads(line.removeprefix("data: "))
        for line in answer.raise_for_status().text.splitlines()
        if line.startswith("data: {")
    ]

    events: list[object] = []
    with client.runs.messages.stream(subject.run_id) as stream:
        try:
            events.extend(stream)
        except APIStreamError as failure:
            events.append(failure.error)

    assert list(differences(sent, as_json(events))) == []
    assert list(unknown(events)) == []


@pytest.mark.parametrize("name", BROKEN)
def test_what_the_server_cannot_do(name: str, client: Letta, subject: Subject) -> None:
    call, error = BROKEN[name]

    with pytest.raises(error):
        call(client.with_options(max_retries=0), subject)


def test_feedback(client: Letta, answers: Answers, subject: Subject) -> None:
    step = client.steps.feedback.create(subject.step_id, feedback="positive", tags=["live"])

    assert (step.feedback, step.tags) == ("positive", ["live"])
    assert list(differences(answers.last, as_json(step))) == []


def test_the_published_client_reads_the_same(
    client: Letta, published: Callable[..., Any], subject: Subject
) -> None:
    theirs = published(
        """
        {
            "runs.list": client.runs.list(agent_id=agent_id),
            "runs.retrieve": client.runs.retrieve(run_id),
            "runs.messages.list": client.runs.messages.list(run_id),
            "runs.steps.list": client.runs.steps.list(run_id),
            "runs.usage.retrieve": client.runs.usage.retrieve(run_id),
            "runs.trace.retrieve": client.runs.trace.retrieve(run_id),
            "steps.retrieve": client.steps.retrieve(step_id),
            "steps.metrics.retrieve": client.steps.metrics.retrieve(step_id),
            "steps.trace.retrieve": client.steps.trace.retrieve(step_id),
            "steps.messages.list": client.steps.messages.list(step_id),
        }
        """.strip(),
        **asdict(subject),
    )
    ours = {name: as_json(READS[name](client, subject)) for name in theirs}

    assert list(differences(theirs, ours)) == []
