"""What is to go wrong goes wrong, as often as it is to."""

from typing import Any

import httpx
import pytest

from letta_client.testing import ReferenceServer, Script

SCRIPT = Script().reply("one two three")


def read(http: httpx.Client, path: str) -> tuple[bytes, bool]:
    """Return what came of a stream, and whether it was cut off."""
    received = b""
    try:
        with http.stream("POST", path, json={}) as response:
            for chunk in response.iter_raw():
                received += chunk
    except httpx.RemoteProtocolError:
        return received, True
    return received, False


@pytest.mark.parametrize("events", [0, 1, 3])
def test_a_stream_is_cut_after_so_many_events(
    server: ReferenceServer, http: httpx.Client, events: int
) -> None:
    path = f"/v1/runs/{server.add_run(SCRIPT).id}/stream"
    whole, _ = read(http, path)
    fault = server.faults.add(path="/v1/runs/*/stream", cut_after_events=events)

    received, cut = read(http, path)

    assert cut
    assert received.count(b"\n\n") == events
    assert whole.startswith(received)
    assert read(http, path) == (whole, False)
    assert fault.fired == 1


@pytest.mark.parametrize("count", [0, 1, 100, 1000])
def test_a_body_is_cut_after_so_many_bytes(
    server: ReferenceServer, http: httpx.Client, count: int
) -> None:
    path = f"/v1/runs/{server.add_run(SCRIPT).id}/stream"
    whole, _ = read(http, path)
    server.faults.add(cut_after_bytes=count)

    assert read(http, path) == (whole[:count], True)


def test_a_cut_comes_at_once_and_not_with_the_next_event(
    server: ReferenceServer, http: httpx.Client
) -> None:
    path = f"/v1/runs/{server.start_run(Script(token_delay=60).reply('one')).id}/stream"
    start = server.clock.now()
    server.faults.add(cut_after_events=1)

    assert read(http, path)[1]
    assert server.clock.now() == start


def test_a_list_can_be_cut_too(server: ReferenceServer, http: httpx.Client) -> None:
    server.add_run()
    server.faults.add(method="get", cut_after_bytes=10)

    with pytest.raises(httpx.RemoteProtocolError):
        http.get("/v1/runs/")


def test_a_fault_meets_only_what_matches_and_only_so_often(
    server: ReferenceServer, http: httpx.Client
) -> None:
    twice = server.faults.add(path="/v1/health/", cut_after_bytes=0, times=2)
    never = server.faults.add(path="/v1/runs/", method="POST", cut_after_bytes=0)

    outcomes = list[bool]()
    http.get("/v1/runs/")
    for _ in range(3):
        try:
            http.get("/v1/health/")
            outcomes.append(True)
        except httpx.RemoteProtocolError:
            outcomes.append(False)

    assert outcomes == [False, False, True]
    assert server.faults.unused == [never]
    assert list(server.faults) == [twice, never]


def test_a_fault_may_last(server: ReferenceServer, http: httpx.Client) -> None:
    server.faults.add(cut_after_bytes=0, times=None)

    for _ in range(3):
        with pytest.raises(httpx.RemoteProtocolError):
            http.get("/v1/health/")


@pytest.mark.parametrize("options", [{}, {"cut_after_events": 1, "cut_after_bytes": 1}])
def test_a_fault_is_one_thing(server: ReferenceServer, options: Any) -> None:
    with pytest.raises(ValueError, match="one of"):
        server.faults.add(**options)
