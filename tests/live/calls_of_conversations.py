"""The calls of conversations, of the messages of all agents, and of what agents are made of."""

from __future__ import annotations

from typing import Any

from letta_client import AsyncLetta, pagination

from .calls import Call, Subject

# By default, so few messages are not summarized.
SUMMARY = {"mode": "all"}


def lists(client: Any, path: str) -> Any:
    """List what an endpoint has, by the pages of the client's own world."""
    world = "Async" if isinstance(client, AsyncLetta) else "Sync"
    page = getattr(pagination, f"{world}ArrayPage")
    return client.get_api_list(path, model=object, page=page)


READS: dict[str, Call] = {
    "request": lambda client, on: client.request(
        object, {"method": "get", "url": f"/v1/agents/{on.agent_id}"}
    ),
    "get_api_list": lambda client, on: lists(
        client, f"/v1/agents/{on.agent_id}/core-memory/blocks"
    ),
    "conversations.retrieve": lambda client, on: client.conversations.retrieve(on.conversation_id),
    "conversations.list": lambda client, on: client.conversations.list(agent_id=on.agent_id),
    "conversations.messages.list": lambda client, on: client.conversations.messages.list(
        on.conversation_id
    ),
    "conversations.messages.list of the agent's own": lambda client, on: (
        client.conversations.messages.list("default", agent_id=on.agent_id)
    ),
    "messages.list": lambda client, on: client.messages.list(conversation_id=on.conversation_id),
    "messages.retrieve": lambda client, on: client.messages.retrieve(on.message_id),
    "agents.export_file": lambda client, on: client.agents.export_file(on.agent_id),
}

# Each is made on an agent of its own.
SENDS: dict[str, Call] = {
    "conversations.create": lambda client, on: client.conversations.create(
        agent_id=on.agent_id, summary="Tomatoes"
    ),
    "conversations.update": lambda client, on: client.conversations.update(
        on.conversation_id, summary="Beans"
    ),
    "conversations.fork": lambda client, on: client.conversations.fork(on.conversation_id),
    "conversations.recompile": lambda client, on: client.conversations.recompile(
        on.conversation_id, dry_run=True
    ),
    "conversations.messages.compact": lambda client, on: client.conversations.messages.compact(
        on.conversation_id, compaction_settings=SUMMARY
    ),
    "conversations.delete": lambda client, on: client.conversations.delete(on.conversation_id),
    "agents.update": lambda client, on: client.agents.update(
        on.agent_id, description="Changed.", tags=[on.tag, "changed"], timezone="Europe/Berlin"
    ),
    "agents.recompile": lambda client, on: client.agents.recompile(on.agent_id, dry_run=True),
    "agents.messages.compact": lambda client, on: client.agents.messages.compact(
        on.agent_id, compaction_settings=SUMMARY
    ),
    "agents.messages.reset": lambda client, on: client.agents.messages.reset(on.agent_id),
    "agents.identities.attach": lambda client, on: client.agents.identities.attach(
        on.identity_id, agent_id=on.agent_id
    ),
    "agents.identities.detach": lambda client, on: client.agents.identities.detach(
        on.identity_id, agent_id=on.agent_id
    ),
}


def streams(**options: Any) -> Call:
    """Return a call that says something in a conversation and streams the answer."""

    def call(client: Any, on: Subject) -> Any:
        return client.conversations.messages.create(on.conversation_id, input="hello", **options)

    return call


STREAMS: dict[str, Call] = {
    "conversations.messages.create": streams(),
    "conversations.messages.create in tokens": streams(stream_tokens=True),
    "conversations.messages.create in the background": streams(background=True),
    "agents.messages.send": lambda client, on: client.agents.messages.send(
        on.agent_id, "hello", stream=True
    ),
}

# They need an agent that waits for an approval.
ANSWERS: dict[str, Call] = {
    "agents.approvals.approve": lambda client, on: client.agents.approvals.approve(on.agent_id),
    "agents.approvals.deny": lambda client, on: client.agents.approvals.deny(
        on.agent_id, reason="so"
    ),
    "agents.approvals.answer": lambda client, on: client.agents.approvals.answer(
        on.agent_id, {on.tool_call_id: True}
    ),
}
WAITING: dict[str, Call] = {
    "agents.approvals.list": lambda client, on: client.agents.approvals.list(on.agent_id),
}

# They need a run that goes on in a conversation.
OF_A_RUN_THAT_GOES_ON: dict[str, Call] = {
    "conversations.messages.stream": lambda client, on: client.conversations.messages.stream(
        on.conversation_id
    ),
    "conversations.cancel": lambda client, on: client.conversations.cancel(on.conversation_id),
}

# What Letta 0.16.8 answers with an error, and with which, as it was installed for the tests.
REFUSED: dict[str, tuple[int, Call]] = {
    "messages.search": (400, lambda client, _: client.messages.search(query="hello")),
    "conversations.cancel of nothing": (
        409,
        lambda client, on: client.conversations.cancel(on.conversation_id),
    ),
    "conversations.messages.stream of nothing": (
        400,
        lambda client, on: client.conversations.messages.stream(on.conversation_id),
    ),
}

# It needs the file of an agent that was exported.
IMPORT: dict[str, Call] = {
    "agents.import_file": lambda client, on: client.agents.import_file(
        file=on.exported.encode(), name="imported"
    ),
}

TABLES = {
    "CONVERSATION_READS": READS,
    "CONVERSATION_SENDS": SENDS,
    "CONVERSATION_STREAMS": STREAMS,
    "ANSWERS": ANSWERS,
    "WAITING": WAITING,
    "OF_A_RUN_THAT_GOES_ON": OF_A_RUN_THAT_GOES_ON,
    "CONVERSATION_REFUSED": {name: call for name, (_, call) in REFUSED.items()},
    "IMPORT": IMPORT,
}
