"""Walk a million runs of the reference server, and say how much memory that takes at its peak.

    .venv/bin/python benchmarks/walk_a_million.py [number of runs]

The number to look at is the ratio of the two peaks: a walk over ten times as many runs should take
no more memory.
"""

from __future__ import annotations

import sys
import time
import tracemalloc

from letta_client.testing import ReferenceServer

PAGE_SIZE = 1000


def peak_of_walk(count: int) -> tuple[float, float]:
    """Return the peak of memory in MB, and the seconds, of a walk over `count` runs."""
    with ReferenceServer(profile="letta-0.16.8") as server:
        server.add_runs(count)
        client = server.client()
        next(iter(client.runs.list(limit=PAGE_SIZE)))
        server.requests.clear()
        tracemalloc.start()
        started = time.perf_counter()
        walked = sum(1 for _ in client.runs.list(limit=PAGE_SIZE))
        seconds = time.perf_counter() - started
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert walked == count
    return peak / 1e6, seconds


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    small, _ = peak_of_walk(count // 10)
    large, seconds = peak_of_walk(count)
    print(f"{count // 10:>9} runs: peak {small:6.1f} MB")
    print(f"{count:>9} runs: peak {large:6.1f} MB in {seconds:.0f} s (with tracemalloc)")
    print(f"ratio: {large / small:.2f}")


if __name__ == "__main__":
    main()
