"""A client is set by its arguments before the environment, and shows no secret."""

from __future__ import annotations

import math
from typing import Any, get_args

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letta_client._core.http.config import (
    ENVIRONMENTS,
    PLATFORM_HEADERS,
    USER_AGENT,
    ClientConfig,
    Environment,
    parse_custom_headers,
    redact_url,
    resolve_config,
    timeout_in,
)
from letta_client._core.http.omit import not_given, omit

from ..wire import logged

KEY = "sk-this-is-the-secret-key"


def resolve(variables: dict[str, str] | None = None, **given: Any) -> ClientConfig:
    defaults: dict[str, Any] = {
        "api_key": None,
        "project_id": None,
        "project": None,
        "environment": not_given,
        "base_url": not_given,
        "timeout": not_given,
        "max_retries": 2,
        "default_headers": None,
        "default_query": None,
        "strict_response_validation": False,
    }
    return resolve_config(**{**defaults, **given}, variables=variables or {})


def derive(config: ClientConfig, **given: Any) -> ClientConfig:
    defaults: dict[str, Any] = {
        "api_key": None,
        "project_id": None,
        "project": None,
        "environment": None,
        "base_url": None,
        "timeout": not_given,
        "max_retries": not_given,
        "default_headers": None,
        "set_default_headers": None,
        "default_query": None,
        "set_default_query": None,
        "strict_response_validation": None,
    }
    return config.derive(**{**defaults, **given})


# Where the server is.

CLOUD, LOCAL, VARIABLE, ARGUMENT = (
    "https://api.letta.com",
    "http://localhost:8283",
    "http://variable.test",
    "http://argument.test",
)


@pytest.mark.parametrize(
    ("given", "variable", "expected"),
    [
        ({}, None, CLOUD),
        ({}, "", CLOUD),
        ({}, VARIABLE, VARIABLE),
        ({"base_url": None}, None, CLOUD),
        ({"base_url": None}, VARIABLE, VARIABLE),
        ({"base_url": ARGUMENT}, None, ARGUMENT),
        ({"base_url": ARGUMENT}, VARIABLE, ARGUMENT),
        ({"environment": "cloud"}, None, CLOUD),
        ({"environment": "local"}, None, LOCAL),
        ({"environment": "local"}, "", LOCAL),
        ({"environment": "local", "base_url": None}, VARIABLE, LOCAL),
        ({"environment": "cloud", "base_url": None}, VARIABLE, CLOUD),
        ({"environment": "local", "base_url": ARGUMENT}, None, ARGUMENT),
        ({"environment": "local", "base_url": ARGUMENT}, VARIABLE, ARGUMENT),
    ],
)
def test_the_server_is_the_one_that_was_named_most_closely(
    given: dict[str, Any], variable: str | None, expected: str
) -> None:
    variables = {} if variable is None else {"LETTA_BASE_URL": variable}
    assert resolve(variables, **given).base_url == expected


@pytest.mark.parametrize("environment", get_args(Environment))
def test_an_environment_against_the_variable_is_ambiguous(environment: Environment) -> None:
    with pytest.raises(ValueError, match=r"Ambiguous.*LETTA_BASE_URL"):
        resolve({"LETTA_BASE_URL": VARIABLE}, environment=environment)


def test_every_environment_has_its_url() -> None:
    assert set(get_args(Environment)) == set(ENVIRONMENTS)


@pytest.mark.parametrize("base_url", [not_given, None])
def test_an_unknown_environment_is_an_error(base_url: Any) -> None:
    with pytest.raises(ValueError, match=r"Unknown environment 'moon'.*'cloud', 'local'"):
        resolve(environment="moon", base_url=base_url)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://letta.test/", "https://letta.test"),
        ("https://letta.test/prefix//", "https://letta.test/prefix"),
        (" https://letta.test\n", "https://letta.test"),
        ("http://me:secret@letta.test:8283/a", "http://me:secret@letta.test:8283/a"),
    ],
)
def test_a_path_can_be_put_behind_the_base_url(url: str, kept: str) -> None:
    assert resolve(base_url=url).base_url == kept
    assert resolve({"LETTA_BASE_URL": url}).base_url == kept
    assert derive(resolve(), base_url=url).base_url == kept


