"""What follows where a run has stopped for answers: the calls that wait, and the next stream."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import replace
from typing import Any, TypeVar, cast

from ...types.messages import ToolCall
from ..streams.actions import Failed, Fetch, Fetched, Happened
from ..streams.addressees import Addressee, addressee_of
from ..streams.approvals import calls_of, unanswered_request
from ..streams.polling import run_of
from ..streams.resuming import StreamOrigin
from ..streams.session import StreamSession
from .call_answers import calls_to_answer

T = TypeVar("T")


def pending_calls(session: StreamSession[Any]) -> Generator[Fetch, Happened, list[ToolCall]]:
    """Return the calls that a run has ended with; where its stream lacks them, its messages tell.

    Raises:
        APIError: the request for that failed.
    """
    result = session.result()
    calls = calls_to_answer(result)
    if calls or result.stop_reason != "requires_approval":
        return calls
    addressee = yield from _addressee(session)
    listed = _fetched((yield Fetch(session.requests.latest_messages(addressee)))).value
    request = unanswered_request(cast("list[object]", listed)) if isinstance(listed, list) else None
    return [] if request is None else calls_of(request)


def next_session(
    session: StreamSession[T], answer: Mapping[str, object]
) -> Generator[Fetch, Happened, StreamSession[T]]:
    """Return the session that sends an answer, as the message before it was sent.

    Where that was no send, as with the stream of a run, the answer is sent in the background.

    Args:
        session: has followed the run that asked.
        answer: an item of `messages`.

    Raises:
        APIError: to whom the answer goes could not be found out.
    """
    request = session.request
    given: object = request.body
    body = dict(cast("Mapping[str, object]", given)) if isinstance(given, Mapping) else {}
    if "messages" in body or "input" in body:
        rest = {name: value for name, value in body.items() if name != "input"}
        return session.renewed(replace(request, body={**rest, "messages": [answer]}))
    addressee = yield from _addressee(session)
    pings = session.requests.wants_pings
    origin = StreamOrigin(background=True, is_remembered=True, pings=pings)
    return session.renewed(session.requests.answer(addressee, answer), origin)


def _addressee(session: StreamSession[Any]) -> Generator[Fetch, Happened, Addressee]:
    addressee = addressee_of(session.request)
    if addressee is not None:
        return addressee
    assert session.run_id is not None
    run = run_of(_fetched((yield Fetch(session.requests.run(session.run_id)))))
    return Addressee(run.agent_id, run.conversation_id)


def _fetched(happened: Happened) -> Fetched:
    if isinstance(happened, Failed):
        raise happened.error
    return cast(Fetched, happened)
