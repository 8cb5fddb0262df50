"""A run is followed to its record; who stops keeps what was seen."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager, nullcontext
from typing import NoReturn

import anyio
import httpx
import pytest

from letta_client import APIError, Letta
from letta_client.notebook import Shown
from letta_client.notebook.command import main
from letta_client.notebook.watching import Update, follow, follow_async, watch
from letta_client.testing import ReferenceServer, Script

from .parsed_html import ParsedHtml, html_of

# What `tests/shell/conftest.py` says of httpx on trio.
ignores_generators_of_httpx = pytest.mark.filterwarnings(
    "ignore:Async generator 'httpx:ResourceWarning"
)


class Pictures:
    """What was shown, one after the other; stops after a number of them."""

    def __init__(self) -> None:
        self.shown: list[Shown] = []

    @contextmanager
    def display(self) -> Generator[Update]:
        yield self.shown.append


def script() -> Script:
    return (
        Script(prompt="Is it dry?")
        .think("I look at the forecast.")
        .call_tool("get_forecast", {"place": "Utrecht"}, "Dry.")
        .reply("It stays dry.")
    )


def test_the_record_is_left_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("letta_client.notebook.watching._INTERVAL", 0)
    with ReferenceServer() as server:
        run, pictures = server.start_run(script()), Pictures()
        follow(run.id, server.client(), pictures.display())
    texts = [ParsedHtml(html_of(shown)).text for shown in pictures.shown]
    assert "running" in texts[0]
    assert "It stays dry." in texts[-2]
    assert "tokens" in texts[-2]
    assert "get_forecast" in texts[-2]
    assert "step 2" in texts[-1]


def test_a_new_message_is_shown_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("letta_client.notebook.watching._INTERVAL", 3600)
    with ReferenceServer() as server:
        run, pictures = server.start_run(script()), Pictures()
        follow(run.id, server.client(), pictures.display())
    texts = [ParsedHtml(html_of(shown)).text for shown in pictures.shown[:-1]]
    for said in ("reasoning", "get_forecast", "tool return", "assistant"):
        assert any(said in shown for shown in texts)


def test_who_stops_keeps_what_was_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*args: object, **options: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr("letta_client.notebook.watching.record", stop)
    with ReferenceServer() as server:
        run, pictures = server.start_run(script()), Pictures()
        with pytest.raises(KeyboardInterrupt):
            follow(run.id, server.client(), pictures.display())
    last = ParsedHtml(html_of(pictures.shown[-1])).text
    assert "It stays dry." in last
    assert "not followed any more" in last


@ignores_generators_of_httpx
@pytest.mark.anyio
async def test_an_asynchronous_client_leaves_the_record_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("letta_client.notebook.watching._INTERVAL", 0)
    async with ReferenceServer() as server:
        run, pictures = server.start_run(script()), Pictures()
        await follow_async(run.id, server.async_client(), pictures.display())
    texts = [ParsedHtml(html_of(shown)).text for shown in pictures.shown]
    assert "running" in texts[0]
    assert "It stays dry." in texts[-2]
    assert "step 2" in texts[-1]


@ignores_generators_of_httpx
@pytest.mark.anyio
async def test_a_task_that_is_cancelled_keeps_what_was_seen() -> None:
    seen: list[Shown] = []

    def stop_when_shown(shown: Shown) -> None:
        seen.append(shown)
        scope.cancel()

    async with ReferenceServer() as server:
        run = server.start_run(script())
        with anyio.CancelScope() as scope:
            await follow_async(run.id, server.async_client(), nullcontext(stop_when_shown))
    assert scope.cancelled_caught
    assert "not followed any more" in ParsedHtml(html_of(seen[-1])).text


@ignores_generators_of_httpx
@pytest.mark.anyio
async def test_time_goes_on_while_no_events_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("letta_client.notebook.watching._PAUSE", 0)
    seen: list[Shown] = []

    def stop_at_the_fifth(shown: Shown) -> None:
        seen.append(shown)
        if len(seen) == 5:
            scope.cancel()

    async with ReferenceServer() as server:
        run = server.start_run(script())
        server.faults.add(path="*/stream", stall_after_events=0)
        with anyio.CancelScope() as scope:
            await follow_async(run.id, server.async_client(), nullcontext(stop_at_the_fifth))
    texts = [ParsedHtml(html_of(shown)).text for shown in seen]
    assert all("running" in shown for shown in texts[:5])
    assert "not followed any more" in texts[-1]


def test_time_goes_on_while_a_blocking_stream_has_no_events(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("letta_client.notebook.watching._PAUSE", 0)
    seen: list[Shown] = []
    fifth = threading.Event()

    def note(shown: Shown) -> None:
        seen.append(shown)
        if len(seen) == 5:
            fifth.set()

    def silence() -> Iterator[bytes]:
        assert fifth.wait(60)
        raise KeyboardInterrupt
        yield b""

    def respond(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"Content-Type": "text/event-stream"}, content=silence())

    threads = threading.active_count()
    with (
        Letta(
            base_url="http://server",
            http_client=httpx.Client(transport=httpx.MockTransport(respond)),
        ) as client,
        pytest.raises(KeyboardInterrupt),
    ):
        follow("run-1", client, nullcontext(note))
    assert threading.active_count() == threads
    texts = [ParsedHtml(html_of(shown)).text for shown in seen]
    assert all("running" in shown for shown in texts[:5])
    assert "not followed any more" in texts[-1]


@ignores_generators_of_httpx
@pytest.mark.anyio
@pytest.mark.parametrize("in_notebook", [False, True])
async def test_stop_ends_an_awaiting_cell_as_it_ends_others(
    monkeypatch: pytest.MonkeyPatch, in_notebook: bool
) -> None:
    ended = False
    seen: list[Shown] = []

    def stop(shown: Shown) -> None:
        seen.append(shown)
        scope.cancel()

    monkeypatch.setattr("letta_client.notebook.watching._is_notebook", lambda: in_notebook)
    for display in ("_notebook_display", "_terminal_display"):
        monkeypatch.setattr(f"letta_client.notebook.watching.{display}", lambda: nullcontext(stop))
    async with ReferenceServer() as server:
        with anyio.CancelScope() as scope:
            await watch(server.start_run(script()).id, client=server.async_client())
            ended = True
    assert ended == in_notebook
    assert "not followed any more" in ParsedHtml(html_of(seen[-1])).text


@ignores_generators_of_httpx
@pytest.mark.anyio
async def test_watching_is_awaited_with_an_asynchronous_client(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with ReferenceServer() as server:
        await watch(server.start_run(script()).id, client=server.async_client())
    assert "step 2" in capsys.readouterr().out


def test_a_stream_that_fails_leaves_what_was_seen() -> None:
    with ReferenceServer() as server:
        pictures = Pictures()
        with pytest.raises(APIError):
            follow("run-1", server.client(), pictures.display())
    assert "BadRequestError" in ParsedHtml(html_of(pictures.shown[-1])).text


def test_a_terminal_shows_the_record(capsys: pytest.CaptureFixture[str]) -> None:
    with ReferenceServer() as server:
        watch(server.start_run(script()).id, client=server.client())
    assert "step 2" in capsys.readouterr().out


@ignores_generators_of_httpx
@pytest.mark.anyio
async def test_a_stream_of_an_asynchronous_client_that_fails_is_raised_as_it_is() -> None:
    async with ReferenceServer() as server:
        pictures = Pictures()
        with pytest.raises(APIError):
            await follow_async("run-1", server.async_client(), pictures.display())
    assert "BadRequestError" in ParsedHtml(html_of(pictures.shown[-1])).text


def test_each_command_prints_what_it_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    with ReferenceServer() as server:
        server.demo()
        client = server.client()
        run = client.runs.list(order="asc").items[0]
        expected = {
            ("runs", "--limit", "3"): "3 on this page",
            ("runs", "--agent", run.agent_id): run.id,
            ("run", run.id): "step 2",
            ("trace", run.id): "agent_step",
            ("watch", run.id): "step 2",
        }
        for arguments, shown in expected.items():
            assert main(arguments, client=client) == 0
            assert shown in capsys.readouterr().out
        assert main(["run", "run-1"], client=client) == 1
        assert "BadRequestError" in capsys.readouterr().err


def test_a_command_that_is_interrupted_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*args: object, **options: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr("letta_client.notebook.command.watch", stop)
    with ReferenceServer() as server:
        assert main(["watch", "run-1"], client=server.client()) == 130
