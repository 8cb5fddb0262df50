"""The transports: in step with their reader, on any event loop or none, or over a socket."""

import asyncio
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta

import anyio
import httpx
import pytest
import uvicorn

from letta_client.testing import ReferenceServer, Script, SystemClock
from letta_client.testing.server import BASE_URL
from letta_client.testing.transports.exchange import ASGIApp, Receive, Scope, Send
from letta_client.testing.transports.in_process import AsyncReferenceTransport, ReferenceTransport
from testing.clients import async_connect, connect

SLOW = Script(token_delay=1).reply("one two three")
ENDLESS = Script(token_delay=1).reply("one").hang()


def stream_path(server: ReferenceServer, script: Script = SLOW) -> str:
    return f"/v1/runs/{server.start_run(script).id}/stream"


def test_the_server_sees_a_reader_that_stops(server: ReferenceServer, http: httpx.Client) -> None:
    with http.stream("POST", stream_path(server), json={}) as response:
        next(response.iter_raw())
        assert not server.requests[-1].disconnected

    assert server.requests[-1].disconnected


def test_a_reader_that_reads_to_the_end_does_not_disconnect(
    server: ReferenceServer, http: httpx.Client
) -> None:
    http.post(stream_path(server), json={})
    http.get("/v1/health/")

    assert [request.disconnected for request in server.requests] == [False, False]


def test_a_reader_that_stops_after_the_last_byte_does_not_disconnect(
    server: ReferenceServer, http: httpx.Client
) -> None:
    with http.stream("GET", "/v1/health/") as response:
        next(response.iter_raw())

    assert not server.requests[-1].disconnected


@pytest.mark.anyio
async def test_an_async_reader_is_in_step_and_can_stop(server: ReferenceServer) -> None:
    start = server.clock.now()
    request = httpx.Request("POST", BASE_URL + stream_path(server), json={})

    response = await server.async_transport().handle_async_request(request)
    assert isinstance(response.stream, httpx.AsyncByteStream)
    stream = aiter(response.stream)
    await anext(stream)
    assert server.clock.now() == start
    await anext(stream)
    assert server.clock.now() == start + timedelta(seconds=1)
    await response.aclose()

    assert server.requests[-1].disconnected


@pytest.mark.anyio
async def test_an_endless_stream_lets_other_tasks_run_and_cancel_it(
    server: ReferenceServer,
) -> None:
    seen = 0
    async with async_connect(server) as http, anyio.create_task_group() as group:

        async def follow() -> None:
            nonlocal seen
            for _ in range(1000):
                async with http.stream("POST", stream_path(server, ENDLESS), json={}) as response:
                    async for _ in response.aiter_raw():
                        seen += 1

        group.start_soon(follow)
        while seen < 100:
            await anyio.lowlevel.checkpoint()
        group.cancel_scope.cancel()

    assert server.requests[-1].disconnected


@pytest.mark.anyio
async def test_a_wait_on_the_real_clock_can_be_cancelled() -> None:
    server = ReferenceServer(clock=SystemClock())
    run = server.start_run(Script(token_delay=3600).reply("one"))
    async with async_connect(server) as http:
        with anyio.move_on_after(0.05) as scope:
            await http.post(f"/v1/runs/{run.id}/stream", json={})

    assert scope.cancelled_caught
    assert server.requests[-1].disconnected


@pytest.mark.anyio
async def test_many_streams_are_read_at_the_same_time(server: ReferenceServer) -> None:
    texts = list[str]()
    async with async_connect(server) as http, anyio.create_task_group() as group:

        async def read(path: str) -> None:
            response = await http.post(path, json={})
            texts.append(response.text)

        for _ in range(20):
            group.start_soon(read, stream_path(server))

    assert len(texts) == 20
    assert all(text.endswith("[DONE]\n\n") for text in texts)


def test_a_synchronous_client_works_inside_of_an_event_loop(server: ReferenceServer) -> None:
    async def read() -> str:
        with connect(server) as http:
            return http.post(stream_path(server), json={}).text

    assert asyncio.run(read()).endswith("[DONE]\n\n")


