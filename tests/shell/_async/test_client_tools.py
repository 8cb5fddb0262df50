"""Functions as tools of an agent: called, answered and followed, whatever comes in between."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from letta_client import APIConnectionError, AsyncLetta, PendingApprovalError, ToolRoundsError
from letta_client.testing import ReferenceServer
from letta_client.testing.profiles import ProfileName
from letta_client.types.content import ImageContent, TextContent, UrlImage
from letta_client.types.messages import ApprovalRequestMessage, ToolReturnMessage
from letta_client.types.streaming import LettaPing

from ..scripts import PROFILES
from .harness import reference_client

SENDS = "/v1/conversations/*/messages"


class Garden:
    """Tools that note what they were asked.

    Args:
        meanwhile: is called by each call.
    """

    def __init__(self, meanwhile: Callable[[], object] = list) -> None:
        self.watered: list[tuple[str, float]] = []
        self._meanwhile = meanwhile

    async def water(self, what: str, litres: float = 1) -> str:
        """Water a plant."""
        self.watered.append((what, litres))
        self._meanwhile()
        if what == "cactus":
            raise ValueError("It needs none.")
        return f"{what}: {litres:g}"

    def look(self) -> dict[str, list[int]]:
        """Look at the rain gauge."""
        return {"rain": [1, 2]}

    @property
    def tools(self) -> list[Callable[..., object]]:
        return [self.water, self.look]


def call(what: str, **arguments: Any) -> tuple[str, dict[str, Any], str]:
    return "water", {"what": what, **arguments}, "not sent by the server"


async def returned(client: AsyncLetta, agent_id: str) -> list[tuple[str, Any]]:
    """Return what the agent was told by tools, the oldest first."""
    told: list[tuple[str, Any]] = []
    async for message in client.agents.messages.list(agent_id, order="asc"):
        if isinstance(message, ToolReturnMessage):
            told += [(each.status, each.tool_return) for each in message.tool_returns or ()]
    return told


@pytest.mark.parametrize("stream_tokens", [False, True])
@pytest.mark.parametrize("profile", PROFILES)
async def test_calls_are_answered_until_the_agent_is_done(
    profile: ProfileName, stream_tokens: bool
) -> None:
    garden = Garden()
    async with ReferenceServer(profile=profile) as server:
        server.model.call_tools(call("beans", litres=2), ("look", {}, "")).think("More.")
        server.model.call_tools(call("peas")).reply("All done.")
        client, agent = reference_client(server), server.add_agent()

        result = await client.agents.messages.send(
            agent.id, "Water them.", tools=garden.tools, stream_tokens=stream_tokens
        )

        assert (result.text, result.stop_reason) == ("All done.", "end_turn")
        assert garden.watered == [("beans", 2), ("peas", 1)]
        assert await returned(client, agent.id) == [
            ("success", "beans: 2"),
            ("success", '{"rain":[1,2]}'),
            ("success", "peas: 1"),
        ]
        runs = [run async for run in client.runs.list(agent_id=agent.id, order="asc")]
        assert [run.stop_reason for run in runs] == [*["requires_approval"] * 2, "end_turn"]
        assert result.run_id == runs[-1].id
        usages = [await client.runs.usage.retrieve(run.id) for run in runs]
        assert result.usage is not None
        assert result.usage.total_tokens == sum(usage.total_tokens for usage in usages)
        assert result.usage.step_count == 3
        requests = [each for each in result.messages if isinstance(each, ApprovalRequestMessage)]
        assert [each.run_id for each in requests] == [run.id for run in runs[:2]]
        answers = [each for each in server.requests if each.path.endswith("/default/messages")]
        assert len(answers) == 3


async def test_a_stream_brings_the_events_of_all_rounds() -> None:
    garden = Garden()
    async with ReferenceServer() as server:
        server.model.call_tools(call("beans")).reply("Done.")
        client, agent = reference_client(server), server.add_agent()

        stream = await client.agents.messages.send(
            agent.id, "Water them.", tools=garden.tools, stream=True
        )
        assert garden.watered == []
        events = [event async for event in stream if not isinstance(event, LettaPing)]

        assert [event.message_type for event in events] == [
            "approval_request_message",
            "stop_reason",
            "usage_statistics",
            "tool_return_message",
            "assistant_message",
            "stop_reason",
            "usage_statistics",
        ]
        assert stream.outcome == "done"
        assert stream.run_id == getattr(events[-3], "run_id", None)
        assert (await stream.until_done()).text == "Done."


async def test_what_goes_wrong_in_a_tool_is_told_to_the_agent(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def look() -> object:
        return object()

    garden = Garden()
    async with ReferenceServer() as server:
        server.model.call_tools(
            call("cactus"), call("beans", litres="many"), ("water", "{", ""), ("look", {}, "")
        ).reply("Oh.")
        client, agent = reference_client(server), server.add_agent()

        with caplog.at_level(logging.INFO, "letta_client"):
            result = await client.agents.messages.send(
                agent.id, "Water them.", tools=[garden.water, look]
            )

        assert result.text == "Oh."
        assert garden.watered == [("cactus", 1)]
        told = await returned(client, agent.id)
        assert [status for status, _ in told] == ["error"] * 4
        texts = [text for _, text in told]
        assert texts[0] == "ValueError: It needs none."
        assert "litres: Input should be a valid number" in texts[1]
        assert "Invalid JSON" in texts[2]
        assert "cannot be written as JSON" in texts[3]
    failures = [record for record in caplog.records if "failed" in record.message]
    assert len(failures) == 4
    assert all(record.exc_info for record in failures)


async def test_an_image_goes_back_as_an_image() -> None:
    picture = ImageContent(source=UrlImage(url="https://letta.test/beans.png"))

    def look() -> list[TextContent | ImageContent]:
        return [TextContent(text="The beans:"), picture]

    async with ReferenceServer() as server:
        server.model.call_tool("look", {}, "").reply("They are green.")
        client, agent = reference_client(server), server.add_agent()
        result = await client.agents.messages.send(agent.id, "Look.", tools=[look])
        assert result.text == "They are green."
        assert await returned(client, agent.id) == [("success", look())]


async def test_an_agent_that_goes_on_calling_is_stopped() -> None:
    garden = Garden()
    async with ReferenceServer() as server:
        for _ in range(3):
            server.model.call_tools(call("beans"))
        client, agent = reference_client(server), server.add_agent()

        with pytest.raises(ToolRoundsError, match="max_tool_rounds=2 allows no more") as caught:
            await client.agents.messages.send(
                agent.id, "Water them.", tools=garden.tools, max_tool_rounds=2
            )

        assert len(garden.watered) == 2
        error: ToolRoundsError = pickle.loads(pickle.dumps(caught.value))
        assert error.max_tool_rounds == 2
        assert [each.name for each in error.tool_calls] == ["water"]
        assert error.result.stop_reason == "requires_approval"
        # The agent waits, until it is told that nothing comes.
        with pytest.raises(PendingApprovalError):
            await client.agents.messages.send(agent.id, "Well?")
        result = await client.agents.approvals.deny(agent.id, reason="Enough.")
        assert result.stop_reason == "end_turn"


async def test_a_call_that_a_person_has_to_allow_is_left_to_the_person() -> None:
    garden = Garden()
    async with ReferenceServer() as server:
        server.model.call_tools(call("beans")).ask_approval("buy", {"n": 1}, "Bought.")
        server.model.call_tools(call("peas")).reply("All done.")
        client, agent = reference_client(server), server.add_agent()

        asked = await client.agents.messages.send(agent.id, "Go.", tools=garden.tools)
        assert asked.stop_reason == "requires_approval"
        assert garden.watered == [("beans", 1)]
        result = await client.agents.approvals.approve(agent.id, tools=garden.tools)

        assert result.text == "All done."
        assert garden.watered == [("beans", 1), ("peas", 1)]


async def test_a_request_that_is_not_of_tools_alone_is_left_as_it_is() -> None:
    garden = Garden()
    async with ReferenceServer() as server:
        server.model.ask_approvals(call("beans"), ("buy", {"n": 1}, "Bought."))
        client, agent = reference_client(server), server.add_agent()

        asked = await client.agents.messages.send(agent.id, "Go.", tools=garden.tools)

        assert asked.stop_reason == "requires_approval"
        assert garden.watered == []


async def test_each_answer_is_sent_exactly_once() -> None:
    async with ReferenceServer() as server:
        client = reference_client(server)
        for place in range(0, 1200, 150):
            cut = partial(server.faults.add, path=SENDS, cut_after_bytes=place)
            garden = Garden(cut)
            server.model.call_tools(call("beans")).reply("Done.")
            agent = server.add_agent()
            server.faults.clear()
            result = await client.agents.messages.send(agent.id, "Go.", tools=garden.tools)

            assert result.text == "Done."
            assert len(result.messages) == 3
            assert garden.watered == [("beans", 1)]
            runs = [run.id async for run in client.runs.list(agent_id=agent.id)]
            assert len(runs) == 2


async def test_a_job_that_comes_again_starts_no_second_run() -> None:
    garden = Garden()
    async with ReferenceServer() as server:
        server.model.call_tools(call("beans")).reply("Done.")
        client, agent = reference_client(server), server.add_agent()
        first, again = [
            await client.agents.messages.send(agent.id, "Go.", tools=garden.tools, otid="job-1")
            for _ in range(2)
        ]

        assert (again.run_id, again.text) == (first.run_id, "Done.")
        assert len([run async for run in client.runs.list(agent_id=agent.id)]) == 2


async def test_all_rounds_are_of_one_conversation() -> None:
    garden = Garden()
    async with ReferenceServer() as server:
        server.model.call_tools(call("beans")).reply("Done.")
        client, agent = reference_client(server), server.add_agent()
        conversation = await client.conversations.create(agent_id=agent.id)
        result = await client.agents.messages.send(
            agent.id, "Go.", conversation_id=conversation.id, tools=garden.tools
        )
        assert result.text == "Done."
        runs = [run async for run in client.runs.list(agent_id=agent.id)]
        assert [run.conversation_id for run in runs] == [conversation.id] * 2


async def test_what_ends_a_program_ends_the_send() -> None:
    async def stop() -> None:
        raise KeyboardInterrupt

    async with ReferenceServer() as server:
        server.model.call_tool("stop", {}, "").reply("Not said.")
        client, agent = reference_client(server), server.add_agent()
        stream = await client.agents.messages.send(agent.id, "Go.", tools=[stop], stream=True)

        with pytest.raises(KeyboardInterrupt):
            await stream.until_done()

        assert stream.outcome == "closed"
        assert len(await client.agents.approvals.list(agent.id)) == 1


async def test_a_lost_answer_is_an_error_that_names_the_message() -> None:
    async with ReferenceServer() as server:
        garden = Garden(partial(server.faults.add, path=SENDS, reset=True))
        server.model.call_tools(call("beans")).reply("Done.")
        client, agent = reference_client(server), server.add_agent()
        stream = await client.agents.messages.send(
            agent.id, "Go.", tools=garden.tools, stream=True, resume=False
        )

        with pytest.raises(APIConnectionError, match="same otid"):
            await stream.until_done()

        assert stream.outcome == "broken"
        assert stream.run_id is not None


async def test_types_of_messages_that_are_not_wanted_do_not_hide_the_calls() -> None:
    garden = Garden()
    async with ReferenceServer() as server:
        server.model.call_tools(call("beans")).reply("Done.")
        client, agent = reference_client(server), server.add_agent()
        result = await client.agents.messages.send(
            agent.id, "Go.", tools=garden.tools, include_return_message_types=["assistant_message"]
        )
        assert [each.message_type for each in result.messages] == [
            "approval_request_message",
            "assistant_message",
        ]


async def test_without_tools_nothing_is_called() -> None:
    async with ReferenceServer() as server:
        server.model.call_tools(call("beans")).reply("Done.")
        client, agent = reference_client(server), server.add_agent()
        result = await client.agents.messages.send(agent.id, "Go.", tools=[])
        assert result.text == "Done."
        for tools in ([print], [lambda: 1]):
            with pytest.raises(TypeError):
                await client.agents.messages.send(agent.id, "Go.", tools=tools)
        assert len(server.requests) == 1
