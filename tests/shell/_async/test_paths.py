"""A path argument cannot reach another path, whatever is in it."""

from __future__ import annotations

import pytest

from letta_client import AsyncLetta

from ..answers import Server, recorded
from ..routes import RouteServer
from .harness import connect

SENT = {
    "run-1": b"run-1",
    "a b": b"a%20b",
    "é": b"%C3%A9",
    "a+b": b"a%2Bb",
    "?limit=1": b"%3Flimit%3D1",
    "#top": b"%23top",
    "100%": b"100%25",
    "%2f": b"%252f",
    "%2e%2e": b"%252e%252e",
    "a/messages": b"a%252Fmessages",
    "../steps": b"..%252Fsteps",
    "a\\b": b"a%255Cb",
    ".": b"%252E",
    "..": b"%252E%252E",
    "\r\nX-Evil: 1": b"%0D%250AX-Evil%3A%201",
    ";v=1": b"%3Bv%3D1",
}


@pytest.mark.parametrize("argument", SENT)
async def test_a_path_argument_is_one_segment_as_sent(argument: str) -> None:
    server = Server(recorded("run_completed"))
    async with connect(server) as client:
        await client.runs.retrieve(argument)
    assert server.last.url.raw_path == b"/v1/runs/" + SENT[argument]


@pytest.mark.parametrize("argument", SENT)
async def test_a_path_argument_stays_with_its_endpoint(argument: str, routes: RouteServer) -> None:
    async with AsyncLetta(base_url=routes.url) as client:
        seen = (await client.runs.retrieve(argument)).metadata
    assert seen is not None
    assert seen["endpoint"] == "run"
    assert seen["path"] == f"/v1/runs/{seen['run_id']}"
    harmless = {"run-1", "a b", "é", "a+b", "?limit=1", "#top", "100%", "%2f", "%2e%2e", ";v=1"}
    if argument in harmless:
        assert seen["run_id"] == argument


async def test_the_base_urls_path_is_kept(routes: RouteServer) -> None:
    async with AsyncLetta(base_url=routes.url + "/pre/") as client:
        seen = (await client.runs.retrieve("../../v1/runs/run-1")).metadata
    assert seen is not None
    assert seen["path"].startswith("/pre/v1/runs/..%2F")
