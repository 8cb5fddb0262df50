"""Redirects: followed, but not with the credentials of another host, and not for ever."""

from __future__ import annotations

import httpx
import pytest

from letta_client import APIConnectionError, APIError, APIStatusError, AsyncLetta
from letta_client.types.runs import Run

from ..answers import KEY, Answer, Server, answer, failure, recorded, redirect
from .harness import Body, connect

RUN = recorded("run_completed")
STEP = recorded("step_feedback")


def client_of(server: Server, delays: list[float] | None = None) -> AsyncLetta:
    return connect(
        server,
        delays=delays,
        project="tea",
        project_id="project-1",
        default_headers={"X-Custom": "secret", "Cookie": "session=secret"},
    )


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_on_the_same_host_keeps_everything(status: int) -> None:
    server = Server(redirect("/v1/elsewhere?b=2", status), RUN)
    async with client_of(server) as client:
        assert type(await client.runs.retrieve("run-1", extra_query={"a": 1})) is Run
    first, second = server.requests
    assert second.url == "http://letta.test/v1/elsewhere?b=2"
    kept = {name: value for name, value in first.headers.items() if name != "cookie"}
    assert {name: second.headers.get(name) for name in kept} == kept
    assert second.headers["authorization"] == f"Bearer {KEY}"
    assert second.headers["x-custom"] == "secret"


@pytest.mark.parametrize(
    "target",
    [
        "http://other.test/v1/runs/run-1",
        "http://sub.letta.test/v1/runs/run-1",
        "http://letta.test:8080/v1/runs/run-1",
        "http://letta.test.evil.test/v1/runs/run-1",
        "//other.test/v1/runs/run-1",
        "https://letta.test:8443/v1/runs/run-1",
    ],
)
@pytest.mark.parametrize("status", [302, 307])
async def test_a_redirect_to_another_host_carries_no_credentials(target: str, status: int) -> None:
    server = Server(redirect(target, status), RUN)
    async with client_of(server) as client:
        await client.runs.retrieve("run-1", extra_headers={"X-Extra": "secret"})
    sent = server.last.headers
    assert set(sent) == {"host", "accept", "accept-encoding", "connection", "user-agent"}
    assert "secret" not in str(sent.raw)
    assert KEY not in str(sent.raw)


async def test_credentials_do_not_come_back_with_a_second_redirect() -> None:
    server = Server(redirect("http://other.test/"), redirect("http://letta.test/v1/back"), RUN)
    async with client_of(server) as client:
        await client.runs.retrieve("run-1")
    assert server.last.url.host == "letta.test"
    assert "authorization" not in server.last.headers


@pytest.mark.parametrize("hops", [[], ["/v1/here"]], ids=["at once", "later"])
async def test_the_http_clients_own_credentials_stay_too(hops: list[str]) -> None:
    server = Server(*map(redirect, hops), redirect("http://other.test/"), RUN)
    http_client = httpx.AsyncClient(
        transport=httpx.MockTransport(server),
        auth=("me", "secret"),
        headers={"X-Own": "secret"},
        cookies={"session": "secret"},
        follow_redirects=True,
    )
    async with AsyncLetta(base_url="http://letta.test", http_client=http_client) as client:
        await client.runs.retrieve("run-1")
    *same_host, other_host = server.requests
    assert all(request.headers["authorization"].startswith("Basic ") for request in same_host)
    assert set(other_host.headers) & {"authorization", "x-own", "cookie"} == set()


async def test_from_http_to_https_on_the_same_host_is_no_other_place() -> None:
    server = Server(redirect("https://letta.test/v1/runs/run-1"), RUN)
    async with client_of(server) as client:
        await client.runs.retrieve("run-1")
    assert server.last.headers["authorization"] == f"Bearer {KEY}"


async def test_from_https_to_http_is_another_place() -> None:
    server = Server(redirect("http://letta.test/v1/runs/run-1"), RUN)
    async with connect(server, base_url="https://letta.test") as client:
        await client.runs.retrieve("run-1")
    assert "authorization" not in server.last.headers


@pytest.mark.parametrize("target", ["/v1/elsewhere", "http://letta.test/v1/elsewhere"])
async def test_a_post_stays_a_post_and_keeps_its_body(target: str) -> None:
    server = Server(redirect(target, 307), redirect(target, 308), STEP)
    async with client_of(server) as client:
        await client.post("/v1/x", cast_to=object, body={"a": 1})
    for request in server.requests:
        assert (request.method, request.content) == ("POST", b'{"a":1}')
        assert request.headers["content-type"] == "application/json"


@pytest.mark.parametrize("status", [307, 308])
async def test_a_body_does_not_go_to_another_server(status: int) -> None:
    server = Server(redirect("http://other.test/v1/elsewhere", status), STEP)
    async with client_of(server) as client:
        with pytest.raises(APIStatusError, match="send the body of the request to another") as told:
            await client.agents.create(secrets={"TOKEN": "secret"})
    assert told.value.status_code == status
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [307, 308])
async def test_a_body_goes_to_another_server_where_the_call_allows_it(status: int) -> None:
    server = Server(redirect("http://other.test/v1/elsewhere", status), STEP)
    async with client_of(server) as client:
        await client.post(
            "/v1/x", cast_to=object, body={"a": 1}, options={"follow_redirects": True}
        )
    assert server.last.url.host == "other.test"
    assert server.last.content == b'{"a":1}'
    assert "authorization" not in server.last.headers


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "data:text/plain,x",
        "file:///etc/passwd",
        "http://host:99999/",
        "http://host:x/",
        "http://[::1/",
        "http://",
        "http:///path",
        "//",
        "http://\x7f/",
        "mailto:a@b",
        "ftp://other.test/",
    ],
)
@pytest.mark.parametrize("status", [301, 307])
async def test_a_redirect_to_no_place_is_an_error_of_this_library(target: str, status: int) -> None:
    server = Server(redirect(target, status))
    async with client_of(server) as client:
        with pytest.raises(APIError):
            await client.runs.retrieve("run-1")
    assert {request.url.scheme for request in server.requests} == {"http"}


