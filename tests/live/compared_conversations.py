"""Requests for conversations, all messages and what is in contexts, for two servers."""

from __future__ import annotations

from .calls import AGENT, NO_RUN
from .sides import (
    BAD_JSON,
    HELLO,
    NO_AGENT,
    NO_MESSAGE,
    OF_AGENT,
    OF_NOBODY,
    Asked,
    Lists,
    ask_post,
    delete,
    get,
    of_lists,
    patch,
    post,
)

NO_CONVERSATION = "conv-00000000-0000-4000-8000-000000000000"
NO_JOB = "job-00000000-0000-4000-8000-000000000000"
CONVERSATION = "/v1/conversations/{talk}"
NOWHERE = f"/v1/conversations/{NO_CONVERSATION}"
OWN = "/v1/conversations/{agent}"
WHOLE = {**HELLO, "streaming": False}
WITH_OTID = {"messages": [{"role": "user", "content": "hello", "otid": "otid-{tag}"}]}
# By default, so few messages are not summarized.
SUMMARY = {"compaction_settings": {"mode": "all"}}
INSIDE = {"talk": CONVERSATION, "own": OWN, "nowhere": NOWHERE, "nope": "/v1/conversations/nope"}

LISTS: Lists = {
    "conversations": (
        "/v1/conversations/",
        {"agent_id": "{agent}"},
        "{talk2}",
        NO_CONVERSATION,
    ),
    "messages of a conversation": (f"{CONVERSATION}/messages", {}, "{talk.3}", NO_MESSAGE),
    "messages of an agent's own": (f"{OWN}/messages", {}, "{own.3}", NO_MESSAGE),
    "messages by their conversation": (
        "/v1/messages/",
        {"conversation_id": "{talk}"},
        "{talk.3}",
        NO_MESSAGE,
    ),
    "messages of an agent by their conversation": (
        f"{OF_AGENT}/messages",
        {"conversation_id": "{talk}"},
        "{talk.3}",
        NO_MESSAGE,
    ),
}

