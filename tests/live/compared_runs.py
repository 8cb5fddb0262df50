"""Requests for agents, runs and steps, for two servers."""

from __future__ import annotations

from typing import Any

from .calls import AGENT, NO_RUN, NO_STEP
from .sides import (
    BAD_JSON,
    FAIL,
    HELLO,
    NO_AGENT,
    NO_MESSAGE,
    WRONG,
    Lists,
    delete,
    get,
    patch,
    post,
)

ITS = {"agent_id": "{agent}"}
STREAMING = {**HELLO, "streaming": True}

# The runs that both servers have, besides that of an agent that waits for approval.
RUNS = (
    "foreground",
    "first",
    "tool",
    "tools",
    "think",
    "filtered",
    "failed",
    "cancelled",
    "asked",
    "approved",
    "denied",
    "dismissed",
)
STEPS = (
    "first.step1",
    "tool.step1",
    "tool.step2",
    "think.step1",
    "think.step2",
    "failed.step1",
    "cancelled.step1",
    "cancelled.step2",
    "asked.step1",
    "approved.step1",
    "dismissed.step1",
)
LISTS: Lists = {
    "agents": ("/v1/agents/", {"tags": "{tag}"}, "{second}", NO_AGENT),
    "messages of an agent": ("/v1/agents/{agent}/messages", {}, "{think.2}", NO_MESSAGE),
    "runs": ("/v1/runs/", ITS, "{tool}", NO_RUN),
    "messages of a run": ("/v1/runs/{think}/messages", {}, "{think.3}", NO_MESSAGE),
    "steps of a run": ("/v1/runs/{think}/steps", {}, "{think.step1}", NO_STEP),
    "messages of a step": ("/v1/steps/{think.step1}/messages", {}, "{think.2}", NO_MESSAGE),
}
INCLUDABLE = ("blocks", "tools", "tags", "secrets", "sources", "identities", "managed_group")

