"""When it goes wrong: every failure is an error of this library, and says what it is about."""

from __future__ import annotations

import json
import pickle
from typing import Any

import httpx
import pytest

import letta_client
from letta_client import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    InternalServerError,
    LettaError,
    NotFoundError,
    UnprocessableEntityError,
)

from ..answers import KEY, Server, answer, failure, recorded, recording
from .harness import Body, connect

CONNECTION_FAILURES: list[Exception] = [
    httpx.ConnectError("refused"),
    httpx.ReadError("gone"),
    httpx.WriteError("gone"),
    httpx.CloseError("gone"),
    httpx.NetworkError("gone"),
    httpx.RemoteProtocolError("peer closed connection"),
    httpx.LocalProtocolError("cannot"),
    httpx.ProtocolError("what"),
    httpx.ProxyError("proxy"),
    httpx.UnsupportedProtocol("gopher"),
    httpx.TransportError("odd"),
    httpx.RequestError("odd"),
    httpx.DecodingError("gzip"),
    httpx.TooManyRedirects("round"),
]
TIMEOUTS: list[Exception] = [
    httpx.ConnectTimeout("slow"),
    httpx.ReadTimeout("slow"),
    httpx.WriteTimeout("slow"),
    httpx.PoolTimeout("full"),
    httpx.TimeoutException("slow"),
]
FAILURES = [
    *[(error, APIConnectionError) for error in CONNECTION_FAILURES],
    *[(error, APITimeoutError) for error in TIMEOUTS],
]
NAMES = [type(error).__name__ for error, _ in FAILURES]


def assert_survives_pickling(error: APIError) -> None:
    again: Any = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert (str(again), again.args) == (str(error), error.args)
    assert (again.message, again.body) == (error.message, error.body)
    # Its query may have secrets.
    assert again.request.url == error.request.url.copy_with(query=None)
    for name in ("status_code", "request_id"):
        assert getattr(again, name, None) == getattr(error, name, None)
    responses: list[Any] = [getattr(either, "response", None) for either in (error, again)]
    if responses[0] is not None:
        assert responses[0].content == responses[1].content
    assert KEY.encode() not in pickle.dumps(error)


@pytest.mark.parametrize(("error", "raised"), FAILURES, ids=NAMES)
async def test_a_failure_before_the_answer(error: Exception, raised: type[APIError]) -> None:
    async with connect(Server(failure(error)), max_retries=0) as client:
        with pytest.raises(APIError) as caught:
            await client.runs.retrieve("run-1", extra_query={"a": "b"})
    assert type(caught.value) is raised
    assert caught.value.__cause__ is error
    assert caught.value.body is None
    assert type(error).__name__ in str(caught.value)
    assert str(caught.value).endswith("GET http://letta.test/v1/runs/run-1")
    assert_survives_pickling(caught.value)


@pytest.mark.parametrize(("error", "raised"), FAILURES, ids=NAMES)
async def test_a_failure_in_the_body(error: Exception, raised: type[APIError]) -> None:
    body = Body([b"{"], error=error)
    async with connect(Server(answer(stream=body)), max_retries=0) as client:
        with pytest.raises(APIError) as caught:
            await client.runs.retrieve("run-1")
    assert type(caught.value) is raised
    assert caught.value.__cause__ is error
    assert body.closed >= 1
    assert_survives_pickling(caught.value)


@pytest.mark.parametrize(("error", "raised"), FAILURES, ids=NAMES)
async def test_a_failure_in_the_body_of_an_error(error: Exception, raised: type[APIError]) -> None:
    body = Body([b"{"], error=error)
    async with connect(Server(answer(status=404, stream=body)), max_retries=0) as client:
        with pytest.raises(APIError) as caught:
            await client.runs.retrieve("run-1")
        assert type(caught.value) is raised
        with pytest.raises(APIError) as caught:
            await client.runs.messages.stream("run-1", resume=False)
        assert type(caught.value) is raised
    assert body.closed >= 2


async def test_a_failure_of_the_next_page() -> None:
    error = httpx.ReadError("gone")
    server = Server(answer([{"id": "run-1", "agent_id": "agent-1"}]), failure(error))
    async with connect(server, max_retries=0) as client:
        page = await client.runs.list(limit=1)
        with pytest.raises(APIConnectionError) as caught:
            await page.get_next_page()
    assert caught.value.__cause__ is error


async def test_any_error_of_a_transport_is_a_connection_error() -> None:
    async with connect(Server(failure(ZeroDivisionError("mine"))), max_retries=0) as client:
        with pytest.raises(APIConnectionError, match="ZeroDivisionError: mine"):
            await client.health()


