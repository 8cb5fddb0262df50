"""Requests for folders, files, archives and passages, for two servers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from .calls import AGENT
from .sides import (
    BAD_JSON,
    NO_AGENT,
    OF_AGENT,
    OF_NOBODY,
    Asked,
    Lists,
    Side,
    delete,
    get,
    of_lists,
    pages,
    patch,
    post,
)
from .subjects import wait_until

NO_FOLDER = "source-00000000-0000-4000-8000-000000000000"
NO_FILE = "file-00000000-0000-4000-8000-000000000000"
NO_ARCHIVE = "archive-00000000-0000-4000-8000-000000000000"
NO_PASSAGE = "passage-00000000-0000-4000-8000-000000000000"
EMBEDDING = {"embedding": AGENT["embedding"]}
MEMORY = f"{OF_AGENT}/archival-memory"
FOLDER = "/v1/folders/{folder}"
ARCHIVE = "/v1/archives/{archive}"


@dataclass(frozen=True)
class Sent:
    """A file that is uploaded."""

    name: str
    content: bytes = b"Beans climb.\nPeas do, too."
    media_type: str = "text/plain"


def send(
    file_name: str, *, to: str = FOLDER, media_type: str = "text/plain", **query: Any
) -> Asked:
    return Asked("POST", f"{to}/upload", query, Sent(file_name, media_type=media_type))


LISTS: Lists = {
    "archives": ("/v1/archives/", {"name": "{tag}"}, "{archive2}", NO_ARCHIVE),
    "agents of an archive": (f"{ARCHIVE}/agents", {}, "{second}", NO_AGENT),
    "files of a folder": (f"{FOLDER}/files", {}, "{file2}", NO_FILE),
    "passages of a folder": (f"{FOLDER}/passages", {}, "{piece2}", NO_PASSAGE),
    "agents of a folder": (f"{FOLDER}/agents", {}, "{second}", NO_AGENT),
}
SEARCHES: dict[str, dict[str, Any]] = {
    "by a word": {"query": "beans"},
    "of nothing": {"query": ""},
    "of a tag": {"query": "beans", "tags": ["bean"]},
    "of one of its tags": {"query": "beans", "tags": ["bean", "pea"]},
    "of all of its tags": {"query": "beans", "tags": ["bean", "pea"], "tag_match_mode": "all"},
    "in a bad way": {"query": "beans", "tag_match_mode": "nope"},
}

REQUESTS: dict[str, Asked] = {
    # What lies beyond an agent there seems to depend on the ids, too.
    **of_lists(LISTS, by_chance="agents of an archive"),
    # Folders
    "folders of a name": get("/v1/folders/", name="{tag}"),
    "folders of no name": get("/v1/folders/", name="nothing"),
    "folders after none": get("/v1/folders/", after=NO_FOLDER),
    "folders, less than none": get("/v1/folders/", limit=-1),
    "folders, none": get("/v1/folders/", limit=0),
    "folder": get(FOLDER),
    "source": get("/v1/sources/{folder}"),
    "no folder": get(f"/v1/folders/{NO_FOLDER}"),
    "no source": get(f"/v1/sources/{NO_FOLDER}"),
    "bad folder": get("/v1/folders/nope"),
    "bad source": get("/v1/sources/nope"),
    "count of folders": get("/v1/folders/count"),
    "count of sources": get("/v1/sources/count"),
    "metadata of folders": get("/v1/folders/metadata"),
    "metadata of sources": get("/v1/sources/metadata"),
    "folder by its name": get("/v1/folders/name/{tag}"),
    "source by its name": get("/v1/sources/name/{tag}"),
    "folder by no name": get("/v1/folders/name/nothing"),
    "make a folder": post("/v1/folders/", {"name": "{tag}-made", **EMBEDDING}),
    "make it again": post("/v1/folders/", {"name": "{tag}-made", **EMBEDDING}),
    "make a source": post("/v1/sources/", {"name": "{tag}-source", **EMBEDDING}),
    "make a folder without a model": post("/v1/folders/", {"name": "{tag}-plain"}),
    "make a folder without a name": post("/v1/folders/", EMBEDDING),
    "make a folder with what there is not": post("/v1/folders/", {"name": "x", "nothing": 1}),
    "make a folder of bad JSON": post("/v1/folders/", BAD_JSON),
    "change a folder": patch(FOLDER, {"instructions": "Read.", "metadata": {"a": 1}}),
    "change nothing of a folder": patch(FOLDER, {"name": None, "instructions": None}),
    "change a folder's name to another's": patch(FOLDER, {"name": "{tag}-other"}),
    "change no folder": patch(f"/v1/folders/{NO_FOLDER}", {"description": "x"}),
    # Files
    "file": get(f"{FOLDER}/files/{{file}}"),
    "file with its content": get(f"{FOLDER}/files/{{file}}", include_content=True),
    "file of another folder": get("/v1/folders/{other}/files/{file}"),
    "file of no folder": get(f"/v1/folders/{NO_FOLDER}/files/{{file}}"),
    "no file": get(f"{FOLDER}/files/{NO_FILE}"),
    "bad file": get(f"{FOLDER}/files/nope"),
    "file of a source": get("/v1/sources/{folder}/files/{file}"),
    "file of another source": get("/v1/sources/{other}/files/{file}"),
    "files with their contents": get(f"{FOLDER}/files", include_content=True),
    "files of no folder": get(f"/v1/folders/{NO_FOLDER}/files"),
    "files of a source": get("/v1/sources/{folder}/files"),
    "files of a source, two after": get("/v1/sources/{folder}/files", limit=2, after="{file2}"),
    "passages of no folder": get(f"/v1/folders/{NO_FOLDER}/passages"),
    "passages of a source": get("/v1/sources/{folder}/passages"),
    "passages of a source, two before": get(
        "/v1/sources/{folder}/passages", limit=2, before="{piece2}"
    ),
    "agents of no folder": get(f"/v1/folders/{NO_FOLDER}/agents"),
    "agents of a source": get("/v1/sources/{folder}/agents"),
    **{
        f"upload as {media_type}: {name}": send(
            name, to="/v1/folders/{other}", media_type=media_type
        )
        for name, media_type in {
            "a.txt": "text/plain",
            "a.md": "text/markdown",
            "a.json": "application/json",
            "a.py": "text/x-python",
            "a.js": "application/javascript",
            "a.unknown": "text/plain",
            "a.bin": "application/octet-stream",
            "a.png": "image/png",
        }.items()
    },
    **{
        f"upload a name again, {handling}": send(
            "a.txt", to="/v1/folders/{other}", duplicate_handling=handling
        )
        for handling in ("skip", "error", "suffix", "replace", "nope")
    },
    "upload by another name": send("a.txt", to="/v1/folders/{other}", name="b.md"),
    "upload into a source": send("c.txt", to="/v1/sources/{other}"),
    "upload into no folder": send("a.txt", to=f"/v1/folders/{NO_FOLDER}"),
    "upload into a bad folder": send("a.txt", to="/v1/folders/nope"),
    "upload nothing": post(f"{FOLDER}/upload"),
    "upload JSON": post(f"{FOLDER}/upload", {"file": "x"}),
    # What agents have of them
    **{
        f"{what} of an agent{how}": get(f"{OF_AGENT}/{what}", **query)
        for what in ("folders", "sources", "files")
        for how, query in dict[str, dict[str, Any]](
            {
                "": {},
                ", the other way round": {"order": "asc"},
                ", one": {"limit": 1},
                ", none": {"limit": 0},
                ", less than none": {"limit": -1},
                ", after a text": {"after": "x"},
                ", before a text": {"before": "x"},
                ", in a bad order": {"order": "nope"},
            }
        ).items()
    },
    # Which of all is the first by its id is by chance, and with that, whether it is open.
    "files of an agent, one": get(f"{OF_AGENT}/files", limit=1, is_open=True),
    **{f"{what} of nobody": get(f"{OF_NOBODY}/{what}") for what in ("folders", "sources", "files")},
    "open files": get(f"{OF_AGENT}/files", is_open=True),
    "closed files": get(f"{OF_AGENT}/files", is_open=False),
    "files by a cursor": get(f"{OF_AGENT}/files", cursor="x"),
    "agent with files": get(OF_AGENT),
    "agent with its blocks": get(OF_AGENT, include="agent.blocks"),
    "agent with its sources": get(OF_AGENT, include="agent.sources"),
    "open a file": patch(f"{OF_AGENT}/files/{{file}}/open"),
    "open it again": patch(f"{OF_AGENT}/files/{{file}}/open"),
    "open another file": patch(f"{OF_AGENT}/files/{{file2}}/open"),
    "open a third file": patch(f"{OF_AGENT}/files/{{file3}}/open"),
    "open no file": patch(f"{OF_AGENT}/files/{NO_FILE}/open"),
    "open a bad file": patch(f"{OF_AGENT}/files/nope/open"),
    "open a file for nobody": patch(f"{OF_NOBODY}/files/{{file}}/open"),
    "close a file": patch(f"{OF_AGENT}/files/{{file3}}/close"),
    "close it again": patch(f"{OF_AGENT}/files/{{file3}}/close"),
    "close no file": patch(f"{OF_AGENT}/files/{NO_FILE}/close"),
    "close all files": patch(f"{OF_AGENT}/files/close-all"),
    "close them again": patch(f"{OF_AGENT}/files/close-all"),
    "close all files of nobody": patch(f"{OF_NOBODY}/files/close-all"),
    **{
        f"{action} {what} {how}": patch(f"{agent}/{what}s/{action}/{folder}")
        for what in ("folder", "source")
        for action in ("attach", "detach")
        for how, agent, folder in (
            ("once", OF_AGENT, "{other}"),
            ("again", OF_AGENT, "{other}"),
            ("that is not there", OF_AGENT, NO_FOLDER),
            ("of nobody", OF_NOBODY, "{other}"),
        )
    },
    # Archives
    "archive": get(ARCHIVE),
    "no archive": get(f"/v1/archives/{NO_ARCHIVE}"),
    "bad archive": get("/v1/archives/nope"),
    "archives of an agent": get("/v1/archives/", agent_id="{agent}"),
    "archives of nobody": get("/v1/archives/", agent_id=NO_AGENT),
    "archives of a bad agent": get("/v1/archives/", agent_id="nope"),
    "agents of no archive": get(f"/v1/archives/{NO_ARCHIVE}/agents"),
    "make an archive": post("/v1/archives/", {"name": "{tag}-made", **EMBEDDING}),
    "make an archive without a model": post("/v1/archives/", {"name": "{tag}-made"}),
    "make an archive without a name": post("/v1/archives/", {}),
    "change an archive": patch("/v1/archives/{archive3}", {"description": "New."}),
    "change nothing of an archive": patch("/v1/archives/{archive3}", {"name": None}),
    "change no archive": patch(f"/v1/archives/{NO_ARCHIVE}", {"name": "x"}),
    **{
        f"{action} archive {how}": patch(f"{agent}/archives/{action}/{archive}")
        for action, how, agent, archive in (
            ("attach", "again", OF_AGENT, "{archive}"),
            ("attach", "beside another", OF_AGENT, "{archive2}"),
            ("attach", "that is not there", OF_AGENT, NO_ARCHIVE),
            ("attach", "to nobody", OF_NOBODY, "{archive}"),
            ("detach", "that was not attached", OF_AGENT, "{archive2}"),
            ("detach", "that is not there", OF_AGENT, NO_ARCHIVE),
            ("detach", "from nobody", OF_NOBODY, "{archive}"),
        )
    },
    # Passages
    "write into an archive": post("/v1/archives/{archive2}/passages", {"text": "x", "tags": ["a"]}),
    "write at a bad time": post(
        "/v1/archives/{archive2}/passages", {"text": "x", "created_at": "nope"}
    ),
    "write into no archive": post(f"/v1/archives/{NO_ARCHIVE}/passages", {"text": "x"}),
    "write nothing": post("/v1/archives/{archive2}/passages", {}),
    "write much": post(
        "/v1/archives/{archive2}/passages/batch", {"passages": [{"text": "x"}, {"text": "y"}]}
    ),
    "write much of nothing": post("/v1/archives/{archive2}/passages/batch", {"passages": []}),
    "write for an agent": post("/v1/agents/{third}/archival-memory", {"text": "x"}),
    "write nothing for an agent": post("/v1/agents/{third}/archival-memory", {}),
    "write for nobody": post(f"{OF_NOBODY}/archival-memory", {"text": "x"}),
    **{
        f"passages of an agent, {order}, {how}": get(MEMORY, ascending=order == "asc", **page)
        for order in ("asc", "desc")
        for how, page in pages("{passage2}", NO_PASSAGE).items()
    },
    "passages with a text": get(MEMORY, search="PEAS"),
    "passages of nobody": get(f"{OF_NOBODY}/archival-memory"),
    **{f"search {how}": get(f"{MEMORY}/search", **query) for how, query in SEARCHES.items()},
    "search for two": get(f"{MEMORY}/search", query="x", top_k=2),
    "search for less than none": get(f"{MEMORY}/search", query="x", top_k=-1),
    "search for nothing": get(f"{MEMORY}/search"),
    "search of nobody": get(f"{OF_NOBODY}/archival-memory/search", query="x"),
    **{
        f"search archives {how}": post("/v1/passages/search", {"agent_id": "{agent}", **query})
        for how, query in {**SEARCHES, "for all": {}, "for too many": {"limit": 101}}.items()
    },
    "search an archive": post("/v1/passages/search", {"archive_id": "{archive}", "limit": 2}),
    "search no archive": post("/v1/passages/search", {"archive_id": NO_ARCHIVE, "query": "x"}),
    "list no archive": post("/v1/passages/search", {"archive_id": NO_ARCHIVE}),
    "search the archives of nobody": post(
        "/v1/passages/search", {"agent_id": NO_AGENT, "query": "x"}
    ),
    # Deleting
    "delete a passage of another archive": delete("/v1/archives/{archive2}/passages/{passage2}"),
    "delete a passage of an archive": delete(f"{ARCHIVE}/passages/{{passage2}}"),
    "delete it again": delete(f"{ARCHIVE}/passages/{{passage2}}"),
    "delete a passage of an agent": delete(f"{MEMORY}/{{passage3}}"),
    "delete the passage again": delete(f"{MEMORY}/{{passage3}}"),
    "delete a passage of nobody": delete(f"{OF_NOBODY}/archival-memory/{{passage}}"),
    "delete a file as that of no folder": delete(f"/v1/folders/{NO_FOLDER}/{NO_FILE}"),
    "delete a file": delete(f"{FOLDER}/{{file}}"),
    "delete the file again": delete(f"{FOLDER}/{{file}}"),
    "delete a file of another folder": delete("/v1/folders/{other}/{file2}"),
    "delete a file of a source": delete("/v1/sources/{folder}/{file3}"),
    "delete an archive": delete(ARCHIVE),
    "delete the archive again": delete(ARCHIVE),
    "passages of a deleted archive": get(MEMORY),
    "delete a folder": delete(FOLDER),
    "delete the folder again": delete(FOLDER),
    "files of a deleted folder": get(f"{OF_AGENT}/files"),
    "delete a source": delete("/v1/sources/{other}"),
}


class SideWithFiles(Side):
    """A server with folders, archives, and agents that have some of them.

    The first agent may have two files open. `folder` has three files and is read by two agents,
    `other` has none; `archive` has three passages, and two agents share it.
    """

    def __init__(self, http: httpx.Client, tag: str) -> None:
        super().__init__(http, tag)
        for name, its in {"folder": tag, "other": f"{tag}-other"}.items():
            self.make(name, "/v1/folders/", {"name": its, **EMBEDDING})
        for place, name in enumerate(("file", "file2", "file3")):
            asked = send(f"{place}.txt")
            self.known[name] = self.ask(asked).raise_for_status().json()["id"]
            self._wait_for(name)
        path = f"/v1/folders/{self.known['folder']}/passages"
        for name, passage in zip(
            ("piece", "piece2", "piece3"),
            http.get(path, params={"order": "asc"}).json(),
            strict=True,
        ):
            self.known[name] = passage["id"]
        for number in ("", "2", "3"):
            self.make(f"archive{number}", "/v1/archives/", {"name": tag, **EMBEDDING})
        for name in ("agent", "second", "third"):
            body = {**AGENT, "name": "compared", "max_files_open": 2, "include_base_tools": False}
            self.make(name, "/v1/agents/", body)
        for name in ("agent", "second"):
            of_agent = f"/v1/agents/{self.known[name]}"
            for part in ("folder", "archive"):
                attach = f"{of_agent}/{part}s/attach/{self.known[part]}"
                http.patch(attach).raise_for_status()
        path = f"/v1/archives/{self.known['archive']}/passages"
        for name, text, tags in (
            ("passage", "Beans climb.", ["bean"]),
            ("passage2", "Peas do, too.", ["pea", "bean"]),
            ("passage3", "Leeks wait.", None),
        ):
            self.make(name, path, {"text": text, "tags": tags})

    def ask(self, asked: Asked) -> httpx.Response:
        if not isinstance(asked.body, Sent):
            return super().ask(asked)
        sent = asked.body
        return self.http.post(
            self._fill(asked.path),
            params=asked.query,
            files={"file": (sent.name, sent.content, sent.media_type)},
            headers={"Connection": "close"},
        )

    def _wait_for(self, name: str) -> None:
        path = f"/v1/folders/{self.known['folder']}/files/{self.known[name]}"

        def is_read() -> bool:
            status: str = self.http.get(path).raise_for_status().json()["processing_status"]
            return status == "completed"

        wait_until(is_read, f"{name} is read")
