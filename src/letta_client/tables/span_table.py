"""The table of spans."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

import pyarrow as pa
from typing_extensions import Unpack

from letta_client import AsyncLetta, Letta
from letta_client.types._traces import TraceSpan
from letta_client.types.run_list_params import RunListParams
from letta_client.types.runs import Run

from .arrow_types import DURATION, PAIRS, TEXT, TIME_NS, nanoseconds, pairs
from .columns import Column, Columns
from .errors import IncompleteTableError
from .readers import MOST_SPANS, Reader
from .reading import ErrorLog
from .run_columns import RunRow
from .run_table import named_runs
from .table import DEFAULT_CONCURRENCY, ReadOptions, Table, TableKind


@dataclass(frozen=True, slots=True)
class SpanRow:
    """What a row of the table of spans is made from."""

    run: Run
    span: TraceSpan


EVENTS = pa.list_(pa.struct([("timestamp", TIME_NS), ("name", TEXT), ("attributes", PAIRS)]))
LINKS = pa.list_(
    pa.struct([("trace_id", TEXT), ("span_id", TEXT), ("trace_state", TEXT), ("attributes", PAIRS)])
)
_FRACTION = re.compile(r"\.(\d+)")


def _moment_ns(moment: datetime | None) -> int | None:
    if moment is None:
        return None
    # A `datetime` has microseconds; its text may have three digits more.
    fraction = _FRACTION.search(getattr(moment, "text", ""))
    digits = fraction[1][6:9].ljust(3, "0") if fraction else "000"
    return nanoseconds(moment) + int(digits)


def _events(row: SpanRow) -> list[dict[str, object]] | None:
    span = row.span
    if span.events_name is None:
        return None
    columns = (span.events_timestamp or (), span.events_name, span.events_attributes or ())
    return [
        {"timestamp": _moment_ns(moment), "name": name, "attributes": pairs(attributes)}
        for moment, name, attributes in zip_longest(*columns)
    ]


def _links(row: SpanRow) -> list[dict[str, object]] | None:
    span = row.span
    if span.links_span_id is None:
        return None
    columns = (
        span.links_trace_id or (),
        span.links_span_id,
        span.links_trace_state or (),
        span.links_attributes or (),
    )
    return [
        {
            "trace_id": trace_id,
            "span_id": span_id,
            "trace_state": trace_state,
            "attributes": pairs(attributes),
        }
        for trace_id, span_id, trace_state, attributes in zip_longest(*columns)
    ]


SPAN_CORE = Columns[SpanRow](
    [
        Column("span_id", TEXT, lambda row: row.span.span_id),
        Column("run_id", TEXT, lambda row: row.run.id),
        Column("agent_id", TEXT, lambda row: row.run.agent_id),
        Column("trace_id", TEXT, lambda row: row.span.trace_id),
        Column("parent_span_id", TEXT, lambda row: row.span.parent_span_id or None),
        Column("name", TEXT, lambda row: row.span.span_name),
        Column("kind", TEXT, lambda row: row.span.span_kind),
        Column("started_at", TIME_NS, lambda row: _moment_ns(row.span.timestamp)),
        Column("duration", DURATION, lambda row: row.span.duration_ns),
        Column("status_code", TEXT, lambda row: row.span.status_code),
        Column("status_message", TEXT, lambda row: row.span.status_message),
    ]
)
"""What took how long. `parent_span_id` is null in a root span."""

SPAN_DETAILS = Columns[SpanRow](
    [
        Column("attributes", PAIRS, lambda row: pairs(row.span.span_attributes)),
        Column("events", EVENTS, _events),
        Column("links", LINKS, _links),
        Column("service_name", TEXT, lambda row: row.span.service_name),
        Column("resource_attributes", PAIRS, lambda row: pairs(row.span.resource_attributes)),
        Column("trace_state", TEXT, lambda row: row.span.trace_state),
        Column("scope_name", TEXT, lambda row: row.span.scope_name),
        Column("scope_version", TEXT, lambda row: row.span.scope_version),
    ]
)
"""What else a span has; attributes are lists of keys and values."""


def spans(
    client: Letta | AsyncLetta,
    *,
    runs: Iterable[str | Run] | Table[RunRow] | None = None,
    columns: Columns[SpanRow] = SPAN_CORE,
    strict: bool = True,
    concurrency: int = DEFAULT_CONCURRENCY,
    progress: bool | None = None,
    **filters: Unpack[RunListParams],
) -> Table[SpanRow]:
    """Return the table of spans: a row for each span in the trace of each run.

    `GET /v1/runs/{run_id}/trace` for each run. A server without ClickHouse answers 501, which is
    raised as an `InternalServerError`. It gives at most 5000 spans of a run; a run that may have
    more is an `IncompleteTableError`.

    Args:
        client: the client, of either kind.
        runs: see `steps`.
        columns: groups of columns, added up.
        strict: see `steps`.
        concurrency: see `steps`.
        progress: see `runs`.
        **filters: see `steps`.

    Raises:
        TypeError: both runs and filters are given.
        ValueError: `concurrency` is less than 1.
    """
    options = ReadOptions(strict, concurrency, progress)
    return Table(client, _SPANS, columns, named_runs(runs, filters), options)


def _rows_of_run(reader: Reader, run: Run, log: ErrorLog) -> Sequence[SpanRow]:
    found = reader.spans(run.id)
    if len(found) >= MOST_SPANS:
        log.note(run.id, IncompleteTableError(f"{run.id} may have more than {MOST_SPANS} spans"))
    return [SpanRow(run, span) for span in found]


_SPANS = TableKind("spans", _rows_of_run)
