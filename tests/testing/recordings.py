"""What a real server said, and what its API document says."""

import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent.parent / "data"
CONTRACT = Path(__file__).parents[2] / "contract"
# What was recorded for these tests beside what all tests share.
MORE = Path(__file__).parent / "wire"


@cache
def recording(name: str) -> Any:
    path = MORE / f"{name}.json"
    return json.loads((path if path.exists() else DATA / "wire" / path.name).read_text())


@cache
def contract() -> Any:
    return json.loads((CONTRACT / "letta-0.16.8.json").read_text())


def chunks(name: str) -> list[str]:
    found: list[str] = recording(name)["response"]["chunks"]
    return found
