"""Requests for identities and groups, for two servers."""

from __future__ import annotations

from typing import Any

import httpx

from .calls import AGENT
from .compared_tools import NO_BLOCK
from .sides import (
    BAD_JSON,
    NO_AGENT,
    NO_MESSAGE,
    OF_AGENT,
    OF_NOBODY,
    Asked,
    Lists,
    Side,
    delete,
    get,
    of_lists,
    patch,
    post,
    put,
)

NO_IDENTITY = "identity-00000000-0000-4000-8000-000000000000"
NO_GROUP = "group-00000000-0000-4000-8000-000000000000"
ANN = "/v1/identities/{ann}"
GROUP = "/v1/groups/{group}"
NO_SUCH_GROUP = f"/v1/groups/{NO_GROUP}"
NEW = {"identifier_key": "{tag}-new", "name": "{tag} New", "identity_type": "user"}
PROPERTY = {"key": "k", "value": 1, "type": "number"}

LISTS: Lists = {
    "identities": ("/v1/identities/", {"name": "{tag}"}, "{ben}", NO_IDENTITY),
    "agents of an identity": (f"{ANN}/agents", {}, "{second}", NO_AGENT),
    "blocks of an identity": (f"{ANN}/blocks", {}, "{block2}", NO_BLOCK),
    "agents of a block": ("/v1/blocks/{block}/agents", {}, "{second}", NO_AGENT),
    "blocks": ("/v1/blocks/", {"label": "{tag}"}, "{block2}", NO_BLOCK),
    "groups of an agent": (f"{OF_AGENT}/groups", {}, "{group2}", NO_GROUP),
}
# Managers of groups, with what each of them needs.
MANAGERS: dict[str, dict[str, Any]] = {
    "round_robin": {"max_turns": 3},
    "supervisor": {"manager_agent_id": "{third}"},
    "dynamic": {"manager_agent_id": "{third}", "termination_token": "DONE", "max_turns": 3},
    "sleeptime": {"manager_agent_id": "{third}", "sleeptime_agent_frequency": 5},
    "voice_sleeptime": {
        "manager_agent_id": "{third}",
        "max_message_buffer_length": 30,
        "min_message_buffer_length": 15,
    },
}


def _blocks_of_groups(verb: str) -> dict[str, Asked]:
    return {
        f"{verb} a block {how}": patch(f"{whose}/blocks/{verb}/{which}")
        for how, whose, which in (
            ("of a group", GROUP, "{block3}"),
            ("of a group again", GROUP, "{block3}"),
            ("of a group that is not there", GROUP, NO_BLOCK),
            ("of no group", NO_SUCH_GROUP, "{block}"),
        )
    }


