"""A path argument reaches the endpoint that it is meant for, and no other."""

from __future__ import annotations

import posixpath
import re
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from letta_client._core.http.encoding import encode_segment

TEMPLATES = [
    "/v1/runs/{run_id}",
    "/v1/runs/{run_id}/messages",
    "/v1/runs/{run_id}/metrics",
    "/v1/runs/{run_id}/steps",
    "/v1/runs/{run_id}/stream",
    "/v1/runs/{run_id}/trace",
    "/v1/runs/{run_id}/usage",
    "/v1/steps/{step_id}",
    "/v1/steps/{step_id}/feedback",
    "/v1/steps/{step_id}/messages",
    "/v1/steps/{step_id}/metrics",
    "/v1/steps/{step_id}/trace",
    "/v1/steps/{step_id}/transaction/{transaction_id}",
]
ROUTES = ["/v1/health/", "/v1/runs/", "/v1/runs/active", "/v1/steps/", *TEMPLATES]

PIECES = ["../", "..", "//", "%2f", "%2F", "%2e", "%25", "messages", "active", "run-1"]
# Text, much of it made of what has a meaning in paths and URLs.
NASTY = st.lists(
    st.sampled_from([*"./\\%?#;:@&=+~|\n\r\t\0 \x1b\x85\u2028é😀", *PIECES]),
    min_size=1,
    max_size=8,
).map("".join)
# "active" is the name of an endpoint: the API itself gives this path two meanings.
VALUES = (NASTY | st.text(min_size=1)).filter(lambda value: value != "active")


def encode_path(template: str, **arguments: Any) -> str:
    encoded = {name: encode_segment(name, value) for name, value in arguments.items()}
    return template.format_map(encoded)


def fill(template: str, values: list[str]) -> str:
    """What goes out for a template: the path behind the HTTP client's own doings."""
    path = encode_path(template, **dict(zip(placeholders(template), values, strict=False)))
    raw = httpx.URL(f"http://letta.test{path}").raw_path.decode("ascii")
    assert raw == path, "the HTTP client leaves it as it is"
    return raw


def placeholders(template: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", template)


def routed(path: str) -> list[str]:
    """The routes that a server finds for a path, decoded once: as Starlette looks for them."""
    return [
        route
        for route in ROUTES
        if re.match("^" + re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(route)) + "$", path)
    ]


@given(st.sampled_from(TEMPLATES), st.lists(VALUES, min_size=2, max_size=2))
@example("/v1/runs/{run_id}", ["\n", "x"])
@example("/v1/runs/{run_id}", ["active\n", "x"])
@example("/v1/runs/{run_id}/messages", ["../..", "x"])
@example("/v1/steps/{step_id}/transaction/{transaction_id}", ["a/b", ".."])
def test_any_argument_reaches_its_own_endpoint_alone(template: str, values: list[str]) -> None:
    assert routed(unquote(fill(template, values))) == [template]


@given(st.sampled_from(TEMPLATES), st.lists(VALUES, min_size=2, max_size=2))
def test_any_argument_stays_one_segment(template: str, values: list[str]) -> None:
    # To a server that looks for backslashes too.
    sent = unquote(fill(template, values)).replace("\\", "/").split("/")
    assert len(sent) == len(template.split("/"))
    assert not {"", ".", ".."} & set(sent[1:])
    for segment, expected in zip(sent, template.split("/"), strict=True):
        assert segment == expected or expected.startswith("{")


@given(st.sampled_from(TEMPLATES), st.lists(VALUES, min_size=2, max_size=2))
def test_no_argument_lets_a_proxy_shorten_the_path(template: str, values: list[str]) -> None:
    raw = fill(template, values)
    for seen in (raw, re.sub("(?i)%2e", ".", raw), unquote(raw)):
        assert posixpath.normpath(seen) == seen


@given(VALUES)
def test_an_argument_adds_neither_query_nor_fragment_nor_host(value: str) -> None:
    url = httpx.URL("http://letta.test" + encode_path("/v1/runs/{run_id}/messages", run_id=value))
    assert (url.scheme, url.host, url.port, url.userinfo) == ("http", "letta.test", None, b"")
    assert (url.query, url.fragment) == (b"", "")


@given(VALUES)
def test_an_argument_without_structure_comes_as_it_is(value: str) -> None:
    assume(not set("/\\\n") & set(value) and value.strip("."))
    assert unquote(fill("/v1/runs/{run_id}", [value])) == f"/v1/runs/{value}"


@given(VALUES, VALUES)
@example("/", "\\")
@example("/", "\n")
@example(".", "..")
def test_different_arguments_make_different_paths(one: str, other: str) -> None:
    # A slash has to be written somehow, so `a/b` takes the place of the very odd id `a%2Fb`.
    assume(one != other and "%" not in one + other)
    assert fill("/v1/runs/{run_id}", [one]) != fill("/v1/runs/{run_id}", [other])


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("run-1", "run-1"),
        ("../x", "..%252Fx"),
        ("..", "%252E%252E"),
        (".", "%252E"),
        ("a b?c#d", "a%20b%3Fc%23d"),
        ("%2f", "%252f"),
        ("%2e%2e", "%252e%252e"),
        ("a\\b", "a%255Cb"),
        ("x\n", "x%250A"),
        ("é", "%C3%A9"),
        ("a.b-c_d~e", "a.b-c_d~e"),
    ],
)
def test_arguments_are_encoded(value: str, sent: str) -> None:
    assert encode_path("/v1/runs/{run_id}/steps", run_id=value) == f"/v1/runs/{sent}/steps"


@pytest.mark.parametrize("value", ["", None])
@pytest.mark.parametrize("name", ["step_id", "transaction_id"])
def test_an_empty_argument_is_an_error_that_names_it(name: str, value: Any) -> None:
    arguments = {"step_id": "step-1", "transaction_id": "tx-1", name: value}
    with pytest.raises(ValueError, match=f"`{name}`.*{value!r}"):
        encode_path("/v1/steps/{step_id}/transaction/{transaction_id}", **arguments)


@pytest.mark.parametrize(
    "value", [True, False, b"run-1", b"", {"id": "run-1"}, {}, 1.5, [], object]
)
def test_what_is_no_text_is_a_type_error_that_names_the_parameter(value: Any) -> None:
    with pytest.raises(TypeError, match="`run_id`"):
        encode_path("/v1/runs/{run_id}", run_id=value)


def test_a_number_is_written_out() -> None:
    number: Any = 5
    assert encode_path("/v1/runs/{run_id}", run_id=number) == "/v1/runs/5"
