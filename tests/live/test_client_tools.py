"""Functions of the caller as tools of an agent on a real server."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from letta_client import ToolRoundsError
from letta_client.types.content import Base64Image, ImageContent, TextContent

from .callers import Caller
from .calls import SEARCH, Subject
from .subjects import Subjects

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJg"
    "gg=="
)


class Garden:
    def __init__(self) -> None:
        self.watered: list[str] = []

    def water(self, plant: str, litres: int = 1) -> str:
        """Water a plant.

        Args:
            plant: Its name.
            litres: How much it gets.
        """
        self.watered.append(plant)
        return f"{plant}: {litres}"

    def break_down(self, why: str) -> str:
        """Do nothing."""
        raise ValueError(why)


def send(caller: Caller, agent: Subject, text: str, **options: Any) -> Any:
    return caller.result(caller.client.agents.messages.send(agent.agent_id, text, **options))


def returned(caller: Caller, agent: Subject) -> list[tuple[str, Any]]:
    listed = caller.items(caller.client.agents.messages.list(agent.agent_id, order="asc"))
    messages = [each for each in listed if each.message_type == "tool_return_message"]
    return [
        (each.status, each.tool_return) for message in messages for each in message.tool_returns
    ]


@pytest.mark.parametrize("stream_tokens", [False, True])
def test_functions_are_called(caller: Caller, subjects: Subjects, stream_tokens: bool) -> None:
    garden, agent = Garden(), subjects.agent()
    # Letta knows a message by it whatever agent it is for.
    otid = f"job-{uuid.uuid4()}"

    result = send(
        caller, agent, "TOOL:water", tools=[garden.water], stream_tokens=stream_tokens, otid=otid
    )

    assert (result.stop_reason, garden.watered) == ("end_turn", ["alpha"])
    assert result.text
    assert result.usage.step_count == 2
    assert returned(caller, agent) == [("success", "alpha: 1")]
    assert subjects.count_runs(agent) == 2
    # A job that comes again gets the same runs.
    again = send(caller, agent, "TOOL:water", tools=[garden.water], otid=otid)
    assert (again.run_id, subjects.count_runs(agent)) == (result.run_id, 2)


def test_a_function_that_fails_is_an_error_to_the_agent(caller: Caller, subjects: Subjects) -> None:
    garden, agent = Garden(), subjects.agent()
    result = send(caller, agent, "TOOL:break_down", tools=[garden.break_down])
    assert result.stop_reason == "end_turn"
    assert returned(caller, agent) == [("error", "ValueError: alpha")]


def test_a_function_gives_back_an_image(caller: Caller, subjects: Subjects) -> None:
    picture = ImageContent(source=Base64Image(media_type="image/png", data=PNG))

    def look(where: str) -> list[TextContent | ImageContent]:
        return [TextContent(text=where), picture]

    agent = subjects.agent()
    result = send(caller, agent, "TOOL:look", tools=[look])
    assert result.stop_reason == "end_turn"
    assert returned(caller, agent) == [("success", [TextContent(text="alpha"), picture])]


@pytest.mark.parametrize("other", ["break_down", SEARCH])
def test_calls_at_once_are_answered_at_once(caller: Caller, subjects: Subjects, other: str) -> None:
    garden = Garden()
    agent = subjects.agent(model_settings={"provider_type": "openai", "parallel_tool_calls": True})
    tools = [garden.water, garden.break_down]

    result = send(caller, agent, f"TOOLS TOOL:water TOOL:{other}", tools=tools)

    assert (result.stop_reason, garden.watered) == ("end_turn", ["alpha"])
    first, second = returned(caller, agent)
    assert first == ("success", "alpha: 1")
    assert (second[1] == "ValueError: alpha") is (other == "break_down")


def test_a_conversation_has_its_own_rounds(caller: Caller, subjects: Subjects) -> None:
    garden, agent = Garden(), subjects.conversation(subjects.agent())
    conversation: Any = agent.conversation_id
    result = send(caller, agent, "TOOL:water", tools=[garden.water], conversation_id=conversation)
    assert (result.stop_reason, garden.watered) == ("end_turn", ["alpha"])
    run = caller.result(caller.client.runs.retrieve(result.run_id))
    assert run.conversation_id == conversation


def test_rounds_have_an_end(caller: Caller, subjects: Subjects) -> None:
    garden, agent = Garden(), subjects.agent()
    with pytest.raises(ToolRoundsError):
        send(caller, agent, "LOOP TOOL:water", tools=[garden.water], max_tool_rounds=2)
    assert len(garden.watered) == 2
    caller.result(caller.client.agents.messages.cancel(agent.agent_id))
    assert send(caller, agent, "hello").stop_reason == "end_turn"