REQUESTS: dict[str, Asked] = {
    # The cursors of groups are compared with the ids.
    **of_lists(LISTS, by_chance="groups of an agent"),
    # Identities
    "identity": get(ANN),
    "no identity": get(f"/v1/identities/{NO_IDENTITY}"),
    "bad identity": get("/v1/identities/nope"),
    "count of identities": get("/v1/identities/count"),
    "identities of a key": get("/v1/identities/", identifier_key="{tag}-ann"),
    "identities of no key": get("/v1/identities/", identifier_key="nothing"),
    "identities of a type": get("/v1/identities/", name="{tag}", identity_type="org"),
    "identities of a bad type": get("/v1/identities/", identity_type="nope"),
    "identities of a project": get("/v1/identities/", name="{tag}", project_id="nope"),
    "create an identity": post("/v1/identities/", NEW),
    "create it again": post("/v1/identities/", NEW),
    "create one with all": post(
        "/v1/identities/",
        {
            **NEW,
            "identifier_key": "{tag}-all",
            "agent_ids": ["{third}"],
            "block_ids": ["{block}"],
            "properties": [PROPERTY],
        },
    ),
    "create one of nobody": post(
        "/v1/identities/", {**NEW, "identifier_key": "{tag}-x", "agent_ids": [NO_AGENT]}
    ),
    "create one of no block": post(
        "/v1/identities/", {**NEW, "identifier_key": "{tag}-y", "block_ids": [NO_BLOCK]}
    ),
    "create one of a bad type": post("/v1/identities/", {**NEW, "identity_type": "nope"}),
    "create nothing": post("/v1/identities/", {}),
    "create one of bad JSON": post("/v1/identities/", BAD_JSON),
    "upsert it": put("/v1/identities/", {**NEW, "name": "{tag} Newer"}),
    "upsert another": put("/v1/identities/", {**NEW, "identifier_key": "{tag}-other"}),
    "change an identity": patch(ANN, {"name": "{tag} Anna"}),
    "change an identity's key to another's": patch(ANN, {"identifier_key": "{tag}-ben"}),
    "change nothing of an identity": patch(ANN, {}),
    "change no identity": patch(f"/v1/identities/{NO_IDENTITY}", {"name": "x"}),
    "set properties": put(f"{ANN}/properties", [PROPERTY]),
    "set a property again": put(f"{ANN}/properties", [{**PROPERTY, "value": 2}]),
    "set another property": put(
        f"{ANN}/properties", [{"key": "j", "value": "x", "type": "string"}]
    ),
    "identity with properties": get(ANN),
    "set properties of none": put(f"/v1/identities/{NO_IDENTITY}/properties", [PROPERTY]),
    "set bad properties": put(f"{ANN}/properties", [{"key": "k"}]),
    "change properties": patch(ANN, {"properties": [PROPERTY]}),
    "agents of no identity": get(f"/v1/identities/{NO_IDENTITY}/agents"),
    "blocks of no identity": get(f"/v1/identities/{NO_IDENTITY}/blocks"),
    "agents by an identity": get("/v1/agents/", identity_id="{ann}"),
    "agents by keys": get("/v1/agents/", identifier_keys=["{tag}-ann"]),
    "blocks by an identity": get("/v1/blocks/", identity_id="{ann}"),
    "blocks by keys": get("/v1/blocks/", identifier_keys=["{tag}-ann"]),
    "agent with its identities": get(OF_AGENT, include="agent.identities"),
    **{
        f"{verb} an identity {how}": patch(f"/v1/{whose}/identities/{verb}/{which}")
        for whose, of in {"agents/{third}": "of an agent", "blocks/{block3}": "of a block"}.items()
        for verb in ("attach", "detach")
        for how, which in {
            of: "{ben}",
            f"{of} again": "{ben}",
            f"{of} that is not there": NO_IDENTITY,
        }.items()
    },
    "attach an identity to nobody": patch(f"{OF_NOBODY}/identities/attach/{{ben}}"),
    "detach an identity from nobody": patch(f"{OF_NOBODY}/identities/detach/{{ben}}"),
    "attach an identity to no block": patch(f"/v1/blocks/{NO_BLOCK}/identities/attach/{{ben}}"),
    "detach an identity from no block": patch(f"/v1/blocks/{NO_BLOCK}/identities/detach/{{ben}}"),
    "delete an identity": delete("/v1/identities/{cid}"),
    "delete it again": delete("/v1/identities/{cid}"),
    "delete an identity that agents have": delete(ANN),
    "agent without its identity": get(OF_AGENT, include="agent.identities"),
    "delete a bad identity": delete("/v1/identities/nope"),
    "blocks of a label": get("/v1/blocks/", label="{tag}"),
    # Groups
    "group": get(GROUP),
    "no group": get(NO_SUCH_GROUP),
    "bad group": get("/v1/groups/nope"),
    "count of groups": get("/v1/groups/count"),
    "groups, bad limit": get("/v1/groups/", limit="many"),
    "groups, bad order": get("/v1/groups/", order="nope"),
    "groups of a bad manager": get("/v1/groups/", manager_type="nope"),
    "groups of a project": get("/v1/groups/", project_id="nope"),
    "groups after none": get("/v1/groups/", after=NO_GROUP, project_id="nope"),
    "groups of nobody": get(f"{OF_NOBODY}/groups"),
    "groups of an agent of a manager": get(f"{OF_AGENT}/groups", manager_type="supervisor"),
    **{
        f"create a group of a {manager}": post(
            "/v1/groups/",
            {
                "agent_ids": ["{second}"],
                "description": "d",
                "manager_config": {"manager_type": manager, **settings},
            },
        )
        for manager, settings in MANAGERS.items()
    },
    **{
        f"create a group of a {manager} without its settings": post(
            "/v1/groups/",
            {
                "agent_ids": ["{second}"],
                "description": "d",
                "manager_config": {"manager_type": manager},
            },
        )
        for manager in [*MANAGERS, "nope"]
    },
    "create a group": post("/v1/groups/", {"agent_ids": ["{second}"], "description": "d"}),
    "create a group with blocks": post(
        "/v1/groups/",
        {"agent_ids": ["{second}"], "description": "d", "shared_block_ids": ["{block3}"]},
    ),
    "create a group without agents": post("/v1/groups/", {"agent_ids": [], "description": "d"}),
    "create a group of nobody": post("/v1/groups/", {"agent_ids": [NO_AGENT], "description": "d"}),
    "create a group of bad agents": post(
        "/v1/groups/", {"agent_ids": ["nope"], "description": "d"}
    ),
    "create a group with no block": post(
        "/v1/groups/",
        {"agent_ids": ["{second}"], "description": "d", "shared_block_ids": [NO_BLOCK]},
    ),
    "create a group of nothing": post("/v1/groups/", {}),
    "create a group of bad JSON": post("/v1/groups/", BAD_JSON),
    "change a group": patch(GROUP, {"description": "new"}),
    "change a group's agents": patch(GROUP, {"agent_ids": ["{second}"]}),
    "change a group's agents to nobody": patch(GROUP, {"agent_ids": [NO_AGENT]}),
    "change a group's manager": patch(
        GROUP, {"manager_config": {"manager_type": "round_robin", "max_turns": 7}}
    ),
    "change a group's manager to another": patch(
        GROUP, {"manager_config": {"manager_type": "supervisor", "manager_agent_id": "{third}"}}
    ),
    "change nothing of a group": patch(GROUP, {}),
    "change no group": patch(NO_SUCH_GROUP, {"description": "x"}),
    **_blocks_of_groups("attach"),
    "group with a block": get(GROUP),
    **_blocks_of_groups("detach"),
    "group without a block": get(GROUP),
    "messages of a group": get(f"{GROUP}/messages"),
    "messages of no group": get(f"{NO_SUCH_GROUP}/messages"),
    "messages of a group, after none": get(f"{GROUP}/messages", after=NO_MESSAGE),
    "messages of a group, bad order": get(f"{GROUP}/messages", order="nope"),
    "change no message of a group": patch(f"{GROUP}/messages/{NO_MESSAGE}", {"content": "x"}),
    "change a message of no group": patch(
        f"{NO_SUCH_GROUP}/messages/{NO_MESSAGE}", {"content": "x"}
    ),
    "reset messages of a group": patch(f"{GROUP}/reset-messages"),
    "reset messages of no group": patch(f"{NO_SUCH_GROUP}/reset-messages"),
    "agent that is in groups": get(OF_AGENT, include="agent.managed_group"),
    "delete a group": delete(GROUP),
    "delete the group again": delete(GROUP),
    "delete a bad group": delete("/v1/groups/nope"),
    "groups of an agent without the deleted one": get(f"{OF_AGENT}/groups"),
    "delete an agent that is in a group": delete(OF_AGENT),
    "group without its agent": get("/v1/groups/{group2}"),
}