@pytest.mark.parametrize(
    "url",
    [
        "letta.test",
        "ftp://letta.test",
        "//letta.test",
        "http://",
        "http://:8283",
        "https://letta.test?a=b",
        "https://letta.test/#a",
        "http://[",
        "  ",
    ],
)
def test_what_is_no_base_url_is_an_error(url: str) -> None:
    with pytest.raises(ValueError, match=r"URL|base_url"):
        resolve(base_url=url)
    with pytest.raises(ValueError, match=r"URL|base_url"):
        resolve({"LETTA_BASE_URL": url})
    with pytest.raises(ValueError, match=r"URL|base_url"):
        derive(resolve(), base_url=url)


# The key and other headers.


@pytest.mark.parametrize(
    ("argument", "variable", "expected"),
    [
        (None, None, None),
        (None, "v", "v"),
        ("a", None, "a"),
        ("a", "v", "a"),
        ("", "v", ""),
        (None, "", ""),
        (None, "v\n", "v"),
        (" a\r\n", None, "a"),
    ],
)
def test_the_key_of_the_argument_comes_before_that_of_the_environment(
    argument: str | None, variable: str | None, expected: str | None
) -> None:
    config = resolve({} if variable is None else {"LETTA_API_KEY": variable}, api_key=argument)
    assert config.api_key == expected
    authorization = config.headers().get("Authorization")
    assert authorization == (f"Bearer {expected}" if expected else None)


@pytest.mark.parametrize("key", [f"{KEY}\nX-Evil: 1", f"{KEY}\0", f"{KEY}é", f"{KEY}\x7f"])
def test_a_key_that_no_header_can_carry_is_an_error_that_does_not_show_it(key: str) -> None:
    said: list[str] = []
    with pytest.raises(ValueError, match="API key") as raised:
        resolve(api_key=key)
    said.append(str(raised.value))
    with pytest.raises(ValueError, match="API key") as raised:
        resolve({"LETTA_API_KEY": key})
    said.append(str(raised.value))
    with pytest.raises(ValueError, match="API key") as raised:
        derive(resolve(), api_key=key)
    said.append(str(raised.value))
    assert KEY not in "".join(said)


@given(st.text(min_size=1))
def test_any_key_that_is_taken_can_be_sent(key: str) -> None:
    try:
        config = resolve(api_key=key)
    except ValueError:
        return
    headers: Any = config.headers()
    assert httpx.Headers(headers).get("authorization", "Bearer ").startswith("Bearer ")
    assert "\n" not in str(config.api_key)


def test_every_request_has_the_headers_of_the_client() -> None:
    config = resolve(
        {"LETTA_CUSTOM_HEADERS": "X-A: variable\nX-B: variable"},
        api_key=KEY,
        project_id="p-1",
        project="mine",
        default_headers={"x-a": "argument", "X-C": "argument"},
    )
    assert config.headers() == {
        "Accept": "application/json",
        "User-Agent": USER_AGENT,
        **PLATFORM_HEADERS,
        "Authorization": f"Bearer {KEY}",
        "X-Project-Id": "p-1",
        "X-Project": "mine",
        "x-a": "argument",
        "X-B": "variable",
        "X-C": "argument",
    }


def test_without_a_key_or_project_there_is_no_header_for_it() -> None:
    assert resolve().headers() == {
        "Accept": "application/json",
        "User-Agent": USER_AGENT,
        **PLATFORM_HEADERS,
    }


@pytest.mark.parametrize("name", ["Authorization", "authorization", "X-PROJECT", "user-agent"])
def test_default_headers_replace_those_of_the_library(name: str) -> None:
    config = resolve(api_key=KEY, project="mine", default_headers={name: "other"})
    headers = {key.lower(): value for key, value in config.headers().items()}
    assert headers[name.lower()] == "other"
    assert len(headers) == len(config.headers())
    custom = resolve({"LETTA_CUSTOM_HEADERS": f"{name}: other"}, api_key=KEY, project="mine")
    assert custom.headers()[name] == "other"