def test_a_stream_may_change_its_task(server: ReferenceServer) -> None:
    async def read() -> list[bytes]:
        async with (
            async_connect(server) as http,
            http.stream("POST", stream_path(server), json={}) as response,
        ):
            stream = response.aiter_raw()

            async def step() -> bytes:
                return await anext(stream)

            return [await asyncio.create_task(step()) for _ in range(7)]

    assert asyncio.run(read())[-1] == b"data: [DONE]\n\n"


def test_the_real_clock_lets_real_time_go_by() -> None:
    with ReferenceServer(clock=SystemClock()) as server:
        run = server.start_run(Script(token_delay=0.01).reply("one two three"))
        with connect(server) as http:
            text = http.post(f"/v1/runs/{run.id}/stream", json={}).text
            status = http.get(f"/v1/runs/{run.id}").json()["status"]

    assert text.endswith("[DONE]\n\n")
    assert status == "completed"


def test_requests_are_remembered(server: ReferenceServer, http: httpx.Client) -> None:
    run = server.add_run()
    http.get("/v1/runs/", params={"statuses": ["failed", "created"]}, headers={"X-Test": "yes"})
    http.post(f"/v1/runs/{run.id}/stream", json={"starting_after": 3})

    listed, streamed = server.requests
    assert (listed.method, listed.path, listed.status) == ("GET", "/v1/runs/", 200)
    assert listed.query.get_list("statuses") == ["failed", "created"]
    assert (listed.headers["x-test"], listed.json()) == ("yes", None)
    assert streamed.json() == {"starting_after": 3}


# Applications that are not ours


async def silent(scope: Scope, receive: Receive, send: Send) -> None:
    """Return without an answer."""


async def restless(scope: Scope, receive: Receive, send: Send) -> None:
    await asyncio.get_running_loop().create_future()


async def deaf(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await receive()


def test_an_application_without_an_answer_is_a_broken_connection() -> None:
    with (
        httpx.Client(transport=ReferenceTransport(silent)) as http,
        pytest.raises(httpx.RemoteProtocolError),
    ):
        http.get(BASE_URL)


@pytest.mark.anyio
async def test_an_application_without_an_answer_is_a_broken_connection_async() -> None:
    async with httpx.AsyncClient(transport=AsyncReferenceTransport(silent)) as http:
        with pytest.raises(httpx.RemoteProtocolError):
            await http.get(BASE_URL)


@pytest.mark.parametrize("app", [restless, deaf])
def test_an_application_that_needs_an_event_loop_is_refused(app: ASGIApp) -> None:
    async def ask() -> None:
        async with httpx.AsyncClient(transport=AsyncReferenceTransport(app)) as http:
            await http.get(BASE_URL)

    with pytest.raises(RuntimeError, match=r"event loop|disconnect"):
        asyncio.run(ask())


# Over a socket


@contextmanager
def served(server: ReferenceServer) -> Generator[str]:
    """Run a server under uvicorn, and give its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    uvicorn_server = uvicorn.Server(uvicorn.Config(server, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=uvicorn_server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        # The socket listens already: a request waits until the server is ready.
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        uvicorn_server.should_exit = True
        thread.join()
        listening.close()


def test_the_same_server_runs_under_uvicorn(server: ReferenceServer, http: httpx.Client) -> None:
    path = stream_path(server, Script().reply("one two"))
    server.clock.advance(10)
    server.faults.add(path="/v1/runs/*/stream", cut_after_events=2)

    with served(server) as url, httpx.Client(base_url=url) as socket_http:
        with (
            pytest.raises(httpx.RemoteProtocolError),
            socket_http.stream("POST", path, json={}) as response,
        ):
            response.read()
        over_socket = socket_http.post(path, json={})
        error = socket_http.get("/v1/runs/nope")

    assert over_socket.text == http.post(path, json={}).text
    assert error.status_code == 400
