"""A call is a value: what the caller asks for beside its parameters makes another one."""

from __future__ import annotations

import dataclasses
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from letta_client._core.http.encoding import encode_query
from letta_client._core.http.omit import not_given, omit
from letta_client._core.http.request import (
    Method,
    Request,
    RequestOptions,
    generic_request,
    merge_headers,
    read,
)
from letta_client.types.runs import Run

NAMES = st.text("abcABC-", min_size=1, max_size=3)
LAYERS = st.lists(st.dictionaries(NAMES, st.text(max_size=3) | st.just(omit)), max_size=4)


@given(LAYERS)
def test_headers_merge_whatever_the_case_of_their_names(layers: list[dict[str, Any]]) -> None:
    merged = merge_headers(*layers)
    last = {name.lower(): value for layer in layers for name, value in layer.items()}
    assert {name.lower(): value for name, value in merged.items()} == last
    assert len(merged) == len(last)


def test_a_header_takes_the_name_that_was_given_last() -> None:
    assert merge_headers({"X-Trace": "1", "A": "2"}, {"x-trace": "3"}) == {"x-trace": "3", "A": "2"}


def test_an_omitted_header_stays_marked_as_removed() -> None:
    assert merge_headers({"Accept": "x"}, {"accept": omit}) == {"accept": omit}
    assert merge_headers({"Accept": "x"}, {"accept": omit}, {"ACCEPT": "y"}) == {"ACCEPT": "y"}


def test_a_read_is_a_get_that_can_be_sent_again() -> None:
    request = read("/v1/runs/", Run, {"limit": 1})
    assert request == Request[Run](
        method="GET", path="/v1/runs/", returns=Run, query={"limit": 1}, safe=True
    )
    assert read("/v1/runs/", Run).query == {}


def test_a_call_changes_something_unless_it_says_otherwise() -> None:
    assert not Request[Run](method="POST", path="/", returns=Run).safe


def test_a_call_cannot_be_changed() -> None:
    request: Any = read("/v1/runs/", Run)
    with pytest.raises(dataclasses.FrozenInstanceError):
        request.path = "/"


POST = Request[Run](
    method="POST",
    path="/v1/runs/",
    returns=Run,
    headers={"Accept": "text/event-stream", "X-A": "1"},
    query={"a": 1, "b": 2},
    body={"a": 1, "b": omit},
    timeout=5.0,
)


def test_extras_add_to_a_call_and_replace_what_it_has() -> None:
    assert POST.with_options(
        extra_headers={"accept": omit, "X-B": "2"},
        extra_query={"b": None, "c": 3},
        extra_body={"b": None, "c": omit},
        timeout=7.0,
    ) == dataclasses.replace(
        POST,
        headers={"accept": omit, "X-A": "1", "X-B": "2"},
        query={"a": 1, "b": None, "c": 3},
        body={"a": 1, "b": None, "c": omit},
        timeout=7.0,
    )


def test_without_extras_a_call_stays_as_it_is() -> None:
    assert POST.with_options() == POST
    assert (
        POST.with_options(extra_headers=None, extra_query=None, extra_body=None, timeout=not_given)
        == POST
    )


def test_a_timeout_of_none_waits_for_ever() -> None:
    assert POST.with_options(timeout=None).timeout is None


def test_extra_body_is_the_body_of_a_call_without_one() -> None:
    assert read("/v1/runs/", Run).with_options(extra_body={"a": 1}).body == {"a": 1}
    assert read("/v1/runs/", Run).with_options(extra_body={}).body == {}


@pytest.mark.parametrize(("body", "extra"), [([1], {"a": 1}), ({"a": 1}, [1]), ("a", "b")])
def test_extra_body_adds_to_objects_only(body: object, extra: object) -> None:
    request = Request[Run](method="POST", path="/", returns=Run, body=body)
    with pytest.raises(TypeError, match="extra_body"):
        request.with_options(extra_body=extra)


def generic(path: str, options: RequestOptions | None = None) -> Request[Run]:
    return generic_request("GET", path, Run, options)


def url_of(request: Request[Any]) -> httpx.URL:
    """Where a client with the base URL https://letta.test:8283/base sends it."""
    return httpx.URL(f"https://letta.test:8283/base{request.path}").copy_with(
        query=encode_query(request.query).encode()
    )


# No control characters, which HTTP clients refuse, and nothing that makes a whole URL.
PATHS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=20) | st.lists(
    st.sampled_from(
        [*"/\\@:?#[].", "//", "evil.test", "http:", "https:/", ":80", "user:pw@", "%2f"]
    )
).map("".join)


@given(PATHS.filter(lambda path: "://" not in path.partition("?")[0]))
@example("//evil.test/x")
@example("///evil.test/x")
@example("http:/evil.test")
@example("http:evil.test")
@example("@evil.test/")
@example(":80@evil.test/")
@example(".evil.test")
@example("\\\\evil.test\\x")
@example("/\\evil.test")
@example("?next=https://evil.test")
def test_any_path_stays_on_the_server_of_the_client(path: str) -> None:
    url = url_of(generic(path))
    assert (url.scheme, url.host, url.port, url.userinfo) == ("https", "letta.test", 8283, b"")
    assert generic(path).path.startswith("/")
    assert not generic(path).path.startswith("//")


@given(st.from_regex(r"(?i)/?(https?|ftp|[a-z]{1,5})://[a-z./?=@]*", fullmatch=True))
@example("https://evil.test/x?y=z")
def test_a_whole_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="below the base URL") as raised:
        generic(url)
    assert repr(url) in str(raised.value)


@given(st.dictionaries(st.text(min_size=1), st.lists(st.text(), min_size=1)))
def test_a_query_in_the_path_is_sent_on(query: dict[str, list[str]]) -> None:
    request = generic(f"/v1/runs/?{encode_query(query)}")
    assert request.path == "/v1/runs/"
    assert parse_qs(encode_query(request.query), keep_blank_values=True) == query


def test_params_replace_those_in_the_path() -> None:
    request = generic("v1/runs/?a=1&a=2&b=3", {"params": {"a": [4, 5], "c": True}})
    assert (request.path, encode_query(request.query)) == ("/v1/runs/", "a=4&a=5&b=3&c=true")


def test_options_reach_the_call() -> None:
    timeout = httpx.Timeout(3)
    request = generic_request(
        "POST",
        "/v1/x",
        Run,
        {
            "headers": {"X-A": omit},
            "params": {"a": 1},
            "extra_json": {"b": 2},
            "timeout": timeout,
            "max_retries": 0,
            "follow_redirects": False,
        },
        body={"a": 1},
        files={"f": b"1"},
    )
    assert request == Request[Run](
        method="POST",
        path="/v1/x",
        returns=Run,
        headers={"X-A": omit},
        query={"a": 1},
        body={"a": 1, "b": 2},
        files={"f": b"1"},
        safe=False,
        timeout=timeout,
        max_retries=0,
        follow_redirects=False,
    )


def test_content_reaches_the_call() -> None:
    assert generic_request("POST", "/v1/x", Run, None, content=b"raw").content == b"raw"


def test_without_options_the_client_decides() -> None:
    request = generic("/v1/x")
    assert request == Request[Run](method="GET", path="/v1/x", returns=Run, safe=True)
    assert request.timeout is not_given
    assert request.max_retries is request.follow_redirects is request.body is None


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "PUT", "DELETE"])
def test_of_the_generic_calls_only_a_get_does_no_harm_twice(method: Method) -> None:
    request = generic_request(method, "/v1/x", Run, None)
    assert (request.method, request.safe) == (method, method == "GET")
