"""Values changed at random, and calls that are answered with them: in both worlds."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import httpx
from hypothesis import strategies as st

from letta_client import AsyncLetta, Letta, LettaError
from letta_client._async.transport import AsyncTransport
from letta_client._sync.transport import Transport
from letta_client.testing.json_values import is_dict, is_list

from .answers import BASE_URL
from .calls import Call, reach

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


def connect_async(handler: Any) -> AsyncLetta:
    transport = httpx.MockTransport(handler)
    http_client = httpx.AsyncClient(transport=transport, follow_redirects=True)
    client = AsyncLetta(base_url=BASE_URL, max_retries=1, http_client=http_client)

    async def no_sleep(seconds: float) -> None: ...

    config = client._transport.config
    return AsyncLetta._with_transport(AsyncTransport(http_client, config, sleep=no_sleep))


def try_call(call: Call, respond: Callable[[httpx.Request], httpx.Response]) -> None:
    """Make a call, and look at all that it gives; only documented errors may come."""
    with connect(up_to_forty_times(respond)) as client:
        try:
            value: Any = reach(client, call.method)(*call.arguments, **call.options)
            look_at(value)
        except LettaError as error:
            look_at_error(error)


async def try_async_call(call: Call, respond: Callable[[httpx.Request], httpx.Response]) -> None:
    """Do as `try_call` in the asynchronous world."""
    async with connect_async(up_to_forty_times(respond)) as client:
        try:
            value: Any = await reach(client, call.method)(*call.arguments, **call.options)
            await look_at_async(value)
        except LettaError as error:
            look_at_error(error)


def up_to_forty_times(
    respond: Callable[[httpx.Request], httpx.Response],
) -> Callable[[httpx.Request], httpx.Response]:
    """Return a server that cannot be reached any more after forty requests."""
    left = 40

    def handler(request: httpx.Request) -> httpx.Response:
        nonlocal left
        left -= 1
        if left < 0:
            raise httpx.ConnectError("enough")
        return respond(request)

    return handler


def look_at_error(error: LettaError) -> None:
    """Check that an error says one line, and can be pickled."""
    assert str(error).isprintable()
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def look_at(value: Any) -> None:
    """Take what a list or a stream has, and write the value out."""
    if hasattr(value, "take"):
        list(value.take(20))
    elif hasattr(value, "until_done"):
        value.until_done()
    assert isinstance(repr(value), str)


async def look_at_async(value: Any) -> None:
    """Do as `look_at` in the asynchronous world."""
    if hasattr(value, "take"):
        async for _ in value.take(20):
            pass
    elif hasattr(value, "until_done"):
        await value.until_done()
    assert isinstance(repr(value), str)
