"""The Arrow types of columns, and values that fit them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pyarrow as pa
from pydantic_core import to_json

TEXT = pa.string()
INTEGER = pa.int64()
NUMBER = pa.float64()
BOOLEAN = pa.bool_()
TIME = pa.timestamp("us", tz="UTC")
TIME_NS = pa.timestamp("ns", tz="UTC")
DURATION = pa.duration("ns")
TEXTS = pa.list_(TEXT)
PAIRS = pa.list_(pa.struct([("key", TEXT), ("value", TEXT)]))
"""A mapping of texts. Not Arrow's map, which polars does not know."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def json_text(value: object) -> str | None:
    """Return a value of any shape as a JSON text; `None` stays `None`."""
    return None if value is None else to_json(value, inf_nan_mode="strings").decode()


def pairs(mapping: Mapping[str, str] | None) -> list[dict[str, str]] | None:
    """Return a mapping as a value of the type `PAIRS`."""
    if mapping is None:
        return None
    return [{"key": key, "value": value} for key, value in mapping.items()]


def nanoseconds(moment: datetime) -> int:
    """Return a moment in nanoseconds since 1970, exactly."""
    since = moment - _EPOCH
    microseconds = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    return microseconds * 1000
