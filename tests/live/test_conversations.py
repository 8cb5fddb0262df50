"""Conversations, messages and agents: nothing of what comes back is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from letta_client import APIStatusError

from .belongings import SAID, talk
from .callers import Caller, alone
from .calls import Subject
from .calls_of_conversations import (
    IMPORT,
    OF_A_RUN_THAT_GOES_ON,
    READS,
    REFUSED,
    SENDS,
    STREAMS,
)
from .payloads import as_json, differences, unknown
from .subjects import ENDLESS, Subjects


@pytest.fixture(scope="module")
def subject(http: httpx.Client, subjects: Subjects) -> Subject:
    """An agent with a conversation."""
    return talk(http, subjects.agent())


@pytest.mark.parametrize("name", READS)
def test_nothing_that_is_read_is_lost(name: str, caller: Caller, subject: Subject) -> None:
    result = caller.result(READS[name](caller.client, subject))

    if name == "agents.export_file":
        # It comes as it is.
        assert result.encode() == caller.answers.bodies[-1]
        return
    assert list(differences(caller.answers.last, as_json(result))) == []
    assert list(unknown(result)) == []


@pytest.mark.parametrize("name", SENDS)
def test_nothing_that_is_changed_is_lost(
    name: str, caller: Caller, http: httpx.Client, subjects: Subjects
) -> None:
    # Only what summarizes messages needs more than one.
    subject = talk(http, subjects.agent(), said=SAID if name.endswith("compact") else SAID[:1])

    result = caller.result(SENDS[name](caller.client, subject))

    if name.endswith("recompile"):
        assert result.encode() == caller.answers.bodies[-1]
        return
    assert list(differences(caller.answers.last, as_json(result))) == []
    assert list(unknown(result)) == []


@pytest.mark.parametrize("name", STREAMS)
def test_no_event_is_lost(name: str, caller: Caller, subject: Subject) -> None:
    stream = caller.result(STREAMS[name](caller.client, subject))
    events = caller.events(stream)

    assert events
    assert list(differences(caller.answers.frames, as_json(events))) == []
    assert stream.outcome == "done"


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_server_refuses(name: str, caller: Caller, subject: Subject) -> None:
    status, call = REFUSED[name]

    with pytest.raises(APIStatusError) as caught:
        caller.result(call(alone(caller.client), subject))

    assert caught.value.status_code == status


@pytest.fixture
def going(http: httpx.Client, subjects: Subjects) -> Iterator[Subject]:
    """A conversation with a run that goes on for minutes."""
    subject = talk(http, subjects.agent())
    path = f"/v1/conversations/{subject.conversation_id}"
    body = {"input": f"LONG, {ENDLESS}", "background": True}
    with http.stream("POST", f"{path}/messages", json=body) as answer:
        answer.raise_for_status()
        yield subject
        http.post(f"{path}/cancel")


def test_a_run_that_goes_on_is_followed_and_cancelled(caller: Caller, going: Subject) -> None:
    follow = OF_A_RUN_THAT_GOES_ON["conversations.messages.stream"]
    with caller.within(follow(caller.client.with_streaming_response, going)) as response:
        assert response.status_code == 200

    cancelled = caller.result(OF_A_RUN_THAT_GOES_ON["conversations.cancel"](caller.client, going))
    assert [*cancelled.values()] == ["cancelled"]


def test_an_exported_agent_is_imported(caller: Caller, subject: Subject) -> None:
    exported = caller.result(READS["agents.export_file"](caller.client, subject))

    call = IMPORT["agents.import_file"]
    imported = caller.result(call(caller.client, replace(subject, exported=exported)))

    agent = caller.result(caller.client.agents.retrieve(imported.agent_ids[0]))
    assert agent.name == "imported"
