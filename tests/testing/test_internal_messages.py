"""Messages as they are stored: in the context of an agent, and where they are searched."""

from __future__ import annotations

from itertools import groupby
from typing import Any, get_args

import pytest

from letta_client.testing import ReferenceServer, Script
from letta_client.testing.profiles import ProfileName
from letta_client.types.content import ReasoningContent, TextContent
from letta_client.types.messages import ApprovalReturn

DICE = Script().think("Dice?").call_tool("roll", {"sides": 6}, "4").reply("You rolled a 4.")


@pytest.mark.parametrize("profile", get_args(ProfileName))
def test_a_run_is_stored_as_messages_of_roles(profile: ProfileName) -> None:
    with ReferenceServer(profile=profile) as server:
        run = server.add_run(DICE)
        client = server.client(strict_response_validation=True)
        messages = client.agents.context(run.agent_id).messages

    spoken = [message for message in messages if message.run_id == run.id]
    roles = [role for role, _ in groupby(spoken, lambda message: message.role)]
    assert roles == ["user", "assistant", "tool", "assistant"]
    parts = [part for message in spoken for part in message.content or ()]
    assert "Dice?" in [part.reasoning for part in parts if isinstance(part, ReasoningContent)]
    assert "You rolled a 4." in [part.text for part in parts if isinstance(part, TextContent)]
    (call,) = [call for message in spoken for call in message.tool_calls or ()]
    assert (call.function.name, call.function.arguments) == ("roll", '{"sides": 6}')
    (returned,) = [each for message in spoken for each in message.tool_returns or ()]
    assert (returned.tool_call_id, returned.func_response) == (call.id, "4")


def test_an_approval_is_stored_with_its_answers() -> None:
    with ReferenceServer() as server:
        server.model.ask_approval("roll", {"sides": 6}, "4").reply("You rolled a 4.")
        agent = server.add_agent()
        client = server.client(strict_response_validation=True)
        client.agents.messages.create(agent.id, input="Roll!")
        client.agents.approvals.deny(agent.id, reason="No.")
        asked, answered = [
            message
            for message in client.agents.context(agent.id).messages
            if message.role == "approval"
        ]

    assert [call.function.name for call in asked.tool_calls or ()] == ["roll"]
    approvals: list[Any] = answered.approvals or []
    assert [type(approval) for approval in approvals] == [ApprovalReturn]
    assert (answered.approve, answered.denial_reason) == (False, "No.")
