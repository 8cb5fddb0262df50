"""Calls of the caller's tools are answered, all and in their order, until the agent is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letta_client._core.client_tools.errors import ToolRoundsError
from letta_client._core.client_tools.rounds import RoundSession
from letta_client._core.client_tools.tool_set import ToolSet
from letta_client._core.streams.actions import (
    Action,
    CallFunction,
    Connect,
    Deliver,
    Happened,
    Opened,
    Raised,
    Returned,
)
from letta_client._core.streams.resuming import StreamOrigin

from ..streams.stream_world import (
    DATE,
    DONE,
    STOP,
    USAGE,
    a_session,
    frame_data,
    opened,
    send_request,
)

ORIGIN = StreamOrigin(background=True, is_remembered=True)
USER = {"role": "user", "content": "Water them.", "otid": "otid-1"}


def water(what: str) -> str:
    raise NotImplementedError


@dataclass(frozen=True)
class Call:
    """A call of a tool, and what becomes of it."""

    name: str
    arguments: str
    outcome: object

    @property
    def is_made(self) -> bool:
        return self.name == "water" and self.arguments == '{"what":"beans"}'

    @property
    def status(self) -> str:
        return "success" if self.is_made and isinstance(self.outcome, str) else "error"


OUTCOMES = st.one_of(st.text(max_size=3), st.builds(ValueError, st.text(max_size=3)))
ARGUMENTS = st.sampled_from(['{"what":"beans"}', '{"what":1}', "{", ""])
OWN = st.builds(Call, st.just("water"), ARGUMENTS, OUTCOMES)
OTHERS = st.builds(Call, st.just("buy"), st.just("{}"), OUTCOMES)
ROUNDS = st.lists(st.lists(OWN, min_size=1, max_size=3), max_size=3)


class Agent:
    """Makes calls, round by round, and then says that it is done."""

    def __init__(self, rounds: Sequence[Sequence[Call]]) -> None:
        self._rounds = rounds
        self._place = 0
        self._outcomes = [call.outcome for calls in rounds for call in calls if call.is_made]
        self.bodies: list[Any] = []
        self.made = 0

    def __call__(self, action: Action) -> Happened:
        match action:
            case Connect(request):
                self.bodies.append(request.body)
                return Opened(opened())
            case CallFunction(function, arguments, is_async):
                assert (function, arguments, is_async) == (water, {"what": "beans"}, False)
                outcome = self._outcomes[self.made]
                self.made += 1
                return Raised(outcome) if isinstance(outcome, Exception) else Returned(outcome)
            case _:
                self._place += 1
                return [frame.encode() for frame in self._frames(self._place)]

    def _frames(self, number: int) -> list[str]:
        head = {"id": f"message-{number}", "date": DATE, "run_id": f"run-{number}", "seq_id": 2}
        if number > len(self._rounds):
            return [frame_data("assistant_message", **head, content="Done."), STOP, USAGE, DONE]
        calls = [
            {"name": call.name, "arguments": call.arguments, "tool_call_id": f"{number}.{place}"}
            for place, call in enumerate(self._rounds[number - 1])
        ]
        asked = frame_data("approval_request_message", **head, tool_call=calls[0], tool_calls=calls)
        stop = frame_data("stop_reason", stop_reason="requires_approval")
        return [asked, stop, USAGE, DONE]


def follow(agent: Agent, max_rounds: int) -> tuple[RoundSession[Any], list[Any]]:
    """Follow what comes of a message; return the session and all events."""
    request = send_request("default", agent_id="agent-1", messages=[USER], max_steps=7)
    tools = ToolSet.of([water], max_rounds, allows_async=False)
    # What has not begun to follow anything.
    first = a_session(origin=ORIGIN, request=request).session.renewed(request)
    session: RoundSession[Any] = RoundSession(first, tools)
    return session, list(events_of(session, agent))


def events_of(session: RoundSession[Any], agent: Agent) -> Sequence[Any]:
    events: list[Any] = []
    steps = session.follow()
    happened: Happened = None
    while True:
        try:
            action = steps.send(happened)
        except StopIteration:
            return events
        happened = None
        if isinstance(action, Deliver):
            events.append(action.event)
        else:
            happened = agent(action)


@given(ROUNDS)
def test_each_call_is_answered_once_and_in_order(rounds: list[list[Call]]) -> None:
    agent = Agent(rounds)

    session, events = follow(agent, len(rounds))

    assert agent.made == sum(call.is_made for calls in rounds for call in calls)
    first, *answers = agent.bodies
    assert first["messages"] == [USER]
    for number, (calls, body) in enumerate(zip(rounds, answers, strict=True), start=1):
        (message,) = body["messages"]
        assert {**body, "messages": [USER]} == first
        assert [
            (each["tool_call_id"], each["type"], each["status"]) for each in message["approvals"]
        ] == [(f"{number}.{place}", "tool", call.status) for place, call in enumerate(calls)]
    otids = [body["messages"][0]["otid"] for body in agent.bodies]
    assert len({*otids}) == len(otids)
    assert len(events) == 3 * (len(rounds) + 1)
    result = session.result()
    assert (result.text, result.stop_reason) == ("Done.", "end_turn")
    assert len(result.messages) == len(rounds) + 1
    assert session.run_id == result.run_id == f"run-{len(rounds) + 1}"
    assert result.usage is not None
    assert result.usage.total_tokens == 3 * (len(rounds) + 1)
    assert session.outcome == "done"


def test_the_same_calls_are_answered_under_the_same_otid() -> None:
    rounds = [[Call("water", "{", "")], [Call("water", "", "")]]
    one, other = Agent(rounds), Agent(rounds)
    for agent in (one, other):
        follow(agent, len(rounds))
    assert one.bodies == other.bodies


@given(ROUNDS, st.lists(OTHERS | OWN, max_size=2), OTHERS)
def test_calls_that_are_not_of_tools_alone_are_left(
    rounds: list[list[Call]], beside: list[Call], other: Call
) -> None:
    agent = Agent([*rounds, [*beside, other], []])

    session, _ = follow(agent, 9)

    assert agent.made == sum(call.is_made for calls in rounds for call in calls)
    assert len(agent.bodies) == len(rounds) + 1
    assert session.result().stop_reason == "requires_approval"
    assert session.outcome == "done"


@given(st.lists(st.lists(OWN, min_size=1, max_size=2), min_size=1, max_size=4), st.data())
def test_no_more_rounds_than_allowed(rounds: list[list[Call]], data: st.DataObject) -> None:
    most = data.draw(st.integers(0, len(rounds) - 1))
    agent = Agent(rounds)

    with pytest.raises(ToolRoundsError) as caught:
        follow(agent, most)

    assert len(agent.bodies) == most + 1
    assert [call.tool_call_id for call in caught.value.tool_calls] == [
        f"{most + 1}.{place}" for place in range(len(rounds[most]))
    ]
    assert len(caught.value.result.messages) == most + 1
