"""A page of a list as a table."""

from __future__ import annotations

import types
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Union, cast, get_args, get_origin

import pyarrow as pa
from pydantic import BaseModel

from letta_client.types.messages import LettaMessage, Message
from letta_client.types.runs import Run
from letta_client.types.steps import Step

from .arrow_types import BOOLEAN, INTEGER, NUMBER, TEXT, TEXTS, TIME, json_text
from .batches import c_stream
from .columns import Column, Columns
from .message_table import MESSAGE_CORE, MESSAGE_DETAILS, MessageRow
from .run_columns import RUN_CORE, RUN_DETAILS, RunRow
from .step_table import STEP_CORE, STEP_DETAILS, STEP_TOKENS, StepRow

_SCALARS = {
    str: TEXT,
    bool: BOOLEAN,
    int: INTEGER,
    float: NUMBER,
    datetime: TIME,
    list[str]: TEXTS,
}


def stream_of_page(items: Sequence[Any], item_type: Any, requested_schema: object) -> object:
    """Return the items of a page as an Arrow C stream.

    Args:
        items: the items.
        item_type: their type, by default that of the first. Runs, steps and messages have the
            columns of their tables, and other models one for each field.
        requested_schema: what the reader of the stream would like.

    Raises:
        TypeError: the items are no models, or do not fit their type.
    """
    columns, row = _columns_of(_type_of(items) if item_type is None else item_type)
    batch = columns.batch([row(item) for item in items])
    return c_stream(pa.RecordBatchReader.from_batches(columns.schema, [batch]), requested_schema)


def _type_of(items: Sequence[object]) -> Any:
    if items and isinstance(items[0], LettaMessage):
        return Message
    return type(items[0]) if items else None


def _columns_of(item_type: Any) -> tuple[Columns[Any], Callable[[Any], object]]:
    if item_type == Run:
        return RUN_CORE + RUN_DETAILS, RunRow
    if item_type == Step:
        return STEP_CORE + STEP_TOKENS + STEP_DETAILS, lambda step: StepRow(None, step)
    if item_type == Message:
        return MESSAGE_CORE + MESSAGE_DETAILS, MessageRow
    if isinstance(item_type, type) and issubclass(item_type, BaseModel):
        fields = item_type.model_fields.items()
        return Columns([_column(name, field.annotation) for name, field in fields]), _itself
    # Of a union there is but what its members have in common.
    return Columns([Column("id", TEXT, _id), Column("item", TEXT, json_text)]), _itself


def _itself(item: object) -> object:
    return item


def _id(item: object) -> str | None:
    found = getattr(item, "id", None)
    return found if isinstance(found, str) else None


def _column(name: str, annotation: Any) -> Column[Any]:
    type_ = _arrow_type(annotation)
    if type_ is not None:
        return Column(name, type_, lambda item: getattr(item, name))
    return Column(name, TEXT, lambda item: json_text(getattr(item, name)))


def _arrow_type(annotation: Any) -> pa.DataType | None:
    """Return the type of a field, or `None` if it has to be JSON."""
    while hasattr(annotation, "__metadata__"):
        annotation = annotation.__origin__
    if annotation in _SCALARS:
        return cast("pa.DataType", _SCALARS[annotation])
    if get_origin(annotation) not in (Union, types.UnionType):
        literals = get_args(annotation) if get_origin(annotation) is not list else ()
        texts = literals and all(isinstance(literal, str) for literal in literals)
        return TEXT if texts else None
    found = {_arrow_type(each) for each in get_args(annotation) if each is not type(None)}
    return found.pop() if len(found) == 1 else None
