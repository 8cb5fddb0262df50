"""Folders, their files, and what agents have open of them."""

from typing import Any

import httpx
import pytest

from letta_client.types.folder import Folder
from testing.clients import json_of

NO_FOLDER = "source-00000000-0000-4000-8000-000000000000"
NO_FILE = "file-00000000-0000-4000-8000-000000000000"
NO_AGENT = "agent-00000000-0000-4000-8000-000000000000"
EMBEDDING = {"embedding": "openai/text-embedding-3-small"}


def make(http: httpx.Client, name: str = "docs", **fields: Any) -> Any:
    return json_of(http.post("/v1/folders/", json={"name": name, **EMBEDDING, **fields}))


def send(
    http: httpx.Client, folder: Any, name: str = "a.txt", text: str = "Hello!", **query: Any
) -> httpx.Response:
    sent = {"file": (name, text.encode(), "text/plain")}
    return http.post(f"/v1/folders/{folder['id']}/upload", files=sent, params=query)


def upload(http: httpx.Client, folder: Any, *args: str, **query: Any) -> Any:
    return json_of(send(http, folder, *args, **query))


def agent(http: httpx.Client, **fields: Any) -> str:
    body = {"model": "openai/gpt-4o-mini", **EMBEDDING, **fields}
    made: str = json_of(http.post("/v1/agents/", json=body))["id"]
    return made


def file_names(http: httpx.Client, folder: Any, **query: Any) -> list[str]:
    found = json_of(http.get(f"/v1/folders/{folder['id']}/files", params=query))
    return [file["file_name"] for file in found]


def opened(http: httpx.Client, agent_id: str, **query: Any) -> dict[str, bool]:
    page = json_of(http.get(f"/v1/agents/{agent_id}/files", params=query))
    return {file["file_name"]: file["is_open"] for file in page["files"]}


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


# Agents


def test_an_agent_has_as_many_files_open_as_it_may(http: httpx.Client) -> None:
    folder = make(http)
    ids = {name: upload(http, folder, f"{name}.txt")["id"] for name in "abc"}
    agent_id = agent(http, max_files_open=2)
    path = f"/v1/agents/{agent_id}"

    http.patch(f"{path}/folders/attach/{folder['id']}").raise_for_status()
    assert opened(http, agent_id, is_open=True).keys() == {"docs/a.txt", "docs/b.txt"}
    assert json_of(http.patch(f"{path}/files/{ids['a']}/open")) == []
    # What it has looked into the longest ago is closed.
    assert json_of(http.patch(f"{path}/files/{ids['c']}/open")) == ["docs/b.txt"]
    assert opened(http, agent_id, is_open=False).keys() == {"docs/b.txt"}
    closed = json_of(http.patch(f"{path}/files/{ids['a']}/close"))
    assert closed["message"].endswith("successfully closed")
    assert json_of(http.patch(f"{path}/files/close-all")) == ["docs/c.txt"]
    assert json_of(http.patch(f"{path}/files/close-all")) == []
    assert http.patch(f"{path}/files/{NO_FILE}/open").status_code == 404
    assert http.patch(f"{path}/files/{NO_FILE}/close").status_code == 404


def test_what_an_agent_sees_of_a_file_is_in_its_memory(http: httpx.Client) -> None:
    folder = make(http)
    file = upload(http, folder, "a.txt", "One.\nTwo.")
    agent_id = agent(http, folder_ids=[folder["id"]], per_file_view_window_char_limit=10)

    state = json_of(http.get(f"/v1/agents/{agent_id}"))
    assert [each["name"] for each in state["sources"]] == ["docs"]
    (block,) = state["memory"]["file_blocks"]
    assert (block["file_id"], block["is_open"], len(block["value"])) == (file["id"], True, 10)
    (seen,) = json_of(http.get(f"/v1/agents/{agent_id}/files"))["files"]
    assert seen["visible_content"].splitlines()[1:] == ["1: One.", "2: Two."]
    assert seen["folder_id"] == folder["id"]


def test_a_new_file_is_opened_for_all_that_read_its_folder(http: httpx.Client) -> None:
    folder, agent_id = make(http), agent(http, max_files_open=1)
    http.patch(f"/v1/agents/{agent_id}/folders/attach/{folder['id']}")

    for name in ("a.txt", "b.txt"):
        upload(http, folder, name)

    assert opened(http, agent_id) == {"docs/a.txt": False, "docs/b.txt": True}


