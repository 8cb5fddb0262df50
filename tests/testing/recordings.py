"""What a real server said, and what its API document says."""

import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent.parent / "data"


@cache
def recording(name: str) -> Any:
    return json.loads((DATA / "wire" / f"{name}.json").read_text())


@cache
def contract(name: str = "runs-steps") -> Any:
    return json.loads((DATA / "contract" / f"{name}.json").read_text())


def chunks(name: str) -> list[str]:
    found: list[str] = recording(name)["response"]["chunks"]
    return found