class SideWithIdentities(Side):
    """A server with identities, groups, and agents and blocks that belong to them.

    The first two agents and all blocks belong to `ann`. The first agent is in three groups.
    """

    def __init__(self, http: httpx.Client, tag: str) -> None:
        super().__init__(http, tag)
        for name in ("agent", "second", "third"):
            own = {"name": "compared", "tags": [tag], "include_base_tools": False}
            blocks = [{"label": "human", "value": "h"}]
            self.make(name, "/v1/agents/", {**AGENT, **own, "memory_blocks": blocks})
        for name in ("block", "block2", "block3"):
            self.make(name, "/v1/blocks/", {"label": tag, "value": name})
        for name, kind in {"ann": "user", "ben": "org", "cid": "other"}.items():
            body = {"identifier_key": f"{tag}-{name}", "name": f"{tag} {name}"}
            self.make(name, "/v1/identities/", {**body, "identity_type": kind})
        for whose in ("agents/{agent}", "agents/{second}"):
            self.ask(patch(f"/v1/{whose}/identities/attach/{{ann}}")).raise_for_status()
        for block in ("block", "block2", "block3"):
            path = "/v1/blocks/{" + block + "}/identities/attach/{ann}"
            self.ask(patch(path)).raise_for_status()
        for whose in ("{agent}", "{second}"):
            path = f"/v1/agents/{whose}/core-memory/blocks/attach/{{block}}"
            self.ask(patch(path)).raise_for_status()
        for name in ("group", "group2", "group3"):
            group = {"agent_ids": [self.known["agent"]], "description": name}
            self.make(name, "/v1/groups/", group)