async def test_a_see_other_turns_a_post_into_a_get() -> None:
    server = Server(redirect("/v1/elsewhere", 303), STEP)
    async with client_of(server) as client:
        await client.post("/v1/x", cast_to=object, body={"a": 1})
    assert (server.last.method, server.last.content) == ("GET", b"")


REFUSED = httpx.ConnectError("refused")


@pytest.mark.parametrize(
    ("second", "cause"),
    [(failure(REFUSED), REFUSED), (answer(status=429), None), (answer(status=500), None)],
    ids=["refused", "429", "500"],
)
async def test_a_change_that_was_answered_with_see_other_is_not_sent_again(
    second: Answer, cause: Exception | None, delays: list[float]
) -> None:
    server = Server(redirect("/v1/done", 303), second)
    async with client_of(server, delays) as client:
        with pytest.raises(APIError) as caught:
            await client.steps.feedback.create("step-1", feedback="positive")
    assert [request.method for request in server.requests] == ["PATCH", "GET"]
    assert delays == []
    assert caught.value.request is server.last
    assert caught.value.__cause__ is cause


async def test_a_change_that_was_sent_on_and_refused_is_sent_again(delays: list[float]) -> None:
    refused = failure(httpx.ConnectError("refused"))
    server = Server(redirect("/v1/on"), refused, redirect("/v1/on"), STEP)
    async with client_of(server, delays) as client:
        await client.steps.feedback.create("step-1", feedback="positive")
    assert [request.url.path for request in server.requests] == [
        "/v1/steps/step-1/feedback",
        "/v1/on",
    ] * 2
    assert len(delays) == 1


async def test_a_read_that_fails_behind_a_redirect_starts_anew(delays: list[float]) -> None:
    server = Server(redirect("/v1/on"), answer(status=500), redirect("/v1/on"), RUN)
    async with client_of(server, delays) as client:
        response = await client.runs.with_raw_response.retrieve("run-1")
    assert response.retries_taken == 1
    assert [request.url.path for request in server.requests] == ["/v1/runs/run-1", "/v1/on"] * 2


async def test_an_error_behind_a_redirect_tells_of_the_request_that_failed() -> None:
    server = Server(redirect("http://other.test/v1/on"), failure(httpx.ReadError("gone")))
    async with connect(server, max_retries=0) as client:
        with pytest.raises(APIConnectionError, match=r"other\.test/v1/on") as caught:
            await client.health()
    assert caught.value.request is server.last


async def test_a_loop_of_redirects_ends(delays: list[float]) -> None:
    server = Server(redirect("/v1/health/"))
    async with client_of(server, delays) as client:
        with pytest.raises(APIConnectionError, match="too many redirects") as caught:
            await client.health()
    assert isinstance(caught.value.__cause__, httpx.TooManyRedirects)
    assert (len(server.requests), delays) == (21, [])


async def test_the_http_client_says_how_many_redirects() -> None:
    server = Server(redirect("/v1/health/"))
    http_client = httpx.AsyncClient(
        transport=httpx.MockTransport(server), follow_redirects=True, max_redirects=3
    )
    async with AsyncLetta(base_url="http://letta.test", http_client=http_client) as client:
        with pytest.raises(APIConnectionError):
            await client.health()
    assert len(server.requests) == 4


async def test_a_redirect_to_what_is_no_url_is_an_error() -> None:
    async with client_of(Server(redirect("http://letta.test:port/"))) as client:
        with pytest.raises(APIConnectionError, match="location") as caught:
            await client.with_options(max_retries=0).health()
    assert isinstance(caught.value.__cause__, httpx.RemoteProtocolError)


async def test_the_body_of_a_redirect_is_not_read_and_closed() -> None:
    body = Body([b"x"] * 9)
    moved = answer(status=307, headers={"location": "/v1/on"}, stream=body)
    async with client_of(Server(moved, RUN)) as client:
        await client.runs.retrieve("run-1")
    assert (body.taken, body.closed) == (0, 1)


async def test_redirects_can_be_left_unfollowed_for_a_call() -> None:
    server = Server(redirect("/v1/elsewhere"), RUN)
    async with client_of(server) as client:
        with pytest.raises(APIStatusError, match="307") as caught:
            await client.get("/v1/x", cast_to=object, options={"follow_redirects": False})
    assert (caught.value.status_code, len(server.requests)) == (307, 1)
    assert caught.value.response.headers["location"] == "/v1/elsewhere"


async def test_an_http_client_of_the_user_decides_whether_to_follow() -> None:
    server = Server(redirect("/v1/elsewhere"), RUN)
    http_client = httpx.AsyncClient(transport=httpx.MockTransport(server))
    async with AsyncLetta(base_url="http://letta.test", http_client=http_client) as client:
        with pytest.raises(APIStatusError, match="307"):
            await client.runs.retrieve("run-1")
        server.requests.clear()
        await client.get("/v1/x", cast_to=object, options={"follow_redirects": True})
    assert len(server.requests) == 2


async def test_a_stream_follows_redirects_too() -> None:
    server = Server(redirect("/v1/runs/run-2/stream"), recorded("stream_background_steps"))
    async with client_of(server) as client:
        async with await client.runs.messages.stream("run-1", starting_after=3) as stream:
            assert len([event async for event in stream]) == 3
    assert server.last.content == b'{"starting_after":3}'
    assert stream.response.url == "http://letta.test/v1/runs/run-2/stream"
