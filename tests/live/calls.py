"""The calls that are made on a real server: on `Letta`, on `AsyncLetta`, and side by side.

A call takes a client, and the agent or run to call it on. It gives the value on `Letta`, and
something to await on `AsyncLetta`. backend/published.py makes the same calls with the published
client, in a Python that has nothing of this project: so this module imports nothing but the
standard library.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Subject:
    """What calls are made on. A call names what it needs, and the rest may be empty."""

    agent_id: str = ""
    block_id: str = ""
    """A block of the agent that no other agent has."""
    run_id: str = ""
    step_id: str = ""
    tag: str = ""
    """A tag of the agent that no other agent has, and the label of its block."""
    tool_call_id: str = ""
    """The call of a tool that the agent wants to have approved."""
    foreground_run: str = ""
    background_run: str = ""
    tool_id: str = ""
    """A tool of the agent that no other agent has. Its name is the tag, with underscores."""
    mcp_server_id: str = ""
    conversation_id: str = ""
    message_id: str = ""
    identity_id: str = ""
    archive_id: str = ""
    passage_id: str = ""
    """A passage of the archive."""
    memory_id: str = ""
    """A passage of the agent."""
    folder_id: str = ""
    file_id: str = ""
    exported: str = ""
    """The file of an agent."""
    waiting_agent: str = ""
    """It waits for the answer to an approval request."""


Call: TypeAlias = Callable[[Any, Subject], Any]

AGENT = {
    "model": "openai-proxy/gpt-4o-mini",
    "embedding": "openai/text-embedding-3-small",
    "include_base_tools": True,
    "parallel_tool_calls": True,
}

# A tool whose result is the same each time: there is nothing to find.
SEARCH = "archival_memory_search"
# By what the stub of the model is told in them.
PROMPTS = {
    "hello": "hello",
    "TOOL": f"TOOL:{SEARCH}",
    "TOOLS": f"TOOLS, TOOL:{SEARCH}",
    "THINK": "THINK",
    "FAIL": "FAIL",
}

NO_RUN = "run-00000000-0000-4000-8000-000000000000"
NO_STEP = "step-00000000-0000-4000-8000-000000000000"

READS: dict[str, Call] = {
    "health": lambda client, _: client.health(),
    "get": lambda client, on: client.get(f"/v1/runs/{on.run_id}", cast_to=object),
    "agents.retrieve": lambda client, on: client.agents.retrieve(on.agent_id),
    "agents.list": lambda client, on: client.agents.list(tags=[on.tag]),
    "agents.messages.list": lambda client, on: client.agents.messages.list(on.agent_id),
    "blocks.list": lambda client, on: client.blocks.list(label=on.tag),
    "blocks.retrieve": lambda client, on: client.blocks.retrieve(on.block_id),
    "blocks.agents.list": lambda client, on: client.blocks.agents.list(on.block_id),
    "runs.list": lambda client, on: client.runs.list(agent_id=on.agent_id),
    "runs.list with filters": lambda client, on: client.runs.list(
        agent_id=on.agent_id,
        background=True,
        limit=5,
        order="asc",
        statuses=["completed", "failed", "cancelled"],
    ),
    "runs.list that ended like this": lambda client, on: client.runs.list(
        agent_id=on.agent_id, stop_reason="end_turn"
    ),
    "runs.retrieve": lambda client, on: client.runs.retrieve(on.run_id),
    "runs.wait": lambda client, on: client.runs.wait(on.run_id),
    "runs.messages.list": lambda client, on: client.runs.messages.list(on.run_id),
    "runs.messages.list, newest first": lambda client, on: client.runs.messages.list(
        on.run_id, order="desc", limit=1000
    ),
    "runs.steps.list": lambda client, on: client.runs.steps.list(on.run_id),
    "runs.usage.retrieve": lambda client, on: client.runs.usage.retrieve(on.run_id),
    "runs.metrics.retrieve": lambda client, on: client.runs.metrics.retrieve(on.run_id),
    "runs.trace.retrieve": lambda client, on: client.runs.trace.retrieve(on.run_id),
    "steps.retrieve": lambda client, on: client.steps.retrieve(on.step_id),
    "steps.metrics.retrieve": lambda client, on: client.steps.metrics.retrieve(on.step_id),
    "steps.trace.retrieve": lambda client, on: client.steps.trace.retrieve(on.step_id),
    "steps.messages.list": lambda client, on: client.steps.messages.list(on.step_id),
}

# The streams of a run in the background.
REPLAYS: dict[str, Call] = {
    "runs.messages.stream": lambda client, on: client.runs.messages.stream(on.run_id),
    "runs.messages.stream, a part": lambda client, on: client.runs.messages.stream(
        on.run_id, starting_after=1
    ),
    "runs.messages.stream without pings": lambda client, on: client.runs.messages.stream(
        on.run_id, include_pings=False
    ),
    "runs.follow": lambda client, on: client.runs.follow(on.run_id),
}

# Made while the run goes on.
READS_OF_A_RUN_THAT_GOES_ON: dict[str, Call] = {
    "runs.list_active": lambda client, on: client.runs.list_active(agent_id=on.agent_id),
    "runs.list": lambda client, on: client.runs.list(agent_id=on.agent_id, active=True),
}

# What Letta 0.16.8 answers with an error, whatever is asked.
BROKEN: dict[str, Call] = {
    "steps.list": lambda client, _: client.steps.list(),
    "steps.transaction.update": lambda client, on: client.steps.transaction.update(
        "transaction-1", step_id=on.step_id
    ),
    "runs.delete": lambda client, on: client.runs.delete(on.run_id),
}

ORDERS = ["asc", "desc"]
PAGE_SIZES = [1, 2, 3, 5, 1000]


def walks(method: str, order: str, limit: int) -> Call:
    """Return a call that lists the runs of an agent, or what belongs to a run, page by page."""
    by = "agent_id" if method == "runs.list" else "run_id"

    def call(client: Any, on: Subject) -> Any:
        listed = attrgetter(method)(client)
        return listed(**{by: getattr(on, by)}, order=order, limit=limit)

    return call


WALKS: dict[str, Call] = {
    f"{method}, {order}, {limit} at a time": walks(method, order, limit)
    for method in ("runs.list", "runs.messages.list", "runs.steps.list")
    for order in ORDERS
    for limit in PAGE_SIZES
}

SOURCE_CODE = "def alpha() -> str:\n    '''Return alpha.'''\n    return 'alpha'\n"

SENDS: dict[str, Call] = {
    "agents.create": lambda client, on: client.agents.create(**AGENT, name="made", tags=[on.tag]),
    "agents.messages.create": lambda client, on: client.agents.messages.create(
        on.agent_id, messages=[{"role": "user", "content": f"THINK, {PROMPTS['TOOL']}"}]
    ),
    "agents.messages.create_async": lambda client, on: client.agents.messages.create_async(
        on.agent_id, messages=[{"role": "user", "content": "hello"}]
    ),
    "blocks.create": lambda client, on: client.blocks.create(label="made", value="By a test."),
    "blocks.update": lambda client, on: client.blocks.update(on.block_id, description="changed"),
    "steps.feedback.create": lambda client, on: client.steps.feedback.create(
        on.step_id, feedback="positive", tags=["live"]
    ),
    "post": lambda client, on: client.post(
        f"/v1/agents/{on.agent_id}/messages", cast_to=object, body={"input": "hello"}
    ),
    "patch": lambda client, on: client.patch(
        f"/v1/agents/{on.agent_id}", cast_to=object, body={"description": "patched"}
    ),
    "put": lambda client, _: client.put(
        "/v1/tools/", cast_to=object, body={"source_code": SOURCE_CODE}
    ),
}

# What ends the agent, or its run, which goes on until then.
ENDS: dict[str, Call] = {
    "agents.messages.cancel": lambda client, on: client.agents.messages.cancel(
        on.agent_id, run_ids=[on.run_id]
    ),
    "runs.cancel": lambda client, on: client.runs.cancel(on.run_id),
    "blocks.delete": lambda client, on: client.blocks.delete(on.block_id),
    "agents.delete": lambda client, on: client.agents.delete(on.agent_id),
    "delete": lambda client, on: client.delete(f"/v1/agents/{on.agent_id}", cast_to=object),
}

# Options of `agents.messages.stream`, and of `create(streaming=True)`.
STREAMS: dict[str, dict[str, Any]] = {
    "steps": {},
    "tokens": {"stream_tokens": True},
    "steps in the background": {"background": True},
    "tokens in the background": {"background": True, "stream_tokens": True},
}

Said: TypeAlias = Callable[[Subject], Mapping[str, Any]]


def says(text: str) -> Said:
    """Return the arguments that say a text."""
    return lambda _: {"input": text}


def answers(*, approve: bool) -> Said:
    """Return the arguments that allow the call of a tool, or that deny it."""

    def said(on: Subject) -> Mapping[str, Any]:
        answer = {"type": "approval", "approve": approve, "tool_call_id": on.tool_call_id}
        return {"messages": [{"type": "approval", "approvals": [{**answer, "reason": "so"}]}]}

    return said


def streams(said: Said, kind: str) -> Call:
    """Return a call that says something and streams the answer."""
    return lambda client, on: client.agents.messages.stream(
        on.agent_id, **said(on), **STREAMS[kind]
    )


def created_streams(said: Said, kind: str) -> Call:
    """Return the same by the other method."""
    return lambda client, on: client.agents.messages.create(
        on.agent_id, streaming=True, **said(on), **STREAMS[kind]
    )


SENT_STREAMS: dict[str, Call] = {
    f"agents.messages.stream of {kind}: {name}": streams(says(text), kind)
    for kind in STREAMS
    for name, text in {"all": f"THINK, {PROMPTS['TOOLS']}", "FAIL": PROMPTS["FAIL"]}.items()
} | {
    f"agents.messages.create as a stream of {kind}": created_streams(says(PROMPTS["TOOL"]), kind)
    for kind in STREAMS
}


def creates(said: Said) -> Call:
    """Return a call that says something and waits for the answer."""
    return lambda client, on: client.agents.messages.create(on.agent_id, **said(on))


def creates_async(said: Said) -> Call:
    """Return a call that says something and does not wait."""
    return lambda client, on: client.agents.messages.create_async(on.agent_id, **said(on))


# The ways to say something to an agent whose answer needs an approval, or is one.
WAYS: dict[str, Callable[[Said], Call]] = {
    "agents.messages.create": creates,
    "agents.messages.create_async": creates_async,
    **{f"agents.messages.stream of {kind}": partial(streams, kind=kind) for kind in STREAMS},
}

# The answer has 8 words, and each takes 0.3 s.
TOO_SLOW: dict[str, Call] = {
    "agents.messages.create": lambda client, on: client.agents.messages.create(
        on.agent_id, input="SLOW", timeout=1
    ),
}


def stream_with(content: bytes | None) -> Call:
    """Return a request for a stream that no method of the client sends."""

    def call(client: Any, on: Subject) -> Any:
        path = f"/v1/runs/{on.background_run}/stream"
        headers = {"Content-Type": "application/json"}
        options = {"headers": headers, "max_retries": 0}
        return client.post(path, cast_to=object, content=content, options=options)

    return call


# By the names of the recordings.
ERRORS: dict[str, Call] = {
    "error_400_run_id": lambda client, _: client.runs.retrieve("nope"),
    "error_400_status": lambda client, _: client.runs.list(statuses=["bogus"]),
    "error_400_stream_of_foreground_run": lambda client, on: client.runs.messages.stream(
        on.foreground_run
    ),
    "error_404_route": lambda client, _: client.get("/v1/nope", cast_to=object),
    "error_404_run": lambda client, _: client.runs.retrieve(NO_RUN),
    "error_404_step": lambda client, _: client.steps.retrieve(NO_STEP),
    "error_409_pending_approval": lambda client, on: client.agents.messages.create(
        on.waiting_agent, input="hi"
    ),
    "error_422_bad_json": stream_with(b"{nope"),
    "error_422_feedback": lambda client, on: client.steps.feedback.create(
        on.step_id, feedback="meh"
    ),
    "error_422_limit": lambda client, _: client.runs.list(limit=0),
    "error_422_step_id": lambda client, _: client.steps.retrieve("nope"),
    "error_500_stream_without_body": stream_with(None),
}

TABLES: dict[str, Mapping[str, Call]] = {
    "READS": READS,
    "REPLAYS": REPLAYS,
    "READS_OF_A_RUN_THAT_GOES_ON": READS_OF_A_RUN_THAT_GOES_ON,
    "WALKS": WALKS,
    "BROKEN": BROKEN,
    "SENDS": SENDS,
    "ENDS": ENDS,
    "SENT_STREAMS": SENT_STREAMS,
    "APPROVALS": {way: make(answers(approve=True)) for way, make in WAYS.items()},
    "DENIALS": {way: make(answers(approve=False)) for way, make in WAYS.items()},
    "ERRORS": ERRORS,
    "TOO_SLOW": TOO_SLOW,
}
