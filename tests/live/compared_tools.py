"""Requests for tools, MCP servers, core memory, models and tags, for two servers."""

from __future__ import annotations

from typing import Any

import httpx

from .calls import AGENT
from .calls_of_tools import MCP_CONFIG, NO_MCP_SERVER
from .sides import BAD_JSON, NO_AGENT, OF_AGENT, WRONG, Asked, Side, delete, get, patch, post, put

NO_TOOL = "tool-00000000-0000-4000-8000-000000000000"
NO_BLOCK = "block-00000000-0000-4000-8000-000000000000"
HINT = "x: int"
EMPTY: dict[str, Any] = {"type": "object", "properties": {}, "required": []}
MEMORY = f"{OF_AGENT}/core-memory"
NAMED = "/v1/tools/mcp/servers"


def source(name: str, *, hint: str = HINT, doc: str = "Do.\n\n    Args:\n        x: It.\n") -> str:
    """Return the source of a tool; in its name, a name in braces stands for what is known."""
    return f'def {name}({hint}) -> str:\n    """{doc}    """\n    return "done"\n'


def schema(name: str) -> dict[str, Any]:
    return {"name": name, "description": "By hand.", "parameters": EMPTY}


def makes(**body: Any) -> Asked:
    return post("/v1/tools/", body)


# Whatever a source lacks.
SOURCES = {
    "bad syntax": "nope(",
    "no function": "x = 1",
    "nothing": "",
    "no docstring": "def f(x: int): return x",
    "no hint": source("f", hint="x"),
    "no description": source("f", doc="Do.\n"),
    "an odd type": source("f", hint="x: set"),
    "an asynchronous function": f"async {source('f')}",
}
FILTERS: dict[str, dict[str, Any]] = {
    "by a name": {"name": "{tag}_a"},
    "by names": {"names": ["{tag}_a", "{tag}_c", "nothing"]},
    "by a part of their names": {"search": "{tag}"},
    "by ids": {"tool_ids": ["{a}", NO_TOOL]},
    "of a type": {"search": "{tag}", "tool_types": "custom"},
    "of other types": {"search": "{tag}", "exclude_tool_types": "custom"},
    "of a bad type": {"tool_types": "nope"},
    "of Letta": {"return_only_letta_tools": True},
}
PAGES: dict[str, dict[str, Any]] = {
    "all": {},
    "two": {"limit": 2},
    "two after": {"limit": 2, "after": "{b}"},
    "two before": {"limit": 2, "before": "{b}"},
    "after none": {"limit": 2, "after": NO_TOOL},
    "before none": {"limit": 2, "before": NO_TOOL},
    "none": {"limit": 0},
    "less than none": {"limit": -1},
}