def test_default_headers_can_take_one_of_the_library_away() -> None:
    assert (
        resolve(api_key=KEY, default_headers={"authorization": omit}).headers()["authorization"]
        is omit
    )


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        ("", {}),
        ("X-A: 1", {"X-A": "1"}),
        ("X-A: 1\nX-B:2\r\n\n  X-C  :  3  ", {"X-A": "1", "X-B": "2", "X-C": "3"}),
        ("X-A: a:b, c", {"X-A": "a:b, c"}),
        ("X-A:", {"X-A": ""}),
        ("X-A: 1\nX-A: 2", {"X-A": "2"}),
    ],
)
def test_custom_headers_are_one_a_line(text: str, headers: dict[str, str]) -> None:
    with logged() as log:
        assert parse_custom_headers(text) == headers
    assert not log


def test_a_line_that_is_no_header_is_left_out_with_a_warning_that_does_not_show_it() -> None:
    with logged() as log:
        assert parse_custom_headers(f"X-A: 1\n{KEY}\n\n: {KEY}\nX-B: 2") == {"X-A": "1", "X-B": "2"}
    said = [record.getMessage() for record in log]
    assert len(said) == 2
    assert "line 2" in said[0]
    assert "line 4" in said[1]
    assert KEY not in "".join(said)


@given(st.text())
def test_any_custom_headers_are_read(text: str) -> None:
    with logged():
        headers = parse_custom_headers(text)
    assert all(name == name.strip() != "" and ":" not in name for name in headers)


# The other settings.


def test_what_is_given_is_kept() -> None:
    timeout = httpx.Timeout(3)
    config = resolve(
        timeout=timeout,
        max_retries=math.inf,
        default_query={"a": [1]},
        strict_response_validation=True,
    )
    assert config.timeout is timeout
    assert config.max_retries == math.inf
    assert config.default_query == {"a": [1]}
    assert config.strict_response_validation
    assert resolve(timeout=None).timeout is None
    assert resolve().timeout is not_given
    assert resolve().default_query == {}


@given(st.floats(min_value=0, exclude_min=True, allow_infinity=False), st.sampled_from(["", " "]))
def test_the_variable_for_the_timeout_is_a_number_of_seconds(seconds: float, space: str) -> None:
    assert timeout_in({"LETTA_TIMEOUT": f"{space}{seconds}{space}"}) == seconds


@pytest.mark.parametrize("variables", [{}, {"LETTA_TIMEOUT": ""}, {"LETTA_TIMEOUT": " "}])
def test_without_the_variable_there_is_no_timeout_in_it(variables: dict[str, str]) -> None:
    assert timeout_in(variables) is None


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "1e999", "60s", "None", "1,5"])
def test_a_variable_that_is_no_timeout_is_an_error_that_names_it(text: str) -> None:
    with pytest.raises(ValueError, match=f"LETTA_TIMEOUT is '{text}': .*number of seconds"):
        timeout_in({"LETTA_TIMEOUT": text})


def test_no_retries_are_zero_and_not_none() -> None:
    assert resolve(max_retries=0).max_retries == 0
    with pytest.raises(TypeError, match="max_retries"):
        resolve(max_retries=None)


def test_a_config_does_not_change_with_what_it_was_made_of() -> None:
    query, headers = {"a": 1}, {"X-A": "1"}
    config = resolve(default_query=query, default_headers=headers)
    query["a"], headers["X-A"] = 2, "2"
    assert config.default_query == {"a": 1}
    assert config.headers()["X-A"] == "1"


# Copies.

FULL = resolve(
    api_key=KEY,
    project_id="p-1",
    project="mine",
    base_url="http://letta.test/prefix",
    timeout=5.0,
    max_retries=7,
    default_headers={"X-A": "1", "X-B": "1"},
    default_query={"a": 1, "b": 1},
    strict_response_validation=True,
)


def test_a_copy_is_the_same_unless_told_otherwise() -> None:
    assert derive(FULL) == FULL
    assert derive(FULL, max_retries=None) == FULL


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("api_key", "other"),
        ("api_key", ""),
        ("project_id", "p-2"),
        ("project", "yours"),
        ("base_url", "http://other.test"),
        ("timeout", None),
        ("timeout", 9.0),
        ("max_retries", 0),
        ("strict_response_validation", False),
    ],
)
def test_a_copy_differs_in_what_is_given(field: str, value: Any) -> None:
    copy = derive(FULL, **{field: value})
    for name in ClientConfig.__slots__:
        expected = value if name == field else getattr(FULL, name)
        assert getattr(copy, name) == expected, name


