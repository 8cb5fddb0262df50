"""Show a page of 1,000 runs as HTML, and say how large that is and how long it takes.

    .venv/bin/python benchmarks/shown.py

The first time includes loading jinja2 and the templates, as in the first cell of a notebook that
shows something; the limits are 500 kB and half a second. The records are of two runs of the sample
data, with their steps, messages and traces.
"""

from __future__ import annotations

import time

from letta_client.notebook import record
from letta_client.testing import ReferenceServer

COUNT = 1000
ROUNDS = 5


def seconds_of(shown: object) -> float:
    """Return the CPU seconds that it takes to make the HTML of something."""
    start = time.process_time()
    getattr(shown, "_repr_html_")()  # noqa: B009
    return time.process_time() - start


def main() -> None:
    with ReferenceServer() as server:
        server.add_runs(COUNT)
        page = server.client().runs.list(limit=COUNT)
        assert len(page.items) == COUNT
    first = seconds_of(page)
    again = min(seconds_of(page) for _ in range(ROUNDS))
    size = len((page._repr_html_() or "").encode())
    print(f"a page of {COUNT:,} runs: {size / 1000:.0f} kB")
    print(f"the first thing that is shown: {first:.3f} s; again: {again:.3f} s")
    with ReferenceServer() as server:
        server.demo()
        client = server.client()
        records = [record(run.id, client=client) for run in client.runs.list(order="asc").items[:2]]
    print(f"a record: {min(seconds_of(each) for each in records for _ in range(ROUNDS)):.4f} s")


if __name__ == "__main__":
    main()
