"""Keep a client under load while its server fails in every way, and count what is lost.

    python benchmarks/soak.py [--seconds 60] [--streams 200] [--calls 500] [--json FILE]

So many streams and calls are under way at any time, over the loopback interface. The reference
server, in a process of its own, cuts, resets and refuses connections, answers with errors, and sends
events twice. Every stream has to bring each of its events once and in order; every call has to bring
its own run. The memory of the client is measured after a quarter of the time, and at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import platform
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from letta_client import AsyncLetta
from letta_client.testing import ReferenceServer, Script
from letta_client.types.streaming import LettaPing

RUNS = 20
WORDS = 200
SEED = 12
_MEGABYTE = 2**20

# What goes wrong: each with one request in so many.
_STREAM_FAULTS: tuple[tuple[int, dict[str, Any]], ...] = (
    (3, {"cut_after_events": 40}),
    (4, {"cut_after_bytes": 5_000}),
    (5, {"repeat_event": 7}),
    (7, {"reset": True}),
    (11, {"refuse": True}),
    (13, {"status": 503, "headers": {"Retry-After": "0"}}),
)
_CALL_FAULTS: tuple[tuple[int, dict[str, Any]], ...] = (
    (10, {"status": 503, "headers": {"Retry-After": "0"}}),
    (15, {"reset": True}),
    (20, {"refuse": True}),
    (25, {"cut_after_bytes": 20}),
    (30, {"status": 429, "headers": {"Retry-After": "0"}}),
)


@dataclass
class Figures:
    """What came of it."""

    streams: int = 0
    events: int = 0
    resumes: int = 0
    calls: int = 0
    lost: int = 0
    repeated: int = 0
    out_of_order: int = 0
    wrong_answers: int = 0
    errors: Counter[str] = field(default_factory=Counter[str])
    memory_mb: list[float] = field(default_factory=list[float])
    """At a quarter, at half, at three quarters, and at the end of the time."""

    def is_clean(self) -> bool:
        """Return whether nothing was lost, repeated, mixed up or given up."""
        return not (
            self.lost
            or self.repeated
            or self.out_of_order
            or self.wrong_answers
            or self.errors.total()
        )


# The server, in a process of its own


def serve() -> None:
    """Serve runs, print the URL and their ids, and let things go wrong until the input ends."""
    server = ReferenceServer()
    script = Script(prompt="Count.")
    script.reply(" ".join(map(str, range(WORDS))))
    run_ids = [server.add_run(script, background=True).id for _ in range(RUNS)]
    with server, server.serve() as url:
        print(json.dumps({"url": url, "run_ids": run_ids}), flush=True)
        add_faults(server)
        sys.stdin.read()


def add_faults(server: ReferenceServer) -> None:
    """Let things go wrong, at random but in the same way each time."""
    raise NotImplementedError
