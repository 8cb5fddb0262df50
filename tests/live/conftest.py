"""A real Letta server, an agent on it, and clients; `scripts/test-live` provides the server.

The stub of a model's provider behind the server does what words in a prompt tell it:
backend/stub_model.py lists them.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest

from letta_client import AsyncLetta, DefaultAsyncHttpxClient, DefaultHttpxClient, Letta

from .payloads import Answers

AGENT = {
    "model": "openai-proxy/gpt-4o-mini",
    "embedding": "openai/text-embedding-3-small",
    "include_base_tools": True,
    "parallel_tool_calls": True,
}

# The server needs 0.3 to 2 s for an answer of the stub.
PATIENCE = 60.0


class Prompt(Protocol):
    """Gives the agent a prompt and returns the run that it started, when that is over."""

    def __call__(self, text: str, *, background: bool = False) -> str: ...


@pytest.fixture(scope="session")
def live() -> Mapping[str, str]:
    """What `scripts/test-live` says of the server: see `Server` in backend/server.py."""
    prefix = "LETTA_LIVE_"
    known = {
        name.removeprefix(prefix).lower(): value
        for name, value in os.environ.items()
        if name.startswith(prefix)
    }
    if "url" not in known:
        pytest.skip("needs a Letta server: scripts/test-live runs these tests")
    return known


@pytest.fixture(scope="session")
def base_url(live: Mapping[str, str]) -> str:
    return live["url"]


@pytest.fixture(scope="session")
def http(base_url: str) -> Iterator[httpx.Client]:
    """The server without any client of ours."""
    with httpx.Client(base_url=base_url, timeout=PATIENCE, trust_env=False) as http:
        yield http


@pytest.fixture(scope="session")
def make_agent(http: httpx.Client) -> Callable[..., str]:
    """Makes an agent, with settings of its own, and returns its id."""

    def make_agent(**settings: object) -> str:
        agent = http.post("/v1/agents/", json=AGENT | settings).raise_for_status().json()
        agent_id: str = agent["id"]
        return agent_id

    return make_agent


@pytest.fixture(scope="session")
def agent_id(make_agent: Callable[..., str]) -> str:
    """An agent for all tests."""
    return make_agent(name="live")


@pytest.fixture(scope="session")
def prompt(http: httpx.Client, agent_id: str) -> Prompt:
    def prompt(text: str, *, background: bool = False) -> str:
        body = {"messages": [{"role": "user", "content": text}], "stream_tokens": True}
        path = f"/v1/agents/{agent_id}/messages/stream"
        answer = http.post(path, json={**body, "background": background})
        for line in answer.raise_for_status().text.splitlines():
            if line.startswith("data: {"):
                frame: dict[str, Any] = json.loads(line.removeprefix("data: "))
                if run_id := frame.get("run_id"):
                    return wait_for_end(http, run_id)
        raise AssertionError(f"no run in {answer.text}")

    return prompt


def wait_for_end(http: httpx.Client, run_id: str) -> str:
    """Wait until a run is over."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        run = http.get(f"/v1/runs/{run_id}").raise_for_status().json()
        if run["status"] not in ("created", "running"):
            return run_id
        time.sleep(0.1)
    raise AssertionError(f"{run_id} does not end")


@pytest.fixture
def answers() -> Answers:
    """The bodies of what the clients below have been answered."""
    return Answers()


@pytest.fixture
def client(base_url: str, answers: Answers) -> Iterator[Letta]:
    http_client = DefaultHttpxClient(event_hooks={"response": [answers.keep]}, trust_env=False)
    with Letta(
        base_url=base_url,
        http_client=http_client,
        timeout=PATIENCE,
        strict_response_validation=True,
    ) as client:
        yield client


@pytest.fixture
async def async_client(base_url: str, answers: Answers) -> AsyncIterator[AsyncLetta]:
    http_client = DefaultAsyncHttpxClient(
        event_hooks={"response": [answers.akeep]}, trust_env=False
    )
    async with AsyncLetta(
        base_url=base_url,
        http_client=http_client,
        timeout=PATIENCE,
        strict_response_validation=True,
    ) as client:
        yield client


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def published(live: Mapping[str, str]) -> Callable[..., Any]:
    """Evaluates an expression over `client`, the published client's `Letta`, in its own Python.

    Its arguments can be used in the expression. What comes back is JSON: models as dictionaries,
    pages as the list of their items.
    """
    program = Path(__file__).parent / "backend/published.py"

    def published(expression: str, **arguments: object) -> Any:
        task = {"base_url": live["url"], "expression": expression, "arguments": arguments}
        # Isolated: no PYTHONPATH may put our client in the place of the published one.
        done = subprocess.run(
            [live["published_python"], "-I", str(program)],
            input=json.dumps(task),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return published
