"""Requests are those that the HTTP client would build of the same call, made in less time."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typing_extensions import override

from letta_client import AsyncLetta, DefaultAsyncHttpxClient
from letta_client._async.base_url import BaseURL
from letta_client._async.request_builder import AsyncRequestBuilder
from letta_client._core.http.encoding import encode_query, encode_segment
from letta_client._core.http.request import Request

from ..answers import Server, answer, recorded
from ..examples import examples
from .harness import connect

RUN = recorded("run_completed")
BASE_URLS = [
    "http://letta.test",
    "https://letta.test:8443/pre/fix",
    "http://LETTA.test:80/",
    "http://me:hunter%402@letta.test:8283",
    "http://[::1]:8283",
    "http://lettä.test",
]
TEXTS = st.text(min_size=1, max_size=20) | st.sampled_from(
    ["run-1", "..", ".", "a/b", "%2F", "a b"]
)
VALUES = st.text('ab !"é&=+%#?/:~', max_size=8) | st.integers() | st.booleans() | st.none()
HEADERS = st.dictionaries(
    st.sampled_from(["X-A", "x-b", "Accept", "Host", "Cookie", "Content-Type"]),
    st.sampled_from(["1", "two words", ""]),
    max_size=3,
)


class BuildingClient(httpx.AsyncClient):
    """An HTTP client that says that it builds its requests by itself."""

    @override
    def build_request(self, *arguments: Any, **options: Any) -> httpx.Request:
        request = super().build_request(*arguments, **options)
        request.extensions["built"] = True
        return request


def told(request: httpx.Request) -> dict[str, object]:
    """All that a request says."""
    return {
        "method": request.method,
        "url": str(request.url),
        "target": request.url.raw_path,
        "headers": request.headers.raw,
        "content": request.content,
        "timeout": request.extensions["timeout"],
    }


@settings(max_examples=examples(90, __name__))
@given(
    base_url=st.sampled_from(BASE_URLS),
    method=st.sampled_from(["GET", "DELETE", "POST", "PATCH", "PUT"]),
    path=st.sampled_from(["/v1/runs/{id}", "/{id}/x/", "/v1/agents/{id}/core-memory/blocks/{id}"]),
    argument=TEXTS,
    query=st.dictionaries(st.sampled_from(["a", "b c", "d"]), VALUES, max_size=3),
    headers=HEADERS,
    body=st.none() | st.just({"a": 1}),
    own_headers=HEADERS,
    own_params=st.dictionaries(st.sampled_from(["a", "z"]), st.sampled_from(["1", "x y"])),
    own_cookies=st.dictionaries(st.sampled_from(["session"]), st.just("tea")),
    wait=st.none() | st.just(3.0) | st.just(httpx.Timeout(1, read=2)),
)
async def test_a_request_is_what_the_http_client_would_build(
    base_url: str,
    method: Any,
    path: str,
    argument: str,
    query: dict[str, object],
    headers: dict[str, str],
    body: object,
    own_headers: dict[str, str],
    own_params: dict[str, str],
    own_cookies: dict[str, str],
    wait: Any,
) -> None:
    request = Request[Any](
        method=method,
        path=path.format(id=encode_segment("id", argument)),
        returns=object,
        query=query,
        headers=headers,
        body=body,
        timeout=wait,
    )
    built: list[httpx.Request] = []
    for kind in (httpx.AsyncClient, BuildingClient):
        http_client = kind(
            headers=own_headers,
            params=own_params,
            cookies=own_cookies,
            transport=httpx.MockTransport(RUN),
        )
        config = AsyncLetta(base_url=base_url, api_key="k", http_client=http_client)._config
        builder = AsyncRequestBuilder(http_client, config)
        builder.build(request)
        built.append(builder.build(request))
    assert told(built[0]) == told(built[1])


@given(st.sampled_from(BASE_URLS), TEXTS, st.dictionaries(TEXTS, VALUES, max_size=3))
def test_a_url_is_what_httpx_reads(base_url: str, argument: str, query: dict[str, object]) -> None:
    path = f"/v1/runs/{encode_segment('id', argument)}"
    encoded = encode_query(query)
    made = BaseURL(base_url.rstrip("/")).at(path, encoded)
    read = httpx.URL(base_url.rstrip("/") + path + (f"?{encoded}" if encoded else ""))
    assert made == read
    assert (made.raw_path, made.netloc, made.userinfo) == (
        read.raw_path,
        read.netloc,
        read.userinfo,
    )


async def test_the_http_clients_own_settings_may_change() -> None:
    server = Server(answer(headers={"set-cookie": "session=tea"}, value={}), RUN)
    http_client = DefaultAsyncHttpxClient(transport=httpx.MockTransport(server))
    async with AsyncLetta(base_url="http://letta.test", http_client=http_client) as client:
        await client.get("/v1/x", cast_to=object)
        http_client.headers["x-own"] = "1"
        http_client.params = httpx.QueryParams({"own": "1"})
        http_client.timeout = httpx.Timeout(7)
        await client.runs.retrieve("run-1")
    first, second = server.requests
    assert "cookie" not in first.headers
    assert "x-own" not in first.headers
    assert second.headers["cookie"] == "session=tea"
    assert second.headers["x-own"] == "1"
    assert second.url == "http://letta.test/v1/runs/run-1?own=1"


async def test_an_http_client_that_builds_requests_itself_does() -> None:
    server = Server(RUN)
    http_client = BuildingClient(transport=httpx.MockTransport(server))
    async with AsyncLetta(base_url="http://letta.test", http_client=http_client) as client:
        await client.runs.retrieve("run-1")
    assert server.last.extensions["built"]


async def test_requests_share_nothing_that_a_hook_could_change() -> None:
    async def mark(request: httpx.Request) -> None:
        request.headers["x-marked"] = request.headers.get("x-marked", "") + "!"
        request.extensions["timeout"]["read"] = 1

    server = Server(RUN)
    client = connect(server, timeout=5)
    async with client:
        client._transport.http_client.event_hooks = {"request": [mark]}
        for _ in range(2):
            await client.runs.retrieve("run-1")
        client._transport.http_client.event_hooks = {}
        await client.runs.retrieve("run-1")
    *marked, last = server.requests
    assert [request.headers["x-marked"] for request in marked] == ["!", "!"]
    assert "x-marked" not in last.headers
    assert last.extensions["timeout"]["read"] == 5


@pytest.mark.parametrize("missing", [True, False])
def test_a_url_needs_nothing_of_httpx_that_is_not_public(missing: bool) -> None:
    base_url = BaseURL("http://letta.test/pre")
    if missing:
        base_url._reference = None
    assert base_url.at("/v1/runs/run-1", "a=1") == "http://letta.test/pre/v1/runs/run-1?a=1"