REQUESTS: dict[str, Asked] = {
    **of_lists(LISTS),
    "all runs of an agent with conversations": get("/v1/runs/", agent_id="{agent}", order="asc"),
    "all runs of another agent with conversations": get(
        "/v1/runs/", agent_id="{second}", order="asc"
    ),
    "all runs of an agent whose conversation waits": get(
        "/v1/runs/", agent_id="{waiting}", order="asc"
    ),
    "agent whose conversation waits": get("/v1/agents/{waiting}", include="agent.pending_approval"),
    # Conversations
    "conversations of nobody": get("/v1/conversations/", agent_id=NO_AGENT),
    "conversations of a bad agent": get("/v1/conversations/", agent_id="nope"),
    **{
        f"conversations with {text!r} in their summary": get(
            "/v1/conversations/", agent_id="{agent}", summary_search=text
        )
        for text in ("bean", "PEA", "nothing", "%")
    },
    # By their last run it orders them by their ids, which are by chance.
    **{
        f"conversations by their last message, {order}": get(
            "/v1/conversations/", agent_id="{agent}", order_by="last_message_at", order=order
        )
        for order in ("asc", "desc")
    },
    **{f"conversation: {name}": get(path) for name, path in INSIDE.items()},
    "conversation without messages": get("/v1/conversations/{talk3}"),
    "conversation called default": get("/v1/conversations/default"),
    **{
        f"{how} of the conversation {name}": Asked(method, f"{path}{below}", body=body)
        for name, path in INSIDE.items()
        for how, method, below, body in (
            ("messages", "GET", "/messages", None),
            ("stream of nothing", "POST", "/stream", {}),
            ("stream without a body", "POST", "/stream", None),
            ("stream of no run", "POST", "/stream", {"run_id": NO_RUN}),
            ("stream of no otid", "POST", "/stream", {"otid": "nope"}),
            ("cancelling", "POST", "/cancel", None),
        )
    },
    "messages of the default": get("/v1/conversations/default/messages"),
    "messages of an agent's default": get("/v1/conversations/default/messages", agent_id="{agent}"),
    "messages of nobody's default": get("/v1/conversations/default/messages", agent_id=NO_AGENT),
    "messages of a conversation, of one type": get(
        f"{CONVERSATION}/messages", include_return_message_types="assistant_message"
    ),
    "messages of a conversation, of no type": get(
        f"{CONVERSATION}/messages", include_return_message_types="nope"
    ),
    "messages of a conversation, of a group": get(f"{CONVERSATION}/messages", group_id="nope"),
    "messages of a conversation without any": get("/v1/conversations/{talk3}/messages"),
    "create a conversation": ask_post("/v1/conversations/", {}, agent_id="{second}"),
    "create a conversation with all": ask_post(
        "/v1/conversations/",
        {"summary": "s", "isolated_block_labels": ["human"], "model": AGENT["model"]},
        agent_id="{second}",
    ),
    "create a conversation with no such block": ask_post(
        "/v1/conversations/", {"isolated_block_labels": ["nothing"]}, agent_id="{second}"
    ),
    "create a conversation with no such model": ask_post(
        "/v1/conversations/", {"model": "nope/nope"}, agent_id="{second}"
    ),
    "create a conversation without a body": ask_post("/v1/conversations/", agent_id="{second}"),
    "create a conversation with nobody": ask_post("/v1/conversations/", {}, agent_id=NO_AGENT),
    "create a conversation with a bad agent": ask_post("/v1/conversations/", {}, agent_id="nope"),
    "create a conversation with nobody named": post("/v1/conversations/", {}),
    "create a conversation of bad JSON": ask_post(
        "/v1/conversations/", BAD_JSON, agent_id="{second}"
    ),
    "change a conversation": patch("/v1/conversations/{talk3}", {"summary": "Leeks"}),
    "change a conversation's model": patch("/v1/conversations/{talk3}", {"model": AGENT["model"]}),
    "change nothing of a conversation": patch("/v1/conversations/{talk3}", {}),
    "change a conversation's summary to null": patch(
        "/v1/conversations/{talk3}", {"summary": None}
    ),
    "change when a conversation was used": patch(
        "/v1/conversations/{talk3}", {"last_message_at": "2026-01-01T00:00:00Z"}
    ),
    "change no conversation": patch(NOWHERE, {"summary": "x"}),
    "change a conversation badly": patch("/v1/conversations/{talk3}", {"summary": 7}),
    # Sending to conversations
    **{
        f"send to the conversation {name}": post(f"{path}/messages", WHOLE)
        for name, path in {**INSIDE, "own": "/v1/conversations/{second}"}.items()
        if name != "talk"
    },
    **{
        f"send to the default {whose}": post(
            "/v1/conversations/default/messages", {**WHOLE, **whom}
        )
        for whose, whom in {
            "of an agent": {"agent_id": "{second}"},
            "of nobody": {"agent_id": NO_AGENT},
            "without an agent": {},
        }.items()
    },
    "send to a conversation": post("/v1/conversations/{spare}/messages", WHOLE),
    "send to a conversation with another agent": post(
        "/v1/conversations/{spare}/messages", {**WHOLE, "agent_id": "{agent}"}
    ),
    "send a conversation nothing": post("/v1/conversations/{spare}/messages", {}),
    "send a conversation no messages": post(
        "/v1/conversations/{spare}/messages", {"messages": [], "streaming": False}
    ),
    "stream nothing to a conversation": post(
        "/v1/conversations/{spare}/messages", {"messages": []}
    ),
    "send a conversation bad JSON": post("/v1/conversations/{spare}/messages", BAD_JSON),
    "send a conversation what fails": post(
        "/v1/conversations/{spare}/messages", {"input": "FAIL", "streaming": False}
    ),
    "stream a conversation": post("/v1/conversations/{spare}/messages", HELLO),
    "stream a conversation in tokens": post(
        "/v1/conversations/{spare}/messages", {**HELLO, "stream_tokens": True}
    ),
    "stream a conversation in the background": post(
        "/v1/conversations/{spare}/messages", {**HELLO, "background": True}
    ),
    "stream a conversation with an otid": post(
        "/v1/conversations/{spare}/messages", {**WITH_OTID, "background": True}
    ),
    "stream a conversation with the otid again": post(
        "/v1/conversations/{spare}/messages", {**WITH_OTID, "background": True}
    ),
    "follow the otid of a conversation": post(
        "/v1/conversations/{spare}/stream", {"otid": "otid-{tag}"}
    ),
    "follow a part of it": post(
        "/v1/conversations/{spare}/stream", {"otid": "otid-{tag}", "starting_after": 2}
    ),
    "conversation after all that": get("/v1/conversations/{spare}"),
    "messages after all that": get("/v1/conversations/{spare}/messages", order="asc"),
    "all runs after all that": get("/v1/runs/", agent_id="{second}", order="asc"),
    "runs of a conversation that streamed": get(
        "/v1/runs/", conversation_id="{spare}", agent_id="{second}"
    ),
    "runs of a conversation": get("/v1/runs/", conversation_id="{talk}", agent_id="{agent}"),
    "messages of an agent after all that": get("/v1/agents/{second}/messages"),
    "messages of a conversation that waits": get("/v1/conversations/{asking}/messages"),
    "send to a conversation that waits": post("/v1/conversations/{asking}/messages", WHOLE),
    "stream to a conversation that waits": post("/v1/conversations/{asking}/messages", HELLO),
    "send to an agent whose conversation waits": post("/v1/agents/{waiting}/messages", HELLO),
    # Forks
    **{f"fork the conversation {name}": post(f"{path}/fork") for name, path in INSIDE.items()},
    "fork an agent's default": ask_post("/v1/conversations/default/fork", agent_id="{agent}"),
    "fork nobody's default": post("/v1/conversations/default/fork"),
    "messages of a fork": get("/v1/conversations/{fork}/messages", order="asc"),
    "itself of a fork": get("/v1/conversations/{fork}"),
    "send to a fork": post("/v1/conversations/{fork}/messages", WHOLE),
    "messages of the forked conversation": get(f"{CONVERSATION}/messages", order="asc"),
    "messages of a fork that went on": get("/v1/conversations/{fork}/messages", order="asc"),
    # The contexts
    **{
        f"{how} the conversation {name}": Asked("POST", f"{path}{below}", query, body)
        for name, path in INSIDE.items()
        for how, below, query, body in (
            ("recompile", "/recompile", {"dry_run": True}, None),
            ("recompile for good", "/recompile", {}, {}),
            ("preview a send to", "/messages/preview-raw-payload", {}, HELLO),
            ("preview nothing to", "/messages/preview-raw-payload", {}, {}),
        )
    },
    "compact no conversation": post(f"{NOWHERE}/compact", SUMMARY),
    "compact a conversation without messages": post("/v1/conversations/{talk3}/compact", SUMMARY),
    "compact a conversation": post("/v1/conversations/{compacted}/compact", SUMMARY),
    "messages of a compacted conversation": get(
        "/v1/conversations/{compacted}/messages", order="asc"
    ),
    "compacted conversation": get("/v1/conversations/{compacted}"),
    **{
        f"{what} of {whose}": Asked(method, f"{path}{below}", query, body)
        for whose, path in {"an agent": OF_AGENT, "nobody": OF_NOBODY}.items()
        for what, method, below, query, body in (
            ("context", "GET", "/context", {}, None),
            ("context of a conversation", "GET", "/context", {"conversation_id": "{talk}"}, None),
            (
                "context of no conversation",
                "GET",
                "/context",
                {"conversation_id": NO_CONVERSATION},
                None,
            ),
            ("recompiling", "POST", "/recompile", {"dry_run": True}, None),
            ("recompiling for good", "POST", "/recompile", {}, None),
            ("recompiling the prompt", "POST", "/system-prompt/recompile", {"dry_run": True}, None),
            ("preview", "POST", "/messages/preview-raw-payload", {}, HELLO),
            ("preview of nothing", "POST", "/messages/preview-raw-payload", {}, {}),
            ("generating", "POST", "/generate", {}, {"prompt": "hello"}),
            ("generating nothing", "POST", "/generate", {}, {"prompt": ""}),
            (
                "generating by a bad model",
                "POST",
                "/generate",
                {},
                {"prompt": "x", "override_model": "nope/nope"},
            ),
            ("changing no message", "PATCH", f"/messages/{NO_MESSAGE}", {}, {"content": "x"}),
        )
    },
    "change a message": patch(f"{OF_AGENT}/messages/{{own.2}}", {"content": "x"}),
    "change a message badly": patch(f"{OF_AGENT}/messages/{{own.2}}", {"content": []}),
    "summarize": post("/v1/agents/{long}/summarize", SUMMARY),
    "summarize nobody": post(f"{OF_NOBODY}/summarize", SUMMARY),
    "messages of a summarized agent": get("/v1/agents/{long}/messages", order="asc"),
    "reset messages": patch("/v1/agents/{long}/reset-messages", {}),
    "messages after a reset": get("/v1/agents/{long}/messages", order="asc"),
    "reset messages to the first": patch(
        "/v1/agents/{long}/reset-messages", {"add_default_initial_messages": True}
    ),
    "messages after a reset to the first": get("/v1/agents/{long}/messages", order="asc"),
    "reset messages of nobody": patch(f"{OF_NOBODY}/reset-messages", {}),
    # All messages
    "messages of no conversation": get("/v1/messages/", conversation_id=NO_CONVERSATION),
    "messages of a conversation by one type": get(
        "/v1/messages/",
        conversation_id="{talk}",
        include_return_message_types="assistant_message",
    ),
    "message": get("/v1/messages/{talk.2}"),
    "message that an agent has said": get("/v1/messages/{talk.3}"),
    "message of the system": get("/v1/messages/{own.1}"),
    "no message": get(f"/v1/messages/{NO_MESSAGE}"),
    "bad message": get("/v1/messages/nope"),
    "search messages": post("/v1/messages/search", {"query": "hello"}),
    "search messages of nothing": post("/v1/messages/search", {}),
    "search too many messages": post("/v1/messages/search", {"query": "x", "limit": 101}),
    "search messages of agents": post("/v1/agents/messages/search", {"query": "hello"}),
    "search agents' messages of nothing": post("/v1/agents/messages/search", {}),
    # Batches and jobs
    "batches after none": get("/v1/messages/batches", after=NO_JOB),
    "no batch": get(f"/v1/messages/batches/{NO_JOB}"),
    "bad batch": get("/v1/messages/batches/nope"),
    "cancel no batch": patch(f"/v1/messages/batches/{NO_JOB}/cancel"),
    "messages of no batch": get(f"/v1/messages/batches/{NO_JOB}/messages"),
    "create an empty batch": post("/v1/messages/batches", {"requests": []}),
    "create a batch": post(
        "/v1/messages/batches", {"requests": [{"agent_id": "{agent}", **HELLO}]}
    ),
    "create a batch of nothing": post("/v1/messages/batches", {}),
    "no job": get(f"/v1/jobs/{NO_JOB}"),
    "bad job": get("/v1/jobs/nope"),
    "cancel no job": patch(f"/v1/jobs/{NO_JOB}/cancel"),
    "delete no job": delete(f"/v1/jobs/{NO_JOB}"),
    "jobs, bad limit": get("/v1/jobs/", limit="many"),
    # Deleting
    "delete a conversation": delete("/v1/conversations/{spare}"),
    "delete it again": delete("/v1/conversations/{spare}"),
    "deleted conversation": get("/v1/conversations/{spare}"),
    "messages of a deleted conversation": get("/v1/conversations/{spare}/messages"),
    "send to a deleted conversation": post("/v1/conversations/{spare}/messages", WHOLE),
    "conversations without the deleted one": get("/v1/conversations/", agent_id="{second}"),
    "delete no conversation": delete(NOWHERE),
    "delete a bad conversation": delete("/v1/conversations/nope"),
    "delete an agent's own": delete(OWN),
}
