"""A body says what the caller said, and is silent of what they left out."""

from __future__ import annotations

import enum
import json
from collections import OrderedDict
from collections.abc import Iterator
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import TypedDict

from letta_client._core.http.encoding import encode_body
from letta_client._core.http.omit import not_given, omit
from letta_client.types._traces import TraceSpan
from letta_client.types.content import Base64Image, ImageContent, TextContent
from letta_client.types.messages import ApprovalReturn

from ..wire import ANY_JSON

Given: TypeAlias = tuple[Any, Any]
"""A value as a caller gives it, and what the server is to read."""

LEFT_OUT = object()
ABSENT = st.sampled_from([omit, not_given]).map(lambda value: (value, LEFT_OUT))


def scalars() -> st.SearchStrategy[Given]:
    values: st.SearchStrategy[Any] = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**63), 2**63 - 1),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(),
    )
    return values.map(lambda value: (value, value))


def values_view(items: list[Any]) -> object:
    return dict(enumerate(items)).values()


def arrays(inner: st.SearchStrategy[Given]) -> st.SearchStrategy[Given]:
    def build(pairs: list[Given], shape: Any) -> Given:
        return (
            shape([said for said, _ in pairs]),
            [expected for _, expected in pairs if expected is not LEFT_OUT],
        )

    shape = st.sampled_from([list, tuple, iter, values_view])
    return st.builds(build, st.lists(inner | ABSENT, max_size=4), shape)


def objects(inner: st.SearchStrategy[Given]) -> st.SearchStrategy[Given]:
    def build(pairs: dict[str, Given], shape: Any) -> Given:
        return (
            shape({name: said for name, (said, _) in pairs.items()}),
            {name: expected for name, (_, expected) in pairs.items() if expected is not LEFT_OUT},
        )

    shape = st.sampled_from([dict, OrderedDict, MappingProxyType])
    return st.builds(build, st.dictionaries(st.text(), inner | ABSENT, max_size=4), shape)


BODIES = st.recursive(scalars(), lambda inner: arrays(inner) | objects(inner), max_leaves=20)


class Order(enum.Enum):
    ASCENDING = "asc"


class Decision(TypedDict, total=False):
    approve: bool
    reason: str | None


def read(body: object) -> Any:
    return json.loads(encode_body(body))


@given(BODIES)
def test_what_is_omitted_is_left_out_at_any_depth_and_none_is_null(body: Given) -> None:
    said, expected = body
    assert read(said) == expected


@given(ANY_JSON)
def test_any_json_is_read_as_it_was_given(body: Any) -> None:
    assert read(body) == body


def test_a_model_is_written_by_the_names_of_the_api() -> None:
    body = {
        "span": TraceSpan(span_name="agent_step", trace_id=None),
        "approvals": [ApprovalReturn(tool_call_id="call-1", approve=True)],
    }
    sent = read(body)
    assert sent["span"]["SpanName"] == "agent_step"
    assert sent["span"]["TraceId"] is None
    assert sent["approvals"] == [{"type": "approval", "tool_call_id": "call-1", "approve": True}]


def test_a_model_says_what_was_set_and_which_model_it_is() -> None:
    image = ImageContent(source=Base64Image(data="R0lGOD", media_type="image/gif", detail=None))
    assert read({"content": [image, TextContent(text="What is it?")]}) == {
        "content": [
            {
                "type": "image",
                "source": {
                    "type": "base64",
                    "data": "R0lGOD",
                    "media_type": "image/gif",
                    "detail": None,
                },
            },
            {"type": "text", "text": "What is it?"},
        ]
    }


@given(ANY_JSON)
def test_what_a_server_has_sent_goes_back_as_it_came(body: Any) -> None:
    payload = {"text": "hello", "new in the API": body}
    assert read(TextContent.model_validate(payload)) == {"type": "text", **payload}


def test_a_model_can_be_the_whole_body() -> None:
    approval = ApprovalReturn(tool_call_id="call-1", approve=False, reason="no")
    assert read(approval) == {
        "type": "approval",
        "tool_call_id": "call-1",
        "approve": False,
        "reason": "no",
    }


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_is_written_with_its_zone(moment: datetime) -> None:
    assert datetime.fromisoformat(read({"at": [moment]})["at"][0]) == moment


def test_what_is_typed_or_made_on_the_way_is_written() -> None:
    def decisions() -> Iterator[Decision]:
        yield Decision(approve=True)
        yield Decision(approve=False, reason=None)

    assert read({"decisions": decisions(), "order": Order.ASCENDING, "tags": {"one"}}) == {
        "decisions": [{"approve": True}, {"approve": False, "reason": None}],
        "order": "asc",
        "tags": ["one"],
    }


def test_a_body_is_compact_utf_8() -> None:
    assert encode_body({"a": ["é", 1]}) == '{"a":["é",1]}'.encode()


def test_what_json_cannot_say_is_an_error() -> None:
    with pytest.raises(ValueError, match="serialize"):
        encode_body({"a": object()})