@pytest.mark.parametrize(
    ("status", "raised"),
    [
        (400, "BadRequestError"),
        (401, "AuthenticationError"),
        (403, "PermissionDeniedError"),
        (404, "NotFoundError"),
        (409, "ConflictError"),
        (422, "UnprocessableEntityError"),
        (429, "RateLimitError"),
        (500, "InternalServerError"),
        (501, "InternalServerError"),
        (503, "InternalServerError"),
        (599, "InternalServerError"),
        (402, "APIStatusError"),
        (408, "APIStatusError"),
        (418, "APIStatusError"),
        (304, "APIStatusError"),
    ],
)
async def test_a_status_has_its_class(status: int, raised: str) -> None:
    body = {"detail": "out of tea"}
    server = Server(answer(body, status=status, headers={"x-request-id": "request-1"}))
    async with connect(server, max_retries=0) as client:
        with pytest.raises(APIStatusError) as caught:
            await client.runs.retrieve("run-1")
    error = caught.value
    assert type(error) is getattr(letta_client, raised)
    assert (error.status_code, error.request_id, error.body) == (status, "request-1", body)
    assert error.response.status_code == status
    assert error.request is server.last
    assert str(error) == error.message
    for part in (str(status), "out of tea", "GET /v1/runs/run-1", "request-1"):
        assert part in str(error)
    assert error.__cause__ is None
    assert isinstance(error, LettaError)
    assert_survives_pickling(error)


@pytest.mark.parametrize(
    "name",
    [
        "error_400_run_id",
        "error_400_status",
        "error_404_route",
        "error_404_run",
        "error_404_step",
        "error_409_pending_approval",
        "error_422_bad_json",
        "error_422_feedback",
        "error_422_limit",
        "error_422_step_id",
        "run_trace_unconfigured",
        "steps_list_broken",
    ],
)
async def test_an_error_of_the_real_server_is_one_line_to_act_on(name: str) -> None:
    async with connect(Server(recorded(name)), max_retries=0) as client:
        with pytest.raises(APIStatusError) as caught:
            await client.runs.retrieve("run-1")
    assert caught.value.body == recording(name)
    assert "\n" not in str(caught.value)
    assert "{'" not in str(caught.value)
    assert_survives_pickling(caught.value)


async def test_a_validation_error_names_the_parameter() -> None:
    async with connect(Server(recorded("error_422_limit"))) as client:
        with pytest.raises(UnprocessableEntityError, match=r"limit: Input should be greater") as e:
            await client.runs.list(limit=0)
    assert "[{" not in str(e.value)


async def test_a_page_of_html_is_shown_as_text() -> None:
    async with connect(Server(answer(status=404, text="<h1>no\nsuch page</h1>"))) as client:
        with pytest.raises(NotFoundError, match="<h1>no such page</h1>") as caught:
            await client.health()
    assert caught.value.body == "<h1>no\nsuch page</h1>"
    assert caught.value.request_id is None


async def test_an_error_without_a_body() -> None:
    async with connect(Server(answer(status=500, text="")), max_retries=0) as client:
        with pytest.raises(InternalServerError, match="500") as caught:
            await client.health()
    assert caught.value.body is None


async def test_the_error_is_that_of_the_last_attempt() -> None:
    server = Server(answer(status=500), failure(httpx.ReadError("gone")), answer(status=404))
    async with connect(server) as client:
        with pytest.raises(NotFoundError) as caught:
            await client.health()
    assert caught.value.__cause__ is None
    assert len(server.requests) == 3


# Payloads that do not fit.


@pytest.mark.parametrize("text", ["<h1>hello</h1>", "", "{", "nul", "\x00", "é"])
async def test_what_is_no_json_is_an_error_in_either_mode(text: str) -> None:
    for strict in (True, False):
        server = Server(answer(text=text, headers={"content-type": "application/json"}))
        async with connect(server, strict_response_validation=strict) as client:
            with pytest.raises(APIResponseValidationError, match="JSON") as caught:
                await client.runs.retrieve("run-1")
        assert (caught.value.status_code, caught.value.body) == (200, text)
        assert_survives_pickling(caught.value)


async def test_a_text_where_no_json_was_promised_comes_back_as_text() -> None:
    async with connect(Server(answer(text="<h1>hello</h1>"))) as client:
        assert await client.runs.delete("run-1") == "<h1>hello</h1>"
    async with connect(Server(answer(text="x")), strict_response_validation=True) as client:
        with pytest.raises(APIResponseValidationError, match="JSON"):
            await client.runs.delete("run-1")


