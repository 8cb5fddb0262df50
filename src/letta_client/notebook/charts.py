"""Charts of runs, steps and tool calls.

Each takes a table of `letta_client.tables`, a dataframe, or rows as dictionaries, with the columns
that it names, and returns a `Chart`. A row that lacks one of the values is not in the chart; a
column that no row has is a `ValueError`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, TypeAlias, cast

import altair as alt
import narwhals as nw

from .picture import Chart
from .values import number, text

__all__ = ["Chart", "costs", "durations", "statuses", "stop_reasons", "tokens", "tool_time"]

Rows: TypeAlias = object
"""A table of `letta_client.tables`, a dataframe, or rows as dictionaries."""

# As in tables, whatever the zone of the machine or the browser is.
_TIME = alt.X("created_at:T", title="created (UTC)", scale=alt.Scale(type="utc"))


def tokens(runs: Rows) -> Chart:
    """Return the tokens of runs over time: `created_at`, `prompt_tokens`, `completion_tokens`."""
    values = [
        {"created_at": created, "kind": kind, "tokens": count}
        for row in _rows(runs, "created_at", "prompt_tokens", "completion_tokens")
        if (created := _moment(row.get("created_at"))) is not None
        for kind in ("prompt", "completion")
        if (count := number(row.get(f"{kind}_tokens"))) is not None
    ]
    color = alt.Color("kind:N", title=None)
    return _chart("Tokens", values, "bar", x=_TIME, y=alt.Y("tokens:Q", stack=True), color=color)


def durations(runs: Rows) -> Chart:
    """Return how long runs took, over time: `created_at`, `duration`, `status`."""
    values = [
        {"created_at": created, "seconds": seconds, "status": text(row.get("status"))}
        for row in _rows(runs, "created_at", "duration")
        if (created := _moment(row.get("created_at"))) is not None
        and (seconds := _seconds(row.get("duration"))) is not None
    ]
    color = alt.Color("status:N", title=None)
    return _chart("Duration", values, "circle", x=_TIME, y=alt.Y("seconds:Q"), color=color)


def statuses(runs: Rows) -> Chart:
    """Return how many runs have which `status`."""
    return _counts("Statuses", runs, "status")


def stop_reasons(runs: Rows) -> Chart:
    """Return how many runs ended for which `stop_reason`."""
    return _counts("Stop reasons", runs, "stop_reason")


def tool_time(tool_calls: Rows) -> Chart:
    """Return how much time went into which tool: `name`, `duration`."""
    sums: dict[str, float] = {}
    for row in _rows(tool_calls, "name", "duration"):
        name, seconds = text(row.get("name")), _seconds(row.get("duration"))
        if seconds is not None:
            sums[name] = sums.get(name, 0) + seconds
    return _sums("Time by tool", sums, "seconds")


def costs(steps: Rows, prices: Mapping[str, tuple[float, float]]) -> Chart:
    """Return what the tokens of steps cost: `model`, `prompt_tokens`, `completion_tokens`.

    Args:
        steps: the steps.
        prices: what a million prompt tokens and a million completion tokens of a model cost, by
            its name, in any currency. Steps of other models are not in the chart.
    """
    sums: dict[str, float] = {}
    for row in _rows(steps, "model", "prompt_tokens", "completion_tokens"):
        model = text(row.get("model"))
        if model in prices:
            kinds = zip(("prompt_tokens", "completion_tokens"), prices[model], strict=True)
            cost = sum((number(row.get(kind)) or 0) * price / 1e6 for kind, price in kinds)
            sums[model] = sums.get(model, 0) + cost
    return _sums("Cost by model", sums, "cost")


def _rows(table: Rows, *columns: str) -> list[Mapping[str, Any]]:
    """Return the rows of a table, whatever kind of table it is.

    Raises:
        ValueError: no row has one of the columns.
    """
    rows = list(_each_row(table))
    missing = [name for name in columns if not any(name in row for row in rows)]
    if rows and missing:
        raise ValueError(
            f"no row has {' or '.join(missing)}; tables of letta_client.tables have more columns "
            "where columns= asks for them, say tables.RUN_CORE + tables.RUN_TOKENS"
        )
    return rows


def _each_row(table: Rows) -> Iterator[Mapping[str, Any]]:
    if isinstance(table, (list, tuple)):
        for row in cast("Iterable[object]", table):
            if not isinstance(row, Mapping):
                raise TypeError(
                    f"rows are dictionaries, not {type(row).__name__}; letta_client.tables makes "
                    "tables of runs, steps and tool calls"
                )
            yield cast("Mapping[str, Any]", row)
        return
    frame: Any = nw.from_native(cast("Any", table), eager_only=True, pass_through=True)
    if hasattr(frame, "iter_rows"):
        yield from frame.iter_rows(named=True)
    else:
        # A table that is no dataframe is made by pyarrow, which is there, then.
        yield from import_module("pyarrow").table(table).to_pylist()


def _moment(value: object) -> str | None:
    return value.isoformat() if isinstance(value, datetime) else None


def _seconds(value: object) -> float | None:
    """Return a duration, or a number of seconds, in seconds."""
    return value.total_seconds() if isinstance(value, timedelta) else number(value)


def _counts(title: str, table: Rows, column: str) -> Chart:
    counted = Counter(text(row.get(column)) or "none" for row in _rows(table, column))
    return _sums(title, counted, "runs")


def _sums(title: str, sums: Mapping[str, float], what: str) -> Chart:
    values = [{"name": name, what: total} for name, total in sums.items()]
    # No ticks between whole numbers of runs.
    axis = alt.Axis(tickMinStep=1) if what == "runs" else alt.Undefined
    x, y = alt.X(f"{what}:Q", axis=axis), alt.Y("name:N", sort="-x", title=None)
    return _chart(title, values, "bar", x=x, y=y)


def _chart(title: str, values: list[dict[str, Any]], mark: str, **encodings: Any) -> Chart:
    chart = alt.Chart(alt.InlineData(values=values), title=title)
    marked = chart.mark_bar() if mark == "bar" else chart.mark_circle(size=60)
    return Chart(marked.encode(**encodings), title)
