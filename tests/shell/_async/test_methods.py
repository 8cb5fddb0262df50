"""Every method sends what its endpoint takes, and hands out what its return type says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from letta_client import AsyncLetta, NotFoundError

from ..answers import Server, answer, body_of, recorded
from ..calls import CALLS, METHODS, NAMES, Call, reach
from .harness import check_value, connect

pytestmark = pytest.mark.filterwarnings("ignore:.*runs.list.active=True:DeprecationWarning")


@pytest.mark.parametrize("call", CALLS, ids=NAMES)
async def test_a_call_sends_its_request(call: Call) -> None:
    server = Server(call.answered)
    async with connect(server) as client:
        await reach(client, call.method)(*call.arguments, **call.options)
    request = call.request(server)
    assert f"{request.method} {request.url.raw_path.decode()}" == call.sends
    assert request.content == call.body
    content_type = "application/json" if call.body else None
    assert request.headers.get("content-type") == content_type
    accept = "text/event-stream" if call.kind == "stream" else "application/json"
    assert request.headers["accept"] == accept


@pytest.mark.parametrize("call", CALLS, ids=NAMES)
async def test_a_call_gives_its_type(call: Call) -> None:
    async with connect(Server(call.answered), strict_response_validation=True) as client:
        await check_value(await reach(client, call.method)(*call.arguments, **call.options), call)


@pytest.mark.parametrize("name", METHODS)
async def test_every_method_takes_extra_options(name: str) -> None:
    call = METHODS[name]
    server = Server(call.answered)
    async with connect(server) as client:
        await reach(client, name)(
            *call.arguments,
            **call.options,
            extra_headers={"X-Extra": "1"},
            extra_query={"extra": "2"},
            extra_body={"extra": "3"},
            timeout=4.5,
        )
    request = call.request(server)
    assert request.headers["x-extra"] == "1"
    assert request.url.params["extra"] == "2"
    assert body_of(request) == {**json.loads(call.body or b"{}"), "extra": "3"}
    assert request.extensions["timeout"]["connect"] == 4.5
    # A stream that can be resumed is read with a timeout of its own.
    assert (request.extensions["timeout"]["read"] == 4.5) == (name != "runs.messages.stream")


@pytest.mark.parametrize("name", METHODS)
async def test_every_method_raises_the_servers_error(name: str) -> None:
    call = METHODS[name]
    async with connect(Server(recorded("error_404_run"))) as client:
        with pytest.raises(NotFoundError):
            await reach(client, name)(*call.arguments, **call.options)


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("empty", ["", None])
async def test_an_empty_path_argument_is_named_and_nothing_sent(
    name: str, empty: str | None
) -> None:
    call = METHODS[name]
    server = Server(call.answered)
    positional = {
        "runs.messages.stream": "path_run_id",
        "steps.transaction.update": "transaction_id",
    }
    resource = name.partition(".")[0].removesuffix("s")
    async with connect(server) as client:
        if call.arguments:
            argument = positional.get(name, f"{resource}_id")
            with pytest.raises(ValueError, match=f"`{argument}`"):
                await reach(client, name)(empty, **call.options)
        if "step_id" in call.options:
            with pytest.raises(ValueError, match="`step_id`"):
                await reach(client, name)(*call.arguments, **{**call.options, "step_id": empty})
    assert server.requests == []


async def test_a_misspelt_parameter_is_a_type_error() -> None:
    server = Server(answer([]))
    async with connect(server) as client:
        misspelt: Any = client.runs.list
        with pytest.raises(TypeError, match="limt"):
            await misspelt(limt=1)
    assert server.requests == []


async def test_a_stream_takes_its_run_by_name() -> None:
    server = Server(recorded("stream_background_steps"))
    async with connect(server) as client:
        async with await client.runs.messages.stream(path_run_id="run-1") as stream:
            assert [event.message_type async for event in stream][-1] == "usage_statistics"
    assert server.last.url.path == "/v1/runs/run-1/stream"


async def test_list_active_says_that_it_is_deprecated() -> None:
    async with connect(Server(recorded("runs_active"))) as client:
        list_active = reach(client, "runs.list_active")
        with pytest.warns(DeprecationWarning, match=r"runs\.list\(active=True\)") as caught:
            await list_active()
    assert caught[0].filename == __file__


def test_a_resource_is_made_once() -> None:
    client = AsyncLetta()
    assert client.runs is client.runs
    assert client.runs.messages is client.runs.messages
    assert client.steps.trace is client.steps.trace
