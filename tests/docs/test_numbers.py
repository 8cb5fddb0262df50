"""How many requests docs/compatibility.md says are compared is how many there are."""

from __future__ import annotations

import re
from pathlib import Path

from live import (
    compared_conversations,
    compared_files,
    compared_identities,
    compared_runs,
    compared_tools,
)

PAGE = Path(__file__).parent.parent.parent / "docs" / "compatibility.md"


def test_numbers_of_compared_requests() -> None:
    section = PAGE.read_text().partition("## The reference server")[2].partition("\n## ")[0]

    assert [int(number) for number in re.findall(r"\b\d{3}\b", section)] == [
        len(compared_runs.REQUESTS),
        len(compared_tools.REQUESTS),
        len(compared_files.REQUESTS),
        len(compared_conversations.REQUESTS) + len(compared_identities.REQUESTS),
    ]
