"""Folders and files as a real Letta 0.16.8 has them, where its API says something else."""

from typing import Any

import httpx
import pytest

from testing.clients import json_of
from testing.folder_requests import (
    NO_AGENT,
    NO_FILE,
    NO_FOLDER,
    agent,
    make,
    upload,
)


def test_letta_finds_folders_by_a_part_of_their_name(
    real: httpx.Client, http: httpx.Client
) -> None:
    for server, found in ((real, 1), (http, 0)):
        make(server, "Documents")
        assert len(json_of(server.get("/v1/folders/", params={"name": "docu"}))) == found


def test_a_folder_of_letta_needs_an_embedding(real: httpx.Client, http: httpx.Client) -> None:
    assert real.post("/v1/folders/", json={"name": "docs"}).status_code == 400
    assert http.post("/v1/folders/", json={"name": "docs"}).is_success


@pytest.mark.parametrize(("path", "kind"), [("folders", "too_short"), ("sources", "pattern")])
def test_letta_takes_metadata_for_an_id(real: httpx.Client, path: str, kind: str) -> None:
    answer = real.get(f"/v1/{path}/metadata")

    assert answer.status_code == 422
    assert kind in answer.json()["detail"]


def test_lists_of_nothing_are_empty_in_letta(real: httpx.Client) -> None:
    for path in ("files", "passages"):
        assert json_of(real.get(f"/v1/folders/{NO_FOLDER}/{path}")) == []
    assert json_of(real.get(f"/v1/agents/{NO_AGENT}/files"))["files"] == []
    assert json_of(real.patch(f"/v1/agents/{NO_AGENT}/files/close-all")) == []


def test_letta_forgets_whose_files_they_are(real: httpx.Client) -> None:
    folder, other = make(real), make(real, "other")
    file = upload(real, folder)

    assert json_of(real.patch(f"/v1/agents/{agent(real)}/files/{file['id']}/open")) == []
    assert real.get(f"/v1/folders/{folder['id']}/files/{NO_FILE}").status_code == 500
    assert real.delete(f"/v1/folders/{other['id']}/{file['id']}").status_code == 204


def test_cursors_of_what_agents_read_are_compared_as_texts_in_letta(real: httpx.Client) -> None:
    folders = sorted(make(real, str(number))["id"] for number in range(5))
    agent_id = agent(real, folder_ids=folders)

    def listed(**query: Any) -> set[str]:
        found = json_of(real.get(f"/v1/agents/{agent_id}/folders", params=query))
        return {each["id"] for each in found}

    for order in ("asc", "desc"):
        assert listed(after=folders[1], order=order) == set(folders[2:])
        assert listed(before=folders[1], order=order) == set(folders[:1])
    assert len(listed(limit=0)) == 5


def test_files_of_agents_come_by_their_ids_in_letta(real: httpx.Client) -> None:
    folder = make(real)
    for number in range(5):
        upload(real, folder, f"{number}.txt")
    path = f"/v1/agents/{agent(real, folder_ids=[folder['id']])}/files"

    ids = [each["id"] for each in json_of(real.get(path))["files"]]
    assert ids == sorted(ids)
    page = json_of(real.get(path, params={"cursor": ids[0], "limit": 2}))
    assert [each["id"] for each in page["files"]] == ids[1:3]
    after = json_of(real.get(path, params={"after": ids[1]}))["files"]
    assert {each["id"] for each in after} == set(ids[2:])
    assert [each["file_name"] for each in after] == sorted(
        (each["file_name"] for each in after), reverse=True
    )


def test_passages_of_folders_go_by_time_in_letta(real: httpx.Client) -> None:
    folder = make(real)
    for number in range(3):
        upload(real, folder, f"{number}.txt", str(number))
    path = f"/v1/folders/{folder['id']}/passages"
    ids = [each["id"] for each in json_of(real.get(path, params={"order": "asc"}))]

    assert [each["id"] for each in json_of(real.get(path, params={"after": ids[0]}))] == ids[:0:-1]
    assert json_of(real.get(path, params={"before": "passage-nope"})) == []
