"""What is sent again, when, how often, and what is said of it."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass

import httpx
import pytest

from letta_client import APIConnectionError, APIError, APITimeoutError, ConflictError
from letta_client.types.runs import Run

from ..answers import Answer, Server, answer, failure, recorded
from ..calls import METHODS, reach
from .harness import Body, connect

pytestmark = pytest.mark.filterwarnings("ignore:.*runs.list.active=True:DeprecationWarning")
RUN = recorded("run_completed")

READS = sorted(set(METHODS) - {"steps.feedback.create", "steps.transaction.update", "runs.delete"})
CHANGES = ["steps.feedback.create", "steps.transaction.update", "runs.delete"]


@dataclass(frozen=True)
class Outcome:
    """What becomes of a request, and whether it is sent again."""

    answer: Answer
    read: bool
    change: bool


def status(status: int, headers: dict[str, str] | None = None, body: object = None) -> Answer:
    return answer(body, status=status, headers=headers)


CODE = {"detail": {"code": "PENDING_APPROVAL", "message": "wait"}}

OUTCOMES = {
    "connect error": Outcome(failure(httpx.ConnectError("")), read=True, change=True),
    "connect timeout": Outcome(failure(httpx.ConnectTimeout("")), read=True, change=True),
    "pool timeout": Outcome(failure(httpx.PoolTimeout("")), read=True, change=True),
    "proxy error": Outcome(failure(httpx.ProxyError("")), read=True, change=True),
    "read timeout": Outcome(failure(httpx.ReadTimeout("")), read=True, change=False),
    "write timeout": Outcome(failure(httpx.WriteTimeout("")), read=True, change=False),
    "read error": Outcome(failure(httpx.ReadError("")), read=True, change=False),
    "write error": Outcome(failure(httpx.WriteError("")), read=True, change=False),
    "dropped": Outcome(failure(httpx.RemoteProtocolError("")), read=True, change=False),
    "unsupported": Outcome(failure(httpx.UnsupportedProtocol("")), read=False, change=False),
    "illegal": Outcome(failure(httpx.LocalProtocolError("")), read=False, change=False),
    "400": Outcome(status(400), read=False, change=False),
    "401": Outcome(status(401), read=False, change=False),
    "403": Outcome(status(403), read=False, change=False),
    "404": Outcome(status(404), read=False, change=False),
    "422": Outcome(status(422), read=False, change=False),
    "408": Outcome(status(408), read=True, change=False),
    "409": Outcome(status(409), read=False, change=False),
    "409 with a code": Outcome(status(409, body=CODE), read=False, change=False),
    "409 with a code to retry": Outcome(
        status(409, {"x-should-retry": "true"}, CODE), read=False, change=False
    ),
    "429": Outcome(status(429), read=True, change=True),
    "429 not to retry": Outcome(status(429, {"x-should-retry": "false"}), read=False, change=False),
    "500": Outcome(status(500), read=True, change=False),
    "500 not to retry": Outcome(status(500, {"x-should-retry": "false"}), read=False, change=False),
    "500 to retry": Outcome(status(500, {"x-should-retry": "true"}), read=True, change=False),
    "404 to retry": Outcome(status(404, {"x-should-retry": "true"}), read=True, change=False),
    "501": Outcome(status(501), read=False, change=False),
    "501 to retry": Outcome(status(501, {"x-should-retry": "true"}), read=False, change=False),
    "502": Outcome(status(502), read=True, change=False),
    "503": Outcome(status(503), read=True, change=False),
    "503 with Retry-After": Outcome(status(503, {"retry-after": "1"}), read=True, change=True),
    "503 with retry-after-ms": Outcome(
        status(503, {"Retry-After-MS": "1"}), read=True, change=True
    ),
    "504": Outcome(status(504), read=True, change=False),
}


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("method", ["runs.retrieve", "runs.messages.stream", CHANGES[0]])
async def test_what_is_sent_again(method: str, outcome: str, delays: list[float]) -> None:
    call, expected = METHODS[method], OUTCOMES[outcome]
    server = Server(expected.answer)
    options = {"resume": False} if call.kind == "stream" else {}
    async with connect(server, delays=delays) as client:
        with pytest.raises(APIError):
            await reach(client, method)(*call.arguments, **call.options, **options)
    again = expected.change if method in CHANGES else expected.read
    assert (len(server.requests), len(delays)) == ((3, 2) if again else (1, 0))


@pytest.mark.parametrize("method", READS)
async def test_every_read_is_sent_again(method: str, delays: list[float]) -> None:
    call = METHODS[method]
    server = Server(failure(httpx.ReadTimeout("slow")), status(500), call.answered)
    options = {"resume": False} if call.kind == "stream" else {}
    async with connect(server, delays=delays) as client:
        await reach(client, method)(*call.arguments, **call.options, **options)
    assert len(delays) == 2
    # A list at the caller's own cursor asks once more, to learn the server's direction.
    first, *others = [
        (request.method, request.url, request.content, headers_but_the_count(request))
        for request in server.requests[:3]
    ]
    assert others == [first, first]


def headers_but_the_count(request: httpx.Request) -> list[tuple[bytes, bytes]]:
    """Return the headers without the one that says how often a request was sent before."""
    return [each for each in request.headers.raw if each[0] != b"X-Stainless-Retry-Count"]


@pytest.mark.parametrize("method", CHANGES)
async def test_every_change_is_sent_once_where_it_may_be_carried_out(
    method: str, delays: list[float]
) -> None:
    call = METHODS[method]
    for outcome in ("read timeout", "dropped", "500"):
        server = Server(OUTCOMES[outcome].answer)
        async with connect(server, delays=delays) as client:
            with pytest.raises(APIError):
                await reach(client, method)(*call.arguments, **call.options)
        assert (len(server.requests), delays) == (1, [])


async def test_a_slow_post_is_sent_exactly_once(delays: list[float]) -> None:
    server = Server(failure(httpx.ReadTimeout("slow")))
    async with connect(server, delays=delays) as client:
        with pytest.raises(APITimeoutError):
            await client.post(
                "/v1/agents/agent-1/messages", cast_to=object, body={"messages": []}, options={}
            )
    assert (len(server.requests), delays) == (1, [])


async def test_a_body_that_breaks_off_is_asked_for_again(delays: list[float]) -> None:
    broken = Body([b"{"], error=httpx.ReadError("gone"))
    server = Server(answer(stream=broken), RUN)
    async with connect(server, delays=delays) as client:
        assert type(await client.runs.retrieve("run-1")) is Run
    assert len(delays) == 1
    assert broken.closed >= 1


async def test_a_changes_broken_answer_is_not_asked_for_again(delays: list[float]) -> None:
    server = Server(answer(stream=Body([b"{"], error=httpx.ReadError("gone"))))
    async with connect(server, delays=delays) as client:
        with pytest.raises(APIConnectionError):
            await client.steps.feedback.create("step-1", feedback="positive")
    assert (len(server.requests), delays) == (1, [])


async def test_the_answer_of_a_failed_attempt_is_closed() -> None:
    body = Body([b"{}"])
    server = Server(answer(status=500, stream=body), recorded("stream_background_steps"))
    async with connect(server) as client:
        await (await client.runs.messages.stream("run-1")).close()
    assert body.closed == 1


@pytest.mark.parametrize(("jitter", "factor"), [(0.0, 1.0), (1.0, 0.75)])
async def test_delays_grow_and_are_jittered(
    jitter: float, factor: float, delays: list[float]
) -> None:
    server = Server(status(500))
    async with connect(server, delays=delays, jitter=lambda: jitter, max_retries=7) as client:
        with pytest.raises(APIError):
            await client.health()
    assert delays == [factor * delay for delay in (0.5, 1, 2, 4, 8, 8, 8)]


async def test_the_server_says_how_long_to_wait(delays: list[float]) -> None:
    server = Server(
        status(429, {"retry-after": "7"}),
        status(503, {"Retry-After-Ms": "250", "retry-after": "7"}),
        status(429, {"retry-after": "Thu, 01 Jan 2026 00:00:00 GMT"}),
        RUN,
    )
    async with connect(server, delays=delays, max_retries=9) as client:
        await client.runs.retrieve("run-1")
    assert delays == [7, 0.25, 0]


async def test_a_wait_that_is_too_long_is_the_callers(delays: list[float]) -> None:
    async with connect(Server(status(429, {"retry-after": "3600"})), delays=delays) as client:
        with pytest.raises(APIError) as caught:
            await client.health()
    assert delays == []
    assert "429" in str(caught.value)


@pytest.mark.parametrize("max_retries", [0, 1, 5])
async def test_max_retries_is_the_clients_the_copys_or_the_calls(
    max_retries: int, delays: list[float]
) -> None:
    server = Server(status(500))
    async with connect(server, delays=delays, max_retries=max_retries) as client:
        with pytest.raises(APIError):
            await client.health()
    async with connect(server, delays=delays) as client:
        with pytest.raises(APIError):
            await client.with_options(max_retries=max_retries).health()
        with pytest.raises(APIError):
            await client.get("/v1/x", cast_to=object, options={"max_retries": max_retries})
    assert len(server.requests) == 3 * (max_retries + 1)
    assert len(delays) == 3 * max_retries


async def test_retries_without_bound(delays: list[float]) -> None:
    server = Server(*[status(500)] * 50, RUN)
    unbounded: float = math.inf
    async with connect(server, delays=delays, max_retries=unbounded) as client:
        await client.runs.retrieve("run-1")
    assert len(delays) == 50


async def test_each_retry_is_logged_with_its_reason(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="letta_client")
    server = Server(
        failure(httpx.ConnectError("")),
        failure(httpx.ReadTimeout("")),
        failure(httpx.ReadError("")),
        status(503, {"retry-after": "3"}),
        RUN,
    )
    async with connect(server, max_retries=4) as client:
        await client.runs.retrieve("run-1")
    said = [record.getMessage() for record in caplog.records if record.name == "letta_client"]
    assert len(said) == 4
    for line, reason in zip(
        said, ("no connection", "timed out", "connection was lost", "503"), strict=True
    ):
        assert line.startswith("GET /v1/runs/run-1: ")
        assert reason in line
    assert said[3].endswith("trying again in 3.00 s (4 of 4)")


async def test_an_answer_is_logged_at_debug(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="letta_client")
    async with connect(Server(RUN)) as client:
        await client.runs.retrieve("run-1")
    said = [record for record in caplog.records if record.name == "letta_client"]
    assert [(record.levelname, record.getMessage()) for record in said] == [
        ("DEBUG", "GET /v1/runs/run-1: 200")
    ]


async def test_a_conflict_with_a_code_is_raised_at_once(delays: list[float]) -> None:
    server = Server(recorded("error_409_pending_approval"))
    async with connect(server, delays=delays) as client:
        with pytest.raises(ConflictError, match="PENDING_APPROVAL"):
            await client.runs.retrieve("run-1")
    assert (len(server.requests), delays) == (1, [])