def test_a_folder_is_attached_and_detached(http: httpx.Client) -> None:
    folders = [make(http, name) for name in ("a", "b")]
    upload(http, folders[0])
    agent_id = agent(http)
    path = f"/v1/agents/{agent_id}/folders"
    for folder in folders:
        for _ in range(2):
            http.patch(f"{path}/attach/{folder['id']}").raise_for_status()

    assert [each["name"] for each in json_of(http.get(path))] == ["b", "a"]
    assert [each["name"] for each in json_of(http.get(path, params={"order": "asc"}))] == ["a", "b"]
    assert json_of(http.get(f"/v1/folders/{folders[0]['id']}/agents")) == [agent_id]
    for _ in range(2):
        http.patch(f"{path}/detach/{folders[0]['id']}").raise_for_status()
    assert opened(http, agent_id) == {}
    http.delete(f"/v1/folders/{folders[1]['id']}").raise_for_status()
    assert json_of(http.get(path)) == []
    assert http.patch(f"{path}/attach/{NO_FOLDER}").status_code == 404
    assert http.patch(f"/v1/agents/{NO_AGENT}/folders/attach/{NO_FOLDER}").status_code == 404
    assert http.get(f"/v1/folders/{NO_FOLDER}/agents").status_code == 404


@pytest.mark.parametrize("action", ["attach", "detach"])
def test_only_old_clients_are_answered_with_the_agent(http: httpx.Client, action: str) -> None:
    agent_id = agent(http)
    path = f"/v1/agents/{agent_id}/folders/{action}/{make(http)['id']}"

    assert json_of(http.patch(path))["id"] == agent_id
    assert json_of(http.patch(path, headers={"X-Stainless-Package-Version": "1.12.1"})) is None


def test_the_folders_of_an_agent_can_be_replaced(http: httpx.Client) -> None:
    folders = [make(http, name)["id"] for name in ("a", "b")]
    agent_id = agent(http, folder_ids=folders[:1])

    http.patch(f"/v1/agents/{agent_id}", json={"folder_ids": folders[1:]}).raise_for_status()

    assert [each["name"] for each in json_of(http.get(f"/v1/agents/{agent_id}/folders"))] == ["b"]


def test_pages_of_files_tell_where_the_next_one_begins(http: httpx.Client) -> None:
    folder = make(http)
    for name in "abc":
        upload(http, folder, f"{name}.txt")
    agent_id = agent(http, folder_ids=[folder["id"]])
    path = f"/v1/agents/{agent_id}/files"

    first = json_of(http.get(path, params={"limit": 2}))
    assert first["has_more"]
    second = json_of(http.get(path, params={"limit": 2, "after": first["next_cursor"]}))
    assert not second["has_more"]
    names = [file["file_name"] for file in [*first["files"], *second["files"]]]
    assert names == ["docs/c.txt", "docs/b.txt", "docs/a.txt"]
    assert http.get(path, params={"after": "nope"}).status_code == 404


def test_an_agent_opens_only_what_it_can_read(http: httpx.Client) -> None:
    file = upload(http, make(http))

    assert http.patch(f"/v1/agents/{agent(http)}/files/{file['id']}/open").status_code == 404


def test_what_belongs_to_a_deleted_agent_or_file_is_forgotten(http: httpx.Client) -> None:
    folder = make(http)
    file = upload(http, folder)
    agents = [agent(http, folder_ids=[folder["id"]]) for _ in range(2)]

    http.delete(f"/v1/agents/{agents[0]}").raise_for_status()
    assert json_of(http.get(f"/v1/folders/{folder['id']}/agents")) == [agents[1]]
    http.delete(f"/v1/folders/{folder['id']}/{file['id']}").raise_for_status()
    assert opened(http, agents[1]) == {}


def test_an_agent_that_reads_folders_has_the_tools_for_it(http: httpx.Client) -> None:
    folders = [make(http, name)["id"] for name in ("a", "b")]
    agent_id = agent(http, folder_ids=folders)

    def tools() -> set[str]:
        found = json_of(http.get(f"/v1/agents/{agent_id}/tools"))
        return {tool["name"] for tool in found if tool["tool_type"] == "letta_files_core"}

    assert tools() == {"grep_files", "open_files", "semantic_search_files"}
    http.patch(f"/v1/agents/{agent_id}/folders/detach/{folders[0]}").raise_for_status()
    assert len(tools()) == 3
    http.patch(f"/v1/agents/{agent_id}/folders/detach/{folders[1]}").raise_for_status()
    assert tools() == set()


# As a real Letta has them


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
