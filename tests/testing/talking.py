"""An agent of a server, over plain HTTP."""

import json
from typing import Any

import httpx

from letta_client.testing.json_values import is_dict, is_list
from testing.clients import json_of

DONE = "data: [DONE]\n\n"


class Talk:
    """A new agent, to be talked to.

    Args:
        http: a client of the server.
    """

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        self.agent = json_of(http.post("/v1/agents/", json={"name": "a", "model": "openai/m"}))
        self.path = f"/v1/agents/{self.agent['id']}"

    def post(self, body: Any, to: str = "") -> httpx.Response:
        """Send a body to the agent's messages."""
        return self.http.post(f"{self.path}/messages{to}", json=body)

    def say(self, text: str, to: str = "", **options: Any) -> httpx.Response:
        """Say something to the agent."""
        return self.post({"messages": [{"role": "user", "content": text}], **options}, to)

    def stream(self, text: str, **options: Any) -> list[str]:
        """Say something to the agent, and return the frames of the stream."""
        return frames(self.say(text, "/stream", **options))

    def decide(self, to: str = "", **approval: Any) -> httpx.Response:
        """Answer the pending request for approval."""
        message = {"type": "approval", "approvals": [approval]}
        stream = {"stream_tokens": True, "background": True} if to == "/stream" else {}
        return self.post({"messages": [message], **stream}, to)

    def runs(self) -> list[Any]:
        """Return the agent's runs, the newest first."""
        found: list[Any] = json_of(
            self.http.get("/v1/runs/", params={"agent_id": self.agent["id"]})
        )
        return found

    def messages(self, **query: Any) -> list[Any]:
        """Return the agent's messages."""
        found: list[Any] = json_of(self.http.get(f"{self.path}/messages", params=query))
        return found

    def of_run(self, run_id: str, what: str, **query: Any) -> Any:
        """Return what belongs to a run: its messages, say."""
        return json_of(self.http.get(f"/v1/runs/{run_id}/{what}", params=query))


def frames(response: httpx.Response) -> list[str]:
    """Return the frames of a stream that has been read."""
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8", response.text
    return [frame + "\n\n" for frame in response.text.split("\n\n")[:-1]]


def data(frame: str) -> Any:
    """Return what a frame carries."""
    return json.loads(frame.partition("data: ")[2])


def kinds(messages: Any) -> list[str]:
    """Return the types of messages, or of a stream's events without its end."""
    events = (
        [data(each) for each in messages if each != DONE] if _are_frames(messages) else messages
    )
    return [event["message_type"] for event in events]


def _are_frames(messages: Any) -> bool:
    return bool(messages) and isinstance(messages[0], str)


def joined(messages: list[Any]) -> list[tuple[str, str, str]]:
    """Return messages as (type, id, words), with the pieces of each put together."""
    whole: dict[tuple[str, str], str] = {}
    for message in messages:
        call: dict[str, Any] = message.get("tool_call") or {}
        said = {**message, "called": call.get("name"), "with": call.get("arguments")}
        fields = ("content", "reasoning", "tool_return", "called", "with")
        key = (message["message_type"], message["id"])
        whole[key] = whole.get(key, "") + "".join(said.get(field) or "" for field in fields)
    return [(*key, words) for key, words in whole.items()]


def shape(frame: str) -> Any:
    """Return what of a frame does not depend on ids, moments and words."""
    if frame == DONE:
        return frame
    head, _, _ = frame.partition("data: ")
    body = data(frame)
    fields = {name: _kind(value) for name, value in body.items()}
    return head, list(fields.items()), body["message_type"], body.get("seq_id")


def _kind(value: Any) -> Any:
    if is_dict(value):
        return {name: _kind(each) for name, each in value.items()}
    if is_list(value):
        return [_kind(each) for each in value]
    return type(value).__name__
