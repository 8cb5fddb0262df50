"""Requests about calls of the caller's tools, for two servers: asked, refused, answered, again."""

from __future__ import annotations

import re
from typing import Any, cast

import httpx

from letta_client.testing import ReferenceServer

from .calls import AGENT
from .sides import HELLO, OF_AGENT, Asked, Side, ask_post, get, post

WATER, LOOK = (
    {
        "name": name,
        "description": "Do something.",
        "parameters": {
            "type": "object",
            "properties": {"plant": {"type": "string"}},
            "required": ["plant"],
        },
    }
    for name in ("water", "look")
)
ONE, BOTH = "TOOL:water", "TOOLS TOOL:water TOOL:look"
SEND = "/v1/conversations/default/messages"


def say(text: str) -> dict[str, Any]:
    """Return the body of a message to an agent that has tools of the caller."""
    return {"messages": [{"role": "user", "content": text}], "client_tools": [WATER, LOOK]}


def answer(*calls: str, otid: str | None = None, **fields: Any) -> dict[str, Any]:
    """Return the body of a message that answers calls."""
    returned = {"type": "tool", "status": "success", "tool_return": "alpha", **fields}
    approvals = [{**returned, "tool_call_id": call} for call in calls]
    message = {"type": "approval", "approvals": approvals, "otid": otid}
    return {"messages": [message], "client_tools": [WATER, LOOK]}


def send(body: dict[str, Any]) -> Asked:
    """Return the request that sends something in the background."""
    return post(SEND, {"agent_id": "{agent}", "background": True, **body})


REQUESTS: dict[str, Asked] = {
    "call a tool": send(say(ONE)),
    "send while a tool is called": send(HELLO),
    "answer no call": send(answer("nope")),
    "answer a call": send(answer("{call.1}", otid="otid-{tag}")),
    "answer a call with the same otid": send(answer("{call.1}", otid="otid-{tag}")),
    "answer a call again": send(answer("{call.1}")),
    "call two tools": send(say(BOTH)),
    "answer one of two calls": send(answer("{call.1}")),
    "answer two calls": send(answer("{call.1}", "{call.2}", status="error")),
    "call a tool at once": post(f"{OF_AGENT}/messages", say(ONE)),
    "answer with texts": post(
        f"{OF_AGENT}/messages", answer("{call.1}", tool_return=[{"type": "text", "text": "alpha"}])
    ),
    "messages after all that": get(f"{OF_AGENT}/messages", order="asc"),
    "runs after all that": get("/v1/runs/", agent_id="{agent}", order="asc"),
}


class SideWithClientTools(Side):
    """A server with an agent; `call.1` is the first call of those that came last."""

    def __init__(self, http: httpx.Client, tag: str, server: ReferenceServer | None = None) -> None:
        super().__init__(http, tag, None if server is None else server.model)
        self._server = server
        settings = {"provider_type": "openai", "parallel_tool_calls": True}
        own = {"name": "compared", "include_base_tools": False, "model_settings": settings}
        made = self.ask(ask_post("/v1/agents/", {**AGENT, **own})).raise_for_status()
        self.known["agent"] = made.json()["id"]

    def ask(self, asked: Asked) -> httpx.Response:
        if self._server is not None:
            # As on the other server, nothing happens at the same time.
            self._server.clock.advance(1)
            self._script(asked.body)
        answered = super().ask(asked)
        if asked.body is not None and "client_tools" in asked.body:
            calls = re.findall(r'"tool_call_id":\s*"([^"]+)"', answered.text)
            for number, call in enumerate(dict.fromkeys(calls), 1):
                self.known[f"call.{number}"] = call
        return answered

    def _script(self, body: Any) -> None:
        """Let the model of the reference server do what the prompt says to that of the other."""
        assert self.model is not None
        fields = cast("dict[str, Any]", body or {})
        messages = cast("list[dict[str, str]]", fields.get("messages") or [{}])
        if names := re.findall(r"TOOL:(\w+)", messages[0].get("content", "")):
            calls = [(name, {"plant": "alpha"}, "") for name in names]
            self.model.call_tools(*calls).reply("alpha")
