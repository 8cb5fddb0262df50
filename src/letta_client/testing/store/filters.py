"""Which items a query asks for."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from letta_client.testing.json_values import is_list
from letta_client.testing.store.paging import PAGING

_MATCH_ALL = "match_all_tags"


def fits(item: BaseModel, query: BaseModel) -> bool:
    """Tell whether an item has what a query asks for, in the fields that both have.

    Of a list, one of its values is enough, unless the query wants to match all tags. What is not
    asked for, and what chooses a page, does not matter.
    """
    needs_all = bool(getattr(query, _MATCH_ALL, False))
    for name in type(query).model_fields.keys() & type(item).model_fields.keys() - PAGING:
        wanted = getattr(query, name)
        if wanted is not None and not _has(getattr(item, name), wanted, needs_all=needs_all):
            return False
    return True


def contains(text: str | None, part: str | None) -> bool:
    """Tell whether a text has a part in it, in capitals or not; nothing asked for is in each."""
    return not part or part.lower() in (text or "").lower()


def _has(value: Any, wanted: Any, *, needs_all: bool) -> bool:
    if not is_list(value) or not is_list(wanted):
        return bool(value == wanted)
    asked, had = set(wanted), set(value)
    return not asked or (asked <= had if needs_all else not asked.isdisjoint(had))
