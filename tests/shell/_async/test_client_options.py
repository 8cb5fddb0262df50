"""What a client is set to: its arguments, the environment variables, and its copies."""

from __future__ import annotations

import traceback
from typing import Any

import httpx
import pytest

from letta_client import (
    DEFAULT_TIMEOUT,
    AsyncClient,
    AsyncLetta,
    DefaultAsyncHttpxClient,
    __version__,
    omit,
)

from ..answers import KEY, Server, answer, recorded
from .harness import connect

HEALTH = recorded("health")


def test_a_client_without_arguments_is_one_of_the_cloud() -> None:
    client = AsyncLetta()
    assert client.base_url == "https://api.letta.com/"
    assert (client.api_key, client.project, client.project_id) == (None, None, None)
    assert (client.timeout, client.max_retries) == (DEFAULT_TIMEOUT, 2)
    assert client.default_query == {}
    assert "Authorization" not in client.default_headers


def test_the_aliases_are_the_same_class() -> None:
    assert AsyncClient is AsyncLetta


def test_arguments_are_by_keyword() -> None:
    with pytest.raises(TypeError, match="positional"):
        AsyncLetta("key")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]


@pytest.mark.parametrize(
    ("environment", "url"),
    [("cloud", "https://api.letta.com"), ("local", "http://localhost:8283")],
)
def test_an_environment_has_a_url(environment: Any, url: str) -> None:
    assert AsyncLetta(environment=environment).base_url == f"{url}/"
    assert AsyncLetta().with_options(environment=environment).base_url == f"{url}/"


def test_an_unknown_environment_is_an_error() -> None:
    unknown: Any = "moon"
    with pytest.raises(ValueError, match="moon"):
        AsyncLetta(environment=unknown)


@pytest.mark.parametrize("url", ["letta.test", "ftp://letta.test", "http://", "/v1"])
def test_a_base_url_has_a_scheme_and_a_host(url: str) -> None:
    with pytest.raises(ValueError, match="base_url"):
        AsyncLetta(base_url=url)


@pytest.mark.parametrize(
    "url",
    ["http://letta.test/pre", "http://letta.test/pre/", httpx.URL("http://letta.test/pre/")],
)
async def test_a_base_url_may_have_a_path(url: str | httpx.URL) -> None:
    server = Server(HEALTH)
    async with connect(server, base_url=url) as client:
        await client.health()
    assert server.last.url == "http://letta.test/pre/v1/health/"


def test_the_variables_give_key_and_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LETTA_API_KEY", "from-variable")
    monkeypatch.setenv("LETTA_BASE_URL", "http://variable.test")
    client = AsyncLetta()
    assert client.api_key == "from-variable"
    assert client.base_url == "http://variable.test/"


def test_arguments_win_over_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LETTA_API_KEY", "from-variable")
    monkeypatch.setenv("LETTA_BASE_URL", "http://variable.test")
    client = AsyncLetta(api_key="given", base_url="http://given.test")
    assert client.api_key == "given"
    assert client.base_url == "http://given.test/"
    both = AsyncLetta(base_url="http://given.test", environment="local")
    assert both.base_url == "http://given.test/"


