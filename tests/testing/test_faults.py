"""What is to go wrong goes wrong, as often as it is to, in process and over a socket."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from letta_client.testing import Clock, ReferenceServer, Script, SystemClock
from testing.clients import async_connect, connect, json_of
from testing.talking import DONE, Talk, data, frames

SCRIPT = Script().reply("one two three")
# Short, for what has to run out in real time.
PATIENCE = 0.2


@contextmanager
def over(way: str, server: ReferenceServer[Clock], timeout: float = 60) -> Generator[httpx.Client]:
    if way == "in process":
        with connect(server, timeout) as http:
            yield http
    else:
        with server.serve() as url, httpx.Client(base_url=url, timeout=timeout) as http:
            yield http


@pytest.fixture(params=["in process", "over a socket"])
def way(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture
def both(way: str, server: ReferenceServer) -> Iterator[httpx.Client]:
    with over(way, server) as http:
        yield http


def stream_path(server: ReferenceServer) -> str:
    return f"/v1/runs/{server.add_run(SCRIPT).id}/stream"


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


# Answers


def test_a_status_comes_with_its_headers_and_body(
    server: ReferenceServer, both: httpx.Client
) -> None:
    server.faults.add(status=429, headers={"Retry-After": "7"})
    server.faults.add(status=503, body={"detail": "Back soon."})
    server.faults.add(status=500, headers={"Content-Type": "text/html"}, body=b"<h1>Oops</h1>")

    limited, closed, broken = (both.get("/v1/runs/") for _ in range(3))

    assert (limited.status_code, limited.headers["retry-after"]) == (429, "7")
    assert limited.json()["detail"]
    assert (closed.status_code, closed.json()) == (503, {"detail": "Back soon."})
    assert (broken.headers["content-type"], broken.text) == ("text/html", "<h1>Oops</h1>")
    assert json_of(both.get("/v1/runs/")) == []


def test_a_refused_request_does_nothing(server: ReferenceServer, both: httpx.Client) -> None:
    talk = Talk(both)
    server.faults.add(status=500, method="POST")

    assert talk.say("Hello").status_code == 500
    assert talk.runs() == []


# Connections


def test_a_connection_is_refused_in_process(server: ReferenceServer, http: httpx.Client) -> None:
    talk = Talk(http)
    server.faults.add(refuse=True, method="POST")

    with pytest.raises(httpx.ConnectError):
        talk.say("Hello")
    assert talk.runs() == []


def test_a_refusal_is_a_reset_over_a_socket(server: ReferenceServer) -> None:
    with over("over a socket", server) as http:
        talk = Talk(http)
        server.faults.add(refuse=True, method="POST")

        with pytest.raises(httpx.ReadError):
            talk.say("Hello")
        assert talk.runs() == []


def test_a_reset_loses_the_answer_to_what_was_done(
    server: ReferenceServer, both: httpx.Client
) -> None:
    talk = Talk(both)
    server.faults.add(reset=True, method="POST")

    with pytest.raises(httpx.ReadError):
        talk.say("Hello")
    assert [run["status"] for run in talk.runs()] == ["completed"]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"refuse": True}, httpx.ConnectError),
        ({"reset": True}, httpx.ReadError),
        ({"cut_after_bytes": 3}, httpx.RemoteProtocolError),
        ({"stall_after_bytes": 3}, httpx.ReadTimeout),
    ],
)
async def test_a_connection_fails_for_an_async_client_too(
    server: ReferenceServer, fault: Any, error: type[Exception]
) -> None:
    server.add_run()
    server.faults.add(**fault)

    async with async_connect(server) as http:
        with pytest.raises(error):
            await http.get("/v1/runs/")


def test_the_socket_stays_usable(server: ReferenceServer) -> None:
    path = stream_path(server)
    with over("over a socket", server) as http:
        faults: list[dict[str, Any]] = [{"reset": True}, {"cut_after_bytes": 5}, {"refuse": True}]
        for fault in faults:
            server.faults.add(**fault)
            with pytest.raises(httpx.TransportError):
                http.post(path, json={})
            assert frames(http.post(path, json={}))[-1] == DONE


# Bodies


@pytest.mark.parametrize("events", [0, 1, 3])
def test_a_stream_is_cut_after_so_many_events(
    server: ReferenceServer, both: httpx.Client, events: int
) -> None:
    path = stream_path(server)
    whole, _ = read(both, path)
    fault = server.faults.add(path="/v1/runs/*/stream", cut_after_events=events)

    received, cut = read(both, path)

    assert cut
    assert received.count(b"\n\n") == events
    assert whole.startswith(received)
    assert read(both, path) == (whole, False)
    assert fault.fired == 1


@pytest.mark.parametrize("count", [0, 1, 100, 1000])
def test_a_body_is_cut_after_so_many_bytes(
    server: ReferenceServer, both: httpx.Client, count: int
) -> None:
    path = stream_path(server)
    whole, _ = read(both, path)
    server.faults.add(cut_after_bytes=count)

    assert read(both, path) == (whole[:count], True)


def test_a_cut_comes_at_once_and_not_with_the_next_event(
    server: ReferenceServer, http: httpx.Client
) -> None:
    path = f"/v1/runs/{server.start_run(Script(token_delay=60).reply('one')).id}/stream"
    start = server.clock.now()
    server.faults.add(cut_after_events=1)

    assert read(http, path)[1]
    assert server.clock.now() == start


def test_a_list_can_be_cut_too(server: ReferenceServer, both: httpx.Client) -> None:
    server.add_run()
    server.faults.add(method="get", cut_after_bytes=10)

    with pytest.raises(httpx.RemoteProtocolError):
        both.get("/v1/runs/")


@pytest.mark.parametrize(
    ("fault", "expected"),
    [({"stall_after_events": 2}, 2), ({"stall_after_bytes": 0}, 0), ({"stall_after_events": 0}, 0)],
)
def test_a_stalled_stream_sends_nothing_not_even_pings(
    server: ReferenceServer, way: str, fault: Any, expected: int
) -> None:
    path = stream_path(server)
    server.faults.add(**fault)
    start, received = server.clock.now(), b""

    with (
        over(way, server, timeout=PATIENCE) as http,
        http.stream("POST", path, json={}) as response,
    ):
        chunks = response.iter_raw()
        while received.count(b"\n\n") < expected:
            received += next(chunks)
        with pytest.raises(httpx.ReadTimeout):
            next(chunks)

    assert received.count(b"\n\n") == expected
    waited = (server.clock.now() - start).total_seconds()
    assert waited == (PATIENCE if way == "in process" else 0)
    assert server.requests[-1].disconnected


def test_a_stall_lasts_as_long_as_the_read_timeout(server: ReferenceServer) -> None:
    path, start = stream_path(server), server.clock.now()
    server.faults.add(stall_after_events=1)

    with connect(server, timeout=300) as http, pytest.raises(httpx.ReadTimeout):
        http.post(path, json={})

    assert (server.clock.now() - start).total_seconds() == 300


def test_a_stall_on_the_real_clock_takes_real_time() -> None:
    with ReferenceServer(clock=SystemClock()) as server:
        server.faults.add(stall_after_bytes=0)
        start = server.clock.now()
        with connect(server, timeout=PATIENCE) as http, pytest.raises(httpx.ReadTimeout):
            http.get("/v1/runs/")

        assert (server.clock.now() - start).total_seconds() >= PATIENCE


def test_garbage_comes_in_place_of_the_body(server: ReferenceServer, both: httpx.Client) -> None:
    path = stream_path(server)
    server.faults.add(garbage=True, times=2)
    server.faults.add(garbage=b"nonsense", content_type="text/plain")

    listed, streamed, said = both.get("/v1/runs/"), both.post(path, json={}), both.get("/v1/runs/")

    assert (listed.status_code, listed.headers["content-type"]) == (200, "application/json")
    with pytest.raises(ValueError, match="Expecting value"):
        listed.json()
    assert streamed.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert "data:" not in streamed.text
    assert (said.text, said.headers["content-type"]) == ("nonsense", "text/plain")


def test_a_content_type_can_be_wrong(server: ReferenceServer, both: httpx.Client) -> None:
    server.faults.add(content_type="text/html")

    response = both.get("/v1/runs/")

    assert (response.headers["content-type"], response.json()) == ("text/html", [])


@pytest.mark.parametrize(
    ("fault", "order"),
    [
        ({"repeat_event": 1}, [0, 0, 1, 2, 3, 4, 5, 6]),
        ({"repeat_event": 3}, [0, 1, 2, 2, 3, 4, 5, 6]),
        ({"swap_event": 2}, [0, 2, 1, 3, 4, 5, 6]),
        ({"swap_event": 6}, [0, 1, 2, 3, 4, 6, 5]),
        ({"swap_event": 7}, [0, 1, 2, 3, 4, 5, 6]),
        ({"repeat_event": 2, "swap_event": 4}, [0, 1, 1, 2, 4, 3, 5, 6]),
    ],
)
def test_events_come_twice_or_in_another_order(
    server: ReferenceServer, both: httpx.Client, fault: Any, order: list[int]
) -> None:
    path = stream_path(server)
    whole = frames(both.post(path, json={}))
    server.faults.add(**fault)

    assert frames(both.post(path, json={})) == [whole[place] for place in order]


# Time


def test_a_delay_is_time_of_the_clock(server: ReferenceServer, both: httpx.Client) -> None:
    server.faults.add(delay=30)
    server.faults.add(delay=40, status=503)
    start = server.clock.now()

    statuses = [both.get("/v1/runs/").status_code for _ in range(3)]

    assert statuses == [200, 503, 200]
    assert (server.clock.now() - start).total_seconds() == 70


def test_a_delay_longer_than_the_patience_of_a_client_is_a_timeout(
    server: ReferenceServer, http: httpx.Client
) -> None:
    talk, start = Talk(http), server.clock.now()
    server.faults.add(delay=61, method="POST")

    with pytest.raises(httpx.ReadTimeout):
        talk.say("Hello")

    assert (server.clock.now() - start).total_seconds() == 60
    assert talk.runs() == []


def test_a_delay_over_a_socket_on_the_real_clock_is_real() -> None:
    with ReferenceServer(clock=SystemClock()) as server, over("over a socket", server) as http:
        server.faults.add(delay=PATIENCE)
        start = server.clock.now()

        assert http.get("/v1/health/").status_code == 200
        assert (server.clock.now() - start).total_seconds() >= PATIENCE


# Which requests


def test_a_fault_meets_only_what_matches_and_only_so_often(
    server: ReferenceServer, http: httpx.Client
) -> None:
    twice = server.faults.add(path="/v1/health/", status=500, times=2)
    never = server.faults.add(path="/v1/runs/", method="POST", status=500)

    statuses = [http.get("/v1/runs/").status_code]
    statuses += [http.get("/v1/health/").status_code for _ in range(3)]

    assert statuses == [200, 500, 500, 200]
    assert server.faults.unused == [never]
    assert list(server.faults) == [twice, never]


def test_a_fault_may_last_until_it_is_cleared(server: ReferenceServer, http: httpx.Client) -> None:
    server.faults.add(status=503, times=None)

    assert {http.get("/v1/health/").status_code for _ in range(3)} == {503}
    server.faults.clear()
    assert http.get("/v1/health/").status_code == 200


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"cut_after_events": 1, "cut_after_bytes": 1},
        {"status": 500, "reset": True},
        {"stall_after_bytes": 1, "cut_after_bytes": 1},
        {"headers": {"Retry-After": "1"}},
    ],
)
def test_a_fault_is_one_thing(server: ReferenceServer, options: Any) -> None:
    with pytest.raises(ValueError, match=r"one of|belong"):
        server.faults.add(**options)


def test_a_stream_can_be_followed_through_a_cut(
    server: ReferenceServer, both: httpx.Client
) -> None:
    path = stream_path(server)
    whole = frames(both.post(path, json={}))
    server.faults.add(cut_after_events=3)

    received, _ = read(both, path)
    seen = [frame + "\n\n" for frame in received.decode().split("\n\n")[:-1]]
    rest = frames(both.post(path, json={"starting_after": data(seen[-1])["seq_id"]}))

    assert seen + rest == whole
