"""The messages put together from a stream are those that the server lists."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from letta_client._core.streams.assembling import Assembler, StreamResult, text_of
from letta_client.types.messages import Message, ToolCall, ToolCallMessage
from letta_client.types.streaming import LettaStreamingResponse

from ..wire import frames, recording

EVENT: TypeAdapter[Any] = TypeAdapter(LettaStreamingResponse)
MESSAGES: TypeAdapter[Any] = TypeAdapter(list[Message])
HEAD = {"id": "message-1", "date": "2026-11-21T19:19:55+00:00", "run_id": "run-1"}
TOLD = ("user_message", "system_message", "approval_response_message")


def event(kind: str, **fields: Any) -> Any:
    return EVENT.validate_python({"message_type": kind, **HEAD, **fields})


def result(*events: Any) -> StreamResult:
    assembler = Assembler()
    for each in events:
        assembler.add(each)
    return assembler.result("run-1")


def streamed(name: str) -> list[Any]:
    return [
        EVENT.validate_json(frame.data) for frame in frames(name) if not frame.data.startswith("[")
    ]


def plain(message: Any) -> Any:
    """The fields of a message, with the arguments of its calls as JSON and not as text.

    Letta 0.16.8 writes the arguments of a call anew when it carries it out: `{"a":1}`, as the model
    wrote it and the stream brought it, is listed as `{"a": 1}`.
    """
    fields = message.to_dict()
    called = [fields.get("tool_call"), *(fields.get("tool_calls") or ())]
    for call in filter(None, called):
        call["arguments"] = json.loads(call["arguments"])
    return fields


@pytest.mark.parametrize(
    ("stream", "listed"),
    [
        ("stream_background_tokens", "run_messages_asc"),
        ("stream_replayed_from_start", "run_messages_asc"),
        ("stream_approval_request", "run_messages_approval_request"),
        ("stream_approval_response", "run_messages_approval_response"),
    ],
)
def test_a_recorded_stream_gives_the_recorded_messages(stream: str, listed: str) -> None:
    found = result(*streamed(stream))
    messages = MESSAGES.validate_python(recording(listed)["response"]["json"])
    expected = [message for message in messages if message.message_type not in TOLD]
    # That a call was denied is no news to the caller, who denied it: the stream does not tell it.
    denied = stream == "stream_approval_response"
    assert [plain(message) for message in found.messages] == [
        plain(message) for message in expected[1 if denied else 0 :]
    ]
    assert found.usage is not None
    assert found.stop_reason is not None


def test_whole_messages_stay_as_they_are() -> None:
    events = streamed("stream_background_steps")
    found = result(*events)
    assert found.messages == [
        message.model_copy(update={"seq_id": None}) for message in events[1:4]
    ]
    assert (found.stop_reason, found.run_id) == ("end_turn", "run-1")


PIECES = st.lists(st.text(max_size=5), min_size=1, max_size=5)


@given(PIECES, PIECES)
def test_texts_are_put_together_each_with_its_own(said: list[str], thought: list[str]) -> None:
    found = result(
        *[event("reasoning_message", reasoning=piece, otid="a") for piece in thought],
        *[event("assistant_message", content=piece, otid="b") for piece in said],
        *[event("assistant_message", content=piece, otid="c") for piece in said],
    )
    texts = [getattr(message, "reasoning", "") or text_of(message) for message in found.messages]
    assert texts == ["".join(thought), "".join(said), "".join(said)]


def test_a_signature_that_comes_last_is_kept() -> None:
    (message,) = result(
        event("reasoning_message", reasoning="a"),
        event("reasoning_message", reasoning="b", signature="s", source="reasoner_model"),
    ).messages
    assert (message.reasoning, message.signature) == ("ab", "s")  # type: ignore[union-attr]


def test_content_may_come_in_parts() -> None:
    part = {"type": "text", "text": "two "}
    pieces = ["one ", [part], [{**part, "text": "three"}], [{"type": "new"}, part]]
    events = [event("assistant_message", content=piece) for piece in pieces[:3]]
    (message,) = result(*events).messages
    assert text_of(message) == "one two three"
    assert "".join(map(text_of, events)) == "one two three"
    assert message.to_dict()["content"] == [{"type": "text", "text": "one two three"}]


def calls(*pieces: tuple[str | None, str | None, str | None], kind: str = "tool_call") -> list[Any]:
    return [
        event(f"{kind}_message", tool_call=call, tool_calls=call)
        for name, arguments, call_id in pieces
        for call in [{"name": name, "arguments": arguments, "tool_call_id": call_id}]
    ]


@pytest.mark.parametrize("kind", ["tool_call", "approval_request"])
def test_calls_in_parallel_are_one_message(kind: str) -> None:
    pieces = [
        ("ro", None, "a"),
        ("ll", None, None),
        (None, '{"x"', "a"),
        ("find", "{", "b"),
        (None, ": 1}", "a"),
        (None, "}", "b"),
    ]
    (message,) = result(*calls(*pieces, kind=kind)).messages
    first = ToolCall(name="roll", arguments='{"x": 1}', tool_call_id="a")
    second = ToolCall(name="find", arguments="{}", tool_call_id="b")
    assert message.tool_call == first  # type: ignore[union-attr]
    assert message.tool_calls == [first, second]  # type: ignore[union-attr]


def test_a_list_of_calls_stays_a_list() -> None:
    whole = [{"name": "f", "arguments": "{}", "tool_call_id": name} for name in "ab"]
    (message,) = result(event("tool_call_message", tool_call=whole[0], tool_calls=whole)).messages
    assert [call["tool_call_id"] for call in message.to_dict()["tool_calls"]] == ["a", "b"]


def test_a_call_that_is_only_told_in_the_old_way_is_put_together_too() -> None:
    old = {"name": "f", "arguments": "{}", "tool_call_id": "a"}
    (message,) = result(event("tool_call_message", tool_call=old)).messages
    assert isinstance(message, ToolCallMessage)
    assert message.tool_call == ToolCall(**old)
    assert message.tool_calls is None


@pytest.mark.parametrize(
    ("arguments", "reason", "count"),
    [('{"a"', "cancelled", 1), ("{}", "cancelled", 2), ('{"a"', "end_turn", 2)],
)
def test_a_call_that_was_cut_off_is_no_message(arguments: str, reason: str, count: int) -> None:
    found = result(
        event("assistant_message", content="a"),
        *calls(("f", arguments, "a")),
        event("stop_reason", stop_reason=reason),
    )
    assert len(found.messages) == count


def test_what_is_no_message_is_none() -> None:
    found = result(event("ping"), event("usage_statistics"), {"message_type": "x"}, None)
    assert (found.messages, found.stop_reason) == ([], None)
    assert found.usage is not None


def test_a_message_of_an_unknown_type_is_kept() -> None:
    (message,) = result(event("dream", plot=[1])).messages
    assert json.loads(message.to_json())["plot"] == [1]


def test_only_what_the_agent_says_is_text() -> None:
    assert text_of(event("assistant_message", content="a")) == "a"
    assert text_of(event("reasoning_message", reasoning="a")) == ""
    assert text_of("a") == text_of(None) == ""
