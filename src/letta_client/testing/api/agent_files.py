"""The files that agents can read, and which of them are open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from letta_client.testing.api.stored_files import StoredFiles
from letta_client.testing.simulation.ids import IdFamily, tag
from letta_client.testing.store.attachments import Attachments
from letta_client.testing.store.collection import Collection, Store, id_of
from letta_client.types.agent_files import AgentFileAttachment
from letta_client.types.agent_state import AgentState
from letta_client.types.blocks import FileBlock
from letta_client.types.folder_files import FileMetadata
from letta_client.types.sources import Source

_MOST_OPEN = 10


@dataclass
class _Readable:
    """A file that an agent can read.

    Attributes:
        ids: by which the agent has it.
        agent_id: the agent.
        file: the file.
        folder_name: the name of its folder.
        is_open: whether the agent sees it.
        last_accessed_at: when it was opened last, or came to the agent.
        turn: the greater, the later that was: moments can be the same.
    """

    ids: IdFamily
    agent_id: str
    file: FileMetadata
    folder_name: str
    is_open: bool
    last_accessed_at: datetime
    turn: int

    def seen(self) -> str | None:
        """Return what the agent sees of the file."""
        if not self.is_open:
            return None
        lines = (self.file.content or "").splitlines()
        numbered = [f"{number}: {line}" for number, line in enumerate(lines, 1)]
        return "\n".join([f"[Viewing file start (out of {len(lines)} lines)]", *numbered])


class AgentFiles:
    """Which agents can read which folders, and which files they have open.

    Its methods may be called from any thread.

    Args:
        agents: the agents.
        stored: the folders and files.
        store: what all collections of the server share.

    Attributes:
        folders: which folders are attached to which agents.
    """

    def __init__(
        self, agents: Collection[AgentState, Any], stored: StoredFiles, store: Store
    ) -> None:
        self._agents = agents
        self._stored = stored
        self._lock = store.lock
        self._tag = tag("file_agent", store.seed)
        self._readable: dict[tuple[str, str], _Readable] = {}
        self._turns = count(1)
        self.folders: Attachments[AgentState, Source] = Attachments(agents, stored.folders, store)
        agents.on_deleted(lambda gone: self._forget(agent_id=gone))
        stored.files.on_deleted(lambda gone: self._forget(file_id=gone))

    def attach(self, agent_id: str, folder_id: str, now: datetime) -> None:
        """Let an agent read a folder; as many of its files are opened as the agent may have.

        Raises:
            ApiError: 404, one of the two is not there.
        """
        with self._lock:
            self.folders.attach(agent_id, folder_id, now)
            agent = self._agents.get(agent_id, now)
            files = self._stored.files_of(folder_id, now)
            for place, file in enumerate(files):
                self._add(agent, file, now, is_open=place < _most_open(agent))

    def detach(self, agent_id: str, folder_id: str, now: datetime) -> None:
        """Stop an agent from reading a folder, if it can read that."""
        with self._lock:
            if self.folders.are_attached(agent_id, folder_id):
                self.folders.detach(agent_id, folder_id, now)
            for file in self._stored.files_of(folder_id, now):
                self._readable.pop((agent_id, file.id), None)

    def add(self, file: FileMetadata, now: datetime) -> None:
        """Open a new file for all agents that can read its folder."""
        with self._lock:
            for agent in self.folders.holders_of(file.source_id, now):
                self._add(agent, file, now, is_open=True)

    def open(self, agent: AgentState, file: FileMetadata, now: datetime) -> list[str]:
        """Open a file for an agent, and return the names of those that are closed for it."""
        with self._lock:
            readable = self._add(agent, file, now, is_open=False)
            closed = [] if readable.is_open else self._make_room(agent)
            readable.is_open, readable.last_accessed_at = True, now
            readable.turn = next(self._turns)
            return closed

    def close(self, agent_id: str, file_id: str) -> bool:
        """Close a file for an agent; return whether the agent can read it."""
        with self._lock:
            readable = self._readable.get((agent_id, file_id))
            if readable is not None:
                readable.is_open = False
            return readable is not None

    def close_all(self, agent_id: str) -> list[str]:
        """Close all files of an agent, and return the names of those that were open."""
        with self._lock:
            closed = [each for each in self._of(agent_id) if each.is_open]
            for readable in closed:
                readable.is_open = False
        return sorted(each.file.file_name or "" for each in closed)

    def listed(self, agent_id: str) -> list[AgentFileAttachment]:
        """Return the files that an agent can read, in the order in which it came to them."""
        with self._lock:
            return [
                AgentFileAttachment(
                    id=each.ids.of("file_agent", 0),
                    file_id=each.file.id,
                    file_name=each.file.file_name or "",
                    folder_id=each.file.source_id,
                    folder_name=each.folder_name,
                    is_open=each.is_open,
                    last_accessed_at=each.last_accessed_at,
                    visible_content=each.seen(),
                )
                for each in self._of(agent_id)
            ]

    def blocks(self, agent: AgentState) -> list[FileBlock]:
        """Return what an agent sees of its files, as the blocks of its memory have it."""
        most = agent.per_file_view_window_char_limit or 0
        with self._lock:
            return [
                FileBlock(
                    id=each.ids.of("block", 0),
                    value=(each.seen() or "")[:most],
                    limit=most,
                    label=each.file.file_name,
                    read_only=True,
                    file_id=each.file.id,
                    source_id=each.file.source_id,
                    is_open=each.is_open,
                    last_accessed_at=each.last_accessed_at,
                )
                for each in self._of(id_of(agent))
            ]

    def _of(self, agent_id: str) -> list[_Readable]:
        return [each for each in self._readable.values() if each.agent_id == agent_id]

    def _add(
        self, agent: AgentState, file: FileMetadata, now: datetime, *, is_open: bool
    ) -> _Readable:
        """Return what an agent has of a file; it comes to it now if it could not read it before."""
        key = (id_of(agent), file.id)
        if key not in self._readable:
            if is_open:
                self._make_room(agent)
            folder = self._stored.folders.get(file.source_id, now)
            turn = next(self._turns)
            ids = IdFamily(self._tag, turn)
            self._readable[key] = _Readable(ids, key[0], file, folder.name, is_open, now, turn)
        return self._readable[key]

    def _make_room(self, agent: AgentState) -> list[str]:
        """Close the files that were looked into the longest ago, until another one may be open."""
        is_open = [each for each in self._of(id_of(agent)) if each.is_open]
        is_open.sort(key=lambda each: each.turn)
        closed = is_open[: max(len(is_open) + 1 - _most_open(agent), 0)]
        for readable in closed:
            readable.is_open = False
        return [each.file.file_name or "" for each in closed]

    def _forget(self, agent_id: str | None = None, file_id: str | None = None) -> None:
        self._readable = {
            key: each
            for key, each in self._readable.items()
            if key[0] != agent_id and key[1] != file_id
        }


def _most_open(agent: AgentState) -> int:
    return max(agent.max_files_open or _MOST_OPEN, 1)
