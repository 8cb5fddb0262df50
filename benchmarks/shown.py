"""Show a page of 1,000 runs in a notebook, and say how large that is and how long it takes.

    .venv/bin/python benchmarks/shown.py

A notebook stores HTML and a text. The first time includes loading jinja2, rich and the templates,
as in the first cell of a notebook that shows something; the limits are 500 kB and half a second.
The records are of two runs of the sample data, with their steps, messages and traces.
"""

from __future__ import annotations

import time

from letta_client.notebook import record
from letta_client.testing import ReferenceServer

COUNT = 1000
ROUNDS = 5


def seconds_of(shown: object) -> float:
    """Return the CPU seconds that it takes to make what a notebook stores of something."""
    start = time.process_time()
    getattr(shown, "_repr_mimebundle_")()  # noqa: B009
    return time.process_time() - start


def main() -> None:
    with ReferenceServer() as server:
        server.add_runs(COUNT)
        page = server.client().runs.list(limit=COUNT)
        assert len(page.items) == COUNT
    first = seconds_of(page)
    again = min(seconds_of(page) for _ in range(ROUNDS))
    stored = page._repr_mimebundle_()
    html, text = (len(stored[kind].encode()) / 1000 for kind in ("text/html", "text/plain"))
    print(f"a page of {COUNT:,} runs: {html:.0f} kB of HTML, {text:.0f} kB of text")
    print(f"the first thing that is shown: {first:.3f} s; again: {again:.3f} s")
    with ReferenceServer() as server:
        server.demo()
        client = server.client()
        records = [record(run.id, client=client) for run in client.runs.list(order="asc").items[:2]]
    print(f"a record: {min(seconds_of(each) for each in records for _ in range(ROUNDS)):.4f} s")


if __name__ == "__main__":
    main()
