"""What calls are made on: agents, and runs of every kind."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx

from .calls import AGENT, PROMPTS, SEARCH, Subject, answers
from .payloads import frames_of

# Runs of these prompts, and runs of other ends.
KINDS = [*PROMPTS, "cancelled", "asks", "is allowed", "is denied"]

# The server needs 0.3 to 2 s for an answer of the stub.
PATIENCE = 60.0

NEEDS_APPROVAL: dict[str, Any] = {
    "tool_rules": [{"type": "requires_approval", "tool_name": SEARCH}]
}

# It goes on for minutes.
ENDLESS = f"LOOP, THINK, SLOW, {PROMPTS['TOOL']}"


class Subjects:
    """Makes them on a server, without any client of ours."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self._finished: dict[str, Subject] = {}

    def agent(self, *, tag: str | None = None, **settings: Any) -> Subject:
        """Make an agent with a block, and with a tag of its own if none is given."""
        tag = tag or f"live-{uuid.uuid4()}"
        blocks = [{"label": tag, "value": "Likes tests."}]
        own = {"name": "live", "tags": [tag], "tools": [SEARCH], "memory_blocks": blocks}
        body = {**AGENT, **own, **settings}
        made = self._http.post("/v1/agents/", json=body).raise_for_status().json()
        return Subject(agent_id=made["id"], block_id=made["blocks"][0]["id"], tag=tag)

    def finished(self, kind: str) -> Subject:
        """Return a run that is over, in the background and in tokens; one of each kind is made."""
        if kind not in self._finished:
            self._finished[kind] = self.make(kind)
        return self._finished[kind]

    def asking(self) -> Subject:
        """Make an agent that asks for an approval."""
        asking = self.run(self.agent(**NEEDS_APPROVAL), input=PROMPTS["TOOL"])
        messages = self._get(f"/v1/runs/{asking.run_id}/messages")
        return replace(asking, tool_call_id=messages[-1]["tool_call"]["tool_call_id"])

    def asking_at_once(self) -> Subject:
        """Make an agent whose model may call several tools at once that need an approval.

        Rules that are there from the start keep it from doing so.
        """
        agent = self.agent()
        path = f"/v1/agents/{agent.agent_id}/tools/approval/{SEARCH}"
        self._http.patch(path, json={"requires_approval": True}).raise_for_status()
        return agent

    def conversation(self, agent: Subject) -> Subject:
        """Make a conversation of an agent, beside its own."""
        query = {"agent_id": agent.agent_id}
        made = self._http.post("/v1/conversations/", params=query, json={}).raise_for_status()
        return replace(agent, conversation_id=made.json()["id"])

    def going(self) -> Subject:
        """Make an agent with a run that goes on for minutes; the test that asks for it ends it."""
        agent = self.agent()
        path = f"/v1/agents/{agent.agent_id}/messages/async"
        # The model takes 18 s for each of its steps, so that the server has little to do meanwhile.
        body = {"input": f"LONG, {ENDLESS}"}
        run = self._http.post(path, json=body).raise_for_status().json()
        return replace(agent, run_id=run["id"])

    def for_errors(self) -> Subject:
        """Return what all errors can be provoked on; it is made once."""
        if "errors" not in self._finished:
            ready, waiting = self.finished("hello"), self.finished("asks")
            path = f"/v1/agents/{ready.agent_id}/messages"
            answer = self._http.post(path, json={"input": "hello"}).raise_for_status().json()
            foreground_run = answer["messages"][0]["run_id"]
            self._finished["errors"] = replace(
                ready, foreground_run=foreground_run, waiting_agent=waiting.agent_id
            )
        return self._finished["errors"]

    def cancel(self, subject: Subject) -> None:
        """End a run."""
        path = f"/v1/agents/{subject.agent_id}/messages/cancel"
        self._http.post(path, json={"run_ids": [subject.run_id]}).raise_for_status()

    def count_runs(self, agent: Subject) -> int:
        """Return how many runs an agent has, of which there is one at least, when all are over."""

        def runs() -> Any:
            return self._get(f"/v1/runs/?agent_id={agent.agent_id}")

        wait_until(lambda: len(runs()) > 0, f"{agent.agent_id} has a run")
        for run in runs():
            wait_for_end(self._http, run["id"])
        return len(runs())

    def make(self, kind: str) -> Subject:
        """Make a run that is over, with an agent of its own."""
        if kind in PROMPTS:
            subject = self.run(self.agent(), input=PROMPTS[kind])
        elif kind == "cancelled":
            subject = self.run(self.agent(), input=ENDLESS, cancel_at="tool_call_message")
        else:
            subject = self.asking()
            if kind != "asks":
                said = answers(approve=kind == "is allowed")(subject)
                subject = self.run(subject, **said)
        wait_for_end(self._http, subject.run_id)
        wait_for_trace(self._http, subject.run_id)
        step_id = self.first_step(subject.run_id)
        return replace(subject, step_id=step_id, background_run=subject.run_id)

    def first_step(self, run_id: str) -> str:
        """Return the id of the first step of a run."""
        step_id: str = self._get(f"/v1/runs/{run_id}/steps")[0]["id"]
        return step_id

    def run(self, agent: Subject, *, cancel_at: str | None = None, **said: Any) -> Subject:
        """Say something to an agent; return the run, whose stream is over.

        Args:
            agent: the agent.
            cancel_at: the type of the event at which the run is cancelled.
            said: the body of the request; in the background and in tokens if it does not say.
        """
        path = f"/v1/agents/{agent.agent_id}/messages/stream"
        body = {"stream_tokens": True, "background": True, **said}
        subject = agent
        with self._http.stream("POST", path, json=body) as answer:
            for line in answer.raise_for_status().iter_lines():
                for frame in frames_of(line):
                    subject = replace(subject, run_id=frame.get("run_id") or subject.run_id)
                    if cancel_at is not None and frame["message_type"] == cancel_at:
                        self.cancel(subject)
                        cancel_at = None
        return subject

    def told(self, agent: Subject, text: str) -> Subject:
        """Say a text to an agent; return the run, which is over."""
        subject = self.run(agent, input=text)
        wait_for_end(self._http, subject.run_id)
        return subject

    def _get(self, path: str) -> Any:
        return self._http.get(path).raise_for_status().json()


def wait_for_end(http: httpx.Client, run_id: str) -> str:
    """Wait until a run is over."""

    def is_over() -> bool:
        run = http.get(f"/v1/runs/{run_id}").raise_for_status().json()
        return run["status"] not in ("created", "running")

    wait_until(is_over, f"{run_id} is over")
    return run_id


def wait_for_trace(http: httpx.Client, run_id: str) -> None:
    """Wait until the root of a run's spans is in ClickHouse, which it reaches last."""

    def has_come() -> bool:
        spans = http.get(f"/v1/runs/{run_id}/trace").raise_for_status().json()
        return any(span["ParentSpanId"] == "" for span in spans)

    wait_until(has_come, f"{run_id} has a trace")


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError(f"not so after {PATIENCE:g} s: {what}")
        time.sleep(0.1)
