"""A query goes out as the server reads it."""

from __future__ import annotations

import enum
import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from letta_client._core.http.encoding import encode_query
from letta_client._core.http.omit import not_given, omit

from ..wire import kind_of

OFFSETS = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.text(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=OFFSETS),
    st.uuids(),
)
ABSENT = st.sampled_from([None, omit, not_given])
LISTS = st.lists(VALUES | ABSENT, max_size=4)


class Order(enum.Enum):
    ASCENDING = "asc"


class Status(str, enum.Enum):  # noqa: UP042 - which many programs have
    RUNNING = "running"


def read(query: dict[str, Any]) -> dict[str, list[str]]:
    """The texts that a FastAPI server finds under each name."""
    return parse_qs(encode_query(query), keep_blank_values=True, strict_parsing=bool(query))


def means(text: str, value: Any) -> bool:
    """Whether a server that expects a value of this type reads `value` from `text`."""
    return bool(TypeAdapter(kind_of(value)).validate_python(text) == value)


@given(st.dictionaries(st.text(min_size=1), VALUES))
def test_every_value_is_read_as_it_was_given(query: dict[str, Any]) -> None:
    found = read(query)
    assert found.keys() == query.keys()
    for name, (text,) in found.items():
        assert means(text, query[name])


@given(st.text(min_size=1), LISTS, st.sampled_from([list, tuple]))
def test_the_items_of_a_sequence_repeat_the_parameter(
    name: str, items: list[Any], kind: type[Any]
) -> None:
    texts = parse_qs(encode_query({name: kind(items)}), keep_blank_values=True).get(name, [])
    given = [item for item in items if item not in (None, omit, not_given)]
    assert len(texts) == len(given)
    assert all(map(means, texts, given))


@given(st.dictionaries(st.text(min_size=1), ABSENT | st.just([]) | st.lists(ABSENT)))
def test_what_is_absent_is_left_out(query: dict[str, Any]) -> None:
    assert encode_query(query) == ""


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (True, "k=true"),
        (False, "k=false"),
        ([True, 1, "1"], "k=true&k=1&k=1"),
        ("", "k="),
        ("a b&c=d+é", "k=a+b%26c%3Dd%2B%C3%A9"),
        (
            datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC),
            "k=2025-01-02T03%3A04%3A05%2B00%3A00",
        ),
        (date(2025, 1, 2), "k=2025-01-02"),
        (0.5, "k=0.5"),
        (uuid.UUID(int=1), "k=00000000-0000-0000-0000-000000000001"),
        (b"abc", "k=abc"),
        (Order.ASCENDING, "k=asc"),
        (Status.RUNNING, "k=running"),
        ({"one"}, "k=one"),
        ({"one": 1}.keys(), "k=one"),
    ],
)
def test_values_are_written(value: object, sent: str) -> None:
    assert encode_query({"k": value}) == sent


def test_parameters_keep_their_order() -> None:
    assert encode_query({"b": 1, "a": [2, 3], "c": None, "d": 4}) == "b=1&a=2&a=3&d=4"


def test_the_items_of_a_mapping_are_named_after_it() -> None:
    query = {"a": {"b": 1, "c": {"d": [True, None]}}, "e": omit}
    assert unquote(encode_query(query)) == "a[b]=1&a[c][d]=true"


def test_an_iterator_is_an_error_because_the_next_page_would_find_it_empty() -> None:
    with pytest.raises(TypeError, match="iterator"):
        encode_query({"statuses": iter(["running"])})
