"""To whom a request speaks: to an agent, in its own conversation or in another one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import unquote

from ..http.request import Request

OWN_CONVERSATION = "default"
"""The id by which an agent's own conversation is named, with the id of the agent."""

_PATH = re.compile(r"/v1/(agents|conversations)/([^/]+)/(?:messages(?:/\w+)?|stream)")


@dataclass(frozen=True, slots=True)
class Addressee:
    """An agent, in one of its conversations.

    Attributes:
        agent_id: the agent; `None` where only the conversation is known.
        conversation_id: the conversation; `None` for the agent's own.
    """

    agent_id: str | None
    conversation_id: str | None = None

    def parameters(self) -> dict[str, Any]:
        """Return the arguments that name the conversation to the methods of `conversations`."""
        if self.conversation_id is not None:
            return {"conversation_id": self.conversation_id}
        return {"conversation_id": OWN_CONVERSATION, "agent_id": self.agent_id}


def addressee_of(request: Request[Any]) -> Addressee | None:
    """Return to whom a request sends messages, or whose stream it asks for; `None` if to nobody."""
    match = _PATH.fullmatch(request.path)
    if match is None:
        return None
    kind, encoded = match.groups()
    addressed = unquote(encoded)
    if kind == "agents":
        return Addressee(addressed)
    if addressed != OWN_CONVERSATION:
        return Addressee(None, addressed)
    body = request.body
    named: object = None
    if isinstance(body, Mapping):
        named = cast("Mapping[str, object]", body).get("agent_id")
    return Addressee(named) if isinstance(named, str) else None
