"""What is shown, of the sample data of the reference server."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from letta_client import Letta, NotFoundError
from letta_client.notebook import compare, record, show
from letta_client.testing import ReferenceServer
from letta_client.types import Run

from .parsed_html import ParsedHtml, html_of


def shown_text(shown: object) -> str:
    return " ".join(ParsedHtml(html_of(shown)).text.split())


@pytest.fixture(scope="module")
def run(client: Letta) -> Run:
    """The first run of the sample data: two steps, and a tool."""
    return client.runs.list(order="asc").items[0]


def test_a_page_of_runs_has_a_row_for_each_run(client: Letta) -> None:
    page = client.runs.list(limit=5)
    shown = shown_text(page)
    for item in page.items:
        assert item.id in shown
        assert item.status in shown
    assert "5 on this page; more may follow" in shown
    assert "more" not in shown_text(client.runs.list())


def test_a_run_is_a_card_with_its_timeline(run: Run) -> None:
    shown = shown_text(run)
    assert "completed end_turn" in shown
    assert "to the first token" in shown


def test_a_run_says_how_to_see_it_whole_and_nothing_is_fetched_to_show_it() -> None:
    with ReferenceServer() as server:
        server.demo()
        client = server.client()
        page = client.runs.list()
        run = page.items[0]
        server.requests.clear()
        for shown in (page, run):
            shown_text(shown)
            repr(shown)
        assert not server.requests
        assert "letta_client.notebook.record(run.id, client=client)" in shown_text(run)
        assert "notebook.record" not in shown_text(record(run.id, client=client))


def test_lists_that_are_no_pages_show_themselves(client: Letta, run: Run) -> None:
    spans = client.runs.trace.retrieve(run.id)
    assert spans == list(spans)
    assert html_of(spans) == html_of(show(list(spans)))
    assert pickle.loads(pickle.dumps(spans)) == spans
    message = client.runs.messages.list(run.id, order="asc").items[0]
    assert message.id
    assert "user" in shown_text(client.messages.retrieve(message.id))
    assert "letta-free" in shown_text(client.models.list())


@pytest.mark.anyio
async def test_an_asynchronous_client_gives_the_same_record(client: Letta, run: Run) -> None:
    async with ReferenceServer() as server:
        server.demo()
        recorded = await record(run.id, client=server.async_client())
        assert repr(recorded) == repr(record(run.id, client=client))
        with pytest.raises(NotFoundError):
            await record("run-00000000-0000-4000-8000-000000000000", client=server.async_client())


@pytest.mark.anyio
async def test_a_record_says_what_the_server_does_not_keep() -> None:
    async with ReferenceServer(profile="letta-0.16.8") as server:
        server.demo()
        run = server.client().runs.list(order="asc").items[0]
        recorded = await record(run.id, client=server.async_client())
        assert "Trace: Error code: 501" in repr(recorded)
        assert repr(recorded) == repr(record(run.id, client=server.client()))


def test_the_record_of_a_run_has_all_that_it_leaves(client: Letta, run: Run) -> None:
    shown = shown_text(record(run.id, client=client))
    for part in ("step 1", "step 2", "get_forecast", "Dry, 24 degrees", "agent_step", "Tokens"):
        assert part in shown
    assert "step 1" in repr(record(run.id, client=client))


def test_there_is_no_record_of_a_run_that_is_not_there(client: Letta) -> None:
    with pytest.raises(NotFoundError):
        record("run-00000000-0000-4000-8000-000000000000", client=client)


def test_messages_are_a_transcript(client: Letta, run: Run) -> None:
    shown = shown_text(client.runs.messages.list(run.id, order="asc"))
    speakers = ("user", "reasoning", "tool call", "tool return", "assistant")
    places = [shown.index(speaker) for speaker in speakers]
    assert places == sorted(places)


def test_the_spans_of_a_trace_are_under_their_parents(client: Letta, run: Run) -> None:
    html = html_of(show(client.runs.trace.retrieve(run.id)))
    assert "padding-left:1em" in html
    assert "time_to_first_token" in html


def test_without_styles_characters_show_when_something_was(client: Letta, run: Run) -> None:
    shown = shown_text(show(client.runs.trace.retrieve(run.id)))
    assert "0 to 1.75 s" in shown
    for bar in ("█" * 17 + "·" * 13, "·" * 17 + "█" * 13):
        assert bar in shown
    assert "▓ tool" in shown


def test_characters_do_not_hide_the_time_to_the_first_token(run: Run) -> None:
    assert "░" + "█" * 29 in shown_text(run)


def test_a_failed_run_says_why(client: Letta) -> None:
    failed = next(run for run in client.runs.list() if run.status == "failed")
    assert "Error" in shown_text(failed)
    said = " ".join(repr(show(failed)).replace("│", "").split())
    assert "Error llm_error The request to the model failed." in said


def test_steps_usage_metrics_and_traces_are_shown(client: Letta, run: Run) -> None:
    step = client.runs.steps.list(run.id).items[0]
    assert str(step.total_tokens) in shown_text(step)
    assert step.id in shown_text(client.runs.steps.list(run.id))
    assert "model" in shown_text(client.steps.metrics.retrieve(step.id))
    assert "Request" in shown_text(client.steps.trace.retrieve(step.id))
    usage = client.runs.usage.retrieve(run.id)
    assert f"total{usage.total_tokens:,}" in ParsedHtml(html_of(usage)).text
    assert "steps" in shown_text(client.runs.metrics.retrieve(run.id))
    assert "System prompt" in shown_text(client.agents.retrieve(run.agent_id))


def test_a_comparison_tells_what_differs(client: Letta) -> None:
    first, second = client.runs.list(order="asc").items[:2]
    left, right = record(first.id, client=client), record(second.id, client=client)
    assert "prompt tokens" in shown_text(compare(left, right))
    assert "Nothing differs" in shown_text(compare(first, first))


def test_the_text_beside_the_html_shows_the_same(client: Letta, run: Run) -> None:
    text = run._repr_mimebundle_(include={"text/plain"})["text/plain"]
    assert "to the first token" in text
    page = client.runs.list(limit=3)
    text = page._repr_mimebundle_(include={"text/plain"})["text/plain"]
    assert "3 on this page" in text
    assert page.items[0].id in text


def test_the_timelines_of_a_comparison_have_one_scale(client: Letta) -> None:
    runs = client.runs.list(order="asc").items
    shown = repr(compare(runs[0], runs[3]))
    assert "1.75 s" in shown
    assert "250 ms" in shown
    # 250 ms are a seventh of 1.75 s, and of the 40 characters.
    bars = [line for line in shown.splitlines() if "█" in line and "run " in line]
    assert [line.count("·") for line in bars] == [0, 34]
    both = record(runs[0].id, client=client), record(runs[3].id, client=client)
    # Two timelines of steps, and the trace of one run, which is folded.
    assert html_of(compare(*both)).count("<span>1.75 s</span>") == 3


def test_a_thousand_runs_are_less_than_500_kilobytes(client: Letta) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    page = client.runs.list()
    page.items = [
        Run(
            id=f"run-00000000-0000-4000-8000-{number:012}",
            agent_id=f"agent-00000000-0000-4000-8000-{number:012}",
            status="completed",
            stop_reason="end_turn",
            created_at=start + timedelta(seconds=number),
            completed_at=start + timedelta(seconds=number + 1),
            ttft_ns=10**8,
            total_duration_ns=10**9 + number * 10**7,
        )
        for number in range(1000)
    ]
    stored = page._repr_mimebundle_()
    assert len(stored["text/html"].encode()) < 500_000
    # And so is all that a notebook stores.
    assert len(str(stored).encode()) < 500_000
    text = stored["text/plain"]
    assert "1,000 on this page; the first 30 are shown" in text


def test_a_bundle_has_what_is_asked_for(run: Run) -> None:
    assert set(run._repr_mimebundle_()) == {"text/plain", "text/html"}
    assert set(run._repr_mimebundle_(include={"text/html"})) == {"text/html"}
    assert set(run._repr_mimebundle_(exclude={"text/html"})) == {"text/plain"}


def test_the_text_of_a_record_is_no_output_of_its_own_in_a_kernel(
    client: Letta, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[object] = []

    def note(*parts: object) -> None:
        shown.extend(parts)

    monkeypatch.setattr("rich.console._is_jupyter", lambda: True)
    monkeypatch.setattr("rich.jupyter.display", note)
    assert "step 1" in repr(record(run.id, client=client))
    assert not shown


def test_without_the_extra_each_use_says_which_it_needs() -> None:
    code = """
import sys
sys.modules.update(dict.fromkeys(["altair", "jinja2", "narwhals", "rich", "vl_convert"]))
from letta_client import notebook
for name in notebook.__all__:
    try:
        getattr(notebook, name)
    except ImportError as error:
        assert str(error).endswith("pip install 'letta-client[notebook]'"), error
    else:
        raise AssertionError(name)
"""
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)


def test_without_the_extra_the_plain_text_is_shown() -> None:
    code = """
import sys
sys.modules["jinja2"] = None
from letta_client.types import Run
run = Run(id="run-1", agent_id="agent-1")
assert run._repr_html_() is None
assert run._repr_mimebundle_() == {"text/plain": repr(run)}
"""
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)
