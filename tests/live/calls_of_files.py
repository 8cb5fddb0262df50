"""The calls of folders with their files, and of archives and passages."""

from __future__ import annotations

from .calls import AGENT, Call

EMBEDDING = AGENT["embedding"]

READS: dict[str, Call] = {
    "folders.retrieve": lambda client, on: client.folders.retrieve(on.folder_id),
    "folders.list": lambda client, on: client.folders.list(name=on.tag),
    "folders.agents.list": lambda client, on: client.folders.agents.list(on.folder_id),
    "folders.files.retrieve": lambda client, on: client.folders.files.retrieve(
        on.file_id, folder_id=on.folder_id, include_content=True
    ),
    "folders.files.list": lambda client, on: client.folders.files.list(on.folder_id),
    "agents.folders.list": lambda client, on: client.agents.folders.list(on.agent_id),
    "agents.files.list": lambda client, on: client.agents.files.list(on.agent_id),
    "archives.retrieve": lambda client, on: client.archives.retrieve(on.archive_id),
    "archives.list": lambda client, on: client.archives.list(name=on.tag),
    "agents.passages.list": lambda client, on: client.agents.passages.list(on.agent_id),
    "agents.passages.search": lambda client, on: client.agents.passages.search(
        on.agent_id, query="beans"
    ),
    "passages.search": lambda client, on: client.passages.search(
        query="beans", archive_id=on.archive_id
    ),
}

# Each is made on an agent of its own.
SENDS: dict[str, Call] = {
    "folders.create": lambda client, on: client.folders.create(
        name=f"{on.tag}-more", embedding=EMBEDDING, description="Of a test."
    ),
    "folders.update": lambda client, on: client.folders.update(
        on.folder_id, instructions="Read them."
    ),
    "folders.delete": lambda client, on: client.folders.delete(on.folder_id),
    "folders.files.upload": lambda client, on: client.folders.files.upload(
        on.folder_id, file=("seeds.md", b"# Seeds"), duplicate_handling="replace"
    ),
    "folders.files.delete": lambda client, on: client.folders.files.delete(
        on.file_id, folder_id=on.folder_id
    ),
    "agents.folders.attach": lambda client, on: client.agents.folders.attach(
        on.folder_id, agent_id=on.agent_id
    ),
    "agents.folders.detach": lambda client, on: client.agents.folders.detach(
        on.folder_id, agent_id=on.agent_id
    ),
    "agents.files.open": lambda client, on: client.agents.files.open(
        on.file_id, agent_id=on.agent_id
    ),
    "agents.files.close": lambda client, on: client.agents.files.close(
        on.file_id, agent_id=on.agent_id
    ),
    "agents.files.close_all": lambda client, on: client.agents.files.close_all(on.agent_id),
    "archives.create": lambda client, on: client.archives.create(
        name=f"{on.tag}-more", embedding=EMBEDDING
    ),
    "archives.update": lambda client, on: client.archives.update(
        on.archive_id, description="Changed."
    ),
    "archives.delete": lambda client, on: client.archives.delete(on.archive_id),
    "archives.passages.create": lambda client, on: client.archives.passages.create(
        on.archive_id, text="Peas climb.", tags=["peas"], metadata={"row": 1}
    ),
    "archives.passages.create_many": lambda client, on: client.archives.passages.create_many(
        on.archive_id, passages=[{"text": "Leeks wait."}, {"text": "Kale, too."}]
    ),
    "archives.passages.delete": lambda client, on: client.archives.passages.delete(
        on.passage_id, archive_id=on.archive_id
    ),
    "agents.archives.attach": lambda client, on: client.agents.archives.attach(
        on.archive_id, agent_id=on.agent_id
    ),
    "agents.archives.detach": lambda client, on: client.agents.archives.detach(
        on.archive_id, agent_id=on.agent_id
    ),
    "agents.passages.create": lambda client, on: client.agents.passages.create(
        on.agent_id, text="Leeks wait.", tags=["leeks"]
    ),
    "agents.passages.delete": lambda client, on: client.agents.passages.delete(
        on.memory_id, agent_id=on.agent_id
    ),
}

TABLES = {"FILE_READS": READS, "FILE_SENDS": SENDS}
