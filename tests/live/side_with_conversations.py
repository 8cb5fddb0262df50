"""A server with the conversations that requests of compared_conversations.py are about."""

from __future__ import annotations

from typing import Any

import httpx

from letta_client.testing import ReferenceServer

from .calls import AGENT, SEARCH
from .sides import Asked, Side, ask_post, get, post
from .subjects import NEEDS_APPROVAL, wait_until


class SideWithConversations(Side):
    """A server with agents and their conversations.

    The first agent has the conversations `talk`, `talk2` and `talk3`, of which the last has no
    messages, and a `fork` of the first; `talk.2` is the second message of `talk`, and `own.2` that
    of the agent's own thread.
    """

    def __init__(self, http: httpx.Client, tag: str, server: ReferenceServer | None = None) -> None:
        super().__init__(http, tag, None if server is None else server.model)
        self._server = server
        for name in ("agent", "second", "long"):
            self._make_agent(name)
        for name, summary in {"talk": "Beans", "talk2": "Peas", "talk3": None}.items():
            self._begin(name, "agent", summary)
        for name in ("spare", "compacted"):
            self._begin(name, "second", None)
        for name in ("talk", "talk2", "compacted"):
            self._say("/v1/conversations/{" + name + "}", count=3)
        for name in ("agent", "long"):
            self._say("/v1/agents/{" + name + "}", count=3)
        self._name_messages("talk", "/v1/conversations/{talk}/messages")
        self._name_messages("own", "/v1/conversations/{agent}/messages")
        self._make("fork", "/v1/conversations/{talk2}/fork")
        self._say("/v1/conversations/{fork}")
        self._make_agent("waiting", **NEEDS_APPROVAL)
        self._begin("asking", "waiting", None)
        if server is not None:
            server.model.ask_approval(SEARCH, {"query": "alpha"})
        self._say("/v1/conversations/{asking}", f"TOOL:{SEARCH}")

    def ask(self, asked: Asked) -> httpx.Response:
        if self._server is not None:
            # As on the other server, nothing happens at the same time.
            self._server.clock.advance(1)
        return super().ask(asked)

    def _make(self, name: str, path: str, body: Any = None, **query: Any) -> None:
        made = self.ask(ask_post(path, body, **query)).raise_for_status().json()
        self.known[name] = made["id"]

    def _make_agent(self, name: str, **settings: Any) -> None:
        own = {"name": "compared", "tools": [SEARCH], "include_base_tools": False, **settings}
        blocks = [{"label": "human", "value": "h"}]
        self._make(name, "/v1/agents/", {**AGENT, "memory_blocks": blocks, **own})

    def _begin(self, name: str, agent: str, summary: str | None) -> None:
        self._make(name, "/v1/conversations/", {"summary": summary}, agent_id="{" + agent + "}")

    def _say(self, path: str, text: str = "hello", count: int = 1) -> None:
        body = {"input": text, "streaming": False}
        for _ in range(count):
            self.ask(post(f"{path}/messages", body)).raise_for_status()

    def _name_messages(self, name: str, path: str) -> None:
        """Give names to messages, of which there are so many by now."""

        def listed() -> list[str]:
            found = self.ask(get(path, order="asc")).raise_for_status().json()
            return [*dict.fromkeys(message["id"] for message in found)]

        wait_until(lambda: len(listed()) >= 7, f"{path} has all messages")
        for number, message_id in enumerate(listed(), 1):
            self.known[f"{name}.{number}"] = message_id
