"""Requests are refused, and fail, as recorded of Letta 0.16.8."""

from __future__ import annotations

import json

import httpx
import pytest

from letta_client.testing import ReferenceServer
from testing.clients import connect, json_of
from testing.recordings import recording
from testing.talking import Talk

from .recorded_answers import ARGUMENTS, fields, recorded


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("error_404_agent", None),
        ("error_404_agent_send", None),
        ("error_404_agent_send_async", None),
        ("error_404_agent_messages", None),
        ("error_422_agent_id", None),
        ("error_422_nothing_to_send", "messages"),
        ("error_422_empty_messages", "messages"),
        ("error_422_messages_and_input", "messages"),
        ("error_422_background_without_streaming", "messages"),
        ("error_422_stream_tokens_without_streaming", "messages"),
        ("error_422_include_pings_without_streaming", "messages"),
        ("error_400_agent_without_model", None),
        ("agent_messages_cancel_unknown_run", "messages/cancel"),
    ],
)
def test_a_request_gets_the_recorded_answer(
    http: httpx.Client, talk: Talk, name: str, path: str | None
) -> None:
    request = recording(name)["request"]

    response = http.request(
        request["method"],
        f"{talk.path}/{path}" if path else request["path"],
        params=request["query"],
        json=request["json"],
    )

    assert (response.status_code, response.json()) == (
        recorded(name)["status"],
        recorded(name)["json"],
    )


@pytest.mark.parametrize(
    ("name", "method", "path"),
    [
        ("error_409_no_active_runs", "POST", "/messages/cancel"),
        ("error_404_messages_cursor", "GET", "/messages"),
    ],
)
def test_an_error_names_the_agent(
    http: httpx.Client, talk: Talk, name: str, method: str, path: str
) -> None:
    request = recording(name)["request"]
    there = json.dumps(recorded(name)["json"]).replace(
        request["path"].split("/")[3], talk.agent["id"]
    )

    response = http.request(method, f"{talk.path}{path}", params=request["query"])

    assert (response.status_code, response.json()) == (recorded(name)["status"], json.loads(there))


def test_a_failed_send_is_answered_as_recorded(server: ReferenceServer, talk: Talk) -> None:
    there = recorded("agent_message_create_failed")["json"]["error"]
    server.model.fail(there["message"], detail=there["detail"], error_type=there["type"])

    response = talk.say("FAIL")

    assert (response.status_code, response.json()) == (500, {"error": there})
    run = json_of(talk.http.get(f"/v1/runs/{talk.runs()[0]['id']}"))
    assert fields(run) == fields(recorded("run_failed_unstreamed")["json"])
    assert run["metadata"] == recorded("run_failed_unstreamed")["json"]["metadata"]


def test_an_old_client_cannot_stream_by_an_option(http: httpx.Client, talk: Talk) -> None:
    body = {"input": "hello", "streaming": True}
    path = f"{talk.path}/messages"

    def status(**headers: str) -> int:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return http.post(path, json=body, headers=named).status_code

    for agent in ("Letta/Python 1.12.1", "letta-client/0.9", "letta-client/1", "letta-client/2.0"):
        assert status(user_agent=agent) == 422
        assert status(user_agent=agent, x_stainless_package_version="") == 422
        assert status(user_agent=agent, x_stainless_package_version="0.1") == 200
        assert status(user_agent=f"@letta-ai/{agent}") == 422
    assert status(user_agent="letta-client/1.0") == 200
    assert status(user_agent="@letta-ai/letta-client/1.0") == 200
    assert status(user_agent="") == 200


@pytest.mark.parametrize(
    ("name", "method", "path"),
    [
        ("error_422_nothing_to_send", "POST", "{agent}/messages"),
        ("error_422_empty_messages", "POST", "{agent}/messages"),
        ("error_409_pending_approval", "POST", "{agent}/messages"),
        ("run_delete", "DELETE", "/v1/runs/{run}"),
    ],
)
@pytest.mark.parametrize("traces", [False, True])
def test_a_server_with_traces_names_them_in_errors(
    traces: bool, name: str, method: str, path: str
) -> None:
    with ReferenceServer(profile="letta-0.16.8", traces=traces) as server, connect(server) as http:
        talk = Talk(http)
        server.model.ask_approval("find", ARGUMENTS)
        talk.say("hello TOOL")
        there = recording(f"{name}_traced" if traces else name)

        path = path.format(agent=talk.path, run=talk.runs()[0]["id"])
        response = http.request(method, path, json=there["request"]["json"])

    body, expected = response.json(), there["response"]["json"]
    assert response.status_code == there["response"]["status"]
    assert fields(body) == fields(dict(sorted(expected.items(), key=lambda each: each[0] in body)))
    assert len(body.get("trace_id", "")) == len(expected.get("trace_id", ""))
    assert str(body["detail"])[:10] == str(expected["detail"])[:10] or name == "run_delete"
