"""Folders and their files."""

from typing import Any

import httpx
import pytest

from letta_client.types.folder import Folder
from testing.clients import json_of
from testing.folder_requests import (
    EMBEDDING,
    NO_FILE,
    NO_FOLDER,
    agent,
    file_names,
    make,
    send,
    upload,
)

# Folders


def test_a_folder_is_created_changed_and_deleted(http: httpx.Client) -> None:
    folder = make(http, description="Papers.", metadata={"a": 1})

    path = f"/v1/folders/{folder['id']}"
    assert Folder.model_validate(folder).to_dict(mode="json") == folder
    assert json_of(http.get(path)) == folder
    changed = json_of(http.patch(path, json={"instructions": "Read.", "description": None}))
    assert changed == {**folder, "instructions": "Read."}
    assert json_of(http.delete(path)) is None
    assert http.get(path).status_code == 404
    assert http.delete(path).status_code == 404


def test_no_two_folders_have_one_name(http: httpx.Client) -> None:
    make(http)
    other = make(http, "other")

    assert http.post("/v1/folders/", json={"name": "docs", **EMBEDDING}).status_code == 409
    assert http.patch(f"/v1/folders/{other['id']}", json={"name": "docs"}).status_code == 409


def test_folders_are_listed_counted_and_found(http: httpx.Client) -> None:
    ids = [make(http, name)["id"] for name in ("a", "b", "c")]

    def listed(**query: Any) -> list[str]:
        return [each["id"] for each in json_of(http.get("/v1/folders/", params=query))]

    assert listed() == ids
    assert listed(order="desc", limit=2) == [ids[2], ids[1]]
    assert listed(after=ids[0]) == ids[1:]
    assert listed(name="b") == [ids[1]]
    assert http.get("/v1/folders/", params={"after": NO_FOLDER}).status_code == 404
    assert json_of(http.get("/v1/folders/count")) == 3
    assert json_of(http.get("/v1/folders/name/b")) == ids[1]
    assert http.get("/v1/folders/name/nothing").status_code == 404


def test_the_metadata_tell_how_much_there_is(http: httpx.Client) -> None:
    folder = make(http)
    upload(http, folder, "a.txt", "12345")
    path = "/v1/folders/metadata"

    told = json_of(http.get(path))
    assert told == {"total_sources": 1, "total_files": 1, "total_size": 5, "sources": []}
    (detail,) = json_of(http.get(path, params={"include_detailed_per_source_metadata": True}))[
        "sources"
    ]
    assert (detail["source_name"], detail["file_count"]) == ("docs", 1)


def test_sources_are_folders(http: httpx.Client) -> None:
    source = json_of(http.post("/v1/sources/", json={"name": "docs", **EMBEDDING}))
    path = f"/v1/sources/{source['id']}"
    sent = {"file": ("a.txt", b"Hello!", "text/plain")}
    file = json_of(http.post(f"{path}/upload", files=sent))
    agent_id = agent(http)

    assert json_of(http.get("/v1/sources/")) == [source]
    assert json_of(http.get(path)) == source
    assert json_of(http.get("/v1/sources/count")) == 1
    assert json_of(http.get("/v1/sources/name/docs")) == source["id"]
    assert json_of(http.get("/v1/sources/metadata"))["total_files"] == 1
    assert json_of(http.patch(path, json={"description": "x"}))["description"] == "x"
    assert [each["id"] for each in json_of(http.get(f"{path}/files"))] == [file["id"]]
    assert json_of(http.get(f"{path}/files/{file['id']}"))["file_name"] == "a.txt"
    assert [each["text"] for each in json_of(http.get(f"{path}/passages"))] == ["Hello!"]
    of_agent = f"/v1/agents/{agent_id}/sources"
    attached = json_of(http.patch(f"{of_agent}/attach/{source['id']}"))
    assert [each["name"] for each in attached["sources"]] == ["docs"]
    assert [each["name"] for each in json_of(http.get(of_agent))] == ["docs"]
    assert json_of(http.get(f"{path}/agents")) == [agent_id]
    assert json_of(http.patch(f"{of_agent}/detach/{source['id']}"))["sources"] == []
    assert http.delete(f"{path}/{file['id']}").status_code == 204
    assert http.get(f"{path}/files/{file['id']}").status_code == 404
    assert json_of(http.delete(path)) is None


# Files