def test_a_url_variable_and_an_environment_are_ambiguous(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LETTA_BASE_URL", "http://variable.test")
    with pytest.raises(ValueError, match=r"LETTA_BASE_URL.*environment='local'"):
        AsyncLetta(environment="local")


def test_base_url_none_resolves_the_ambiguity(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LETTA_BASE_URL", "http://variable.test")
    client = AsyncLetta(environment="local", base_url=None)
    assert client.base_url == "http://localhost:8283/"
    assert AsyncLetta(base_url=None).base_url == "http://variable.test/"


async def test_what_goes_with_every_call() -> None:
    server = Server(HEALTH)
    async with connect(server, project_id="project-1", project="tea") as client:
        await client.health()
    assert {
        name: value
        for name, value in server.last.headers.items()
        if name not in ("user-agent", "accept-encoding")
    } == {
        "host": "letta.test",
        "connection": "keep-alive",
        "accept": "application/json",
        "x-stainless-lang": "python",
        "x-stainless-package-version": __version__,
        "x-stainless-retry-count": "0",
        "authorization": f"Bearer {KEY}",
        "x-project-id": "project-1",
        "x-project": "tea",
    }
    assert server.last.headers["user-agent"].startswith("letta_client/")


async def test_without_a_key_no_credentials_go_out() -> None:
    server = Server(HEALTH)
    async with connect(server, api_key=None) as client:
        await client.health()
    assert "authorization" not in server.last.headers


async def test_default_headers_and_query_go_with_every_call() -> None:
    server = Server(HEALTH)
    headers, query = {"X-Team": "blue"}, {"trace": True, "tag": ["a", "b"]}
    async with connect(server, default_headers=headers, default_query=query) as client:
        await client.health()
        assert client.default_query == query
        assert client.default_headers["X-Team"] == "blue"
    assert server.last.headers["x-team"] == "blue"
    assert server.last.url.query == b"trace=true&tag=a&tag=b"


async def test_the_variable_for_headers_has_one_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "LETTA_CUSTOM_HEADERS", "X-Team: blue\n\n  X-Time : 10:30 \nX-Both: variable"
    )
    server = Server(HEALTH)
    async with connect(server, default_headers={"x-both": "argument"}) as client:
        await client.health()
    sent = server.last.headers
    assert (sent["x-team"], sent["x-time"], sent["x-both"]) == ("blue", "10:30", "argument")


async def test_a_default_header_replaces_one_of_the_library() -> None:
    server = Server(HEALTH)
    async with connect(server, default_headers={"authorization": "Basic abc"}) as client:
        await client.health()
    assert server.last.headers.get_list("authorization") == ["Basic abc"]


async def test_extra_headers_add_replace_and_remove() -> None:
    server = Server(HEALTH)
    async with connect(server, project="tea", default_headers={"X-Team": "blue"}) as client:
        await client.health(
            extra_headers={"authorization": omit, "X-TEAM": "red", "X-New": "1", "X-None": omit}
        )
    sent = server.last.headers
    assert "authorization" not in sent
    assert "x-none" not in sent
    assert sent.get_list("x-team") == ["red"]
    assert (sent["x-new"], sent["x-project"]) == ("1", "tea")


async def test_extra_query_adds_and_replaces() -> None:
    server = Server(answer([]))
    async with connect(server, default_query={"a": 1, "limit": 1}) as client:
        await client.runs.list(limit=2, extra_query={"limit": 3, "b": [True, None], "a": omit})
    assert server.last.url.query == b"limit=3&b=true"


async def test_extra_body_adds_and_replaces() -> None:
    server = Server(recorded("step_feedback"))
    async with connect(server) as client:
        await client.steps.feedback.create(
            "step-1", feedback="positive", tags=["a"], extra_body={"tags": ["b"], "why": None}
        )
    assert server.last.content == b'{"feedback":"positive","tags":["b"],"why":null}'


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (7, httpx.Timeout(7)),
        (None, httpx.Timeout(None)),
        (httpx.Timeout(9, read=3), httpx.Timeout(9, read=3)),
    ],
)
async def test_a_timeout_is_the_clients_or_the_calls(given: Any, expected: httpx.Timeout) -> None:
    server = Server(HEALTH)
    async with connect(server) as client:
        await client.health()
        assert server.last.extensions["timeout"] == DEFAULT_TIMEOUT.as_dict()
        await client.health(timeout=given)
        assert server.last.extensions["timeout"] == expected.as_dict()
        await client.with_options(timeout=given).health()
        assert server.last.extensions["timeout"] == expected.as_dict()
    async with connect(server, timeout=given) as client:
        assert client.timeout == given
        await client.health()
        assert server.last.extensions["timeout"] == expected.as_dict()


async def test_a_variable_gives_the_timeout_where_no_argument_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LETTA_TIMEOUT", "120")
    server = Server(HEALTH)
    async with connect(server) as client:
        assert client.timeout == 120
        await client.health()
        assert server.last.extensions["timeout"] == httpx.Timeout(120).as_dict()
        assert client.with_options(max_retries=0).timeout == 120
        assert client.with_options(timeout=4).timeout == 4
    assert AsyncLetta(timeout=5).timeout == 5
    assert AsyncLetta(timeout=None).timeout is None
    assert AsyncLetta(http_client=httpx.AsyncClient(timeout=7)).timeout == httpx.Timeout(7)
    assert AsyncLetta(http_client=DefaultAsyncHttpxClient()).timeout == 120


def test_a_variable_that_is_no_timeout_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LETTA_TIMEOUT", "a minute")
    with pytest.raises(ValueError, match="LETTA_TIMEOUT is 'a minute'"):
        AsyncLetta()
    assert AsyncLetta(timeout=60).timeout == 60


async def test_an_http_client_of_the_user_keeps_its_own_timeout() -> None:
    server = Server(HEALTH)
    http_client = httpx.AsyncClient(transport=httpx.MockTransport(server), timeout=33)
    async with AsyncLetta(http_client=http_client) as client:
        assert client.timeout == httpx.Timeout(33)
        await client.health()
        assert server.last.extensions["timeout"]["read"] == 33
    given = httpx.AsyncClient(transport=httpx.MockTransport(server), timeout=33)
    async with AsyncLetta(http_client=given, timeout=5) as client:
        await client.health()
        assert server.last.extensions["timeout"]["read"] == 5


def test_another_kind_of_http_client_is_a_type_error() -> None:
    wrong: Any = object()
    with pytest.raises(TypeError, match="http_client"):
        AsyncLetta(http_client=wrong)
    with pytest.raises(TypeError, match="http_client"):
        AsyncLetta().with_options(http_client=wrong)