REQUESTS = {
    "health": get("/v1/health/"),
    "unknown route": get("/v1/nope"),
    # Agents
    "agent": get("/v1/agents/{agent}"),
    "agent that waits": get("/v1/agents/{waiting}"),
    "agent that waits, and for what": get("/v1/agents/{waiting}", include="agent.pending_approval"),
    "agent, bad include": get("/v1/agents/{agent}", include="nope"),
    "no agent": get(f"/v1/agents/{NO_AGENT}"),
    "bad agent id": get("/v1/agents/nope"),
    "agents by name": get("/v1/agents/", tags="{tag}", name="second"),
    "agents by a part of their name": get("/v1/agents/", tags="{tag}", query_text="SEC"),
    "agents by all tags": get("/v1/agents/", tags=["{tag}", "nope"], match_all_tags=True),
    "agents by one of their tags": get("/v1/agents/", tags=["{tag}", "nope"]),
    "agents by how their runs end": get("/v1/agents/", tags="{tag}", last_stop_reason="cancelled"),
    "agents by the time of their change": get("/v1/agents/", tags="{tag}", order_by="updated_at"),
    "agents of a project": get("/v1/agents/", tags="{tag}", project_id="nope"),
    "agents of an identity": get("/v1/agents/", tags="{tag}", identity_id="nope"),
    "agents in a bad order": get("/v1/agents/", order_by="nope"),
    "create an agent": post("/v1/agents/", {**AGENT, "name": "made"}),
    "create an agent with settings": post(
        "/v1/agents/",
        {
            **AGENT,
            "name": "set",
            "max_tokens": 77,
            "compaction_settings": {"model": AGENT["model"]},
            "memory_blocks": [{"label": "human", "value": "h"}],
            "secrets": {"KEY": "value"},
            "metadata": {"a": 1},
        },
    ),
    "create an agent with rules for its tools": post(
        "/v1/agents/", {**AGENT, "name": "ruled", "include_base_tool_rules": True}
    ),
    "create an agent without a model": post("/v1/agents/", {}),
    "create an agent with a bad name": post("/v1/agents/", {**AGENT, "name": 7}),
    "create an agent of bad JSON": post("/v1/agents/", BAD_JSON),
    "delete an agent": delete("/v1/agents/{doomed}"),
    "deleted agent": get("/v1/agents/{doomed}"),
    "runs of a deleted agent": get("/v1/runs/", agent_id="{doomed}"),
    "delete no agent": delete(f"/v1/agents/{NO_AGENT}"),
    **{
        f"agent with its {what}": get("/v1/agents/{second}", include=f"agent.{what}")
        for what in INCLUDABLE
    },
    **{
        f"agents with their {what}": get("/v1/agents/", tags="{tag}", include=f"agent.{what}")
        for what in INCLUDABLE
    },
    # Sending
    "send": post("/v1/agents/{other}/messages", HELLO),
    "send for a part of the answer": post(
        "/v1/agents/{other}/messages",
        {"input": "hello", "include_return_message_types": ["user_message"]},
    ),
    "send for nothing that is": post(
        "/v1/agents/{other}/messages", {**HELLO, "include_return_message_types": ["nope"]}
    ),
    "send and fail": post("/v1/agents/{other}/messages", FAIL),
    "send to nobody": post(f"/v1/agents/{NO_AGENT}/messages", HELLO),
    "send nothing": post("/v1/agents/{other}/messages", {}),
    "send no messages": post("/v1/agents/{other}/messages", {"messages": []}),
    "send an empty message": post("/v1/agents/{other}/messages", {"input": ""}),
    "send bad JSON": post("/v1/agents/{other}/messages", BAD_JSON),
    "send while it waits": post("/v1/agents/{waiting}/messages", HELLO),
    "send an answer to no question": post(
        "/v1/agents/{other}/messages",
        {"messages": [{"type": "approval", "approve": True, "approval_request_id": "nope"}]},
    ),
    "send a wrong answer": post(
        "/v1/agents/{waiting}/messages",
        {
            "messages": [
                {
                    "type": "approval",
                    "approvals": [{"type": "approval", "tool_call_id": "nope", "approve": True}],
                }
            ]
        },
    ),
    "send with options of a stream": post(
        "/v1/agents/{other}/messages", {**HELLO, "background": True}
    ),
    "send, streaming": post("/v1/agents/{other}/messages", STREAMING),
    "send, streaming, as nobody": post("/v1/agents/{other}/messages", STREAMING, User_Agent=""),
    **{
        f"send, streaming, as {client}": post(
            "/v1/agents/{other}/messages", STREAMING, User_Agent=client
        )
        for client in (
            "letta-client/0.9",
            "letta-client/1.0",
            "letta-client/1",
            "letta-client/2.0",
            "@letta-ai/letta-client/1.0",
            "@letta-ai/letta-client/0.9",
            "my letta-client/1.0",
        )
    },
    **{
        f"send, streaming, as a package of version '{version}'": post(
            "/v1/agents/{other}/messages", STREAMING, X_Stainless_Package_Version=version
        )
        for version in ("", "0.1", "1.12.1", "nope")
    },
    "send, streaming, with a language": post(
        "/v1/agents/{other}/messages", STREAMING, X_Stainless_Lang="python"
    ),
    "send and do not wait": post("/v1/agents/{other}/messages/async", HELLO),
    "send bad JSON and do not wait": post("/v1/agents/{other}/messages/async", BAD_JSON),
    "send while it waits and do not wait": post("/v1/agents/{waiting}/messages/async", HELLO),
    "stream steps": post("/v1/agents/{other}/messages/stream", HELLO),
    "stream tokens": post("/v1/agents/{other}/messages/stream", {**HELLO, "stream_tokens": True}),
    "stream in the background": post(
        "/v1/agents/{other}/messages/stream", {**HELLO, "background": True}
    ),
    "stream a failure": post("/v1/agents/{other}/messages/stream", FAIL),
    "stream while it waits": post("/v1/agents/{waiting}/messages/stream", HELLO),
    "stream bad JSON": post("/v1/agents/{other}/messages/stream", BAD_JSON),
    "cancel what is over": post("/v1/agents/{agent}/messages/cancel", {"run_ids": ["{first}"]}),
    "cancel what is not there": post("/v1/agents/{agent}/messages/cancel", {"run_ids": [NO_RUN]}),
    "cancel what is not going on": post("/v1/agents/{agent}/messages/cancel"),
    "cancel bad JSON": post("/v1/agents/{agent}/messages/cancel", BAD_JSON),
    # Lists
    "messages of nobody": get(f"/v1/agents/{NO_AGENT}/messages"),
    "messages of an agent, of one type": get(
        "/v1/agents/{agent}/messages", include_return_message_types="assistant_message", limit=6
    ),
    "messages of an agent, of no type": get(
        "/v1/agents/{agent}/messages", include_return_message_types="nope"
    ),
    "messages of a group": get("/v1/agents/{agent}/messages", group_id="nope"),
    "messages of a conversation": get("/v1/agents/{agent}/messages", conversation_id="nope"),
    "messages of an agent that decided": get("/v1/agents/{decided}/messages"),
    "messages of a run, after one of another": get(
        "/v1/runs/{tool}/messages", after="{first.1}", limit=2
    ),
    "steps of a run, after one of another": get(
        "/v1/runs/{tool}/steps", order="asc", after="{first.step1}"
    ),
    "steps of a run, after the newest": get("/v1/runs/{tool}/steps", after="{tool.step2}"),
    "messages of a step, after one of another": get(
        "/v1/steps/{think.step2}/messages", after="{think.2}"
    ),
    "messages of no step, after none": get(f"/v1/steps/{NO_STEP}/messages", after=NO_MESSAGE),
    "runs by how they end": get("/v1/runs/", **ITS, stop_reason="llm_api_error"),
    "runs by a bad stop reason": get("/v1/runs/", **ITS, stop_reason="nope"),
    "runs in the foreground": get("/v1/runs/", **ITS, background=False),
    "runs of a conversation": get("/v1/runs/", **ITS, conversation_id="nope"),
    "runs of several agents": get("/v1/runs/", agent_ids=["{agent}", "{decided}"]),
    "runs, the old way round": get("/v1/runs/", **ITS, ascending=True),
    "runs that go on": get("/v1/runs/", **ITS, active=True),
    "failed runs": get("/v1/runs/", **ITS, statuses="failed"),
    "runs in two states": get("/v1/runs/", **ITS, statuses=["failed", "cancelled"]),
    "runs in a bad state": get("/v1/runs/", statuses="bogus"),
    "runs, too many": get("/v1/runs/", limit=1001),
    "active runs": get("/v1/runs/active", **ITS),
    **{
        f"{name}, {order}, {how}": get(path, **its, order=order, **page)
        for name, (path, its, cursor, none) in LISTS.items()
        for order in ("asc", "desc")
        for how, page in {
            "all": dict[str, Any](),
            "one": {"limit": 1},
            "two": {"limit": 2},
            "one after": {"limit": 1, "after": cursor},
            "two after": {"limit": 2, "after": cursor},
            "one before": {"limit": 1, "before": cursor},
            "two before": {"limit": 2, "before": cursor},
            "between": {"after": cursor, "before": cursor},
            "after none": {"limit": 2, "after": none},
            "before none": {"limit": 2, "before": none},
        }.items()
    },
    **{
        f"{name}, bad {what}": get(path, **{**its, what: value})
        for name, (path, its, _, _) in LISTS.items()
        for what, value in WRONG.items()
    },
    **{
        f"{name}, limit {limit}": get(path, **its, limit=limit)
        for name, (path, its, _, _) in LISTS.items()
        for limit in (-1, 0, 100_000)
    },
    # Runs
    **{
        f"{what or 'itself'} of the run {run}": get(f"/v1/runs/{{{run}}}{what}")
        for run in RUNS
        for what in ("", "/messages", "/steps", "/usage", "/metrics", "/trace")
    },
    **{f"replay the run {run}": post(f"/v1/runs/{{{run}}}/stream", {}) for run in RUNS},
    **{
        f"{what or 'itself'} of no run": get(f"/v1/runs/{NO_RUN}{what}")
        for what in ("", "/messages", "/steps", "/usage", "/metrics", "/trace")
    },
    **{
        f"{what or 'itself'} of a bad run id": get(f"/v1/runs/nope{what}")
        for what in ("", "/messages", "/steps", "/usage", "/metrics", "/trace")
    },
    "trace of one span": get("/v1/runs/{tool}/trace", limit=1),
    "trace of no span": get("/v1/runs/{tool}/trace", limit=0),
    "trace of too many spans": get("/v1/runs/{tool}/trace", limit=5001),
    "replay a part": post("/v1/runs/{tool}/stream", {"starting_after": 3}),
    "replay without pings": post("/v1/runs/{tool}/stream", {"include_pings": False}),
    "replay no run": post(f"/v1/runs/{NO_RUN}/stream", {}),
    "replay without a body": post("/v1/runs/{first}/stream"),
    "replay with a bad body": post("/v1/runs/{first}/stream", {"starting_after": "x"}),
    "replay with bad JSON": post("/v1/runs/{first}/stream", BAD_JSON),
    "delete a run": delete("/v1/runs/{foreground}"),
    "delete no run": delete(f"/v1/runs/{NO_RUN}"),
    # Steps
    **{
        f"{what or 'itself'} of the step {step}": get(f"/v1/steps/{{{step}}}{what}")
        for step in STEPS
        for what in ("", "/messages", "/metrics", "/trace")
    },
    **{
        f"{what or 'itself'} of no step": get(f"/v1/steps/{NO_STEP}{what}")
        for what in ("", "/messages", "/metrics", "/trace")
    },
    "steps": get("/v1/steps/"),
    "bad step id": get("/v1/steps/nope"),
    "feedback": patch("/v1/steps/{tool.step1}/feedback", {"feedback": "positive", "tags": ["a"]}),
    "no feedback": patch("/v1/steps/{tool.step1}/feedback", {}),
    "bad feedback": patch("/v1/steps/{tool.step1}/feedback", {"feedback": "meh"}),
    "feedback of bad JSON": patch("/v1/steps/{tool.step1}/feedback", BAD_JSON),
    "feedback to no step": patch(f"/v1/steps/{NO_STEP}/feedback", {"feedback": "positive"}),
    "transaction": patch("/v1/steps/{tool.step1}/transaction/t-1"),
}
