"""Whatever a server answers, a call gives a value or raises an error of this library."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letta_client import Letta, LettaError
from letta_client._sync.transport import Transport
from letta_client.testing.json_values import is_dict, is_list

from .agent_calls import AGENT_CALLS
from .answers import BASE_URL, WIRE
from .calls import CALLS, Call, reach

# Names whose values the library itself looks at.
_OWN = ("id", "otid", "run_id", "seq_id", "status", "stop_reason", "message_type", "completed_at")
ANY_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)
ODD_ONES: list[Any] = [
    "",
    "\ud800",
    "x" * 5000,
    "a\nb\x1b[2J",
    "../..",
    [1],
    {"a": []},
    2**70,
    -1,
    "[DONE]",
]
ODD: st.SearchStrategy[Any] = ANY_JSON | st.sampled_from(ODD_ONES)
EVENTS = {"content-type": "text/event-stream"}
RECORDED_CHUNKS = [
    "".join(chunks).encode()
    for path in sorted(WIRE.glob("stream_*.json"))
    if (chunks := json.loads(path.read_text())["response"].get("chunks"))
]


@st.composite
def mutated(draw: st.DrawFn, value: Any) -> Any:
    """`value` with some of what it has replaced, left out or doubled."""
    changed = copy.deepcopy(value)
    for _ in range(draw(st.integers(1, 4))):
        node = changed
        while keys := keys_of(node):
            own = [key for key in keys if key in _OWN]
            key = draw(st.sampled_from(own or keys) | st.sampled_from(keys))
            if not keys_of(node[key]) or draw(st.booleans()):
                if draw(st.integers(0, 5)):
                    node[key] = copy.deepcopy(draw(ODD))
                else:
                    del node[key]
                break
            node = node[key]
        else:
            return copy.deepcopy(draw(ODD))
    return changed


def keys_of(node: object) -> list[Any]:
    """The names of an object, or the places of an array; none of anything else."""
    if is_dict(node):
        return [*node]
    return [*range(len(node))] if is_list(node) else []


def connect(handler: Any) -> Letta:
    client = Letta(
        base_url=BASE_URL,
        max_retries=1,
        http_client=httpx.Client(transport=httpx.MockTransport(handler), follow_redirects=True),
    )
    transport = client._transport
    return Letta._with_transport(
        Transport(transport.http_client, transport.config, sleep=lambda seconds: None)
    )


def try_call(call: Call, respond: Callable[[httpx.Request], httpx.Response]) -> None:
    """Make a call, and look at all that it gives; only documented errors may come."""
    left = 40

    def handler(request: httpx.Request) -> httpx.Response:
        nonlocal left
        left -= 1
        if left < 0:
            raise httpx.ConnectError("enough")
        return respond(request)

    with connect(handler) as client:
        try:
            value: Any = reach(client, call.method)(*call.arguments, **call.options)
            look_at(value)
        except LettaError as error:
            raised = error
        else:
            return
        assert str(raised).isprintable()
        assert str(pickle.loads(pickle.dumps(raised))) == str(raised)


def look_at(value: Any) -> None:
    """Take what a list or a stream has, and write the value out."""
    if hasattr(value, "take"):
        list(value.take(20))
    elif hasattr(value, "until_done"):
        value.until_done()
    assert isinstance(repr(value), str)


EXAMPLES = [*CALLS, *AGENT_CALLS]
REQUEST = httpx.Request("GET", BASE_URL)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("call", EXAMPLES, ids=[f"{c.method}-{c.id}" for c in EXAMPLES])
def test_a_mutated_answer_gives_a_value_or_an_error_of_this_library(call: Call) -> None:
    response = call.answered(REQUEST)

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
