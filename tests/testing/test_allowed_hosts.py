"""A page of the web does not reach a server on loopback by the name of its own site."""

from typing import Any

import httpx
import pytest

from letta_client.testing import ReferenceServer
from letta_client.testing.transports.allowed_hosts import AllowedHosts

LOOPBACK = [
    "127.0.0.1",
    "127.0.0.1:8283",
    "localhost:1",
    "LOCALHOST",
    "localhost.",
    "a.localhost",
    "[::1]:8283",
    "127.1.2.3",
    "[::ffff:127.0.0.1]",
]
FOREIGN = [
    "evil.example",
    "evil.example:8283",
    "localhost.evil.example",
    "192.168.1.5",
    "0.0.0.0",
    "notlocalhost",
    "[::2]",
    "[",
    "127.0.0.1.evil.example",
    "user@evil.example",
    "",
]


def status(allowed: AllowedHosts, host: str | None, origin: str | None = None) -> int:
    """Return the status with which a request is refused, or 200."""
    given = {b"host": host, b"Origin": origin}
    headers = [(name, value.encode()) for name, value in given.items() if value is not None]
    scope: dict[str, Any] = {"type": "http", "headers": headers}
    refusal = allowed.refusal(scope)
    return 200 if refusal is None else refusal[0]


@pytest.mark.parametrize("host", LOOPBACK)
def test_names_of_loopback_are_allowed(host: str) -> None:
    allowed = AllowedHosts("127.0.0.1")

    assert status(allowed, host) == 200
    assert status(allowed, "127.0.0.1", f"http://{host}") == 200


@pytest.mark.parametrize("host", FOREIGN)
def test_other_names_are_refused(host: str) -> None:
    allowed = AllowedHosts("127.0.0.1")

    assert status(allowed, host) == 421
    assert status(allowed, "127.0.0.1", f"http://{host}") == 403
    assert status(allowed, host, f"http://{host}") == 421


@pytest.mark.parametrize("origin", ["null", "", "file://", "nonsense", "https://evil.example"])
def test_pages_of_no_allowed_host_are_refused(origin: str) -> None:
    assert status(AllowedHosts("127.0.0.1"), "localhost", origin) == 403


def test_a_client_that_names_no_host_is_no_browser() -> None:
    assert status(AllowedHosts("127.0.0.1"), None) == 200


@pytest.mark.parametrize("listens_on", ["letta.test", "10.0.0.5", "fd00::1", "[FD00::1]"])
def test_what_it_was_told_to_listen_on_is_allowed(listens_on: str) -> None:
    allowed = AllowedHosts(listens_on)
    host = f"[{listens_on.strip('[]')}]" if ":" in listens_on else listens_on

    assert status(allowed, f"{host}:8283", f"http://{host}:3000") == 200
    assert status(allowed, "evil.example") == 421


@pytest.mark.parametrize("listens_on", ["0.0.0.0", "::", ""])
def test_on_all_addresses_it_answers_to_addresses_but_not_to_names(listens_on: str) -> None:
    allowed = AllowedHosts(listens_on)

    assert status(allowed, "192.168.1.5:8283") == 200
    assert status(allowed, "evil.example") == 421
    # A page of its own may ask, and none of another machine.
    assert status(allowed, "192.168.1.5:8283", "http://192.168.1.5:8283") == 200
    assert status(allowed, "192.168.1.5:8283", "http://203.0.113.7") == 403


def test_more_hosts_can_be_allowed() -> None:
    allowed = AllowedHosts("127.0.0.1", ["letta", "App.example"])

    assert status(allowed, "letta:8283", "https://app.example") == 200
    assert status(allowed, "evil.example") == 421
    assert status(AllowedHosts("127.0.0.1", ["*"]), "evil.example", "null") == 200


def test_a_server_on_a_socket_refuses_and_says_how_to_allow(server: ReferenceServer) -> None:
    with server.serve() as url:
        rebound = httpx.get(f"{url}/v1/runs/", headers={"Host": "evil.example"})
        asked = httpx.post(f"{url}/v1/agents/", json={}, headers={"Origin": "http://evil.example"})
        # What a browser asks before it sends the request itself.
        preflight = httpx.options(
            f"{url}/v1/agents/",
            headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"},
        )
    with server.serve(allowed_hosts=["evil.example"]) as url:
        allowed = httpx.get(f"{url}/v1/runs/", headers={"Host": "evil.example"})

    assert (rebound.status_code, asked.status_code, preflight.status_code) == (421, 403, 403)
    assert "'evil.example'" in rebound.json()["detail"]
    assert "--allow-host" in asked.json()["detail"]
    assert "access-control-allow-origin" not in preflight.headers
    # None of them has reached the server itself.
    assert [request.path for request in server.requests] == ["/v1/runs/"]
    assert allowed.status_code == 200
