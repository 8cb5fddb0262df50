"""What is said to an agent in the background starts one run, and each event comes once."""

from __future__ import annotations

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from letta_client import ConversationBusyError, Letta, OtidInUseError
from thoroughness import times

from .bad_network import bad_network
from .callers import Caller
from .subjects import PATIENCE, Subjects

SEED = 7
# With `--hypothesis-profile=thorough`, many times more.
SENDS = times(24)
THREADS = 8
# More than there are in a row by chance.
MAX_RESUMES = 30


def without_pings(events: Any) -> list[Any]:
    return [event for event in events if event.message_type != "ping"]


def test_each_send_starts_one_run_through_a_bad_network(base_url: str, subjects: Subjects) -> None:
    agents = [subjects.agent().agent_id for _ in range(THREADS)]

    with (
        bad_network(base_url, SEED) as network,
        Letta(base_url=network.url, timeout=PATIENCE) as client,
    ):

        def talk(agent_id: str) -> list[tuple[Any, list[Any]]]:
            """Say one thing after the other to an agent; return the streams and their events."""
            streams: list[tuple[Any, list[Any]]] = []
            for _ in range(SENDS // THREADS):
                stream = client.agents.messages.send(
                    agent_id, "hello THINK", stream=True, max_resumes=MAX_RESUMES
                )
                streams.append((stream, without_pings(stream)))
            return streams

        with ThreadPoolExecutor(THREADS) as pool:
            talks = list(pool.map(talk, agents))

    assert min(network.made[kind] for kind in ("reset", "unavailable", "delayed", "cut")) > 0
    runs = [stream.run_id for streams in talks for stream, _ in streams]
    assert len({*runs}) == SENDS
    with Letta(base_url=base_url, timeout=PATIENCE) as client:
        for agent_id, streams in zip(agents, talks, strict=True):
            listed = [run.id for run in client.runs.list(agent_id=agent_id)]
            assert Counter(listed) == Counter(stream.run_id for stream, _ in streams)
            for stream, events in streams:
                assert stream.outcome == "done"
                assert events == without_pings(client.runs.messages.stream(stream.run_id))


def test_what_comes_of_a_message(caller: Caller, subjects: Subjects) -> None:
    subject = subjects.agent()

    result = caller.result(caller.client.agents.messages.send(subject.agent_id, "hello"))

    assert result.text
    assert result.stop_reason == "end_turn"
    assert result.usage.total_tokens > 0
    listed = caller.items(caller.client.runs.messages.list(result.run_id, order="asc"))
    assert [each.id for each in listed[1:]] == [each.id for each in result.messages]


def test_an_otid_that_was_sent_to_someone_else(caller: Caller, subjects: Subjects) -> None:
    first, second = subjects.agent(), subjects.agent()
    talk = subjects.conversation(first).conversation_id
    send = caller.client.agents.messages.send
    otid = f"job-{uuid.uuid4()}"
    run_id = caller.result(send(first.agent_id, "hello", otid=otid)).run_id

    assert caller.result(send(first.agent_id, "hello", otid=otid)).run_id == run_id
    for agent, conversation_id in ((first, talk), (second, None)):
        with pytest.raises(OtidInUseError) as caught:
            caller.result(send(agent.agent_id, "hello", otid=otid, conversation_id=conversation_id))
        assert (caught.value.run_id, caught.value.agent_id) == (run_id, first.agent_id)
    own = f"{otid}-talk"
    assert caller.result(send(first.agent_id, "hello", otid=own, conversation_id=talk)).text


def test_a_conversation_that_is_busy(caller: Caller, subjects: Subjects) -> None:
    subject = subjects.agent()
    send = caller.client.agents.messages.send
    first = caller.result(send(subject.agent_id, "LONG SLOW", stream=True, stream_tokens=True))

    with pytest.raises(ConversationBusyError) as caught:
        caller.result(send(subject.agent_id, "hello"))

    caller.result(caller.client.agents.messages.cancel(subject.agent_id))
    caller.items(first)
    assert caught.value.run_id == first.run_id
