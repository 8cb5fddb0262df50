"""Values as people read them. Each takes whatever a server has sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import cast

from pydantic import BaseModel

from .blocks import Badge, Tone

_TONES: dict[str, Tone] = {
    "completed": "good",
    "success": "good",
    "end_turn": "good",
    "done": "good",
    "failed": "bad",
    "error": "bad",
    "llm_api_error": "bad",
    "invalid_llm_response": "bad",
    "invalid_tool_call": "bad",
    "no_tool_call": "bad",
    "running": "busy",
    "created": "busy",
    "pending": "busy",
    "requires_approval": "busy",
}
_MOST_CHARACTERS = 20_000
_SECRET = ("secret", "api_key", "password", "authorization", "environment_variables", "access_key")
HIDDEN = "••••"


def number(value: object) -> float | None:
    """Return a value that is a number, and `None` for any other."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return value if abs(value) < 1e30 else None


def count(value: object) -> str:
    """Return a number with its thousands apart."""
    known = number(value)
    return text(value) if known is None else f"{known:,}"


def duration(nanoseconds: object) -> str:
    """Return a duration in the unit that suits it."""
    known = number(nanoseconds)
    if known is None:
        return ""
    seconds = known / 1e9
    if seconds < 0.001:
        return f"{seconds * 1e6:.0f} µs"
    if seconds < 1:
        return f"{seconds * 1e3:.0f} ms"
    if seconds < 60:
        return f"{seconds:.2f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"


def moment(value: object) -> str:
    """Return a moment to the second, with its zone."""
    if not isinstance(value, datetime):
        return text(value)
    return f"{value:%Y-%m-%d %H:%M:%S} {value.tzname() or ''}".rstrip()


def text(value: object) -> str:
    """Return a value as a text: nothing for `None`, JSON for what has parts."""
    if value is None:
        return ""
    return clipped(value if isinstance(value, str) else data(value))


def data(value: object) -> str:
    """Return a value as indented JSON, without its secrets, or as its `repr` where that fails."""
    try:
        return clipped(json.dumps(plain(value), indent=2, ensure_ascii=False, default=str))
    except (ValueError, TypeError, RecursionError):
        return clipped(repr(value))


def plain(value: object) -> object:
    """Return models as dictionaries, and dots in place of secrets."""
    if isinstance(value, BaseModel):
        value = {**value.__dict__, **(value.model_extra or {})}
    if isinstance(value, Mapping):
        items = cast("Mapping[object, object]", value).items()
        return {
            str(key): HIDDEN if is_secret(str(key), item) else plain(item) for key, item in items
        }
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in cast("list[object]", value)]
    if isinstance(value, datetime):
        return value.isoformat()
    return value


def is_secret(name: str, value: object) -> bool:
    """Return whether a field holds what an exported notebook must not show."""
    lowered = name.lower().replace("-", "_")
    named = lowered == "token" or any(part in lowered for part in _SECRET)
    return named and bool(value) and not isinstance(value, (bool, int))


def clipped(whole: str) -> str:
    """Cut a text that is too long to be read in a page."""
    missing = len(whole) - _MOST_CHARACTERS
    if missing <= 0:
        return whole
    return f"{whole[:_MOST_CHARACTERS]}… ({missing:,} more characters)"


def pretty_json(source: str) -> str:
    """Indent a text that is JSON; return any other as it is."""
    try:
        return data(json.loads(source))
    except (ValueError, RecursionError):
        return clipped(source)


def badge(value: object) -> Badge | str:
    """Return the badge of a status or of a reason to stop."""
    return Badge(text(value), _TONES.get(text(value), "plain")) if value else ""


def badges(*values: object) -> list[Badge]:
    """Return the badges of the statuses that are known."""
    return [made for made in map(badge, values) if isinstance(made, Badge)]


def items_of(value: object) -> list[object]:
    """Return the items of a list, and none for what is no list."""
    return list(cast("list[object]", value)) if isinstance(value, (list, tuple)) else []
