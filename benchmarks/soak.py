"""Keep a client under load while its server fails in every way, and count what is lost.

    python benchmarks/soak.py [--seconds 60] [--streams 200] [--calls 500] [--json FILE]

So many streams and calls are under way at any time, over the loopback interface. The reference
server, in a process of its own, cuts, resets and refuses connections, answers with errors, and
sends events twice. Each stream has to bring the events of its run once and in order; each call has
to bring its own run. At each quarter of the time the memory in use and the number of live objects
are noted: they should not grow.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Awaitable, Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

import httpx

from letta_client import APIError, AsyncLetta, AsyncStream
from letta_client.testing import ReferenceServer, Script, SystemClock
from letta_client.testing.transports.exchange import Receive, Scope, Send
from letta_client.testing.transports.socket_server import serving as serving_on_a_socket
from letta_client.types.streaming import LettaStreamingResponse

RUNS = 20
WORDS = 200
PART_THAT_FAILS = 0.1
STREAM_FAULTS: list[dict[str, Any]] = [
    {"cut_after_events": 40},
    {"cut_after_bytes": 5_000},
    {"repeat_event": 7},
    {"reset": True},
    {"refuse": True},
    {"status": 503, "headers": {"Retry-After": "0"}},
]
CALL_FAULTS: list[dict[str, Any]] = [
    {"cut_after_bytes": 20},
    {"reset": True},
    {"refuse": True},
    {"status": 503, "headers": {"Retry-After": "0"}},
    {"status": 429, "headers": {"Retry-After": "0"}},
]


@dataclass
class Figures:
    """What came of it."""

    streams: int = 0
    events: int = 0
    resumes: int = 0
    calls: int = 0
    faults: int = 0
    lost: int = 0
    repeated: int = 0
    out_of_order: int = 0
    wrong_runs: int = 0
    errors: dict[str, int] = field(default_factory=dict[str, int])
    memory_mb: list[float] = field(default_factory=list[float])
    objects: list[int] = field(default_factory=list[int])

    def is_clean(self) -> bool:
        """Return whether nothing was lost, repeated, mixed up or given up."""
        wrong = (self.lost, self.repeated, self.out_of_order, self.wrong_runs)
        return not any(wrong) and not self.errors


# The server


def serve() -> None:
    """Serve runs, and let things go wrong, until the input ends; then print how many did."""
    server = ReferenceServer(clock=SystemClock())
    script = Script(prompt="Count.").reply(" ".join(map(str, range(WORDS))))
    run_ids = [server.add_run(script).id for _ in range(RUNS)]
    failing = Failing(server)
    with serving_on_a_socket(failing) as url:
        print(json.dumps({"url": url, "run_ids": run_ids}), flush=True)
        sys.stdin.readline()
        failing.has_begun = True
        sys.stdin.read()
    print(failing.count, flush=True)


class Failing:
    """A server that lets a part of its requests fail, whatever the time that each of them takes."""

    def __init__(self, server: ReferenceServer[SystemClock]) -> None:
        self.has_begun = False
        self.count = 0
        self._server = server
        self._chance = random.Random(0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        faults = self._server.faults
        faults.clear()
        if self.has_begun and self._chance.random() < PART_THAT_FAILS:
            # Nothing is awaited between here and the server's look at its faults.
            kinds = STREAM_FAULTS if scope["path"].endswith("/stream") else CALL_FAULTS
            faults.add(**self._chance.choice(kinds))
            self.count += 1
        await self._server(scope, receive, send)


@contextmanager
def serving() -> Generator[tuple[str, list[str], subprocess.Popen[str]]]:
    """Run the server in a process of its own."""
    command = [sys.executable, __file__, "--serve"]
    # What the server says of connections that were lost on purpose is of no interest.
    server = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout is not None
    try:
        ready = json.loads(server.stdout.readline())
        yield ready["url"], ready["run_ids"], server
    finally:
        server.kill()
        server.wait()


# The client


class Work(Protocol):
    """A stream or a call about one run."""

    __name__: str

    def __call__(self, run_id: str, /) -> Awaitable[None]: ...


class Soak:
    """Streams and calls, and what came of them."""

    def __init__(self, client: AsyncLetta, run_ids: list[str], seconds: float) -> None:
        self.figures = Figures()
        self._client = client
        self._run_ids = run_ids
        # Of each run, the place of each event.
        self._places: dict[str, dict[str, int]] = {run_id: {} for run_id in run_ids}
        self._seconds = seconds
        self._end = 0.0

    async def learn_events(self) -> None:
        """Read each stream once while nothing goes wrong."""
        for run_id, places in self._places.items():
            async with await self._open(run_id) as stream:
                async for event in stream:
                    places[event.to_json()] = len(places)

    async def run(self, streams: int, calls: int) -> None:
        """Have so many streams and calls under way until the time is over."""
        self._end = time.monotonic() + self._seconds
        works: list[Work] = [
            *[self._stream] * streams,
            *[self._call] * calls,
        ]
        await asyncio.gather(
            self._note_memory(), *(self._repeat(work, at) for at, work in enumerate(works))
        )

    async def _repeat(self, work: Work, at: int) -> None:
        while time.monotonic() < self._end:
            at += 1
            try:
                await work(self._run_ids[at % len(self._run_ids)])
            except APIError as error:
                text = f"{work.__name__}: {type(error).__name__}: {error}"
                self.figures.errors[text] = self.figures.errors.get(text, 0) + 1

    async def _open(self, run_id: str) -> AsyncStream[LettaStreamingResponse]:
        return await self._client.runs.messages.stream(run_id, include_pings=False)

    async def _stream(self, run_id: str) -> None:
        places, figures = self._places[run_id], self.figures
        async with await self._open(run_id) as stream:
            # One that nobody expects has no place.
            seen = [places.get(event.to_json(), -1) async for event in stream]
        figures.streams += 1
        figures.events += len(seen)
        figures.resumes += stream.resumes
        figures.lost += len(places) - len({*seen})
        figures.repeated += len(seen) - len({*seen})
        figures.out_of_order += seen != sorted(seen)

    async def _call(self, run_id: str) -> None:
        run = await self._client.runs.retrieve(run_id)
        self.figures.calls += 1
        self.figures.wrong_runs += run.id != run_id

    async def _note_memory(self) -> None:
        for _ in range(4):
            await asyncio.sleep(self._seconds / 4)
            gc.collect()
            self.figures.memory_mb.append(memory_in_use())
            self.figures.objects.append(len(gc.get_objects()))


def memory_in_use() -> float:
    """Return the megabytes of this process, on Linux; elsewhere the most that it ever had."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3, 1)
    return round(pages * resource.getpagesize() / 1e6, 1)


async def soak(seconds: float, streams: int, calls: int) -> Figures:
    """Run it, and return what came of it."""
    with serving() as (url, run_ids, server):
        assert server.stdin is not None
        # Of a million calls, one meets six faults in a row. On a machine that is busy with this,
        # connecting may take more than the usual time.
        async with AsyncLetta(
            api_key="any", base_url=url, max_retries=5, timeout=httpx.Timeout(60, connect=60)
        ) as client:
            work = Soak(client, run_ids, seconds)
            await work.learn_events()
            server.stdin.write("\n")
            server.stdin.flush()
            await work.run(streams, calls)
        met, _ = server.communicate()
        work.figures.faults = int(met)
        return work.figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--calls", type=int, default=500)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve()
        return
    figures = asyncio.run(soak(arguments.seconds, arguments.streams, arguments.calls))
    for name, value in asdict(figures).items():
        print(f"{name.replace('_', ' ')}: {value}")
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(asdict(figures), indent=1) + "\n")
    sys.exit(not figures.is_clean())


if __name__ == "__main__":
    main()
