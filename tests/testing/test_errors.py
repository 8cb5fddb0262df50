"""Bad input gets what the real server gives."""

from typing import Any

import httpx
import pytest

from letta_client.testing import ReferenceServer, Script
from testing.clients import connect
from testing.recordings import recording

ELIDED = "<elided>"


def ask(http: httpx.Client, name: str, path: str | None = None) -> httpx.Response:
    """Send the request of a recording; to `path`, if its own has an id of the real server."""
    request = recording(name)["request"]
    body = request["json"]
    return http.request(
        request["method"],
        path or request["path"],
        params=request["query"],
        content=body if isinstance(body, str) else None,
        json=None if isinstance(body, str) else body,
        headers={"content-type": "application/json"},
    )


def answers_as_recorded(response: httpx.Response, name: str) -> bool:
    recorded = recording(name)["response"]
    return (response.status_code, response.headers["content-type"], response.json()) == (
        recorded["status"],
        recorded["content_type"],
        recorded["json"],
    )


@pytest.mark.parametrize(
    "name",
    [
        "error_400_run_id",
        "error_400_status",
        "error_404_route",
        "error_422_limit",
        "error_422_step_id",
        "health",
    ],
)
def test_a_request_gets_the_recorded_answer(http: httpx.Client, name: str) -> None:
    assert answers_as_recorded(ask(http, name), name)


def test_bad_json_gets_the_recorded_answer(server: ReferenceServer, http: httpx.Client) -> None:
    run = server.add_run()

    response = ask(http, "error_422_bad_json", f"/v1/runs/{run.id}/stream")

    assert answers_as_recorded(response, "error_422_bad_json")


def test_the_stream_of_a_foreground_run_is_refused(
    server: ReferenceServer, http: httpx.Client
) -> None:
    run = server.add_run(background=False)

    response = ask(http, "error_400_stream_of_foreground_run", f"/v1/runs/{run.id}/stream")

    assert answers_as_recorded(response, "error_400_stream_of_foreground_run")


def test_unknown_feedback_gets_the_recorded_answer(http: httpx.Client) -> None:
    response = ask(http, "error_422_feedback")

    assert answers_as_recorded(response, "error_422_feedback")


@pytest.mark.parametrize("name", ["error_404_run", "error_404_step"])
def test_an_unknown_id_is_a_404_that_names_it(http: httpx.Client, name: str) -> None:
    response = ask(http, name)

    recorded = recording(name)["response"]
    assert response.status_code == recorded["status"]
    assert response.json()["detail"].startswith(recorded["json"]["detail"].removesuffix(ELIDED))


def test_a_run_older_than_three_hours_has_no_stream(
    server: ReferenceServer, http: httpx.Client
) -> None:
    run = server.add_run()
    server.clock.advance(3 * 3600 + 1)

    assert http.post(f"/v1/runs/{run.id}/stream", json={}).status_code == 410


@pytest.mark.parametrize("path", ["/v1/runs/", "/v1/steps/"])
@pytest.mark.parametrize("cursor", ["after", "before"])
def test_a_cursor_that_names_nothing_is_a_404(
    server: ReferenceServer, http: httpx.Client, path: str, cursor: str
) -> None:
    server.add_run()

    assert http.get(path, params={cursor: "run-nothing"}).status_code == 404


def test_a_date_that_is_none_is_a_400(http: httpx.Client) -> None:
    assert http.get("/v1/steps/", params={"start_date": "yesterday"}).status_code == 400


def test_an_error_of_the_server_itself_reaches_the_test(
    server: ReferenceServer, http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(server.clock, "now", broken)

    with pytest.raises(ZeroDivisionError):
        http.get("/v1/runs/")


# Letta 0.16.8


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("steps_list_broken", "/v1/steps/"),
        ("error_500_stream_without_body", "/v1/runs/{run}/stream"),
        ("run_delete", "/v1/runs/{run}"),
        ("step_transaction", "/v1/steps/{step}/transaction/tx-1"),
    ],
)
def test_letta_0_16_8_fails_as_recorded(name: str, path: str) -> None:
    with ReferenceServer(profile="letta-0.16.8") as server:
        run = server.add_run(Script().reply("Hi"))
        with connect(server) as http:
            step = http.get(f"/v1/runs/{run.id}/steps").json()[0]["id"]
            response = ask(http, name, path.format(run=run.id, step=step))

    assert answers_as_recorded(response, name)
