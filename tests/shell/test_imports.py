"""What is loaded when: each in a Python of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

RESOURCES = ("runs", "runs.messages", "runs.steps", "runs.usage", "steps", "steps.trace")


def loaded_after(code: str) -> set[str]:
    """Return the names of the modules that are loaded after `code`."""
    return set(python(f"{code}\nimport json, sys; print(json.dumps(list(sys.modules)))"))


def python(code: str, **variables: str) -> Any:
    environment = {name: value for name, value in os.environ.items() if "LETTA" not in name}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**environment, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_importing_the_package_loads_nothing_of_weight() -> None:
    loaded = loaded_after("import letta_client, letta_client.pagination")
    heavy = {"httpx", "pydantic", "anyio", "httpx_sse", "asyncio", "ssl", "logging", "aiohttp"}
    heavy |= {"jinja2", "rich", "altair", "letta_client.notebook"}
    assert loaded & heavy == set()
    assert [
        name for name in loaded if name.startswith("letta_client._") and "lazy" not in name
    ] in (
        [],
        ["letta_client._version"],
    )


@pytest.mark.parametrize(("name", "shell"), [("Letta", "_sync"), ("AsyncLetta", "_async")])
def test_a_client_loads_no_resource_before_it_is_touched(name: str, shell: str) -> None:
    code = f"from letta_client import {name}; client = {name}()"
    loaded = loaded_after(code)
    resources = f"letta_client.{shell}.resources."
    assert {f"{resources}{name}" for name in RESOURCES} & loaded == set()
    types = {"runs", "steps", "messages", "streaming", "traces", "content"}
    assert {f"letta_client.types.{name}" for name in types} & loaded == set()
    assert not any(name.startswith("aiohttp") for name in loaded)
    other = {"_sync": "_async", "_async": "_sync"}[shell]
    assert f"letta_client.{other}" not in loaded
    touched = loaded_after(f"{code}; client.runs")
    assert f"{resources}runs" in touched
    assert {f"{resources}steps", f"{resources}runs.messages"} & touched == set()


LIST = """
import httpx
from letta_client import Letta
answers = httpx.MockTransport(lambda request: httpx.Response(200, json=[]))
Letta(http_client=httpx.Client(transport=answers)).runs.list()
"""


def test_a_list_of_runs_loads_neither_streams_nor_messages() -> None:
    touched = loaded_after(LIST)
    streams = ("letta_client._core.streams", "httpx_sse")
    assert [name for name in touched if name.startswith(streams)] == []
    models = "letta_client.types._models."
    assert f"{models}runs" in touched
    assert {f"{models}messages", f"{models}streaming", f"{models}content"} & touched == set()


def test_letta_log_shows_the_log_without_the_key() -> None:
    code = """
import json, logging, sys, io
sys.stderr = io.StringIO()
import httpx, letta_client
from letta_client._sync.transport import Transport
answers = iter([httpx.Response(500), httpx.Response(200, json={"version": "1", "status": "ok"})])
http_client = httpx.Client(transport=httpx.MockTransport(lambda request: next(answers)))
client = letta_client.Letta(api_key="sk-secret", http_client=http_client)
transport = Transport(http_client, client._transport.config, sleep=lambda seconds: None)
client = letta_client.Letta._with_transport(transport)
client.health(extra_headers={"X-Password": "sk-secret"})
json.dump(sys.stderr.getvalue(), sys.stdout)
"""
    debug = python(code, LETTA_LOG="debug")
    assert "letta_client INFO] GET /v1/health/: the server answered 500, trying again" in debug
    assert "letta_client DEBUG] GET /v1/health/: 200" in debug
    assert "httpx INFO] HTTP Request: GET https://api.letta.com/v1/health/" in debug
    assert "sk-secret" not in debug
    info = python(code, LETTA_LOG="INFO")
    assert "trying again" in info
    assert "DEBUG" not in info
    assert python(code) == ""
