"""Requests that tests of folders and files send."""

from typing import Any

import httpx

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
