"""What the agents have that calls are made on: tools, files and conversations of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import httpx

from .calls import Subject
from .calls_of_files import EMBEDDING
from .calls_of_tools import MCP_CONFIG, source_code, tool_name
from .subjects import wait_until

# A summary needs some messages.
SAID = ("hello", "and", "again")


def equip(http: httpx.Client, subject: Subject) -> Subject:
    """Give an agent a tool of its own, and make an MCP server beside it."""
    body = {"source_code": source_code(tool_name(subject))}
    tool = http.post("/v1/tools/", json=body).raise_for_status().json()
    path = f"/v1/agents/{subject.agent_id}/tools/attach/{tool['id']}"
    http.patch(path).raise_for_status()
    server = {"server_name": subject.tag, "config": MCP_CONFIG}
    made = http.post("/v1/mcp-servers/", json=server).raise_for_status().json()
    return replace(subject, tool_id=tool["id"], mcp_server_id=made["id"])


def store(http: httpx.Client, subject: Subject) -> Subject:
    """Give an agent a folder with a file, an archive with a passage, and a passage of its own."""

    def post(path: str, body: Any) -> Any:
        return http.post(path, json=body).raise_for_status().json()

    agent = f"/v1/agents/{subject.agent_id}"
    folder_id = post("/v1/folders/", {"name": subject.tag, "embedding": EMBEDDING})["id"]
    http.patch(f"{agent}/folders/attach/{folder_id}").raise_for_status()
    folder = f"/v1/folders/{folder_id}"
    files = {"file": ("garden.md", b"# Garden\n\nBeans grow here.", "text/markdown")}
    file_id = http.post(f"{folder}/upload", files=files).raise_for_status().json()["id"]

    def is_read() -> bool:
        file = http.get(f"{folder}/files/{file_id}").raise_for_status().json()
        return bool(file["processing_status"] == "completed")

    wait_until(is_read, f"{file_id} is read")
    archive_id = post("/v1/archives/", {"name": subject.tag, "embedding": EMBEDDING})["id"]
    passage = post(f"/v1/archives/{archive_id}/passages", {"text": "Beans climb."})
    (memory, *_) = post(f"{agent}/archival-memory", {"text": "Ann likes beans.", "tags": ["ann"]})
    return replace(
        subject,
        folder_id=folder_id,
        file_id=file_id,
        archive_id=archive_id,
        passage_id=passage["id"],
        memory_id=memory["id"],
    )


def talk(http: httpx.Client, subject: Subject, *, said: Sequence[str] = SAID) -> Subject:
    """Begin a conversation with an agent, and make an identity.

    Args:
        http: a client of the server.
        subject: the agent.
        said: what is said in the conversation, and to the agent.
    """
    query = {"agent_id": subject.agent_id}
    made = http.post("/v1/conversations/", params=query, json={"summary": "Beans"})
    conversation_id = made.raise_for_status().json()["id"]
    path = f"/v1/conversations/{conversation_id}/messages"
    for text in said:
        http.post(path, json={"input": text, "streaming": False}).raise_for_status()
        own = {"input": text}
        http.post(f"/v1/agents/{subject.agent_id}/messages", json=own).raise_for_status()
    messages = http.get(path).raise_for_status().json()
    body = {"identifier_key": subject.tag, "name": "Ann", "identity_type": "user"}
    identity = http.post("/v1/identities/", json=body).raise_for_status().json()
    return replace(
        subject,
        conversation_id=conversation_id,
        message_id=messages[0]["id"],
        identity_id=identity["id"],
    )
