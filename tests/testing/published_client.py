"""A program for the published letta-client 1.12.1: all of runs, steps and the agents' messages.

It runs in an environment of its own, which has nothing of this project:

    python published_client.py BASE_URL
"""

import importlib
import sys
import warnings
from typing import Any

# Ours has the same name, and is what mypy and pyright would see.
letta_client: Any = importlib.import_module("letta_client")


def main(base_url: str) -> None:
    assert letta_client.__version__ == "1.12.1", letta_client.__version__
    warnings.simplefilter("ignore", DeprecationWarning)
    client = letta_client.Letta(
        base_url=base_url, api_key="test", max_retries=0, _strict_response_validation=True
    )
    assert client.health().status == "ok"

    agent = client.agents.create(
        name="published", model="openai/gpt-4o-mini", memory_blocks=[{"label": "a", "value": "b"}]
    )
    assert client.agents.retrieve(agent.id).id == agent.id
    assert agent.id in [each.id for each in client.agents.list(limit=10)]

    say_things(client, agent.id)
    answer_an_approval(client, agent.id)
    run_id = follow_a_run(client, agent.id)
    look_at_runs(client, agent.id, run_id)
    look_at_steps(client, run_id)

    client.agents.delete(agent.id)
    assert not list(client.runs.list(agent_id=agent.id))


def say_things(client: Any, agent_id: str) -> None:
    said = [{"role": "user", "content": "Dice?"}]
    response = client.agents.messages.create(agent_id, messages=said)
    assert [message.message_type for message in response.messages] == [
        "reasoning_message",
        "tool_call_message",
        "tool_return_message",
        "assistant_message",
    ]
    for streamed in (
        client.agents.messages.create(agent_id, input="Once more.", streaming=True),
        client.agents.messages.stream(agent_id, messages=said, stream_tokens=True),
        client.agents.messages.stream(agent_id, messages=said, stream_tokens=True, background=True),
    ):
        kinds = {type(event).__name__ for event in streamed}
        assert {"AssistantMessage", "LettaStopReason", "LettaUsageStatistics"} <= kinds, kinds
    run = client.agents.messages.create_async(agent_id, messages=said)
    client.agents.messages.cancel(agent_id, run_ids=[run.id])
    assert len(list(client.agents.messages.list(agent_id, limit=100, order="asc"))) > 10


def answer_an_approval(client: Any, agent_id: str) -> None:
    response = client.agents.messages.create(agent_id, input="APPROVAL")
    (request,) = response.messages
    assert request.message_type == "approval_request_message"
    refusal: Any = None
    try:
        client.agents.messages.create(agent_id, input="Well?")
    except letta_client.ConflictError as error:
        refusal = error.body
    assert refusal["detail"]["code"] == "PENDING_APPROVAL"
    approval = {"type": "approval", "approve": True, "tool_call_id": request.tool_call.tool_call_id}
    answer = {"type": "approval", "approvals": [approval]}
    response = client.agents.messages.create(agent_id, messages=[answer])
    assert response.stop_reason.stop_reason == "end_turn"


def follow_a_run(client: Any, agent_id: str) -> str:
    run = client.agents.messages.create_async(agent_id, input="In the background, please.")
    events = list(client.runs.messages.stream(run.id))
    assert type(events[-1]).__name__ == "LettaUsageStatistics", events
    return str(run.id)


def look_at_runs(client: Any, agent_id: str, run_id: str) -> None:
    run = client.runs.retrieve(run_id)
    assert (run.status, run.stop_reason) == ("completed", "end_turn")
    listed = [each.id for each in client.runs.list(agent_id=agent_id, limit=2, order="asc")]
    assert len(listed) == len(set(listed)) > 4
    assert client.runs.list(statuses=["completed"], background=True, active=False).items
    assert client.runs.messages.list(run_id, limit=1).items
    assert client.runs.steps.list(run_id).items
    assert client.runs.usage.retrieve(run_id).total_tokens > 0
    assert client.runs.trace.retrieve(run_id, limit=10)


def look_at_steps(client: Any, run_id: str) -> None:
    step = client.runs.steps.list(run_id).items[0]
    assert client.steps.retrieve(step.id).id == step.id
    assert client.steps.list(limit=3).items
    assert client.steps.messages.list(step.id).items
    assert client.steps.metrics.retrieve(step.id).id == step.id
    assert client.steps.trace.retrieve(step.id).step_id == step.id
    changed = client.steps.feedback.create(step.id, feedback="positive", tags=["good"])
    assert (changed.feedback, changed.tags) == ("positive", ["good"])


if __name__ == "__main__":
    main(sys.argv[1])