def test_a_file_is_uploaded_read_and_deleted(http: httpx.Client) -> None:
    folder = make(http)

    file = upload(http, folder, "a.txt", "One.\nTwo.")

    assert (file["file_name"], file["processing_status"]) == ("docs/a.txt", "parsing")
    path = f"/v1/folders/{folder['id']}/files/{file['id']}"
    read = json_of(http.get(path, params={"include_content": True}))
    assert read["processing_status"] == "completed"
    assert (read["file_name"], read["content"], read["file_size"]) == ("a.txt", "One.\nTwo.", 9)
    assert json_of(http.get(path))["content"] is None
    (passage,) = json_of(http.get(f"/v1/folders/{folder['id']}/passages"))
    assert (passage["text"], passage["file_id"]) == ("One.\nTwo.", file["id"])
    assert http.delete(f"/v1/folders/{folder['id']}/{file['id']}").status_code == 204
    assert http.get(path).status_code == 404
    assert json_of(http.get(f"/v1/folders/{folder['id']}/passages")) == []


@pytest.mark.parametrize(
    ("handling", "status", "names"),
    [
        ("suffix", 200, ["a.txt", "a_(1).txt"]),
        ("skip", 200, ["a.txt"]),
        ("error", 400, ["a.txt"]),
        ("replace", 200, ["a.txt"]),
    ],
)
def test_a_name_that_is_there_already(
    http: httpx.Client, handling: str, status: int, names: list[str]
) -> None:
    folder = make(http)
    upload(http, folder, "a.txt", "old")

    assert send(http, folder, "a.txt", "new", duplicate_handling=handling).status_code == status

    assert file_names(http, folder, order="asc") == names
    files = http.get(f"/v1/folders/{folder['id']}/files", params={"include_content": True}).json()
    newest = "new" if handling in ("suffix", "replace") else "old"
    assert files[0]["content"] == newest


@pytest.mark.parametrize(
    ("name", "media_type", "stored_as"),
    [
        ("a.md", "text/plain", "text/x-markdown"),
        ("a.json", None, "application/json"),
        ("a.unknown", "text/plain; charset=utf-8", "text/plain"),
        ("a.png", "image/png", None),
        ("a", None, None),
    ],
)
def test_only_texts_can_be_read(
    http: httpx.Client, name: str, media_type: str | None, stored_as: str | None
) -> None:
    folder = make(http)
    sent = {"file": (name, b"x", media_type)} if media_type else {"file": (name, b"x")}

    answer = http.post(f"/v1/folders/{folder['id']}/upload", files=sent)

    assert answer.status_code == (415 if stored_as is None else 200)
    assert stored_as is None or answer.json()["file_type"] == stored_as


def test_an_upload_can_have_another_name(http: httpx.Client) -> None:
    path = f"/v1/folders/{make(http)['id']}/upload"
    sent = {"file": ("a.txt", b"x", "text/plain")}

    file = json_of(http.post(path, files=sent, params={"name": "other.md"}))

    assert (file["original_file_name"], file["file_type"]) == ("other.md", "text/x-markdown")


def test_an_upload_has_a_file_and_a_folder(http: httpx.Client) -> None:
    path = f"/v1/folders/{make(http)['id']}/upload"

    assert "'missing', 'loc': ('body', 'file')" in http.post(path).json()["detail"]
    assert http.post(path, data={"file": "text"}).status_code == 422
    assert send(http, {"id": NO_FOLDER}).status_code == 404
    assert send(http, {"id": "nope"}).status_code == 422


def test_a_large_file_has_many_passages(http: httpx.Client) -> None:
    folder = make(http)
    upload(http, folder, "a.txt", "\n".join(f"Line {number}." for number in range(1000)))

    passages = json_of(http.get(f"/v1/folders/{folder['id']}/passages", params={"order": "asc"}))

    assert len(passages) > 1
    assert passages[0]["text"].startswith("Line 0.")
    assert passages[-1]["text"].endswith("Line 999.")


def test_files_are_listed_the_newest_first(http: httpx.Client) -> None:
    folder = make(http)
    first, *_ = [upload(http, folder, f"{name}.txt") for name in "abc"]
    upload(http, make(http, "other"), "d.txt")

    assert file_names(http, folder) == ["c.txt", "b.txt", "a.txt"]
    assert file_names(http, folder, order="asc", after=first["id"]) == ["b.txt", "c.txt"]
    assert file_names(http, folder, limit=1) == ["c.txt"]
    listing = f"/v1/folders/{folder['id']}/files"
    assert http.get(listing, params={"after": NO_FILE}).status_code == 404
    assert http.get(f"/v1/folders/{NO_FOLDER}/files").status_code == 404


def test_a_file_belongs_to_its_folder(http: httpx.Client) -> None:
    file, other = upload(http, make(http)), make(http, "other")

    assert http.get(f"/v1/folders/{other['id']}/files/{file['id']}").status_code == 404
    assert http.delete(f"/v1/folders/{other['id']}/{file['id']}").status_code == 404
