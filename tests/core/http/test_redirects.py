"""A redirect takes no credentials to another place."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from letta_client._core.http.redirects import may_carry

SECRETS = [
    "Authorization",
    "authorization",
    "Cookie",
    "Proxy-Authorization",
    "X-Project",
    "X-Project-Id",
    "X-Api-Key",
    "X-Whatever-The-User-Set",
]
HARMLESS = ["Accept", "accept-encoding", "CONTENT-TYPE", "Content-Length", "Host", "User-Agent"]

HOSTS = st.sampled_from(["letta.test", "api.letta.test", "letta.test.evil.test", "127.0.0.1"])
PORTS = st.sampled_from(["", ":80", ":443", ":8283"])
PATHS = st.sampled_from(["", "/", "/v1/runs/?a=b", "/@letta.test/", "/#letta.test"])
USERS = st.sampled_from(["", "me:secret@", "letta.test:443@"])


@st.composite
def urls(draw: st.DrawFn) -> tuple[str, tuple[str, str, int]]:
    """A URL, and its scheme, host and port."""
    scheme, host, port = draw(st.sampled_from(["http", "https"])), draw(HOSTS), draw(PORTS)
    number = int(port[1:]) if port else {"http": 80, "https": 443}[scheme]
    return f"{scheme}://{draw(USERS)}{host}{port}{draw(PATHS)}", (scheme, host, number)


@given(urls(), urls(), st.sampled_from(SECRETS))
def test_credentials_stay_where_they_belong(
    source: tuple[str, tuple[str, str, int]], target: tuple[str, tuple[str, str, int]], name: str
) -> None:
    (here, origin), (there, destination) = source, target
    upgrade = origin[0] == "http" and origin[2] == 80 and destination == ("https", origin[1], 443)
    assert may_carry(name, source=here, target=there) == (origin == destination or upgrade)


@given(st.text(), urls(), urls())
@example("x-new-secret", ("https://letta.test", ("", "", 0)), ("https://evil.test", ("", "", 0)))
def test_a_header_that_nobody_knows_is_a_credential(
    name: str, source: tuple[str, tuple[str, str, int]], target: tuple[str, tuple[str, str, int]]
) -> None:
    assume(name.lower() not in {"host"})
    assume(source[1][1] != target[1][1])
    assert not may_carry(name, source=source[0], target=target[0])


@given(urls(), urls(), st.sampled_from(HARMLESS))
def test_headers_of_the_message_itself_go_anywhere(
    source: tuple[str, tuple[str, str, int]], target: tuple[str, tuple[str, str, int]], name: str
) -> None:
    assert may_carry(name, source=source[0], target=target[0])


@pytest.mark.parametrize(
    ("source", "target", "carried"),
    [
        ("https://letta.test/a", "https://letta.test/b?c", True),
        ("https://letta.test", "https://LETTA.test:443/", True),
        ("http://letta.test", "https://letta.test", True),
        ("http://letta.test:80", "https://letta.test:443", True),
        ("http://[::1]:8283/a", "http://[::1]:8283/b", True),
        ("https://letta.test", "http://letta.test", False),
        ("http://letta.test:8283", "https://letta.test:8283", False),
        ("http://letta.test:8283", "https://letta.test", False),
        ("http://letta.test", "https://letta.test:8443", False),
        ("https://letta.test", "https://letta.test:8443", False),
        ("https://letta.test", "https://evil.letta.test", False),
        ("https://api.letta.test", "https://letta.test", False),
        ("https://letta.test", "https://letta.test@evil.test", False),
        ("https://letta.test", "https://evil.test/letta.test", False),
        ("http://[::1]:8283", "http://[::2]:8283", False),
    ],
)
def test_the_key_follows_within_one_place(source: str, target: str, carried: bool) -> None:
    assert may_carry("Authorization", source=source, target=target) == carried
