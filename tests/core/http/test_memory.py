"""What is read is forgotten, when nobody holds it."""

from __future__ import annotations

import json
import subprocess
import sys

# In a Python of its own, where nothing else allocates. `ru_maxrss` is in KiB on Linux, and in
# bytes on macOS, where the bound is only stricter.
PARSES = """
import gc, json, logging, resource, sys
import httpx
from letta_client._core.http.decoding import decode, json_validator
from letta_client.types.messages import Message
from letta_client.types.runs import Run

logging.disable()
response = httpx.Response(200, request=httpx.Request("GET", "https://letta.test/"))
run = json.dumps({"id": "run-1", "agent_id": "agent-1", "metadata": {"a": [1]}, "later": "x"})
misfit = json.dumps({"id": "run-1", "agent_id": 7, "status": [], "created_at": "yesterday"})
message = b'{"message_type": "assistant_message", "id": "m-1", "content": [], "date": "2026-11-21"}'
unknown = b'{"message_type": "dream", "id": "m-1", "vision": {"of": "rain"}}'
read = json_validator(Message)

def parse(times):
    for index in range(times):
        decode(run, Run, strict=True, response=response)
        read(message)
        read(unknown)
        if index % 30 == 0:
            decode(misfit, Run, strict=False, response=response)
    gc.collect()
    return sys.getallocatedblocks(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

before = parse(1_000)
after = parse(33_334)
print(json.dumps([now - then for then, now in zip(before, after)]))
"""


def test_a_hundred_thousand_parses_grow_no_memory() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PARSES], capture_output=True, text=True, check=True
    )
    blocks, peak = json.loads(done.stdout)
    # A leak of one object for each parse would be some 100,000 blocks, or several MiB.
    assert blocks < 1_000
    assert peak < 4 * 1024 * (1024 if sys.platform == "darwin" else 1)
