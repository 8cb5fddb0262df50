"""What a docstring in Google's style says of a function, and of each of its parameters."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable

_ARGUMENTS = re.compile(r"(Args|Arguments|Parameters):\s*")
# `name: what it is`, `name (type): what it is`.
_ENTRY = re.compile(r"(\w+)(?: *\([^)]*\))?:(?: (.*))?")


def read_docstring(docstring: str | None) -> tuple[str, dict[str, str]]:
    """Return what a docstring says of a function, and what it says of each parameter by its name.

    The first is the docstring without its section of arguments.
    """
    lines = inspect.cleandoc(docstring or "").splitlines()
    start = next((i for i, line in enumerate(lines) if _ARGUMENTS.fullmatch(line)), len(lines))
    end = start + 1
    while end < len(lines) and (lines[end][:1].isspace() or not lines[end].strip()):
        end += 1
    said = [*lines[:start], *lines[end:]]
    return "\n".join(said).strip(), _read_entries(lines[start + 1 : end])


def _read_entries(lines: Iterable[str]) -> dict[str, str]:
    entries: dict[str, list[str]] = {}
    latest: list[str] = []
    indent: int | None = None
    for line in lines:
        text = line.strip()
        if not text:
            continue
        depth = len(line) - len(line.lstrip())
        indent = depth if indent is None else indent
        entry = _ENTRY.fullmatch(text) if depth <= indent else None
        if entry is not None:
            latest = entries.setdefault(entry[1], [])
            text = entry[2] or ""
        latest.append(text)
    return {name: " ".join(texts).strip() for name, texts in entries.items()}
