"""A server with the runs that requests of compared_runs.py are about."""

from __future__ import annotations

from typing import Any

import httpx

from letta_client.testing import Model

from .calls import AGENT, Subject
from .sides import Side
from .subjects import Subjects, wait_for_end, wait_until


def instruct(model: Model) -> None:
    """Let the model of a reference server do what the stub of a provider does for a `Side`."""
    search, insert = ("conversation_search", {"query": "alpha"}), ("memory_insert", {"label": "a"})
    model.reply("alpha bravo").reply("alpha bravo")
    model.call_tool(*search, "None").reply("alpha bravo")
    model.call_tools((*search, "None"), (*search, "None")).reply("alpha bravo")
    for _ in range(2):
        model.think("one thinks").call_tool(*search, "None").think("one thinks").reply("alpha")
    model.fail()
    model.call_tool(*search, "None").reply("alpha " * 60, delay=20)
    model.ask_approval(*insert).reply("alpha bravo")
    model.ask_approval(*insert).reply("alpha bravo")
    model.ask_approval(*insert).ask_approval(*insert)


class SideWithRuns(Side):
    """A server with agents and their runs.

    Of its names, `tool` is a run, `tool.2` its second message as it is stored, and `tool.step1`
    its first step.
    """

    def __init__(self, http: httpx.Client, tag: str, model: Model | None = None) -> None:
        super().__init__(http, tag, model)
        if model is not None:
            instruct(model)
        self.known["agent"] = agent = self._make_agent(tag)
        for name, prompt in {"foreground": "hello", "first": "hello", "tool": "TOOL"}.items():
            self._run(name, agent, prompt, background=name != "foreground")
        self._run("tools", agent, "TOOLS")
        self._run("think", agent, "THINK TOOL")
        only = ["assistant_message"]
        self._run("filtered", agent, "THINK TOOL", include_return_message_types=only)
        self._run("failed", agent, "FAIL")
        self._run("cancelled", agent, "TOOL SLOW LONG", cancel=True)
        asks = {
            "tools": ["memory_insert"],
            "tool_rules": [{"type": "requires_approval", "tool_name": "memory_insert"}],
            "memory_blocks": [{"label": "alpha", "value": "bravo"}],
        }
        self.known["decided"] = decided = self._make_agent(tag, **asks)
        self._run("asked", decided, "TOOL:memory_insert")
        self._run("approved", decided, self._answer(decided, approve=True))
        self._run("asked again", decided, "TOOL:memory_insert")
        self._run("denied", decided, self._answer(decided, approve=False, reason="no"))
        self._run("dismissed", decided, "TOOL:memory_insert")
        http.post(f"/v1/agents/{decided}/messages/cancel").raise_for_status()
        self._name_all("dismissed")
        self.known["waiting"] = waiting = self._make_agent(tag, **asks)
        self._run("waited", waiting, "TOOL:memory_insert")
        self.known["second"] = self._make_agent(tag, name="second", secrets={"KEY": "value"})
        self.known["other"] = self._make_agent("other")
        self.known["doomed"] = doomed = self._make_agent("doomed")
        self._run("last", doomed, "hello", background=False)
        self._wait_for_trace(self.known["last"])

    def _make_agent(self, tag: str, **settings: Any) -> str:
        body = {**AGENT, "name": "compared", "tags": [tag], **settings}
        made: str = self.http.post("/v1/agents/", json=body).raise_for_status().json()["id"]
        return made

    def _run(
        self,
        name: str,
        agent_id: str,
        prompt: str | dict[str, Any],
        *,
        cancel: bool = False,
        **options: Any,
    ) -> None:
        """Start a run and wait for its end; then it has a name, and all that belongs to it."""
        message = {"role": "user", "content": prompt} if isinstance(prompt, str) else prompt
        agent = Subject(agent_id=agent_id)
        cancel_at = "assistant_message" if cancel else None
        run = Subjects(self.http).run(agent, cancel_at=cancel_at, messages=[message], **options)
        self.known[name] = wait_for_end(self.http, run.run_id)
        self._name_all(name)

    def _name_all(self, name: str) -> None:
        """Give names to what belongs to a run."""
        run_id = self.known[name]
        messages = self._listed(f"/v1/runs/{run_id}/messages")
        for number, message_id in enumerate(dict.fromkeys(messages), 1):
            self.known[f"{name}.{number}"] = message_id
        for number, step_id in enumerate(self._listed(f"/v1/runs/{run_id}/steps"), 1):
            self.known[f"{name}.step{number}"] = step_id

    def _listed(self, path: str) -> list[str]:
        found = self.http.get(path, params={"order": "asc"}).raise_for_status().json()
        return [item["id"] for item in found]

    def _answer(self, agent_id: str, **decision: Any) -> dict[str, Any]:
        """Return the answer to what an agent asks."""
        found = self.http.get(
            f"/v1/agents/{agent_id}", params={"include": "agent.pending_approval"}
        )
        call = found.raise_for_status().json()["pending_approval"]["tool_call"]["tool_call_id"]
        return {
            "type": "approval",
            "approvals": [{"type": "approval", "tool_call_id": call, **decision}],
        }

    def _wait_for_trace(self, run_id: str) -> None:
        """Wait until the last span of a run is there, and with it all those of runs before it."""

        def has_come() -> bool:
            answer = self.http.get(f"/v1/runs/{run_id}/trace")
            found: list[dict[str, Any]] = answer.json() if answer.is_success else []
            return {"agent_step", "time_to_first_token"} <= {span["SpanName"] for span in found}

        wait_until(has_come, f"{run_id} has a trace")
