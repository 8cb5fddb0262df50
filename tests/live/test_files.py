"""Folders, files, archives and passages: nothing of what comes back is lost."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from letta_client import Letta
from letta_client.testing import ReferenceServer

from .belongings import store
from .callers import Caller
from .calls import ORDERS, PAGE_SIZES, Subject
from .calls_of_files import EMBEDDING, READS, SENDS
from .compared_files import REQUESTS, SideWithFiles
from .comparing import between, facts
from .differences import FILE_DIFFERENCES
from .payloads import as_json, differences, unknown
from .subjects import Subjects


@pytest.fixture(scope="module")
def subject(http: httpx.Client, subjects: Subjects) -> Subject:
    """An agent with files and passages."""
    return store(http, subjects.agent())


@pytest.mark.parametrize("name", READS)
def test_nothing_that_is_read_is_lost(name: str, caller: Caller, subject: Subject) -> None:
    result = caller.result(READS[name](caller.client, subject))

    answer = caller.answers.last
    if name == "agents.files.list":
        answer = answer["files"]
    assert list(differences(answer, as_json(result))) == []
    assert list(unknown(result)) == []


@pytest.mark.parametrize("name", SENDS)
def test_nothing_that_is_changed_is_lost(
    name: str, caller: Caller, http: httpx.Client, subjects: Subjects
) -> None:
    subject = store(http, subjects.agent())
    if name == "agents.archives.attach":
        # An agent has one archive at a time, which its first passage has made.
        subject = replace(subject, agent_id=subjects.agent().agent_id)
    if name == "agents.archives.detach":
        subject = replace(subject, agent_id=subjects.agent().agent_id)
        path = f"/v1/agents/{subject.agent_id}/archives/attach/{subject.archive_id}"
        http.patch(path).raise_for_status()

    result = caller.result(SENDS[name](caller.client, subject))

    assert list(differences(caller.answers.last, as_json(result))) == []
    assert list(unknown(result)) == []


@pytest.fixture(scope="module")
def owner(http: httpx.Client, subjects: Subjects) -> Subject:
    """An agent with a folder of six files, and with six folders."""
    owner = store(http, subjects.agent())
    for number in range(5):
        files = {"file": (f"{number}.txt", b"Beans.", "text/plain")}
        http.post(f"/v1/folders/{owner.folder_id}/upload", files=files).raise_for_status()
        body = {"name": f"{owner.tag} {number}", "embedding": EMBEDDING}
        folder_id = http.post("/v1/folders/", json=body).raise_for_status().json()["id"]
        path = f"/v1/agents/{owner.agent_id}/folders/attach/{folder_id}"
        http.patch(path).raise_for_status()
    return owner


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("limit", PAGE_SIZES)
def test_walks_over_files_and_folders(
    client: Letta, owner: Subject, order: Any, limit: int
) -> None:
    for _ in range(2):
        files = client.folders.files.list(owner.folder_id, order=order, limit=limit)
        assert len({file.id for file in files}) == len([*files]) == 6
        folders = client.agents.folders.list(owner.agent_id, order=order, limit=limit)
        assert len({folder.id for folder in folders}) == len([*folders]) == 6
        seen = client.agents.files.list(owner.agent_id, order=order, limit=limit)
        assert len({file.id for file in seen}) == len([*seen]) == 6


@pytest.fixture(scope="module")
def found(http: httpx.Client) -> Iterator[dict[str, list[str]]]:
    """How the answers of this server and of the reference server differ, to each request."""
    server = ReferenceServer(profile="letta-0.16.8", traces=True)
    with httpx.Client(transport=server.transport(), base_url="http://reference") as reference:
        tag = f"compared-{uuid.uuid4().hex[:8]}"
        real, stand_in = SideWithFiles(http, tag), SideWithFiles(reference, tag)
        yield {
            name: list(between(facts(real, asked), facts(stand_in, asked)))
            for name, asked in REQUESTS.items()
        }


@pytest.mark.parametrize("name", REQUESTS)
def test_the_reference_server_answers_alike(name: str, found: dict[str, list[str]]) -> None:
    known = [each for each in FILE_DIFFERENCES if each.may_cover(name)]

    assert [
        what for what in found[name] if not any(each.covers(name, what) for each in known)
    ] == []
    assert len(known) <= len(found[name]), "a difference is gone"
