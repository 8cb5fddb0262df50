"""What is told of agents is what was recorded of Letta 0.16.8."""

from __future__ import annotations

from typing import Any

import httpx

from letta_client.testing.json_values import is_list
from testing.clients import json_of
from testing.talking import Talk


def test_an_agent_comes_whole_or_with_what_is_asked_for(http: httpx.Client) -> None:
    block = {"label": "human", "value": "h"}
    made = json_of(
        http.post(
            "/v1/agents/",
            json={
                "model": "openai/m",
                "memory_blocks": [block],
                "secrets": {"A": "b"},
                "tags": ["t"],
            },
        )
    )

    def shown(path: str, **query: Any) -> tuple[int, ...]:
        found = json_of(http.get(path, params=query))
        agent = found[0] if is_list(found) else found
        parts = (agent["blocks"], agent["tools"], agent["secrets"], agent["tags"])
        return (*map(len, parts), len(agent["memory"]["blocks"]))

    for path in ("/v1/agents/", f"/v1/agents/{made['id']}"):
        assert shown(path) == (1, 3, 1, 1, 1)
        assert shown(path, include="agent.tools") == (0, 3, 0, 0, 0)
        assert shown(path, include=["agent.secrets", "agent.tags"]) == (0, 0, 1, 1, 0)
        # Its tags come with its blocks.
        assert shown(path, include="agent.blocks") == (1, 0, 0, 1, 1)
        assert shown(path, include_relationships="tools") == (0, 3, 0, 0, 0)
        assert shown(path, include_relationships="") == (0, 0, 0, 0, 0)
    assert (
        len(json_of(http.get("/v1/agents/", params={"tags": "t", "include": "agent.tools"}))) == 1
    )


def test_an_agent_tells_of_its_last_run_only_why_it_stopped(talk: Talk) -> None:
    talk.say("hello")

    agent = json_of(talk.http.get(talk.path))

    assert agent["last_stop_reason"] == "end_turn"
    assert agent["last_run_completion"] is agent["last_run_duration_ms"] is None