def test_a_copy_can_go_to_another_environment() -> None:
    assert derive(FULL, environment="local").base_url == LOCAL
    assert derive(FULL, environment="local", base_url=ARGUMENT).base_url == ARGUMENT
    with pytest.raises(ValueError, match="moon"):
        derive(FULL, environment="moon")


def test_a_copy_adds_to_the_headers_and_the_query_or_replaces_them() -> None:
    added = derive(FULL, default_headers={"x-b": "2"}, default_query={"b": 2, "c": 2})
    assert added.default_headers == {"X-A": "1", "x-b": "2"}
    assert added.default_query == {"a": 1, "b": 2, "c": 2}
    replaced = derive(FULL, set_default_headers={"X-C": "3"}, set_default_query={"d": 3})
    assert replaced.default_headers == {"X-C": "3"}
    assert replaced.default_query == {"d": 3}
    bare = derive(FULL, set_default_headers={}, set_default_query={})
    assert bare.default_headers == bare.default_query == {}
    assert FULL.default_headers == {"X-A": "1", "X-B": "1"}
    assert FULL.default_query == {"a": 1, "b": 1}


@pytest.mark.parametrize("name", ["default_headers", "default_query"])
def test_a_copy_cannot_both_add_and_replace(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} or set_{name}"):
        derive(FULL, **{name: {}, f"set_{name}": {}})


# Secrets.


def test_a_config_shows_where_the_server_is_and_nothing_else() -> None:
    config = derive(
        FULL, base_url=f"http://me:{KEY}@letta.test:8283/a", default_headers={"X-Secret": KEY}
    )
    assert repr(config) == str(config) == "ClientConfig(base_url='http://***@letta.test:8283/a')"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://letta.test/a?b=c", "http://letta.test/a?b=c"),
        (f"http://{KEY}@letta.test", "http://***@letta.test"),
        (f"http://me:{KEY}@letta.test:1/a?b#c", "http://***@letta.test:1/a?b#c"),
        (f"http://me:{KEY}@{KEY}@letta.test", "http://***@letta.test"),
        (f"http://me:{KEY}@[::1]:8283", "http://***@[::1]:8283"),
        ("http://letta.test/@a", "http://letta.test/@a"),
    ],
)
def test_a_url_is_shown_without_who_asks(url: str, shown: str) -> None:
    assert redact_url(url) == shown


def test_an_error_of_a_url_does_not_show_who_asks() -> None:
    with pytest.raises(ValueError, match="no http") as raised:
        resolve(base_url=f"ftp://me:{KEY}@letta.test")
    assert KEY not in str(raised.value)


SAFE = st.text("abcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:%", min_size=4)


@given(SAFE, SAFE)
def test_no_password_is_shown(user: str, password: str) -> None:
    url = f"https://{user}:{password}@letta.test/"
    assert redact_url(url) == "https://***@letta.test/"


@pytest.mark.parametrize("value", [5, True, b"text", ["text"]])
@pytest.mark.parametrize("name", ["api_key", "base_url"])
def test_what_is_no_text_is_a_type_error_that_names_the_option(name: str, value: Any) -> None:
    with pytest.raises(TypeError, match=name):
        resolve(**{name: value})
    with pytest.raises(TypeError, match=name):
        derive(resolve(), **{name: value})


def test_a_key_that_is_not_sent_is_told_at_once() -> None:
    with logged() as log:
        resolve(api_key=KEY, base_url="http://me:secret@letta.test")
        resolve(base_url="http://me:secret@letta.test")
        resolve(api_key=KEY, base_url="http://letta.test")
    assert len(log) == 1
    assert "API key is not sent" in str(log)
    assert KEY not in str(log)
    assert "secret" not in str(log)


def test_settings_that_are_not_made_yet_can_be_shown() -> None:
    assert repr(object.__new__(ClientConfig)) == "ClientConfig(base_url='')"
