"""The calls of what the agents of the server have and the published client lacks."""

from __future__ import annotations

from .calls import Call

READS: dict[str, Call] = {
    "agents.count": lambda client, on: client.agents.count(tags=[on.tag]),
    "agents.context": lambda client, on: client.agents.context(on.agent_id),
    "agents.core_memory.retrieve": lambda client, on: client.agents.core_memory.retrieve(
        on.agent_id
    ),
    "agents.groups.list": lambda client, on: client.agents.groups.list(on.agent_id),
    "agents.sources.list": lambda client, on: client.agents.sources.list(on.agent_id),
    "agents.messages.preview": lambda client, on: client.agents.messages.preview(
        on.agent_id, input="hello"
    ),
    "agents.export_file_with_skills": lambda client, on: client.agents.export_file_with_skills(
        on.agent_id, skills=[{"name": "sow", "files": {"SKILL.md": "# Sow"}}]
    ),
    "agents.generate": lambda client, on: client.agents.generate(on.agent_id, prompt="hello"),
}

# Each is made on an agent of its own.
SENDS: dict[str, Call] = {
    "agents.sources.attach": lambda client, on: client.agents.sources.attach(
        on.folder_id, agent_id=on.agent_id
    ),
    "agents.sources.detach": lambda client, on: client.agents.sources.detach(
        on.folder_id, agent_id=on.agent_id
    ),
}

# What Letta 0.16.8 answers with an error, and with which, as it was installed for the tests: it has
# no search of messages, and changes none.
REFUSED: dict[str, tuple[int, Call]] = {
    "agents.messages.search": (400, lambda client, _: client.agents.messages.search(query="hello")),
    "agents.messages.update": (
        405,
        lambda client, on: client.agents.messages.update(
            on.message_id, agent_id=on.agent_id, message_type="user_message", content="hi"
        ),
    ),
}

TABLES = {
    "AGENT_READS": READS,
    "AGENT_SENDS": SENDS,
    "AGENT_REFUSED": {name: call for name, (_, call) in REFUSED.items()},
}
