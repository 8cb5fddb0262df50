"""Over a real socket: what is served, how it ends, and that nothing is left behind."""

import asyncio
import gc
import http.client
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from letta_client import AsyncLetta, Letta
from letta_client.testing import ReferenceServer, Script, SystemClock
from testing.clients import connect, json_of
from testing.talking import DONE, Talk, frames
from thoroughness import times

SRC = Path(__file__).parent.parent.parent / "src"


def test_all_requests_share_the_state_of_the_server(server: ReferenceServer) -> None:
    run = server.add_run(Script().reply("Hello!"))

    with server.serve() as url, connect(server) as in_process:
        with httpx.Client(base_url=url) as over_socket:
            assert json_of(over_socket.get(f"/v1/runs/{run.id}"))["id"] == run.id
            agent = json_of(over_socket.post("/v1/agents/", json={"name": "a"}))
        assert json_of(in_process.get(f"/v1/agents/{agent['id']}")) == agent
    assert [request.path for request in server.requests][-2:] == [
        "/v1/agents/",
        f"/v1/agents/{agent['id']}",
    ]


def test_our_clients_reach_it(server: ReferenceServer) -> None:
    run = server.add_run(Script().reply("one two"))

    async def follow(url: str) -> int:
        async with AsyncLetta(base_url=url, api_key="test") as client:
            return len([event async for event in await client.runs.messages.stream(run.id)])

    with server.serve() as url:
        with Letta(base_url=url, api_key="test") as client:
            assert [listed.id for listed in client.runs.list()] == [run.id]
        assert asyncio.run(follow(url)) == 5


def test_events_stream_while_the_run_goes_on() -> None:
    with ReferenceServer(clock=SystemClock()) as server:
        run = server.start_run(Script(token_delay=0.1).reply("one two three").wait(3600))
        received = b""
        with (
            server.serve() as url,
            httpx.stream("POST", f"{url}/v1/runs/{run.id}/stream", json={}) as response,
        ):
            for chunk in response.iter_raw():
                received += chunk
                if b"three" in received:
                    break
        status = server.client().runs.retrieve(run.id).status

    assert received.count(b"assistant_message") == 3
    assert status == "running"


def test_no_event_comes_before_its_time() -> None:
    with ReferenceServer(clock=SystemClock()) as server:
        run = server.start_run(Script().reply("one two three", delay=0.3))
        with server.serve() as url:
            httpx.post(f"{url}/v1/runs/{run.id}/stream", json={})
        end = server.clock.now()

    assert run.created_at is not None
    assert (end - run.created_at).total_seconds() >= 0.3


def test_a_client_that_leaves_is_seen(server: ReferenceServer) -> None:
    left = threading.Event()
    run = server.add_run(status="running")
    server.faults.add(stall_after_events=1)

    with server.serve() as url:
        with httpx.stream("POST", f"{url}/v1/runs/{run.id}/stream", json={}) as response:
            next(response.iter_raw())
        for _ in range(200):
            if server.requests[-1].disconnected:
                break
            left.wait(0.01)

    assert server.requests[-1].disconnected


def test_stopping_breaks_off_what_is_under_way() -> None:
    with ReferenceServer(clock=SystemClock()) as server:
        server.model.hang()
        failed = list[Exception]()
        with server.serve() as url:
            with httpx.Client(base_url=url) as http:
                agent = json_of(http.post("/v1/agents/", json={}))["id"]

            def wait() -> None:
                try:
                    httpx.post(f"{url}/v1/agents/{agent}/messages", json={"input": "Well?"})
                except httpx.TransportError as error:
                    failed.append(error)

            waiting = threading.Thread(target=wait)
            waiting.start()
            while len(server.requests) < 2:
                threading.Event().wait(0.005)
        waiting.join(5)

    assert len(failed) == 1


def test_letta_0_16_8_closes_the_connection_after_a_500() -> None:
    def closes(profile: str) -> bool:
        with ReferenceServer(profile=profile) as server, server.serve() as url:  # type: ignore[call-overload]
            with connect(server) as in_process:
                talk = Talk(in_process)
            server.model.fail()
            connection = http.client.HTTPConnection(str(urlsplit(url).netloc), timeout=1)
            body, headers = b'{"input": "FAIL"}', {"content-type": "application/json"}
            connection.request("POST", f"{talk.path}/messages", body, headers)
            response = connection.getresponse()
            response.read()
            assert (response.status, response.getheader("connection")) == (500, None)
            assert connection.sock is not None
            connection.sock.settimeout(0.2)
            try:
                return connection.sock.recv(1) == b""
            except TimeoutError:
                return False
            finally:
                connection.close()

    assert [closes("contract"), closes("letta-0.16.8")] == [False, True]


def test_a_port_that_is_taken_is_an_error(server: ReferenceServer) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(OSError, match="in use"),
        server.serve(taken.getsockname()[1]),
    ):
        pass


class Leftovers:
    """What a process has that somebody could have forgotten to close."""

    def __init__(self) -> None:
        gc.collect()
        self.threads = {thread.name for thread in threading.enumerate()}
        self.files = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0
        self.tasks = [str(each) for each in gc.get_objects() if _is_under_way(each)]


def _is_under_way(each: object) -> bool:
    return isinstance(each, asyncio.Task) and not each.done()


def test_many_starts_and_stops_leave_nothing_behind() -> None:
    run_id = ""

    def start_and_stop(number: int) -> None:
        nonlocal run_id
        with ReferenceServer() as server:
            run_id = str(server.add_run(status="running").id)
            server.client().runs.retrieve(run_id)
            with server.serve() as url:
                if number % 3 == 0:
                    # Some leave in the middle of a stream.
                    path = f"{url}/v1/runs/{run_id}/stream"
                    with httpx.stream("POST", path, json={}) as response:
                        next(response.iter_raw())

    start_and_stop(0)
    before = Leftovers()
    for number in range(times(30)):
        start_and_stop(number)
    after = Leftovers()

    assert after.threads == before.threads
    assert after.files == before.files
    # Other tests of this process may have ended in the middle of theirs.
    assert set(after.tasks) <= set(before.tasks)


# The command


@contextmanager
def command(*arguments: str) -> Generator[str]:
    """Run `python -m letta_client.testing` on a free port, and give its URL."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "letta_client.testing", "--port", str(port), *arguments],
        env={**os.environ, "PYTHONPATH": str(SRC)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        said = ""
        while "Uvicorn running" not in said:
            line = process.stderr.readline()
            assert line, said
            said += line
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=10)


def test_the_command_serves_sample_data_and_docs_to_anything() -> None:
    with command("--demo") as url, httpx.Client(base_url=url) as http_client:
        runs = json_of(http_client.get("/v1/runs/"))
        assert len(runs) == 12
        assert {run["agent_id"] for run in runs} == {
            agent["id"] for agent in json_of(http_client.get("/v1/agents/"))
        }
        assert "swagger" in http_client.get("/docs").text
        assert json_of(http_client.get("/openapi.json"))["info"]["title"] == "Letta API"
        # A page of another origin may ask, too.
        asked = http_client.get("/v1/runs/", headers={"Origin": "http://localhost:3000"})
        assert asked.headers["access-control-allow-origin"] == "*"
        running = next(run["id"] for run in runs if run["status"] == "completed")
        assert frames(http_client.post(f"/v1/runs/{running}/stream", json={}))[-1] == DONE


def test_the_command_can_be_another_server() -> None:
    with command("--profile", "letta-0.16.8") as url:
        assert httpx.get(f"{url}/v1/runs/").json() == []
        assert httpx.get(f"{url}/v1/steps/").status_code == 400
