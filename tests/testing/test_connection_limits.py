"""A connection over a socket does not wait for ever, and fails without an error of its own."""

import asyncio
import socket
from collections.abc import Generator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from letta_client.testing import ReferenceServer, Script, SystemClock
from letta_client.testing.transports.connection import Connection
from letta_client.testing.transports.exchange import ConnectionReset, Message

LIMIT = 0.05
HEAD = b"POST /v1/agents/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
LENGTH = b"Content-Length: 9\r\n\r\n"


@contextmanager
def connected(url: str) -> Generator[socket.socket]:
    parts = urlsplit(url)
    assert parts.hostname is not None
    # So that a server that waits for ever fails the test.
    with socket.create_connection((parts.hostname, parts.port or 80), timeout=10) as connection:
        yield connection


def everything(connection: socket.socket) -> bytes:
    """Return what comes until the connection is closed."""
    received = b""
    while piece := connection.recv(4096):
        received += piece
    return received


@pytest.mark.parametrize(
    "sent",
    [b"", HEAD[:20], HEAD, HEAD + LENGTH, HEAD + LENGTH + b"{"],
    ids=["nothing", "half a line", "half a head", "no body", "half a body"],
)
def test_a_request_that_does_not_go_on_is_given_up(server: ReferenceServer, sent: bytes) -> None:
    with server.serve(read_timeout=LIMIT) as url, connected(url) as connection:
        connection.sendall(sent)

        assert everything(connection) == b""
    assert all(request.disconnected for request in server.requests)


def test_a_second_request_that_does_not_go_on_is_given_up(server: ReferenceServer) -> None:
    with (
        server.serve(read_timeout=LIMIT, keep_alive_timeout=3600) as url,
        connected(url) as connection,
    ):
        connection.sendall(HEAD + b"Content-Length: 2\r\n\r\n{}" + HEAD[:20])

        assert b"200 OK" in everything(connection)


def test_a_head_that_drips_is_given_up(server: ReferenceServer) -> None:
    def is_closed(connection: socket.socket) -> bool:
        try:
            connection.sendall(b"X")
            return connection.recv(1) == b""
        except TimeoutError:
            return False
        except OSError:
            return True

    with server.serve(read_timeout=LIMIT) as url, connected(url) as connection:
        connection.settimeout(LIMIT / 5)
        assert any(is_closed(connection) for _ in range(1000))


def test_a_connection_without_a_request_is_closed(server: ReferenceServer) -> None:
    with server.serve(keep_alive_timeout=0) as url, connected(url) as connection:
        connection.sendall(b"GET /v1/health/ HTTP/1.1\r\nHost: localhost\r\n\r\n")

        assert b"200 OK" in everything(connection)


def test_an_answer_may_take_its_time() -> None:
    with ReferenceServer(clock=SystemClock()) as server:
        run = server.start_run(Script().reply("one two three", delay=5 * LIMIT))
        with server.serve(read_timeout=LIMIT) as url:
            answer = httpx.post(f"{url}/v1/runs/{run.id}/stream", json={})

    assert b"[DONE]" in answer.content


def test_a_server_that_takes_its_time_is_no_slow_client() -> None:
    with ReferenceServer(clock=SystemClock()) as server:
        server.faults.add(delay=5 * LIMIT)
        body = b'{"name": "' + b"x" * (1 << 20) + b'"}'
        with server.serve(read_timeout=LIMIT) as url:
            answer = httpx.post(
                f"{url}/v1/agents/", content=body, headers={"Content-Type": "application/json"}
            )

    # What was sent is not lost while the server waits.
    assert len(answer.json()["name"]) == 1 << 20


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_connection_that_is_closed_already_fails_in_silence() -> None:
    async def fail() -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            loop = asyncio.get_running_loop()
            transport, _ = await loop.create_connection(asyncio.Protocol, sock=ours)
            transport.abort()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert ours.fileno() == -1

            async def receive() -> Message:
                return {"type": "http.disconnect"}

            await Connection(transport).fail(ConnectionReset("reset"), receive)

    asyncio.run(fail())
