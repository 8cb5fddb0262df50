"""In a terminal of any width nothing is cut: rows take more lines where there is little room."""

from __future__ import annotations

import re
import subprocess
import sys
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from letta_client import Letta
from letta_client.notebook import compare, record, watch
from letta_client.notebook.command import main
from letta_client.notebook.fitted_lines import FittedLines
from letta_client.notebook.terminal_table import narrowed, packed
from letta_client.testing import ReferenceServer, Script

WIDTHS = st.lists(st.integers(1, 60), max_size=8)


def lines_of(shown: object, width: int) -> list[str]:
    output = StringIO()
    Console(file=output, width=width).print(shown)
    return output.getvalue().splitlines()


@given(widths=WIDTHS, available=st.integers(20, 200))
def test_each_column_has_a_place_that_has_room_for_it(widths: list[int], available: int) -> None:
    lines = packed(widths, available)
    assert sorted(place for line in lines for place in line) == list(range(len(widths)))
    for at, line in enumerate(lines):
        used = sum(widths[place] for place in line) + 2 * (len(line) - 1) + (2 if at else 0)
        assert used <= available or len(line) == 1


@given(widths=WIDTHS, available=st.integers(20, 200))
def test_few_columns_are_narrowed_and_never_widened(widths: list[int], available: int) -> None:
    narrow = narrowed(widths, available)
    assert all(after <= before for after, before in zip(narrow, widths, strict=True))
    used = sum(narrow) + 2 * (len(narrow) - 1)
    assert used <= available or all(width <= 10 for width in narrow)


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_a_table_of_runs_is_shown_whole(client: Letta, width: int) -> None:
    page = client.runs.list()
    lines = lines_of(page, width)
    words = set(" ".join(lines).split())
    assert max(map(len, lines)) <= width
    assert {"run", "agent", "created", "status", "duration"} <= words
    assert {"requires_approval", "llm_api_error", "10.90", "token"} <= words
    for run in page.items:
        assert {run.id, run.agent_id, run.status} <= words
    assert (len([line for line in lines if line.startswith("run-")])) == len(page.items)
    if width == 200:
        assert len(lines) == len(page.items) + 3


@pytest.mark.parametrize("width", [80, 120])
def test_a_record_and_a_comparison_are_shown_whole(client: Letta, width: int) -> None:
    runs = client.runs.list(order="asc").items
    recorded = record(runs[0].id, client=client)
    said = " ".join(lines_of(recorded, width))
    for word in ("end_turn", "completion", "total", "122", "142"):
        assert word in said
    compared = lines_of(compare(runs[0], runs[3]), width)
    assert any("completed" in line and "failed" in line for line in compared)


@given(count=st.integers(0, 60), height=st.integers(2, 40))
def test_what_is_shown_again_stays_on_the_screen(count: int, height: int) -> None:
    lines = [f"line {number}" for number in range(count)]
    output = StringIO()
    console = Console(file=output, width=80, height=height)
    console.print(FittedLines("\n".join(lines)) if lines else "")
    shown = output.getvalue().split("\n")[:-1]
    assert len(shown) < max(height, 2)
    if count < height:
        assert shown == (lines or [""])
    else:
        assert shown[-1] == lines[-1]


def test_a_terminal_keeps_one_copy_of_a_run_that_is_watched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    output = StringIO()
    console = Console(file=output, width=80, height=24, force_terminal=True)
    monkeypatch.setattr("letta_client.notebook.watching._INTERVAL", 0)
    monkeypatch.setattr("rich.live.get_console", lambda: console)
    script = Script()
    for number in range(4):
        script = script.think(f"I look at number {number}.").call_tool("look", {}, "Dry.")
    with ReferenceServer() as server:
        watch(server.start_run(script.reply("It stays dry.")).id, client=server.client())
    # Each picture takes back the one before, line by line, which has to be on the screen still.
    taken_back = re.findall(r"(?:\x1b\[1A\x1b\[2K)+", output.getvalue())
    assert 1 < max(len(moves) // len("\x1b[1A\x1b[2K") for moves in taken_back) < console.height
    assert "It stays dry." in output.getvalue()


def test_without_colours_the_characters_of_bars_differ(client: Letta) -> None:
    recorded = record(client.runs.list(order="asc").items[0].id, client=client)
    assert any("█▓" in line and "step 1" in line for line in lines_of(recorded, 100))
    assert any("█ model  ▓ tools  ░ other" in line for line in lines_of(recorded, 100))
    output = StringIO()
    Console(file=output, width=100, force_terminal=True, color_system="truecolor").print(recorded)
    assert "▓" not in output.getvalue()


def test_a_long_address_of_an_error_is_wrapped(capsys: pytest.CaptureFixture[str]) -> None:
    client = Letta(base_url=f"http://127.0.0.1:1/{'deep/' * 30}", max_retries=0)
    assert main(["runs"], client=client) == 1
    assert "…" not in capsys.readouterr().err


def test_a_pipe_gets_one_line_for_each_run(
    client: Letta, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    main(["runs"], client=client)
    (failed,) = (line for line in capsys.readouterr().out.splitlines() if " failed " in line)
    assert failed.startswith("run-")
    assert failed.endswith("250 ms")


def test_without_the_extra_the_command_names_it() -> None:
    code = "import sys, runpy; sys.modules['rich'] = None; runpy.run_module('letta_client')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "pip install 'letta-client[notebook]'" in done.stderr
