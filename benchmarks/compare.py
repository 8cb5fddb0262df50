#!/usr/bin/env python3
"""Measure this client, the published one, and what the same work costs by hand, side by side.

    python benchmarks/compare.py [--rounds 5] [--row NAME ...] [--json FILE]

Each is measured in an environment and a process of its own, in turns, so that what else the machine
does falls on all of them. The table has the medians of the rounds; the file has every number.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from environments import install, python_of, versions

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Row:
    """A row of the table."""

    work: str
    unit: str
    scale: float
    """What a measured number is multiplied with to be in `unit`."""
    has_floor: bool = True
    with_aiohttp: bool = False


ROWS = {
    "import": Row("import letta_client", "ms", 1e3, has_floor=False),
    "first list": Row(
        "new process: import, client, first list; floor: import httpx, pydantic", "ms", 1e3
    ),
    "first list, by hand": Row("the same; floor: httpx and a model of its own", "ms", 1e3),
    "page": Row("a page of 1,000 runs", "ms", 1e3),
    "retrieve": Row("retrieve a run, in memory", "us", 1e6),
    "stream": Row("an event of a stream of 20,000 tokens", "us", 1e6),
    "live stream": Row("the same, each event in a chunk of its own", "us", 1e6),
    "stream memory": Row("memory kept of 60,000 events", "MB", 1, has_floor=False),
    "concurrent": Row("retrieve, 100 at a time", "calls a CPU second", 1),
    "concurrent, aiohttp": Row(
        "retrieve over aiohttp, 100 at a time", "calls a CPU second", 1, with_aiohttp=True
    ),
}
SUBJECTS = ("ours", "published", "floor")


def environment_of(row: Row, subject: str) -> str:
    """Return the name of the environment in which `subject` is measured."""
    return f"{subject}-aiohttp" if row.with_aiohttp else subject


def subjects_of(row: Row) -> list[str]:
    """Return what is measured for a row."""
    return [subject for subject in SUBJECTS if subject != "floor" or row.has_floor]


@contextmanager
def serving() -> Generator[str]:
    """Run server.py in a process of its own, and give its URL."""
    command = [python_of("floor"), str(HERE / "server.py")]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        server.communicate()


def measure(name: str, row: Row, subject: str, url: str) -> float:
    """Return one number, in the unit of the row."""
    kind = "floor" if subject == "floor" else "client"
    command = [python_of(environment_of(row, subject)), str(HERE / "measure.py"), name, kind, url]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LETTA_")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=clean)
    if done.returncode:
        raise SystemExit(f"{name}, {subject}: {done.stderr}")
    return float(done.stdout) * row.scale


def shown(number: float) -> str:
    """Return a number with three digits that count."""
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"


def ratio(ours: float, other: float | None) -> str:
    """Return ours as a multiple of another number, if there is one that is not zero."""
    return f"{ours / other:.2f}" if other else ""


def line(name: str, numbers: dict[str, list[float]]) -> str:
    """Return a row of the table: medians, and ours as a ratio to the others."""
    row = ROWS[name]
    medians = {subject: statistics.median(each) for subject, each in numbers.items()}
    cells = [f"{row.work}, {row.unit}"]
    cells += [shown(medians[subject]) if subject in medians else "" for subject in SUBJECTS]
    cells += [ratio(medians["ours"], medians.get(subject)) for subject in ("published", "floor")]
    return "| " + " | ".join(cells) + " |"


def machine() -> dict[str, object]:
    """Return what the numbers were measured on."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--row", action="append", choices=list(ROWS), dest="rows")
    parser.add_argument("--json", type=Path, default=HERE / "results.json")
    arguments = parser.parse_args()
    names: list[str] = arguments.rows or list(ROWS)
    used = {
        environment_of(ROWS[name], subject) for name in names for subject in subjects_of(ROWS[name])
    }
    for environment in sorted({*used, "floor"}):
        install(environment)
    numbers: dict[str, dict[str, list[float]]] = {
        name: {subject: [] for subject in subjects_of(ROWS[name])} for name in names
    }
    with serving() as url:
        for _ in range(arguments.rounds):
            for name in names:
                for subject in subjects_of(ROWS[name]):
                    numbers[name][subject].append(measure(name, ROWS[name], subject, url))
    print("| work | ours | published | floor | ours / published | ours / floor |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name in names:
        print(line(name, numbers[name]))
    result = {
        "machine": machine(),
        "rounds": arguments.rounds,
        "environments": {environment: versions(environment) for environment in sorted(used)},
        "numbers": {name: {"unit": ROWS[name].unit, **numbers[name]} for name in names},
    }
    arguments.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