def test_max_retries_none_is_a_type_error() -> None:
    none: Any = None
    with pytest.raises(TypeError, match="max_retries"):
        AsyncLetta(max_retries=none)


def test_the_default_http_client_has_the_librarys_defaults() -> None:
    http_client = DefaultAsyncHttpxClient()
    assert http_client.timeout == DEFAULT_TIMEOUT
    assert http_client.follow_redirects
    own = DefaultAsyncHttpxClient(timeout=1, follow_redirects=False)
    assert own.timeout == httpx.Timeout(1)
    assert not own.follow_redirects


def test_copy_and_with_options_are_one() -> None:
    assert vars(AsyncLetta)["copy"] is vars(AsyncLetta)["with_options"]


def test_a_copy_differs_in_what_is_given_and_in_nothing_else() -> None:
    client = AsyncLetta(
        api_key="a",
        project_id="b",
        project="c",
        base_url="http://letta.test",
        timeout=4,
        max_retries=5,
        default_headers={"X-One": "1"},
        default_query={"one": 1},
        strict_response_validation=True,
    )
    settings = [
        "api_key",
        "project_id",
        "project",
        "base_url",
        "timeout",
        "max_retries",
        "default_headers",
        "default_query",
    ]
    changes: dict[str, Any] = {
        "api_key": "A",
        "project_id": "B",
        "project": "C",
        "base_url": httpx.URL("http://copy.test/"),
        "timeout": None,
        "max_retries": 0,
    }
    same = client.with_options()
    assert all(getattr(same, name) == getattr(client, name) for name in settings)
    for changed, value in changes.items():
        copy = client.with_options(**{changed: value})
        assert getattr(copy, changed) == value
        assert [
            name
            for name in settings
            if name not in (changed, "default_headers")
            and getattr(copy, name) != getattr(client, name)
        ] == []
    assert client.api_key == "a"


def test_a_copy_adds_or_replaces_headers_and_query() -> None:
    client = AsyncLetta(default_headers={"X-One": "1"}, default_query={"one": 1})
    added = client.with_options(default_headers={"X-Two": "2"}, default_query={"two": 2})
    assert (added.default_headers["X-One"], added.default_headers["X-Two"]) == ("1", "2")
    assert added.default_query == {"one": 1, "two": 2}
    replaced = client.with_options(set_default_headers={"X-Two": "2"}, set_default_query={"two": 2})
    assert "X-One" not in replaced.default_headers
    assert replaced.default_query == {"two": 2}


def test_a_copy_cannot_both_add_and_replace() -> None:
    client = AsyncLetta()
    with pytest.raises(ValueError, match="default_headers"):
        client.with_options(default_headers={}, set_default_headers={})
    with pytest.raises(ValueError, match="default_query"):
        client.with_options(default_query={}, set_default_query={})


def test_a_copy_is_of_the_same_class() -> None:
    class MyLetta(AsyncLetta):
        pass

    assert type(MyLetta().with_options(max_retries=1)) is MyLetta


async def test_a_copy_sends_with_its_own_settings() -> None:
    server = Server(HEALTH)
    async with connect(server) as client:
        await client.with_options(api_key="other", default_query={"a": 1}).health()
        assert server.last.headers["authorization"] == "Bearer other"
        assert server.last.url.query == b"a=1"
        await client.health()
        assert server.last.headers["authorization"] == f"Bearer {KEY}"
        assert server.last.url.query == b""


async def test_strictness_is_an_option_of_the_client_and_of_its_copies() -> None:
    server = Server(answer({"status": "ok"}))
    async with connect(server, strict_response_validation=True) as client:
        lenient = client.with_options(strict_response_validation=False)
        assert (await lenient.health()).status == "ok"


@pytest.mark.parametrize("value", ["secret\n", " secret\r\nX-Evil: 1", "secreté", "secret\0"])
async def test_a_header_that_http_cannot_carry_is_named_and_its_value_not_shown(value: str) -> None:
    server = Server(HEALTH)
    async with connect(server, default_headers={"X-Password": value}) as client:
        with pytest.raises(ValueError, match="'X-Password'") as caught:
            await client.health()
    assert "secret" not in "".join(traceback.format_exception(caught.value))
    assert server.requests == []


@pytest.mark.parametrize("key", [f"{KEY}\r\nX-Evil: 1", f"{KEY}é", f"{KEY}\0"])
def test_a_key_that_http_cannot_carry_is_not_shown(key: str) -> None:
    with pytest.raises(ValueError, match="key") as caught:
        AsyncLetta(api_key=key)
    assert KEY not in str(caught.value)
    with pytest.raises(ValueError, match="key") as caught:
        AsyncLetta().with_options(api_key=key)
    assert KEY not in str(caught.value)


async def test_a_key_may_come_with_the_line_break_of_its_file() -> None:
    server = Server(HEALTH)
    async with connect(server, api_key=f"{KEY}\n") as client:
        await client.health()
    assert server.last.headers["authorization"] == f"Bearer {KEY}"
