"""Whatever a server answers, a call gives a value or raises an error of this library."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thoroughness import times

from .agent_calls import AGENT_CALLS
from .answers import BASE_URL, WIRE
from .calls import CALLS, Call
from .fuzzing import EVENTS, ODD, mutated, try_call

RECORDED_CHUNKS = [
    "".join(chunks).encode()
    for path in sorted(WIRE.glob("stream_*.json"))
    if (chunks := json.loads(path.read_text())["response"].get("chunks"))
]


EXAMPLES = [*CALLS, *AGENT_CALLS]
REQUEST = httpx.Request("GET", BASE_URL)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("call", EXAMPLES, ids=[f"{c.method}-{c.id}" for c in EXAMPLES])
def test_a_mutated_answer_gives_a_value_or_an_error_of_this_library(call: Call) -> None:
    response = call.answered(REQUEST)

    @settings(max_examples=times(20))
    @given(st.data())
    def check(data: st.DataObject) -> None:
        if call.kind == "stream":
            content = data.draw(mutated_frames(response.content))
            try_call(call, lambda request: httpx.Response(200, headers=EVENTS, content=content))
            return
        value = data.draw(mutated(response.json()) | ODD if response.content else ODD)
        status = data.draw(st.sampled_from([200, 200, 200, 201, 400, 404, 409, 422, 503]))
        content = json.dumps(value).encode()
        try_call(call, lambda request: httpx.Response(status, content=content))

    check()


@st.composite
def mutated_frames(draw: st.DrawFn, content: bytes) -> bytes:
    """The frames of a stream, some of them changed."""
    frames = content.split(b"\n\n")
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(frames) - 1))
        kind = draw(st.integers(0, 4))
        if kind == 0:
            frames[at] = draw(st.binary(max_size=30))
        elif kind == 1:
            frames.insert(at, frames[at])
        elif kind == 2 and len(frames) > 1:
            del frames[at]
        elif frames[at].startswith(b"data: {"):
            event = json.loads(frames[at][6:])
            frames[at] = b"data: " + json.dumps(draw(mutated(event))).encode()
            if kind == 3:
                frames[at] = b"event: error\n" + frames[at]
    return b"\n\n".join(frames)


STREAMS = [call for call in CALLS if call.kind == "stream"]


@given(st.sampled_from(RECORDED_CHUNKS).flatmap(mutated_frames), ODD)
def test_a_mutated_stream_is_followed_to_an_end(content: bytes, run: Any) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, headers=EVENTS, content=content)
        return httpx.Response(200, content=json.dumps(run).encode())

    try_call(STREAMS[0], respond)


@given(
    st.sampled_from([301, 302, 303, 307, 308]),
    st.text(st.characters(codec="ascii", exclude_characters="\r\n"), max_size=40)
    | st.sampled_from(
        ["javascript:alert(1)", "data:,x", "http://host:99999/", "//", "http://[", "http://\x7f"]
    ),
)
def test_a_redirect_ends_in_a_value_or_an_error_of_this_library(status: int, to: str) -> None:
    for call in (CALLS[0], EXAMPLES[-1]):
        try_call(call, lambda request: httpx.Response(status, headers={"location": to}))


HEADER_NAMES = st.sampled_from(
    ["content-type", "retry-after", "retry-after-ms", "x-should-retry", "x-request-id", "date"]
)
HEADER_VALUES = st.binary(max_size=30) | st.sampled_from([b"nan", b"1e999", b"-1", b"9" * 400])


@given(
    st.lists(st.tuples(HEADER_NAMES, HEADER_VALUES), max_size=4),
    st.sampled_from([200, 204, 304, 400, 429, 500, 503, 599]),
    ODD,
)
def test_headers_of_any_kind_are_survived(
    headers: list[tuple[str, bytes]], status: int, value: Any
) -> None:
    raw = [(name.encode(), text) for name, text in headers]
    content = json.dumps(value).encode()
    try_call(CALLS[1], lambda request: httpx.Response(status, headers=raw, content=content))
