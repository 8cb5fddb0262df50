"""A send in the background that the server remembers is sent again until its run is known."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letta_client._core.http.defaults import DEFAULT_MAX_RESUMES
from letta_client._core.http.errors import (
    APIError,
    APIStatusError,
    APITimeoutError,
    ConversationBusyError,
    status_error,
)
from letta_client._core.http.request import Request
from letta_client._core.streams.actions import Connect
from letta_client._core.streams.resuming import ResumePolicy, StreamOrigin

from ..wire import respond
from .stream_world import (
    RUN,
    Fail,
    World,
    a_run,
    a_session,
    all_numbers,
    carry_out,
    error_of,
    lost,
    numbers,
    opened,
    refused,
)

SEND = Request[Any](
    method="POST",
    path="/v1/conversations/conv-1/messages",
    returns=object,
    body={"messages": [{"role": "user", "content": "hello", "otid": "otid-1"}]},
)
REMEMBERED = StreamOrigin(background=True, is_remembered=True)


@given(
    deltas=st.integers(0, 4),
    losses=st.lists(st.sampled_from(["connect", "no head", "head", "frame", "503"]), max_size=5),
)
def test_a_send_that_is_cut_anywhere_is_sent_again_until_it_is_known(
    deltas: int, losses: list[str]
) -> None:
    frames = a_run(deltas)
    driver = a_session(request=SEND, origin=REMEMBERED)
    left = list(losses)
    sent: list[Any] = []

    def before(action: object) -> bool:
        if isinstance(action, Connect):
            sent.append(action.request)
        if not left or not isinstance(action, Connect):
            return False
        loss = left.pop(0)
        if loss in ("head", "frame"):
            driver.connected(opened())
            if loss == "frame":
                driver.feed("message", frames[0])
            driver.body_ended()
        else:
            # What was never sent is the transport's affair, the first time.
            was_sent = loss != "connect" or len(sent) == 1
            driver.failed(refused(503) if loss == "503" else lost(), was_sent=was_sent)
        return True

    events = carry_out(driver, World(frames, written=len(frames)), before=before)

    assert numbers(events) == all_numbers(frames)
    assert (driver.outcome, driver.resumes, driver.run_id) == ("done", len(losses), RUN)
    known = losses.index("frame") + 1 if "frame" in losses else len(sent)
    assert all((each.path, each.body) == (SEND.path, SEND.body) for each in sent[:known])
    assert all(each.path == "/v1/runs/run-1/stream" for each in sent[known:])


@pytest.mark.parametrize("error", [refused(400), refused(404), refused(409), refused(501)])
def test_a_send_that_is_refused_is_not_sent_again(error: APIError) -> None:
    driver = a_session(request=SEND, origin=REMEMBERED)
    driver.failed(error)
    assert error_of(driver.action) is error


def test_a_send_is_not_sent_again_when_it_is_not_to_be() -> None:
    driver = a_session(request=SEND, origin=REMEMBERED, policy=ResumePolicy(resume=False))
    driver.failed(lost())
    assert "'otid-1'" in str(error_of(driver.action))


@pytest.mark.parametrize("error", [lost(), lost(APITimeoutError), refused(503)])
def test_a_send_that_fails_too_often_says_by_which_ids_it_is_known(error: APIError) -> None:
    driver = a_session(request=SEND, origin=REMEMBERED)
    while not isinstance(driver.action, Fail):
        driver.failed(error)
    told = error_of(driver.action)
    assert driver.resumes == DEFAULT_MAX_RESUMES
    if isinstance(error, APIStatusError):
        assert told is error
    else:
        assert type(told) is type(error)
        assert "6 times in a row" in str(told)
        assert "'otid-1'" in str(told)


def busy() -> APIError:
    return status_error(respond(409, '{"detail": "wait", "run_id": "run-7"}', method="POST"))


def test_a_busy_conversation_may_be_so_with_an_attempt_that_was_not_answered() -> None:
    first, second = (a_session(request=SEND, origin=REMEMBERED) for _ in range(2))
    first.failed(busy())
    second.failed(lost())
    second.failed(busy())
    for driver in (first, second):
        error = error_of(driver.action)
        assert isinstance(error, ConversationBusyError)
        assert error.run_id == "run-7"
    assert not hasattr(error_of(first.action), "__notes__")
    assert "may have started that run" in error_of(second.action).__notes__[0]
