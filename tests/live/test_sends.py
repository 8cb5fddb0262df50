"""Every method that changes something: nothing of what comes back is lost, and it is sent once."""

from __future__ import annotations

import pytest

from letta_client import APITimeoutError

from .callers import Caller
from .calls import ENDS, SENDS, SENT_STREAMS, TOO_SLOW, Subject
from .payloads import as_json, differences, unknown
from .subjects import Subjects


@pytest.fixture(scope="module")
def subject(subjects: Subjects) -> Subject:
    """An agent that has been spoken to."""
    return subjects.make("TOOL")


@pytest.mark.parametrize("name", SENDS)
def test_nothing_is_lost(name: str, caller: Caller, subject: Subject) -> None:
    result = caller.result(SENDS[name](caller.client, subject))

    assert list(differences(caller.answers.last, as_json(result))) == []
    assert list(unknown(result)) == []


def test_feedback_is_kept(caller: Caller, subject: Subject) -> None:
    step = caller.result(SENDS["steps.feedback.create"](caller.client, subject))

    assert (step.feedback, step.tags) == ("positive", ["live"])


def test_whole_responses(caller: Caller, subject: Subject) -> None:
    send = SENDS["agents.messages.create"]

    response = caller.result(send(caller.client.with_raw_response, subject))
    result = caller.result(response.parse())
    assert list(differences(caller.answers.last, as_json(result))) == []

    with caller.within(send(caller.client.with_streaming_response, subject)) as opened:
        assert as_json(caller.result(opened.parse()))["messages"]


@pytest.mark.parametrize("name", SENT_STREAMS)
def test_no_event_is_lost(name: str, caller: Caller, subject: Subject) -> None:
    stream = caller.result(SENT_STREAMS[name](caller.client, subject))
    events = caller.events(stream)

    assert events
    assert list(differences(caller.answers.frames, as_json(events))) == []
    assert list(unknown(events)) == []
    assert stream.outcome == ("error" if name.endswith("FAIL") else "done")


@pytest.mark.parametrize("name", ENDS)
def test_what_ends_something(name: str, caller: Caller, subjects: Subjects) -> None:
    subject = subjects.going()

    result = caller.result(ENDS[name](caller.client, subject))

    assert list(differences(caller.answers.last, as_json(result))) == []
    listed = caller.items(caller.client.agents.list(tags=[subject.tag]))
    left = [] if name in ("agents.delete", "delete") else [subject.agent_id]
    assert [agent.id for agent in listed] == left
    if name.endswith(".cancel"):
        assert caller.result(caller.client.runs.retrieve(subject.run_id)).status == "cancelled"


@pytest.mark.parametrize("name", TOO_SLOW)
def test_a_slow_call_that_times_out_has_started_one_run(
    name: str, caller: Caller, subjects: Subjects
) -> None:
    subject = subjects.agent()

    with pytest.raises(APITimeoutError):
        caller.result(TOO_SLOW[name](caller.client, subject))

    # All that the client sends, it has sent by now.
    assert subjects.count_runs(subject) == 1
