"""What notebooks show, in a browser: nothing is cut, nothing runs, nothing is asked for."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import chromium
import pytest

from letta_client import NotFoundError
from letta_client.notebook import compare, record, show
from letta_client.testing import ReferenceServer

from .. import test_hostile_content as content
from ..parsed_html import html_of
from ..test_hostile_content import hostile_model, hostile_wholes, models
from .pages import measured, page_of


@pytest.fixture(scope="module")
def outputs() -> list[str]:
    """What the sample data of the reference server looks like."""
    with ReferenceServer() as server:
        server.demo()
        client = server.client()
        runs = client.runs.list(order="asc").items
        step = client.runs.steps.list(runs[0].id).items[0]
        with pytest.raises(NotFoundError) as missing:
            client.runs.retrieve("run-00000000-0000-4000-8000-000000000000")
        with client.runs.messages.stream(server.start_run("Yes, **it does**.").id) as stream:
            result = stream.until_done()
        shown = [
            client.runs.list(),
            record(runs[0].id, client=client),
            compare(record(runs[1].id, client=client), record(runs[3].id, client=client)),
            client.runs.trace.retrieve(runs[6].id),
            client.runs.usage.retrieve(runs[0].id),
            client.agents.retrieve(runs[0].agent_id),
            runs[3],
            client.runs.metrics.retrieve(runs[0].id),
            client.runs.steps.list(runs[0].id),
            step,
            client.steps.metrics.retrieve(step.id),
            client.steps.trace.retrieve(step.id),
            client.runs.messages.list(runs[6].id, order="asc"),
            client.agents.list(),
            result,
            missing.value,
        ]
        return [html_of(each) for each in shown]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [500, 1100])
def test_nothing_is_cut_or_overlaps_and_contrast_is_enough(
    outputs: list[str], pictures: Path, width: int, dark: bool
) -> None:
    name = f"outputs-{width}-{'dark' if dark else 'light'}"
    page = pictures / f"{name}.html"
    page.write_text(page_of(outputs, dark=dark))
    found = measured(page, width=width, dark=dark)
    height = min(found["height"], 6000)
    chromium.screenshot(page, page.with_suffix(".png"), width=width, height=height, dark=dark)
    assert found["texts"] > 100
    assert found["problems"] == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_outputs_can_be_read_where_styles_are_removed(
    outputs: list[str], pictures: Path, dark: bool
) -> None:
    # As GitHub does; JupyterLab removes the style sheets of notebooks that are not trusted.
    bare = [re.sub('<style>.*?</style>| style="[^"]*"', "", each, flags=re.S) for each in outputs]
    page = pictures / f"outputs-bare-{'dark' if dark else 'light'}.html"
    page.write_text(page_of(bare, dark=dark))
    found = measured(page, width=1100, dark=dark)
    height = min(found["height"], 6000)
    chromium.screenshot(page, page.with_suffix(".png"), width=1100, height=height, dark=dark)
    assert found["texts"] > 100
    assert found["problems"] == []


class Requests:
    """A server that no page has a reason to ask."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        requests = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                requests.paths.append(self.path)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *args: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def requests() -> Iterator[Requests]:
    listening = Requests()
    thread = threading.Thread(target=listening.server.serve_forever)
    thread.start()
    yield listening
    listening.server.shutdown()
    thread.join()
    listening.server.server_close()


def hostile(base: str) -> str:
    """Return a text that loads and runs what it can, wherever it is taken for markup."""
    return (
        f"</pre></style></td><script>fetch('{base}/script')</script><img src='{base}/img' "
        f"onerror=\"fetch('{base}/error')\"><iframe src='{base}/frame'></iframe>"
        f"<link rel=stylesheet href='{base}/css'>\"' onmouseover=fetch('{base}/over') "
        f"<svg onload=fetch('{base}/svg')><style>@import url({base}/import)</style>"
    )


def test_hostile_content_runs_nothing_and_asks_for_nothing(
    requests: Requests, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = f"http://127.0.0.1:{requests.server.server_address[1]}"
    # What the browser would ask for, it asks for at once.
    check = pictures / "control.html"
    check.write_text(page_of([hostile(base)], dark=False))
    chromium.dom_of(check, width=1000)
    assert "/script" in requests.paths
    assert "/img" in requests.paths
    requests.paths.clear()

    monkeypatch.setattr(content, "HOSTILE", hostile(base))
    page = pictures / "hostile.html"
    parts: list[str] = []
    for model in models():
        item = hostile_model(model)
        parts += [html_of(item), html_of(show([item]))]
    parts += map(html_of, hostile_wholes())
    # Folds are open: what is hidden is laid out too.
    page.write_text(page_of(parts, dark=False).replace("<details>", "<details open>"))
    dom = chromium.dom_of(page, width=1000)
    for element in ("<script", "<img", "<iframe", "<link", "<svg"):
        assert element not in dom
    assert requests.paths == []
