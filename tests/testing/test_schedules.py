"""Scheduled messages are sent when the server's clock comes to their moment."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letta_client import Letta
from letta_client.testing import ReferenceServer
from letta_client.testing.simulation.schedule_moments import CAUGHT_UP, Recurring
from letta_client.types import UserMessage
from testing.clients import json_of

MORNINGS = "0 8 * * *"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def client(server: ReferenceServer) -> Letta:
    return server.client(strict_response_validation=True)


def schedule(
    client: Letta, agent_id: str, when: datetime | str, words: str = "Water the plants."
) -> str:
    made = client.agents.schedule.create(
        agent_id,
        messages=[{"role": "user", "content": words}],
        schedule=(
            {"type": "recurring", "cron_expression": when}
            if isinstance(when, str)
            else {"type": "one-time", "scheduled_at": when.timestamp() * 1000}
        ),
    )
    return made.id


def started(client: Letta, agent_id: str) -> list[datetime | None]:
    """Return when the runs of an agent were created, the oldest first."""
    return [run.created_at for run in client.runs.list(agent_id=agent_id, order="asc")]


def next_time(client: Letta, agent_id: str, scheduled_id: str) -> str | None:
    return client.agents.schedule.retrieve(scheduled_id, agent_id=agent_id).next_scheduled_time


def test_a_message_is_sent_once_at_its_moment(server: ReferenceServer, client: Letta) -> None:
    agent, at = server.add_agent(), server.clock.now() + HOUR
    once = schedule(client, agent.id, at)

    server.clock.advance(HOUR - timedelta(seconds=1))
    assert started(client, agent.id) == []
    assert next_time(client, agent.id, once) == at.isoformat()
    server.clock.advance(HOUR)
    assert started(client, agent.id) == [at]
    # It is still there, and comes no more.
    assert next_time(client, agent.id, once) is None
    assert [
        each.next_scheduled_time
        for each in client.agents.schedule.list(agent.id).scheduled_messages
    ] == [None]
    server.clock.advance(DAY)
    assert started(client, agent.id) == [at]


def test_the_agent_answers_what_was_scheduled(server: ReferenceServer, client: Letta) -> None:
    agent = server.add_agent()
    schedule(client, agent.id, server.clock.now() + HOUR, "Are they dry?")
    server.model.reply("Yes.")
    server.clock.advance(HOUR)

    (run,) = client.runs.list(agent_id=agent.id)
    assert (run.status, run.background) == ("completed", True)
    listed = client.runs.messages.list(run.id, order="asc").items
    assert isinstance(listed[0], UserMessage)
    assert [getattr(each, "content", None) for each in listed] == ["Are they dry?", "Yes."]
    assert server.model.unused == []


def test_a_message_is_sent_again_and_again(server: ReferenceServer, client: Letta) -> None:
    agent, noon = server.add_agent(), server.clock.now()
    daily = schedule(client, agent.id, MORNINGS)
    first = noon + 20 * HOUR

    assert next_time(client, agent.id, daily) == first.isoformat()
    server.clock.advance(2 * DAY)
    assert started(client, agent.id) == [first, first + DAY]
    assert next_time(client, agent.id, daily) == (first + 2 * DAY).isoformat()
    # Nothing is sent twice.
    assert len(started(client, agent.id)) == 2
    client.agents.schedule.delete(daily, agent_id=agent.id)
    server.clock.advance(2 * DAY)
    assert len(started(client, agent.id)) == 2


def test_what_is_due_is_sent_in_its_order(server: ReferenceServer, client: Letta) -> None:
    agent, now = server.add_agent(), server.clock.now()
    schedule(client, agent.id, now + 3 * HOUR, "third")
    schedule(client, agent.id, "0 14 * * *", "second")
    schedule(client, agent.id, now + HOUR, "first")
    server.clock.advance(4 * HOUR)

    sent = client.agents.messages.list(agent.id, order="asc")
    assert [each.content for each in sent if isinstance(each, UserMessage)] == [
        "first",
        "second",
        "third",
    ]


def test_what_was_due_before_it_was_scheduled_is_sent_at_once(
    server: ReferenceServer, client: Letta
) -> None:
    agent, now = server.add_agent(), server.clock.now()
    schedule(client, agent.id, now - DAY)

    assert started(client, agent.id) == [now]


def test_an_agent_that_waits_for_approval_takes_nothing(
    server: ReferenceServer, client: Letta
) -> None:
    agent = server.add_agent()
    once = schedule(client, agent.id, server.clock.now() + HOUR)
    server.model.ask_approval("water", {})
    client.agents.messages.create(agent.id, input="Water!")
    server.clock.advance(HOUR)

    assert len(started(client, agent.id)) == 1
    assert next_time(client, agent.id, once) is None


def test_nothing_is_sent_to_an_agent_that_was_deleted(
    server: ReferenceServer, client: Letta
) -> None:
    agent = server.add_agent()
    schedule(client, agent.id, server.clock.now() + HOUR)
    client.agents.delete(agent.id)
    server.clock.advance(HOUR)

    assert list(client.runs.list()) == []


def test_a_leap_of_the_clock_is_made_up_for_within_bounds(server: ReferenceServer) -> None:
    now = server.clock.now()

    moments = Recurring("* * * * *").between(now, now + 3653 * DAY)

    assert len(moments) == CAUGHT_UP
    assert moments[-1] == now + 3653 * DAY


def test_many_threads_send_what_is_due_once(server: ReferenceServer, client: Letta) -> None:
    agent = server.add_agent()
    schedule(client, agent.id, "* * * * *")
    server.clock.advance(HOUR)
    ready, seen = threading.Barrier(4), list[int]()

    def look() -> None:
        ready.wait()
        seen.append(len(started(client, agent.id)))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert seen == [60] * 4


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "nope nope nope nope nope",
        f"{'9' * 5000} * * * *",
    ],
)
def test_what_is_no_cron_expression_is_refused(
    wrong: str, server: ReferenceServer, http: httpx.Client
) -> None:
    path = f"/v1/agents/{server.add_agent().id}/schedule"
    body: dict[str, Any] = {
        "messages": [{"role": "user", "content": "x"}],
        "schedule": {"type": "recurring", "cron_expression": wrong},
    }

    answer = http.post(path, json=body)

    assert answer.status_code == 400
    assert "cron_expression" in answer.json()["detail"]
    assert json_of(http.get(path))["scheduled_messages"] == []


@pytest.mark.parametrize("steps", [3.5, 1e300, -1e300])
def test_steps_that_are_no_number_of_steps_are_refused(
    steps: float, server: ReferenceServer, http: httpx.Client
) -> None:
    body = {
        "messages": [{"role": "user", "content": "x"}],
        "schedule": {"type": "recurring", "cron_expression": MORNINGS},
        "max_steps": steps,
    }

    assert http.post(f"/v1/agents/{server.add_agent().id}/schedule", json=body).status_code == 422


def test_days_that_are_far_away_are_found(server: ReferenceServer, client: Letta) -> None:
    agent = server.add_agent()
    leap_day = schedule(client, agent.id, "0 0 29 2 *")

    assert next_time(client, agent.id, leap_day) == "2028-02-29T00:00:00+00:00"
    assert Recurring("0 0 31 12 *").next_after(datetime.max.replace(tzinfo=UTC)) is None


minutes = st.sampled_from(["*", "0", "*/15", "7,9", "30-40"])
hours = st.sampled_from(["*", "8", "*/6"])
days = st.sampled_from(["*", "1", "L"])
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 1), timezones=st.just(UTC))


@given(minutes, hours, days, moments, st.timedeltas(timedelta(0), timedelta(days=2)))
def test_the_moments_in_between_are_those_that_follow_each_other(
    minute: str, hour: str, day: str, first: datetime, length: timedelta
) -> None:
    recurring = Recurring(f"{minute} {hour} {day} * *")
    last = first + length

    assert recurring.between(first, last) == one_by_one(recurring, first, last)[-CAUGHT_UP:]


def one_by_one(recurring: Recurring, first: datetime, last: datetime) -> list[datetime]:
    found = list[datetime]()
    moment = recurring.next_after(first - timedelta(microseconds=1))
    while moment is not None and moment <= last:
        if moment >= first:
            found.append(moment)
        moment = recurring.next_after(moment)
    return found
