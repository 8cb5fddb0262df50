"""What the server keeps of requests is bounded."""

import threading

import pytest

from letta_client.testing import ReceivedRequest, ReferenceServer
from letta_client.testing.transports import received_requests
from letta_client.testing.transports.received_requests import ReceivedRequests, receive_head
from testing.clients import connect


def request(path: str = "/v1/runs/") -> ReceivedRequest:
    scope = {"method": "POST", "path": path, "query_string": b"", "headers": [(b"a", b"b")]}
    return receive_head(scope)


def kept_bytes(requests: ReceivedRequests) -> int:
    return sum(each.size for each in requests)


def test_only_the_last_requests_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(received_requests, "KEPT_REQUESTS", 3)
    requests = ReceivedRequests()
    for number in range(5):
        requests.add(request(f"/{number}"))

    assert [each.path for each in requests] == ["/2", "/3", "/4"]
    assert (len(requests), requests[-1].path) == (3, "/4")
    assert [each.path for each in requests[-2:]] == ["/3", "/4"]


def test_all_of_them_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(received_requests, "KEPT_BYTES", 1000)
    requests = ReceivedRequests()
    for number in range(10):
        each = request(f"/{number}")
        requests.add(each)
        requests.add_to_body(each, b"x" * 300)

    assert [each.path for each in requests] == ["/7", "/8", "/9"]
    assert kept_bytes(requests) <= 1000
    assert all(len(each.body) == 300 for each in requests)


def test_the_last_one_is_kept_however_large_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(received_requests, "KEPT_BYTES", 1000)
    requests = ReceivedRequests()
    requests.add(request())
    last = request("/large")
    requests.add(last)
    requests.add_to_body(last, b"x" * 5000)

    assert [each.path for each in requests] == ["/large"]


def test_nothing_more_is_kept_of_what_was_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(received_requests, "KEPT_REQUESTS", 1)
    requests = ReceivedRequests()
    first = request("/first")
    requests.add(first)
    requests.add_to_body(first, b"some")
    requests.add(request("/second"))
    requests.add_to_body(first, b"more")

    assert first.body == b"some"
    assert [each.path for each in requests] == ["/second"]
    requests.clear()
    requests.add(request("/third"))
    assert kept_bytes(requests) == len("/third") + 2


def test_many_threads_are_counted_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(received_requests, "KEPT_BYTES", 5000)
    requests = ReceivedRequests()

    def send() -> None:
        for _ in range(200):
            each = request()
            requests.add(each)
            requests.add_to_body(each, b"x" * 100)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 4500 < kept_bytes(requests) <= 5000


def test_the_server_keeps_them(server: ReferenceServer) -> None:
    with connect(server) as http:
        http.post("/v1/agents/", json={"name": "a"})

    (only,) = server.requests
    assert (only.json(), only.is_forgotten) == ({"name": "a"}, False)
