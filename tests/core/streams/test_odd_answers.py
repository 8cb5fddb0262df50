"""Whatever a server sends, following a stream and waiting end in nothing but an `APIError`."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from letta_client._core.http.decoding import decode
from letta_client._core.http.errors import APIError, APITimeoutError
from letta_client._core.streams.actions import Connect, Fetch, Read
from letta_client._core.streams.assembling import StreamResult, text_of
from letta_client._core.streams.resuming import StreamOrigin
from letta_client.types.messages import Message
from letta_client.types.runs import Run, UsageRetrieveResponse
from thoroughness import times

from ..wire import ANY_JSON, logged, respond
from .stream_world import (
    DATE,
    DONE,
    RUN,
    End,
    Fail,
    a_session,
    lost,
    message,
    opened,
    ping,
    refused,
)

CALL = {"name": "roll", "arguments": "{}", "tool_call_id": "call-1"}
HEAD = {"id": "message-1", "date": DATE, "run_id": RUN, "seq_id": 2, "otid": "1"}
EVENTS: list[dict[str, Any]] = [
    {**HEAD, "message_type": "assistant_message", "content": "a "},
    {**HEAD, "message_type": "assistant_message", "content": [{"type": "text", "text": "a"}]},
    {**HEAD, "message_type": "reasoning_message", "reasoning": "a ", "signature": "s"},
    {**HEAD, "message_type": "hidden_reasoning_message", "state": "omitted"},
    {**HEAD, "message_type": "tool_call_message", "tool_call": CALL, "tool_calls": [CALL]},
    {**HEAD, "message_type": "approval_request_message", "tool_call": CALL, "tool_calls": CALL},
    {
        **HEAD,
        "message_type": "tool_return_message",
        "tool_return": "4",
        "status": "success",
        "tool_call_id": "call-1",
    },
    {"message_type": "stop_reason", "stop_reason": "cancelled"},
    {"message_type": "usage_statistics", "total_tokens": 3},
    {"message_type": "error_message", "run_id": RUN, "error_type": "llm_error", "message": "No."},
    json.loads(ping(1)),
    json.loads(message(2)),
]
A_RUN: dict[str, Any] = {
    "id": RUN,
    "agent_id": "agent-1",
    "status": "failed",
    "metadata": {"error": {}},
}
RETURNS = {
    "/v1/runs/run-1": Run,
    "/v1/runs/run-1/messages": list[Message],
    "/v1/runs/run-1/usage": UsageRetrieveResponse,
}


@st.composite
def damaged(draw: st.DrawFn, whole: list[dict[str, Any]]) -> Any:
    """An object of which some fields are anything, or anything at all."""
    body = dict(draw(st.sampled_from(whole)))
    for name in draw(st.lists(st.sampled_from([*body, "new"]), max_size=3)):
        body[name] = draw(ANY_JSON)
    return draw(st.just(body) | ANY_JSON)


FRAMES = damaged(EVENTS).map(json.dumps) | st.sampled_from([DONE, "", "{", "null", "[]"])
RUNS = damaged([A_RUN, {**A_RUN, "status": "completed"}, {**A_RUN, "status": "running"}])
LISTS = st.lists(damaged(EVENTS), max_size=4) | ANY_JSON
FAILURES = st.sampled_from([lost(), lost(APITimeoutError), refused(502), refused(410)])


@settings(max_examples=times(150))
@given(data=st.data(), falls_back=st.booleans(), foreground=st.booleans())
def test_a_stream_ends_in_nothing_but_an_api_error(
    data: st.DataObject, falls_back: bool, foreground: bool
) -> None:
    origin = StreamOrigin(run_id=RUN, falls_back=falls_back)
    if foreground:
        origin = StreamOrigin(in_foreground=True)
    with logged():
        driver = a_session(origin=origin)
        for _ in range(30):
            match driver.action:
                case Connect():
                    if data.draw(st.integers(0, 4)):
                        driver.connected(opened())
                    else:
                        driver.failed(data.draw(FAILURES))
                case Read():
                    match data.draw(st.integers(0, 9)):
                        case 0:
                            driver.body_ended()
                        case 1:
                            driver.silent(lost(APITimeoutError))
                        case 2:
                            driver.feed("error", data.draw(FRAMES))
                        case _:
                            driver.feed("message", data.draw(FRAMES))
                case Fetch(request=request):
                    answer = data.draw(LISTS if request.path.endswith("messages") else RUNS)
                    response = respond(content=json.dumps(answer), path=request.path)
                    value = decode(
                        response.content,
                        RETURNS[request.path],
                        strict=False,
                        response=response,
                    )
                    driver.fetched(value, response, 0.1)
                case _:
                    break
            assert all(isinstance(text_of(event), str) for event in driver.ready)
            assert isinstance(driver.session.result(), StreamResult)
        assert isinstance(driver.action, (Connect, Read, Fetch, End, Fail))
        if isinstance(driver.action, Fail):
            assert isinstance(driver.action.error, APIError)
