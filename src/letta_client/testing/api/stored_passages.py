"""Passages of archives and of files, and how they are found."""

from __future__ import annotations

import re
from collections.abc import Collection as Names
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from letta_client.testing.api.contract.bodies import ArchiveCreateRequest
from letta_client.testing.api.embedding import embedded, embedding_config
from letta_client.testing.profiles import Lists
from letta_client.testing.profiles import Passages as PassageProfile
from letta_client.testing.simulation.ids import ORGANIZATION_ID, USER_ID, IdFamily
from letta_client.testing.store.attachments import Attachments
from letta_client.testing.store.collection import Collection, Store, id_of
from letta_client.testing.store.errors import conflict
from letta_client.testing.store.paging import CursorDialect
from letta_client.types.agent_state import AgentState
from letta_client.types.archive import Archive
from letta_client.types.llm_config import EmbeddingConfig
from letta_client.types.passages import Passage

_WORD = re.compile(r"\w+")


class NewPassage(BaseModel):
    """A passage to store."""

    text: str
    metadata: dict[str, Any] | None = None
    tags: list[str] | None = None
    archive_id: str | None = None
    source_id: str | None = None
    file_id: str | None = None
    file_name: str | None = None
    embedding_config: EmbeddingConfig | None = None
    stored_at: datetime


class StoredPassages:
    """The archives, and all passages. What it has may be used from any thread.

    Args:
        agents: the agents.
        store: what all collections of the server share.
        profile: how passages are found on this server.

    Attributes:
        passages: those of archives, and those of files.
        archives: the archives.
        of_agents: which archive is attached to which agent.
    """

    def __init__(
        self, agents: Collection[AgentState, Any], store: Store, profile: PassageProfile
    ) -> None:
        self._profile = profile
        self.passages: Collection[Passage, NewPassage] = Collection(
            "Passage", "passage", _make_passage, store, dialect=_passage_dialect(store.lists)
        )
        self.archives: Collection[Archive, ArchiveCreateRequest] = Collection(
            "Archive", "archive", _make_archive, store
        )
        self.of_agents: Attachments[AgentState, Archive] = Attachments(agents, self.archives, store)
        self.archives.on_deleted(
            lambda gone: self.passages.delete_where(lambda each: each.archive_id == gone)
        )

    def archive_of(self, agent_id: str, now: datetime) -> Archive | None:
        """Return the archive of an agent; `None` if it has none."""
        return next(iter(self.of_agents.parts_of(agent_id, now)), None)

    def own_archive(self, agent: AgentState, now: datetime) -> Archive:
        """Return the archive of an agent, which is created if it has none."""
        found = self.archive_of(id_of(agent), now)
        if found is not None:
            return found
        request = ArchiveCreateRequest(
            name=f"{agent.name}'s Archive", description="Default archive created automatically"
        )
        archive = self.archives.create(request, now)
        # The agent's own model has no form in which it could be asked for.
        archive = archive.model_copy(update={"embedding_config": agent.embedding_config})
        self.archives.add(archive, now)
        self.of_agents.attach(id_of(agent), archive.id, now)
        return archive

    def attach(self, agent_id: str, archive_id: str, now: datetime) -> None:
        """Attach an archive to an agent.

        Raises:
            ApiError: 404, one of the two is not there; 409, the agent has another archive.
        """
        self.archives.get(archive_id, now)
        found = self.archive_of(agent_id, now)
        if found is not None and found.id != archive_id:
            raise conflict(f"Agent {agent_id} has an archive already: {found.id}")
        self.of_agents.attach(agent_id, archive_id, now)

    def write(
        self,
        archive: Archive,
        text: str,
        now: datetime,
        *,
        tags: list[str] | None = None,
        metadata: dict[str, Any] | None = None,
        created_at: datetime | None = None,
    ) -> Passage:
        """Store a passage in an archive, and return it.

        Args:
            archive: the archive.
            text: what it says.
            now: the moment.
            tags: its tags.
            metadata: its metadata.
            created_at: when it was written; by default now.
        """
        request = NewPassage(
            text=text,
            metadata=metadata,
            tags=tags,
            archive_id=archive.id,
            embedding_config=archive.embedding_config,
            stored_at=now,
        )
        return self.passages.create(request, created_at or now)

    def of_archives(self, archive_ids: Names[str] | None, now: datetime) -> list[Passage]:
        """Return the passages of some archives, or of all, the oldest first."""
        return [
            each
            for each in self.passages.all(now)
            if each.archive_id is not None
            and (archive_ids is None or each.archive_id in archive_ids)
        ]

    def found(self, passages: Iterable[Passage], query: str) -> list[tuple[Passage, float]]:
        """Return the passages that have words of a query, each with its score, the best first."""
        words = _words(query)
        scored = [(each, len(words & _words(each.text)) / len(words)) for each in passages if words]
        if not self._profile.are_all_found:
            scored = [each for each in scored if each[1]]
        return sorted(scored, key=lambda each: -each[1])


def has_tags(passage: Passage, tags: list[str] | None, *, needs_all: bool) -> bool:
    """Tell whether a passage has one of the tags that are asked for, or all of them."""
    asked, had = set(tags or ()), set(passage.tags or ())
    return not asked or (asked <= had if needs_all else not asked.isdisjoint(had))


def is_between(passage: Passage, start: datetime | None, end: datetime | None) -> bool:
    """Tell whether a passage was made in a span of time."""
    at = passage.created_at
    assert at is not None
    return (start is None or at >= start) and (end is None or at <= end)


def _make_passage(request: NewPassage, ids: IdFamily, created_at: datetime) -> Passage:
    return Passage(
        created_by_id=USER_ID,
        last_updated_by_id=USER_ID,
        created_at=created_at,
        updated_at=request.stored_at,
        organization_id=ORGANIZATION_ID,
        archive_id=request.archive_id,
        source_id=request.source_id,
        file_id=request.file_id,
        file_name=request.file_name,
        metadata=request.metadata or {},
        tags=request.tags,
        text=request.text,
        embedding=embedded(request.embedding_config),
        embedding_config=request.embedding_config,
    )


def _make_archive(request: ArchiveCreateRequest, ids: IdFamily, now: datetime) -> Archive:
    config = request.embedding_config
    if config is None and request.embedding is not None:
        chosen: EmbeddingConfig | None = embedding_config(request.embedding)
    else:
        chosen = None if config is None else EmbeddingConfig.model_validate(config.model_dump())
    return Archive(
        id="",
        created_by_id=USER_ID,
        last_updated_by_id=USER_ID,
        created_at=now,
        updated_at=now,
        name=request.name,
        description=request.description,
        organization_id=ORGANIZATION_ID,
        embedding_config=chosen,
    )


def _passage_dialect(lists: Lists) -> CursorDialect | None:
    if not lists.passages_take_after_as_later:
        return None
    return CursorDialect(None, in_time=True, unknown_ends_the_list=True)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))
