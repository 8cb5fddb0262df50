"""Which files of folders agents can read, and have open."""

import httpx
import pytest

from testing.clients import json_of
from testing.folder_requests import NO_AGENT, NO_FILE, NO_FOLDER, agent, make, opened, upload


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
