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
    server, cloud = (
        json.loads((CONTRACT / f"{name}.json").read_text()) for name in ("letta-0.16.8", "cloud")
    )
    return {
        "paths": {**server["paths"], **cloud["paths"]},
        "schemas": {**server["schemas"], **cloud["schemas"]},
    }


def chunks(name: str) -> list[str]:
    found: list[str] = recording(name)["response"]["chunks"]
    return found
