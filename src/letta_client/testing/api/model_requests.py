"""What a server asks of its model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from letta_client.testing.api.message_requests import MessageRequest
from letta_client.testing.api.sending import sent_messages
from letta_client.testing.simulation.ids import USER_ID
from letta_client.testing.simulation.run_record import StoredMessage
from letta_client.testing.simulation.transcript import words
from letta_client.types.agent_state import AgentState
from letta_client.types.messages import AssistantMessage, SystemMessage, UserMessage

_ROLES = {SystemMessage: "system", UserMessage: "user", AssistantMessage: "assistant"}


def model_request(
    agent: AgentState, body: MessageRequest, before: Sequence[StoredMessage]
) -> dict[str, Any]:
    """Return the request that a message to an agent would lead to, in the form of OpenAI's API.

    Args:
        agent: the agent.
        body: what would be sent.
        before: the messages in the agent's context.
    """
    said = [timed.value for message in before for timed in message.parts]
    context = [
        {"role": _ROLES[type(each)], "content": each.content}
        for each in said
        if isinstance(each, (SystemMessage, UserMessage, AssistantMessage))
    ]
    sent = [{"role": each.role, "content": words(each.content)} for each in sent_messages(body)]
    tools = [{"type": "function", "function": tool.json_schema} for tool in agent.tools]
    return {
        "model": agent.llm_config.model,
        "messages": [*context, *sent],
        "max_completion_tokens": agent.llm_config.max_tokens,
        "temperature": agent.llm_config.temperature,
        "user": USER_ID,
        "parallel_tool_calls": bool(agent.llm_config.parallel_tool_calls),
        "tools": tools,
        "tool_choice": "auto" if tools else "none",
    }
