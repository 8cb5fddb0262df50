"""The key stays out of whatever people print, log and paste."""

from __future__ import annotations

import logging
import traceback

import httpx
import pytest

from letta_client import APIError, AsyncLetta

from ..answers import (
    KEY,
    Answer,
    Server,
    answer,
    events,
    failure,
    recorded,
    redirect,
)
from .harness import connect

OUTCOMES = {
    "a success": recorded("health"),
    "a payload that does not fit": answer({"version": 1, "status": 2}),
    "an error": recorded("error_404_run"),
    "a failing server": answer({"detail": "boom"}, status=500),
    "no connection": failure(httpx.ConnectError("refused")),
    "a timeout": failure(httpx.ReadTimeout("slow")),
    "a redirect for ever": redirect("/v1/health/"),
    "no json": answer(text="<h1>hello</h1>"),
}


def assert_no_secret(*texts: str) -> None:
    for text in texts:
        assert KEY not in text
        assert "hunter2" not in text


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=OUTCOMES.keys())
async def test_logs_and_errors_do_not_show_the_key(
    outcome: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    options = {"extra_headers": {"X-Password": "hunter2"}}
    async with connect(Server(outcome), default_headers={"X-Custom": "hunter2"}) as client:
        try:
            await client.with_options(default_query={"token": "x"}).health(
                extra_headers=options["extra_headers"]
            )
        except APIError as error:
            shown = traceback.format_exception(error)
            assert_no_secret(str(error), repr(error), repr(error.args), *shown)
    assert caplog.records
    assert_no_secret(caplog.text)


async def test_what_a_client_hands_out_does_not_show_the_key() -> None:
    async with connect(Server(recorded("health"))) as client:
        response = await client.with_raw_response.health()
        shown = [client, client.runs, client.runs.messages, client._config, response]
        shown += [response.http_request, response.http_request.headers, await response.parse()]
        assert_no_secret(*map(repr, shown), *map(str, shown))
    async with connect(Server(events("data: [DONE]\n\n"))) as client:
        stream = await client.runs.messages.stream("run-1")
        assert_no_secret(repr(stream), repr(stream.response))


def test_repr_shows_where_the_server_is_and_no_password() -> None:
    client = AsyncLetta(api_key=KEY, base_url="http://me:hunter2@letta.test:8283/pre")
    assert_no_secret(repr(client))
    assert "letta.test:8283/pre" in repr(client)


async def test_an_error_shows_no_password_of_the_base_url() -> None:
    server = Server(failure(httpx.ConnectError("refused")))
    async with connect(server, base_url="http://me:hunter2@letta.test", max_retries=0) as client:
        with pytest.raises(APIError, match=r"letta\.test/v1/health/") as caught:
            await client.health()
    assert_no_secret(str(caught.value), *traceback.format_exception(caught.value))


async def test_a_retry_is_logged_without_the_query(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="letta_client")
    async with connect(Server(answer(status=500))) as client:
        with pytest.raises(APIError):
            await client.health(extra_query={"token": "hunter2"})
    ours = [record.getMessage() for record in caplog.records if record.name == "letta_client"]
    assert len(ours) == 2
    assert_no_secret(*ours)


async def test_lines_of_httpx_show_neither_passwords_nor_queries(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, logger="httpx")
    server = Server(recorded("health"))
    async with connect(server, base_url="http://me:hunter2@letta.test") as client:
        await client.health(extra_query={"token": "hunter2"})
    (line,) = [record.getMessage() for record in caplog.records if record.name == "httpx"]
    assert "GET http://letta.test/v1/health/ " in line
