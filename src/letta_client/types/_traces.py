"""The spans of a run's trace, as an OpenTelemetry collector writes them into ClickHouse."""

from __future__ import annotations

import re
from collections.abc import ItemsView, KeysView, ValuesView
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, TypeAlias, TypeVar

from pydantic import ConfigDict, PlainSerializer, ValidatorFunctionWrapHandler, WrapValidator
from pydantic.alias_generators import to_pascal

from ._model import BaseModel

__all__ = ["SpanTime", "TraceRetrieveResponse", "TraceSpan"]


class SpanTime(datetime):
    """A moment in a span: a `datetime` with a zone that knows the text it was read from.

    The text may have nanoseconds, which a `datetime` has not.
    """

    text: str = ""
    """As the server sent it; empty in a moment that was calculated."""


_DatetimeT = TypeVar("_DatetimeT", bound=datetime)


def _assume_utc(moment: _DatetimeT) -> _DatetimeT:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _read_moment(value: object, read: ValidatorFunctionWrapHandler) -> datetime:
    if not isinstance(value, str):
        given: datetime = read(value)
        return _assume_utc(given)
    moment = _assume_utc(SpanTime.fromisoformat(value))
    moment.text = value
    return moment


def _as_sent(moment: object) -> object:
    # What does not fit is kept as it came.
    if not isinstance(moment, datetime):
        return moment
    return getattr(moment, "text", "") or moment.isoformat()


_Moment: TypeAlias = Annotated[
    datetime,
    WrapValidator(_read_moment),
    PlainSerializer(_as_sent, return_type=Any, when_used="json"),
]


def _column(field: str) -> str:
    """Name the column of a field: `SpanName` for `span_name`, `Events.Name` for `events_name`."""
    return re.sub("^(Events|Links)", r"\1.", to_pascal(field.removesuffix("_ns")))


class TraceSpan(BaseModel):
    """One span of a run's trace: a row of the `otel_traces` table.

    Its fields have Python's names; it can also be read like the row, by the table's column names:
    `span["SpanName"]`, `span.get("StatusCode")`, `dict(span)`. A row's moments are texts.

    A run's spans are its root, those named `agent_step` or `time_to_first_token`, and the
    executions of tools. The server does not say which columns a row has, so each may be missing.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(alias_generator=_column, populate_by_name=True)

    timestamp: _Moment | None = None
    """When the span began, to the microsecond; `span["Timestamp"]` has the nanoseconds."""

    trace_id: str | None = None

    span_id: str | None = None

    parent_span_id: str | None = None
    """Empty in a root span."""

    trace_state: str | None = None

    span_name: str | None = None

    span_kind: str | None = None

    service_name: str | None = None

    resource_attributes: dict[str, str] | None = None

    scope_name: str | None = None

    scope_version: str | None = None

    span_attributes: dict[str, str] | None = None

    duration_ns: int | None = None
    """How long the span took, in nanoseconds."""

    status_code: str | None = None

    status_message: str | None = None

    events_timestamp: list[_Moment] | None = None
    """When each of the span's events happened; the lists of its events are equally long."""

    events_name: list[str] | None = None

    events_attributes: list[dict[str, str]] | None = None

    links_trace_id: list[str] | None = None

    links_span_id: list[str] | None = None

    links_trace_state: list[str] | None = None

    links_attributes: list[dict[str, str]] | None = None

    def __getitem__(self, column: str) -> Any:
        """Return the value of a column that the server sent, or raise `KeyError`."""
        return self._row()[column]

    def __contains__(self, column: object) -> bool:
        """Tell whether the server sent the column."""
        return column in self._row()

    def get(self, column: str, default: Any = None) -> Any:
        """Return the value of a column, or `default` if the server did not send it."""
        return self._row().get(column, default)

    def keys(self) -> KeysView[str]:
        """Return the names of the columns that the server sent."""
        return self._row().keys()

    def values(self) -> ValuesView[Any]:
        """Return the values of the columns that the server sent."""
        return self._row().values()

    def items(self) -> ItemsView[str, Any]:
        """Return the columns that the server sent, with their names."""
        return self._row().items()

    def _row(self) -> dict[str, Any]:
        return self.to_dict(mode="json", warnings=False)


TraceRetrieveResponse: TypeAlias = list[TraceSpan]
"""The spans of a run."""
