"""Calls of tools that a person has to allow: found, allowed and denied."""

from __future__ import annotations

from typing import Any

import pytest

from letta_client import BadRequestError, NotFoundError, PendingApprovalError
from letta_client.testing import ReferenceServer
from letta_client.testing.profiles import ProfileName
from letta_client.types import AgentState
from letta_client.types.messages import ApprovalRequestMessage, ToolReturnMessage

from ..answers import Server, answer, recording
from ..scripts import PROFILES
from .harness import connect, reference_client


def asking(server: ReferenceServer) -> AgentState:
    """Return an agent that asks before it waters the beans, and then says what it did."""
    server.model.ask_approval("water", {"what": "beans"}, "Watered.").reply("All done.")
    return server.add_agent()


@pytest.mark.parametrize("profile", PROFILES)
async def test_a_pending_call_is_found_and_allowed(profile: ProfileName) -> None:
    async with ReferenceServer(profile=profile) as server:
        client, agent = reference_client(server), asking(server)
        approvals = client.agents.approvals
        assert await approvals.list(agent.id) == []
        asked = await client.agents.messages.send(agent.id, "hello", stream_tokens=True)
        assert asked.stop_reason == "requires_approval"
        with pytest.raises(PendingApprovalError) as caught:
            await client.agents.messages.create(agent.id, input="hello?")

        (request,) = await approvals.list(agent.id)
        assert (request.id, request.run_id) == (caught.value.pending_request_id, asked.run_id)
        result = await approvals.approve(agent.id)

        (returned,) = [each for each in result.messages if isinstance(each, ToolReturnMessage)]
        assert (returned.tool_return, returned.status) == ("Watered.", "success")
        assert (result.text, result.stop_reason) == ("All done.", "end_turn")
        assert await approvals.list(agent.id) == []


async def test_a_request_of_a_stream_is_denied_with_a_reason() -> None:
    async with ReferenceServer() as server:
        client, agent = reference_client(server), asking(server)
        asked = await client.agents.messages.send(agent.id, "hello", stream_tokens=True)
        request = asked.messages[-1]
        assert isinstance(request, ApprovalRequestMessage)
        server.faults.add(path="/v1/conversations/*", reset=True)

        stream = await client.agents.approvals.deny(
            agent.id, request, reason="It rains.", stream=True
        )
        result = await stream.until_done()

        assert result.text == "All done."
        assert result.run_id is not None
        listed = [each async for each in client.runs.messages.list(result.run_id)]
        (returned,) = [each for each in listed if isinstance(each, ToolReturnMessage)]
        assert returned.status == "error"
        assert "It rains." in returned.tool_return
        with pytest.raises(BadRequestError, match="No tool call"):
            await client.agents.approvals.approve(agent.id, request)
        with pytest.raises(ValueError, match="waits for no approval"):
            await client.agents.approvals.approve(agent.id)


async def test_a_call_that_the_agent_does_not_tell_of_is_found_in_its_messages() -> None:
    agent: Any = {**recording("agent_retrieve"), "pending_approval": None}
    messages: Any = recording("run_messages_approval_request")
    server = Server(answer(agent), answer(messages[::-1]))
    async with connect(server) as client:
        (request,) = await client.agents.approvals.list("agent-1")
    assert request.id == messages[-1]["id"]
    answered: Any = recording("run_messages_approval_response")
    server = Server(answer(agent), answer([*answered[::-1], *messages[::-1]]))
    async with connect(server) as client:
        assert await client.agents.approvals.list("agent-1") == []


async def test_an_agent_that_is_not_there_waits_for_nothing() -> None:
    async with ReferenceServer() as server:
        approvals = reference_client(server).agents.approvals
        with pytest.raises(NotFoundError):
            await approvals.list("agent-00000000-0000-4000-8000-000000000000")
        with pytest.raises(ValueError, match="agent_id"):
            await approvals.list("")
