"""Write 100,000 runs of the reference server as Parquet, and say how much memory that takes.

    .venv/bin/python benchmarks/parquet.py [number of runs]

The number to look at is the ratio of the two peaks: a table of ten times as many runs should take
no more memory. Each export is in a process of its own, whose peak is all that it ever held.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq

from letta_client import tables
from letta_client.testing import ReferenceServer

ONE_EXPORT = "--one-export"


def export(count: int) -> None:
    """Export `count` runs, and print the growth of the peak of memory in MB, and the seconds."""
    with ReferenceServer() as server, tempfile.TemporaryDirectory() as directory:
        server.add_runs(count)
        client = server.client()
        tables.runs(client, limit=10, agent_id="nobody").to_parquet(Path(directory) / "empty")
        before, started = peak_in_mb(), time.perf_counter()
        written = tables.runs(client, limit=1000).to_parquet(Path(directory) / "runs")
        seconds = time.perf_counter() - started
        files = [pq.ParquetFile(part) for part in written.iterdir()]
        assert sum(file.metadata.num_rows for file in files) == count
        print(peak_in_mb() - before, seconds)


def peak_in_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def peak_of_export(count: int) -> tuple[float, float]:
    """Return what `export` prints, in a process of its own."""
    command = [sys.executable, __file__, ONE_EXPORT, str(count)]
    output = subprocess.check_output(command, text=True)
    peak, seconds = output.split()
    return float(peak), float(seconds)


def main() -> None:
    if sys.argv[1:2] == [ONE_EXPORT]:
        export(int(sys.argv[2]))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    small, _ = peak_of_export(count // 10)
    large, seconds = peak_of_export(count)
    print(f"{count // 10:>9} runs: {small:6.1f} MB more at the peak")
    print(f"{count:>9} runs: {large:6.1f} MB more at the peak, in {seconds:.0f} s")
    print(f"ratio: {large / small:.2f}")


if __name__ == "__main__":
    main()
