"""What is said to an agent in the background starts one run, and each event comes once."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from letta_client import ConversationBusyError, Letta

from .callers import Caller
from .cutting import cutting
from .payloads import without_pings
from .subjects import PATIENCE, Subjects

SEED = 7
SENDS = 48
THREADS = 8


def cuts_of(number: int, choice: random.Random) -> list[int]:
    """Return where to cut the first connections of a send; the first is often before any event."""
    first = 0 if number % 3 == 0 else choice.randrange(2000)
    return [first, *(choice.randrange(600) for _ in range(number % 3))]


def test_each_send_starts_one_run_through_cuts(base_url: str, subjects: Subjects) -> None:
    choice = random.Random(SEED)
    agents = [subjects.agent() for _ in range(THREADS)]

    def talk(thread: int) -> list[str | None]:
        """Say one thing after the other to one agent; return the runs."""
        runs: list[str | None] = []
        agent_id = agents[thread].agent_id
        for number in range(SENDS // THREADS):
            cuts = cuts_of(number, choice)
            with (
                cutting(base_url, cuts) as proxy,
                Letta(base_url=proxy.url, timeout=PATIENCE) as client,
            ):
                stream = client.agents.messages.send(agent_id, "hello THINK", stream=True)
                events = without_pings(stream)
                assert stream.outcome == "done"
            with Letta(base_url=base_url, timeout=PATIENCE) as client:
                assert stream.run_id is not None
                assert events == without_pings(client.runs.messages.stream(stream.run_id))
            runs.append(stream.run_id)
        return runs

    with ThreadPoolExecutor(THREADS) as pool:
        followed = list(pool.map(talk, range(THREADS)))

    with Letta(base_url=base_url, timeout=PATIENCE) as client:
        for agent, runs in zip(agents, followed, strict=True):
            listed = {run.id for run in client.runs.list(agent_id=agent.agent_id)}
            assert (listed, len(listed)) == ({*runs}, SENDS // THREADS)


def test_what_comes_of_a_message(caller: Caller, subjects: Subjects) -> None:
    subject = subjects.agent()

    result = caller.result(caller.client.agents.messages.send(subject.agent_id, "hello"))

    assert result.text
    assert result.stop_reason == "end_turn"
    assert result.usage.total_tokens > 0
    listed = caller.items(caller.client.runs.messages.list(result.run_id, order="asc"))
    assert [each.id for each in listed[1:]] == [each.id for each in result.messages]


def test_a_conversation_that_is_busy(caller: Caller, subjects: Subjects) -> None:
    subject = subjects.agent()
    send = caller.client.agents.messages.send
    first = caller.result(send(subject.agent_id, "LONG SLOW", stream=True))

    with pytest.raises(ConversationBusyError) as caught:
        caller.result(send(subject.agent_id, "hello"))

    caller.result(caller.client.agents.messages.cancel(subject.agent_id))
    caller.items(first)
    assert caught.value.run_id == first.run_id
