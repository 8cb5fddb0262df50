"""Every method that reads, on runs of every kind: nothing of what was sent is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from letta_client import BadRequestError, InternalServerError

from .callers import Caller, alone
from .calls import BROKEN, READS, READS_OF_A_RUN_THAT_GOES_ON, REPLAYS, Subject
from .payloads import as_json, differences, unknown
from .subjects import KINDS, Subjects

REFUSALS = {
    "steps.list": BadRequestError,
    "steps.transaction.update": InternalServerError,
    "runs.delete": InternalServerError,
}
# Made with `with_raw_response` and `with_streaming_response`, too.
WHOLE = ["runs.retrieve", "runs.list", "runs.messages.list", "steps.trace.retrieve"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", READS)
def test_nothing_is_lost(name: str, kind: str, caller: Caller, subjects: Subjects) -> None:
    result = caller.result(READS[name](caller.client, subjects.finished(kind)))

    assert_all_is_kept(caller.answers.last, result)


def assert_all_is_kept(sent: Any, result: object) -> None:
    assert list(differences(sent, as_json(result))) == []
    assert list(unknown(result)) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", REPLAYS)
def test_no_event_is_lost(name: str, kind: str, caller: Caller, subjects: Subjects) -> None:
    stream = caller.result(REPLAYS[name](caller.client, subjects.finished(kind)))
    events = caller.events(stream)

    assert events
    assert_all_is_kept(caller.answers.frames, events)
    assert stream.outcome == ("error" if kind == "FAIL" else "done")


@pytest.fixture(scope="module")
def going(subjects: Subjects) -> Iterator[Subject]:
    """A run that goes on."""
    subject = subjects.going()
    yield subject
    subjects.cancel(subject)


@pytest.mark.parametrize("name", READS_OF_A_RUN_THAT_GOES_ON)
def test_a_run_that_goes_on_is_found(name: str, caller: Caller, going: Subject) -> None:
    result = caller.result(READS_OF_A_RUN_THAT_GOES_ON[name](caller.client, going))

    assert [run["id"] for run in as_json(result)] == [going.run_id]
    assert_all_is_kept(caller.answers.last, result)


@pytest.mark.parametrize("name", BROKEN)
def test_what_the_server_cannot_do(name: str, caller: Caller, subjects: Subjects) -> None:
    with pytest.raises(REFUSALS[name]):
        caller.result(BROKEN[name](alone(caller.client), subjects.finished("hello")))


@pytest.mark.parametrize("name", WHOLE)
def test_whole_responses(name: str, caller: Caller, subjects: Subjects) -> None:
    subject = subjects.finished("TOOL")

    response = caller.result(READS[name](caller.client.with_raw_response, subject))
    assert response.status_code == 200
    assert_all_is_kept(caller.answers.last, caller.result(response.parse()))

    # The hook that keeps the answers has read them, so this body comes from elsewhere.
    with caller.within(READS[name](caller.client.with_streaming_response, subject)) as opened:
        assert_all_is_kept(caller.result(opened.json()), caller.result(opened.parse()))


def test_a_whole_response_of_a_stream(caller: Caller, subjects: Subjects) -> None:
    stream_of, subject = REPLAYS["runs.messages.stream"], subjects.finished("TOOL")

    response = caller.result(stream_of(caller.client.with_raw_response, subject))
    events = caller.events(caller.result(response.parse()))
    assert_all_is_kept(caller.answers.frames, events)

    with caller.within(stream_of(caller.client.with_streaming_response, subject)) as opened:
        assert caller.events(caller.result(opened.parse())) == events


def test_pages_and_walks(caller: Caller, subjects: Subjects) -> None:
    """All the ways to walk one list; test_walks.py has all lists."""
    subject = subjects.finished("TOOL")

    def listed() -> Any:
        return caller.client.runs.messages.list(subject.run_id, order="asc", limit=1)

    ids = [message.id for message in caller.items(listed())]
    assert len(ids) == 4
    page = caller.result(listed())
    assert [message.id for message in page.items] == ids[:1]
    assert [message.id for message in caller.items(page)] == ids
    assert [message.id for message in caller.items(page.take(2))] == ids[:2]
    pages = [each.items for each in caller.items(page.iter_pages())]
    assert [message.id for items in pages for message in items] == ids
    assert page.has_next_page()
    assert [message.id for message in caller.result(page.get_next_page()).items] == ids[1:2]
