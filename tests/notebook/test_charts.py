"""Charts have a picture beside their specification, and show what is in the rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from letta_client import Letta, notebook, tables
from letta_client.notebook import charts

ROWS: list[dict[str, Any]] = [
    {
        "created_at": datetime(2026, 1, 1, number, tzinfo=UTC),
        "duration": timedelta(seconds=number),
        "status": "completed" if number % 3 else "failed",
        "stop_reason": None,
        "prompt_tokens": 100 * number,
        "completion_tokens": 10 * number,
        "name": f"tool_{number % 2}",
        "model": "gpt-4o-mini",
    }
    for number in range(1, 9)
]
HOSTILE = "</text></svg><script>alert(1)</script>"


def values(chart: charts.Chart) -> list[dict[str, Any]]:
    spec = chart.altair.to_dict()
    data: list[dict[str, Any]] = spec["datasets"][spec["data"]["name"]]
    return data


@pytest.mark.parametrize(
    "make",
    [charts.tokens, charts.durations, charts.statuses, charts.stop_reasons, charts.tool_time],
    ids=lambda make: make.__name__,
)
def test_a_chart_has_a_picture_beside_its_specification(make: Any) -> None:
    bundle, metadata = make(ROWS)._repr_mimebundle_()
    assert 500 < metadata["image/png"]["width"] < 800
    assert bundle["image/png"].startswith(b"\x89PNG")
    assert any(kind.startswith("application/vnd.vegalite.v") for kind in bundle)
    assert values(make([])) == []


def test_charts_add_up_what_is_in_the_rows() -> None:
    assert {"name": "failed", "runs": 2} in values(charts.statuses(ROWS))
    assert {"name": "none", "runs": 8} in values(charts.stop_reasons(ROWS))
    assert {"name": "tool_1", "seconds": 16} in values(charts.tool_time(ROWS))
    assert len(values(charts.tokens(ROWS))) == 16
    assert len(values(charts.durations([*ROWS, {"created_at": None}]))) == 8


@pytest.mark.parametrize("make", [charts.tokens, charts.durations], ids=lambda make: make.__name__)
def test_times_are_utc_as_in_tables(make: Any) -> None:
    axis = make(ROWS).altair.to_dict()["encoding"]["x"]
    assert axis["scale"] == {"type": "utc"}
    assert axis["title"] == "created (UTC)"


def test_costs_are_tokens_times_prices() -> None:
    (value,) = values(charts.costs([*ROWS, {"model": "other"}], {"gpt-4o-mini": (1, 10)}))
    assert value["cost"] == pytest.approx(3600 * 1e-6 + 360 * 1e-5)


def test_no_value_becomes_markup() -> None:
    svg = charts.statuses([{"status": HOSTILE}]).svg()
    assert "<script" not in svg


def test_charts_are_an_attribute_of_the_package() -> None:
    assert notebook.charts is charts
    assert "charts" in dir(notebook)


def test_models_are_refused_with_a_word_on_tables(client: Letta) -> None:
    with pytest.raises(TypeError, match=r"not Run; letta_client\.tables"):
        charts.statuses(client.runs.list().items)


def test_a_column_that_no_row_has_is_an_error(client: Letta) -> None:
    with pytest.raises(
        ValueError, match=r"no row has prompt_tokens.*RUN_CORE \+ tables.RUN_TOKENS"
    ):
        charts.tokens(tables.runs(client))


def test_tables_and_dataframes_are_taken(client: Letta) -> None:
    calls = tables.tool_calls(client)
    drawn = values(charts.tool_time(calls))
    assert "get_forecast" in {row["name"] for row in drawn}
    assert values(charts.tool_time(calls.to_pandas())) == drawn
    assert values(charts.costs(tables.steps(client), {"gpt-4o-mini": (1, 2)}))
