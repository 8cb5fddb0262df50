"""Page through an agent's runs and messages as letta-evals does: JSON in on stdin, out on stdout.

It runs in an environment with letta-evals, and with our client in the place of the published one.
"""

from __future__ import annotations

import asyncio
import json
import sys
from importlib import import_module
from typing import Any


async def main() -> None:
    task = json.load(sys.stdin)
    client = import_module("letta_client").AsyncLetta(base_url=task["base_url"])
    pages: Any = import_module("letta_evals.utils")
    traces: Any = import_module("letta_evals.execution.trace")
    found = {
        "runs": await traces._list_agent_runs(client, task["agent_id"]),
        "messages": await pages.list_all_agent_messages(client, task["agent_id"], page_limit=7),
        "messages of a run": await pages.list_all_run_messages(
            client, task["run_id"], page_limit=2
        ),
        "trajectory": (await traces.fetch_trajectory(client, task["agent_id"]))[0],
        "agent": [await traces.fetch_agent_state(client, task["agent_id"])],
    }
    ids = {name: [item.id for item in items] for name, items in found.items()}
    await traces.fetch_token_data(client, task["agent_id"])
    json.dump({"ids": ids, "client": client.user_agent}, sys.stdout)


asyncio.run(main())