REQUESTS: dict[str, Asked] = {
    # Tools
    **{
        f"tools in order {order}, {how}": get("/v1/tools/", search="{tag}", order=order, **page)
        for order in ("asc", "desc")
        for how, page in PAGES.items()
    },
    **{f"tools, bad {what}": get("/v1/tools/", **{what: value}) for what, value in WRONG.items()},
    **{f"tools {how}": get("/v1/tools/", **which) for how, which in FILTERS.items()},
    **{f"count of tools {how}": get("/v1/tools/count", **which) for how, which in FILTERS.items()},
    "count of the users' tools": get("/v1/tools/count", search="{tag}", exclude_letta_tools=True),
    "tool": get("/v1/tools/{a}"),
    "no tool": get(f"/v1/tools/{NO_TOOL}"),
    "bad tool id": get("/v1/tools/nope"),
    "make a tool": makes(source_code=source("{tag}_new"), tags=["a"]),
    "make it again": makes(source_code=source("{tag}_new"), return_char_limit=9),
    "upsert it": put("/v1/tools/", {"source_code": source("{tag}_new")}),
    "make a tool with a schema": makes(
        source_code=source("{tag}_other"), json_schema=schema("{tag}_schema")
    ),
    "make a tool of TypeScript": makes(source_code="export {}", source_type="typescript"),
    "make a tool of TypeScript with a schema": makes(
        source_code="export {}", source_type="typescript", json_schema=schema("{tag}_typescript")
    ),
    "make a tool of Python": makes(source_code=source("{tag}_python"), source_type="python"),
    "make a tool of COBOL": makes(source_code=source("f"), source_type="cobol"),
    "make a tool with what there is not": makes(source_code=source("f"), nothing=1),
    "make a tool of bad JSON": post("/v1/tools/", BAD_JSON),
    **{f"make a tool of {what}": makes(source_code=code) for what, code in SOURCES.items()},
    **{
        f"schema of {what}": post("/v1/tools/generate-schema", {"code": code})
        for what, code in {**SOURCES, "a good source": source("f")}.items()
    },
    "change a tool": patch("/v1/tools/{c}", {"description": "New.", "tags": ["b"]}),
    "change nothing": patch("/v1/tools/{c}", {"tags": None, "description": None}),
    "change the source": patch("/v1/tools/{c}", {"source_code": source("{tag}_c", hint="y: int")}),
    "change the source to another tool": patch("/v1/tools/{c}", {"source_code": source("f")}),
    "change the name": patch("/v1/tools/{c}", {"json_schema": schema("{tag}_renamed")}),
    "change no tool": patch(f"/v1/tools/{NO_TOOL}", {"description": "x"}),
    "search tools": post("/v1/tools/search", {"query": "x"}),
    "search too few tools": post("/v1/tools/search", {"limit": 0}),
    "run a source": post("/v1/tools/run", {"source_code": source("f"), "args": {"x": 1}}),
    "run a source without what it needs": post(
        "/v1/tools/run", {"source_code": source("f"), "args": {}, "name": "f"}
    ),
    "run a bad source": post("/v1/tools/run", {"source_code": "nope(", "args": {}}),
    "run without arguments": post("/v1/tools/run", {"source_code": source("f")}),
    "restore what Letta brings along": post("/v1/tools/add-base-tools"),
    "delete a tool": delete("/v1/tools/{d}"),
    "delete it again": delete("/v1/tools/{d}"),
    # The tools of an agent
    **{
        f"tools of an agent in order {order}, {how}": get(f"{OF_AGENT}/tools", order=order, **page)
        for order in ("asc", "desc")
        for how, page in PAGES.items()
        if "after" not in page and "before" not in page
    },
    **{
        f"tools of an agent, bad {what}": get(f"{OF_AGENT}/tools", **{what: value})
        for what, value in WRONG.items()
    },
    "tools of nobody": get(f"/v1/agents/{NO_AGENT}/tools"),
    "attach a tool": patch(f"{OF_AGENT}/tools/attach/{{c}}"),
    "attach it again": patch(f"{OF_AGENT}/tools/attach/{{c}}"),
    "attach no tool": patch(f"{OF_AGENT}/tools/attach/{NO_TOOL}"),
    "attach a tool to nobody": patch(f"/v1/agents/{NO_AGENT}/tools/attach/{{c}}"),
    "tools of an agent that got one": get(f"{OF_AGENT}/tools"),
    "detach a tool": patch(f"{OF_AGENT}/tools/detach/{{c}}"),
    "detach it again": patch(f"{OF_AGENT}/tools/detach/{{c}}"),
    "detach no tool": patch(f"{OF_AGENT}/tools/detach/{NO_TOOL}"),
    "detach a tool from nobody": patch(f"/v1/agents/{NO_AGENT}/tools/detach/{{c}}"),
    "approve a tool": patch(f"{OF_AGENT}/tools/approval/{{tag}}_a", {"requires_approval": True}),
    "approve nothing": patch(f"{OF_AGENT}/tools/approval/nothing", {"requires_approval": True}),
    "approve somehow": patch(f"{OF_AGENT}/tools/approval/nothing"),
    "approve badly": patch(f"{OF_AGENT}/tools/approval/nothing", {}),
    "approve for nobody": patch(
        f"/v1/agents/{NO_AGENT}/tools/approval/nothing", {"requires_approval": True}
    ),
    "agent with rules": get(OF_AGENT),
    "approve a tool no more": patch(
        f"{OF_AGENT}/tools/approval/{{tag}}_a", {"requires_approval": False}
    ),
    "agent with a rule": get(OF_AGENT),
    "run a tool": post(f"{OF_AGENT}/tools/{{tag}}_a/run", {"args": {"x": 1}}),
    "run a tool without what it needs": post(f"{OF_AGENT}/tools/{{tag}}_a/run"),
    "run a tool with too much": post(f"{OF_AGENT}/tools/{{tag}}_a/run", {"args": {"x": 1, "y": 2}}),
    "run no tool": post(f"{OF_AGENT}/tools/nothing/run", {}),
    "run a tool of nobody": post(f"/v1/agents/{NO_AGENT}/tools/nothing/run", {}),
    "agent with an unknown tool": post("/v1/agents/", {**AGENT, "tools": ["nothing"]}),
    "agent with an unknown tool id": post("/v1/agents/", {**AGENT, "tool_ids": [NO_TOOL]}),
    # Core memory
    "core memory": get(MEMORY),
    "core memory of nobody": get(f"/v1/agents/{NO_AGENT}/core-memory"),
    "blocks of an agent": get(f"{MEMORY}/blocks"),
    "blocks of an agent, none": get(f"{MEMORY}/blocks", limit=0),
    "blocks of an agent, less than none": get(f"{MEMORY}/blocks", limit=-1),
    "blocks of an agent, after a text": get(f"{MEMORY}/blocks", after="nope"),
    "blocks of an agent, before a text": get(f"{MEMORY}/blocks", before="nope"),
    "blocks of an agent, after the lowest id": get(f"{MEMORY}/blocks", after=NO_BLOCK, order="asc"),
    **{
        f"blocks of an agent, bad {what}": get(f"{MEMORY}/blocks", **{what: value})
        for what, value in WRONG.items()
    },
    "blocks of nobody": get(f"/v1/agents/{NO_AGENT}/core-memory/blocks"),
    "block of an agent": get(f"{MEMORY}/blocks/human"),
    "no block of an agent": get(f"{MEMORY}/blocks/nothing"),
    "block of nobody": get(f"/v1/agents/{NO_AGENT}/core-memory/blocks/human"),
    "change a block": patch(f"{MEMORY}/blocks/human", {"value": "New.", "limit": 9}),
    "change no block": patch(f"{MEMORY}/blocks/nothing", {"value": "New."}),
    "change a block of nobody": patch(
        f"/v1/agents/{NO_AGENT}/core-memory/blocks/human", {"value": "New."}
    ),
    "attach a block": patch(f"{MEMORY}/blocks/attach/{{notes}}"),
    "attach the block again": patch(f"{MEMORY}/blocks/attach/{{notes}}"),
    "attach a block of the same label": patch(f"{MEMORY}/blocks/attach/{{more}}"),
    "attach no block": patch(f"{MEMORY}/blocks/attach/{NO_BLOCK}"),
    "attach a block to nobody": patch(f"/v1/agents/{NO_AGENT}/core-memory/blocks/attach/{{notes}}"),
    "label a block as another": patch(f"{MEMORY}/blocks/notes", {"label": "human"}),
    "detach a block": patch(f"{MEMORY}/blocks/detach/{{notes}}"),
    "detach the block again": patch(f"{MEMORY}/blocks/detach/{{notes}}"),
    "detach no block": patch(f"{MEMORY}/blocks/detach/{NO_BLOCK}"),
    "count of blocks": get("/v1/blocks/count", tags="{tag}"),
    "count of blocks of a label": get("/v1/blocks/count", label="{tag}"),
    "count of templates": get("/v1/blocks/count", tags="{tag}", templates_only=True),
    # MCP servers
    "add a program": post(
        "/v1/mcp-servers/",
        {
            "server_name": "{tag}_p",
            "config": {"mcp_server_type": "stdio", "command": "x", "args": []},
        },
    ),
    **{
        f"add a server at {url}": post(
            "/v1/mcp-servers/",
            {"server_name": "{tag}_u", "config": {**MCP_CONFIG, "server_url": url}},
        )
        for url in ("http://127.0.0.1:9/x", "http://localhost/x", "nonsense")
    },
    "add a server": post("/v1/mcp-servers/", {"server_name": "{tag}_n", "config": MCP_CONFIG}),
    "add a server again": post(
        "/v1/mcp-servers/", {"server_name": "{tag}_n", "config": MCP_CONFIG}
    ),
    "add a server that is nowhere": post("/v1/mcp-servers/", {"server_name": "{tag}_x"}),
    "add a server of a bad kind": post(
        "/v1/mcp-servers/", {"server_name": "{tag}_x", "config": {"mcp_server_type": "nope"}}
    ),
    "refresh no server": patch(f"/v1/mcp-servers/{NO_MCP_SERVER}/refresh"),
    **{
        f"{what} of the server {which}": get(f"/v1/mcp-servers/{server}{path}")
        for which, server in {"it is": "{mcp}", "there is not": NO_MCP_SERVER}.items()
        for what, path in {
            "itself": "",
            "tools": "/tools",
            "no tool": f"/tools/{NO_TOOL}",
            "a foreign tool": "/tools/{a}",
        }.items()
    },
    "run no tool of a server": post(f"/v1/mcp-servers/{{mcp}}/tools/{NO_TOOL}/run", {}),
    "run a foreign tool of a server": post("/v1/mcp-servers/{mcp}/tools/{a}/run", {}),
    "run a tool of no server": post(f"/v1/mcp-servers/{NO_MCP_SERVER}/tools/{{a}}/run", {}),
    "change a server": patch(
        "/v1/mcp-servers/{mcp}",
        {
            "server_name": "{tag}_r",
            "config": {**MCP_CONFIG, "server_url": "https://mcp.example/2"},
        },
    ),
    "change a server to a program": patch(
        "/v1/mcp-servers/{mcp}",
        {"config": {"mcp_server_type": "stdio", "command": "x", "args": []}},
    ),
    "change a server to nothing": patch(
        "/v1/mcp-servers/{mcp}", {"config": {**MCP_CONFIG, "server_url": None}}
    ),
    "change no server": patch(f"/v1/mcp-servers/{NO_MCP_SERVER}", {"config": MCP_CONFIG}),
    "refresh a server": patch("/v1/mcp-servers/{mcp}/refresh"),
    "delete a server": delete("/v1/mcp-servers/{mcp}"),
    "delete no server": delete("/v1/mcp-servers/{mcp}"),
    "add a program by its name": put(NAMED, {"server_name": "{tag}_q", "command": "x", "args": []}),
    "add a private server by its name": put(
        NAMED, {"server_name": "{tag}_q", "server_url": "http://10.0.0.1/x"}
    ),
    "add half a server by its name": put(NAMED, {"server_name": "{tag}_q"}),
    **{
        f"{what} by a name": Asked(method, f"{NAMED}/{{tag}}_n{path}", body=body)
        for what, method, path, body in (
            ("list tools", "GET", "/tools", None),
            ("add a tool", "POST", "/x", None),
            ("resync a server", "POST", "/resync", None),
            ("run a tool", "POST", "/tools/x/execute", {}),
            ("change a server", "PATCH", "", {"server_url": "https://mcp.example/3"}),
        )
    },
    **{
        f"{what} by the name of nothing": Asked(method, f"{NAMED}/nothing{path}", body=body)
        for what, method, path, body in (
            ("list tools", "GET", "/tools", None),
            ("add a tool", "POST", "/x", None),
            ("resync a server", "POST", "/resync", None),
            ("run a tool", "POST", "/tools/x/execute", {}),
            ("change a server", "PATCH", "", {"server_url": "https://mcp.example/3"}),
            ("delete a server", "DELETE", "", None),
        )
    },
    "test a program": post(f"{NAMED}/test", {"server_name": "q", "command": "x", "args": []}),
    "test a server": post(
        f"{NAMED}/test", {"server_name": "q", "server_url": "https://mcp.example/4"}
    ),
    "log in without a state": get("/v1/tools/mcp/oauth/callback"),
    "log in with a bad state": get("/v1/tools/mcp/oauth/callback", state="x", code="y"),
    # Models and tags
    "models of Letta": get("/v1/models/", provider_name="letta"),
    "models of the user": get("/v1/models/", provider_category="byok"),
    "models of a bad provider": get("/v1/models/", provider_type="nope"),
    "models of a bad category": get("/v1/models/", provider_category="nope"),
    **{
        f"tags {how}": get("/v1/tags/", **query)
        for how, query in dict[str, dict[str, Any]](
            {
                "of a name": {"name": "{tag}"},
                "the other way round": {"name": "{tag}", "order": "desc"},
                "by an old name": {"query_text": "{tag}"},
                "two": {"name": "{tag}", "limit": 2},
                "after one": {"name": "{tag}", "after": "{tag}"},
                "before one": {"name": "{tag}", "before": "{tag}_tool"},
                "after one, the other way round": {
                    "name": "{tag}",
                    "after": "{tag}",
                    "order": "desc",
                },
                "none": {"name": "{tag}", "limit": 0},
                "less than none": {"name": "{tag}", "limit": -1},
                "in a bad order": {"order_by": "nope"},
            }
        ).items()
    },
    # What only Letta Cloud has
    "list schedules": get(f"{OF_AGENT}/schedule"),
    "create a schedule": post(f"{OF_AGENT}/schedule", {}),
    "list environments": get("/v1/environments"),
    "create a template": post("/v1/templates", {}),
    "list access tokens": get("/v1/client-side-access-tokens"),
}


class SideWithTools(Side):
    """A server with tools, an agent that has some of them, blocks, and an MCP server.

    The names of tools begin with `tag`. In the order of their times they are `a`, `b`, `c` and `d`,
    and the agent has `a` and `b`.
    """

    def __init__(self, http: httpx.Client, tag: str) -> None:
        super().__init__(http, tag)
        for name in "abcd":
            self.make(name, "/v1/tools/", {"source_code": source(f"{tag}_{name}")})
        tools = [self.known[name] for name in "ab"]
        blocks = [{"label": "human", "value": "h"}, {"label": "persona", "value": "p"}]
        own = {
            "name": "compared",
            "tags": [tag, f"{tag}_tool"],
            "tool_ids": tools,
            "memory_blocks": blocks,
        }
        self.make("agent", "/v1/agents/", {**AGENT, "include_base_tools": False, **own})
        for name in ("notes", "more"):
            body = {"label": "notes", "value": name, "tags": [tag, f"{tag}_block"]}
            self.make(name, "/v1/blocks/", body)
        server = {"server_name": f"{tag}_mcp", "config": MCP_CONFIG}
        self.make("mcp", "/v1/mcp-servers/", server)