async def test_strict_validation_names_the_field_and_has_the_body() -> None:
    body = {"id": "run-1", "agent_id": "agent-1", "ttft_ns": "soon"}
    server = Server(answer(body))
    async with connect(server, strict_response_validation=True) as client:
        with pytest.raises(APIResponseValidationError, match="ttft_ns") as caught:
            await client.runs.retrieve("run-1")
    assert (caught.value.body, caught.value.status_code) == (body, 200)
    assert caught.value.__cause__ is not None
    assert_survives_pickling(caught.value)


async def test_lenient_validation_hands_out_all_with_one_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    body = {"id": 7, "agent_id": "agent-1", "created_at": "soon", "unknown": [1]}
    async with connect(Server(answer(body))) as client:
        run: Any = await client.runs.retrieve("run-1")
    assert type(run).__name__ == "Run"
    assert (run.id, run.agent_id, run.created_at, run.unknown) == (7, "agent-1", "soon", [1])
    assert run.status == "created"
    (warning,) = [record for record in caplog.records if record.name == "letta_client"]
    assert warning.levelname == "WARNING"
    assert "GET /v1/runs/run-1" in warning.getMessage()


async def test_lenient_validation_of_a_list_warns_once(caplog: pytest.LogCaptureFixture) -> None:
    items = [{"id": "run-1", "agent_id": "agent-1"}, {"id": 7}, {"id": 8}]
    async with connect(Server(answer(items), answer([]))) as client:
        page: Any = await client.runs.list()
    assert [item.id for item in page.items] == ["run-1", 7, 8]
    assert [item.agent_id for item in page.items] == ["agent-1", None, None]
    assert len([record for record in caplog.records if record.levelname == "WARNING"]) == 1


async def test_a_fitting_payload_warns_of_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async with connect(Server(recorded("run_completed"))) as client:
        await client.runs.retrieve("run-1")
    assert [record for record in caplog.records if record.levelname == "WARNING"] == []


@pytest.mark.parametrize("payload", [{"runs": []}, "text", None, 5, True])
async def test_what_is_no_list_is_an_error(payload: object) -> None:
    async with connect(Server(answer(text=json.dumps(payload)))) as client:
        with pytest.raises(APIResponseValidationError, match="Expected a list") as raised:
            await client.runs.list()
        raw = await client.runs.with_raw_response.list()
        with pytest.raises(APIResponseValidationError, match="Expected a list"):
            await raw.parse()
    assert raised.value.body == payload
    assert_survives_pickling(raised.value)


async def test_a_pickled_error_has_neither_the_body_nor_the_query_of_the_request() -> None:
    async with connect(Server(answer({"detail": "no"}, status=400))) as client:
        with pytest.raises(APIStatusError) as raised:
            await client.agents.create(
                secrets={"TOKEN": "very-secret"}, extra_query={"token": "secret-too"}
            )
    assert b"very-secret" in raised.value.request.content
    pickled = pickle.dumps(raised.value)
    assert b"very-secret" not in pickled
    assert b"secret-too" not in pickled
    assert_survives_pickling(raised.value)


async def test_a_deep_body_can_be_pickled() -> None:
    deep = "[" * 900 + "]" * 900
    async with connect(Server(answer(text=deep, status=400))) as client:
        with pytest.raises(APIStatusError) as raised:
            await client.runs.retrieve("run-1")
    assert raised.value.body == deep
    assert_survives_pickling(raised.value)


async def test_nothing_that_a_terminal_acts_upon_is_in_a_message(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG", "letta_client")
    odd = "a\x1b[2Jb\nERROR forged \u202e"
    async with connect(
        Server(answer({"detail": odd}, status=503), answer({"detail": odd}, status=400))
    ) as client:
        with pytest.raises(APIStatusError) as raised:
            await client.runs.retrieve(f"run-{odd}")
    assert str(raised.value).isprintable()
    assert "\\x1b[2Jb ERROR forged" in str(raised.value)
    for record in caplog.records:
        assert record.getMessage().isprintable()


async def test_unknown_fields_and_values_are_kept(caplog: pytest.LogCaptureFixture) -> None:
    body = {"id": "run-1", "agent_id": "a", "status": "paused", "stop_reason": "bored", "new": 1}
    async with connect(Server(answer(body)), strict_response_validation=True) as client:
        run = await client.runs.retrieve("run-1")
    assert (run.status, run.stop_reason, run.model_extra) == ("paused", "bored", {"new": 1})
    assert run.to_dict() == body
    assert caplog.records == []
