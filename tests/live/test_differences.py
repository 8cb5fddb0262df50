"""One list of requests, sent to a real server and to the reference server that stands for it.

Status, type and shape of the answers are compared, and which of the runs and agents that both have
come in which order. What they say in words, and ids and times, are not.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import httpx
import pytest

from letta_client.testing import ReferenceServer

from .conftest import AGENT, wait_for_end
from .differences import DIFFERENCES
from .payloads import frames_of

PROMPTS = {"foreground": "hello", "first": "hello", "tool": "TOOL", "failed": "FAIL"}


@dataclass(frozen=True)
class Asked:
    """A request. In its texts, names in braces stand for what both servers have."""

    method: str
    path: str
    query: dict[str, Any] = field(default_factory=dict[str, Any])
    body: Any = None


def get(path: str, **query: Any) -> Asked:
    return Asked("GET", path, query)


def post(path: str, body: Any = None) -> Asked:
    return Asked("POST", path, body=body)


NO_RUN = "run-00000000-0000-4000-8000-000000000000"
NO_STEP = "step-00000000-0000-4000-8000-000000000000"
NO_AGENT = "agent-00000000-0000-4000-8000-000000000000"
RUNS = {"agent_id": "{agent}"}
HELLO = {"messages": [{"role": "user", "content": "hello"}]}

REQUESTS = {
    "health": get("/v1/health/"),
    "unknown route": get("/v1/nope"),
    "agent": get("/v1/agents/{agent}"),
    "no agent": get(f"/v1/agents/{NO_AGENT}"),
    "bad agent id": get("/v1/agents/nope"),
    "agents": get("/v1/agents/", tags="{tag}"),
    "agents, newest first": get("/v1/agents/", tags="{tag}", order="desc"),
    "agents, bad limit": get("/v1/agents/", limit="many"),
    "create an agent": post("/v1/agents/", {**AGENT, "name": "made"}),
    "create an agent without a model": post("/v1/agents/", {}),
    "create an agent with a bad name": post("/v1/agents/", {**AGENT, "name": 7}),
    "send": post("/v1/agents/{agent}/messages", HELLO),
    "send to nobody": post(f"/v1/agents/{NO_AGENT}/messages", HELLO),
    "send nothing": post("/v1/agents/{agent}/messages", {}),
    "send while it waits": post("/v1/agents/{waiting}/messages", HELLO),
    "send, streaming": post("/v1/agents/{agent}/messages", {**HELLO, "streaming": True}),
    "send and do not wait": post("/v1/agents/{agent}/messages/async", HELLO),
    "stream steps": post("/v1/agents/{agent}/messages/stream", HELLO),
    "stream tokens": post("/v1/agents/{agent}/messages/stream", {**HELLO, "stream_tokens": True}),
    "stream in the background": post(
        "/v1/agents/{agent}/messages/stream", {**HELLO, "background": True}
    ),
    "cancel what is over": post("/v1/agents/{agent}/messages/cancel", {"run_ids": ["{first}"]}),
    "messages of an agent": get("/v1/agents/{agent}/messages", limit=3, order="asc"),
    "messages of nobody": get(f"/v1/agents/{NO_AGENT}/messages"),
    "run": get("/v1/runs/{first}"),
    "failed run": get("/v1/runs/{failed}"),
    "no run": get(f"/v1/runs/{NO_RUN}"),
    "bad run id": get("/v1/runs/nope"),
    "runs": get("/v1/runs/", **RUNS, order="desc", limit=4),
    "runs, oldest first": get("/v1/runs/", **RUNS, order="asc", limit=4),
    "runs after one": get("/v1/runs/", **RUNS, order="asc", limit=2, after="{tool}"),
    "runs before one": get("/v1/runs/", **RUNS, order="asc", limit=2, before="{first}"),
    "newest runs after one": get("/v1/runs/", **RUNS, order="desc", limit=2, after="{first}"),
    "newest runs before one": get("/v1/runs/", **RUNS, order="desc", limit=2, before="{tool}"),
    "runs after none": get("/v1/runs/", **RUNS, order="asc", limit=2, after=NO_RUN),
    "failed runs": get("/v1/runs/", **RUNS, statuses="failed"),
    "runs in a bad state": get("/v1/runs/", statuses="bogus"),
    "runs, bad limit": get("/v1/runs/", limit=0),
    "runs, too many": get("/v1/runs/", limit=1001),
    "active runs": get("/v1/runs/active", **RUNS),
    "messages of a run": get("/v1/runs/{tool}/messages"),
    "messages of a run, newest first": get("/v1/runs/{tool}/messages", order="desc"),
    "messages of no run": get(f"/v1/runs/{NO_RUN}/messages"),
    "steps of a run": get("/v1/runs/{tool}/steps"),
    "steps of a failed run": get("/v1/runs/{failed}/steps"),
    "steps of no run": get(f"/v1/runs/{NO_RUN}/steps"),
    "usage": get("/v1/runs/{tool}/usage"),
    "usage of no run": get(f"/v1/runs/{NO_RUN}/usage"),
    "metrics": get("/v1/runs/{first}/metrics"),
    "metrics of no run": get(f"/v1/runs/{NO_RUN}/metrics"),
    "replay": post("/v1/runs/{first}/stream", {}),
    "replay a tool": post("/v1/runs/{tool}/stream", {}),
    "replay a part": post("/v1/runs/{tool}/stream", {"starting_after": 3}),
    "replay a failure": post("/v1/runs/{failed}/stream", {}),
    "replay what was in the foreground": post("/v1/runs/{foreground}/stream", {}),
    "replay no run": post(f"/v1/runs/{NO_RUN}/stream", {}),
    "replay without a body": post("/v1/runs/{first}/stream"),
    "replay with a bad body": post("/v1/runs/{first}/stream", {"starting_after": "x"}),
    "delete a run": Asked("DELETE", "/v1/runs/{foreground}"),
    "steps": get("/v1/steps/"),
    "step": get("/v1/steps/{step}"),
    "no step": get(f"/v1/steps/{NO_STEP}"),
    "bad step id": get("/v1/steps/nope"),
    "metrics of a step": get("/v1/steps/{step}/metrics"),
    "trace of a step": get("/v1/steps/{step}/trace"),
    "messages of a step": get("/v1/steps/{step}/messages"),
    "messages of no step": get(f"/v1/steps/{NO_STEP}/messages"),
    "feedback": Asked("PATCH", "/v1/steps/{step}/feedback", body={"feedback": "positive"}),
    "bad feedback": Asked("PATCH", "/v1/steps/{step}/feedback", body={"feedback": "meh"}),
    "transaction": Asked("PATCH", "/v1/steps/{step}/transaction/t-1"),
}


# After a 500 the real server closes the connection, whoever is about to use it again.
ALONE = {"Connection": "close"}


class Side:
    """One of the two servers, with an agent, its runs, and an agent that waits."""

    def __init__(self, http: httpx.Client, tag: str) -> None:
        self.http = http
        agent = self._make_agent(tags=[tag])
        self.known = {"agent": agent, "tag": tag}
        for name, prompt in PROMPTS.items():
            self.known[name] = self._run(agent, prompt, background=name != "foreground")
        steps = http.get(f"/v1/runs/{self.known['first']}/steps").raise_for_status().json()
        self.known["step"] = steps[0]["id"]
        rules = [{"type": "requires_approval", "tool_name": "memory_insert"}]
        waiting = self._make_agent(tags=[tag], tools=["memory_insert"], tool_rules=rules)
        self.known["waiting"] = waiting
        self._run(waiting, "TOOL:memory_insert", background=True)

    def _make_agent(self, **settings: Any) -> str:
        body = {**AGENT, "name": "compared", **settings}
        made: str = self.http.post("/v1/agents/", json=body).raise_for_status().json()["id"]
        return made

    def _run(self, agent_id: str, prompt: str, *, background: bool) -> str:
        body = {
            "messages": [{"role": "user", "content": prompt}],
            "stream_tokens": True,
            "background": background,
        }
        answer = self.http.post(f"/v1/agents/{agent_id}/messages/stream", json=body)
        run_ids = [frame.get("run_id") for frame in frames_of(answer.raise_for_status().text)]
        return wait_for_end(self.http, next(filter(None, run_ids)))

    def facts(self, asked: Asked) -> dict[str, str]:
        """Return what is compared of the answer to a request."""
        return dict(self._facts(asked))

    def _facts(self, asked: Asked) -> Iterator[tuple[str, str]]:
        fill = self._fill
        answer = self.http.request(
            asked.method,
            fill(asked.path),
            params=fill(asked.query),
            json=fill(asked.body),
            headers=ALONE,
        )
        yield "status", str(answer.status_code)
        kind = answer.headers.get("content-type", "none").partition(";")[0]
        yield "content type", kind
        names = {value: name for name, value in self.known.items()}
        if kind == "text/event-stream":
            frames = frames_of(answer.text)
            yield "frames", sequence(frame.get("message_type", "error") for frame in frames)
            yield "end", "[DONE]" if "data: [DONE]" in answer.text else "no [DONE]"
            yield from shape([{f["message_type"]: f} for f in frames]).items()
        elif answer.content:
            value = answer.json()
            if isinstance(value, list):
                items = cast("list[dict[str, Any]]", value)
                yield "items", " ".join(names.get(item.get("id", ""), "?") for item in items)
            yield from shape(value).items()

    def _fill(self, value: Any) -> Any:
        if isinstance(value, str):
            return re.sub(r"\{(\w+)\}", lambda found: self.known[found[1]], value)
        if isinstance(value, list):
            return [self._fill(item) for item in cast("list[object]", value)]
        if isinstance(value, dict):
            return {k: self._fill(item) for k, item in cast("dict[str, object]", value).items()}
        return value


def sequence(kinds: Iterator[str]) -> str:
    """Return the types of frames in their order; how many pieces there are is left to chance."""
    in_order: list[str] = []
    for kind in kinds:
        if kind not in in_order[-1:]:
            in_order.append(kind)
    return " ".join(in_order)


def shape(value: Any) -> dict[str, str]:
    """Return the types of what is at each path; the items of a list share theirs."""
    found: dict[str, set[str]] = {}
    for path, kind in _places(value, "$"):
        found.setdefault(re.sub(ID, "{id}", path), set()).add(kind)
    return {path: " or ".join(sorted(kinds)) for path, kinds in found.items()}


ID = r"[a-z]+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


# Values that the API leaves open: what is in them is the business of tools and providers.
OPEN = (".json_schema", ".request_json", ".response_json")


def _places(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        yield path, "object"
        if path.endswith(OPEN):
            return
        for name, item in cast("dict[str, object]", value).items():
            yield from _places(item, f"{path}.{name}")
    elif isinstance(value, list):
        yield path, "array"
        for item in cast("list[object]", value):
            yield from _places(item, f"{path}[]")
    else:
        names: dict[type, str] = {bool: "boolean", int: "number", float: "number", str: "text"}
        yield path, names.get(type(cast("object", value)), "null")


@pytest.fixture(scope="module")
def found(http: httpx.Client) -> Iterator[dict[str, list[str]]]:
    """The differences in the answers to each request."""
    server = ReferenceServer(profile="letta-0.16.8", traces=True)
    search = {"query": "alpha"}
    server.model.reply("alpha bravo").reply("alpha bravo")
    server.model.call_tool("conversation_search", search, "None").reply("alpha bravo")
    server.model.fail().ask_approval("memory_insert", {"label": "alpha"})
    with httpx.Client(transport=server.transport(), base_url="http://reference") as reference:
        tag = f"compared-{uuid.uuid4()}"
        real, stand_in = Side(http, tag), Side(reference, tag)
        yield {
            name: list(between(real.facts(asked), stand_in.facts(asked)))
            for name, asked in REQUESTS.items()
        }


def between(real: dict[str, str], reference: dict[str, str]) -> Iterator[str]:
    """Yield in what two answers differ; of an object that one of them lacks, only that."""
    lacking: tuple[str, ...] = ()
    for name in sorted({**real, **reference}):
        theirs, ours = real.get(name, "nothing"), reference.get(name, "nothing")
        if theirs == ours or name.startswith(lacking):
            continue
        yield f"{name}: {theirs}, {ours}"
        if name.startswith("$"):
            lacking = (*lacking, f"{name}.", f"{name}[")


@pytest.mark.parametrize("name", REQUESTS)
def test_both_servers_answer_alike(name: str, found: dict[str, list[str]]) -> None:
    unexplained = [
        what for what in found[name] if not any(each.covers(name, what) for each in DIFFERENCES)
    ]

    assert unexplained == []


def test_every_listed_difference_is_there(found: dict[str, list[str]]) -> None:
    gone = [
        each
        for each in DIFFERENCES
        if not each.by_chance
        and not any(each.covers(name, what) for name, all_of in found.items() for what in all_of)
    ]

    assert gone == []
