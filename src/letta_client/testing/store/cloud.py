"""What is stored of that which only Letta Cloud has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar

from letta_client.testing.simulation.ids import IdFamily, tag
from letta_client.testing.store.errors import ApiError, not_found
from letta_client.types.access_tokens import AccessToken
from letta_client.types.templates import Template

T = TypeVar("T")


@dataclass(frozen=True)
class StoredTemplate:
    """A template, and what it makes.

    Attributes:
        template: the template.
        current: the body of the request that makes an agent of it, as it is now.
        versions: the same for each version that was saved, the oldest first.
    """

    template: Template
    current: Mapping[str, Any]
    versions: Sequence[Mapping[str, Any]]


@dataclass
class CloudStore:
    """All of it.

    Attributes:
        access_tokens: the access tokens, by the tokens themselves.
        templates: the templates, by their names.
    """

    seed: int
    access_tokens: dict[str, AccessToken] = field(default_factory=dict[str, AccessToken])
    templates: dict[str, StoredTemplate] = field(default_factory=dict[str, StoredTemplate])

    def __post_init__(self) -> None:
        self._numbers = count()

    def new_id(self, kind: str) -> str:
        """Return an id that nothing else has."""
        return IdFamily(tag("cloud", self.seed), next(self._numbers)).of(kind, 0)


def get(kind: str, stored: Mapping[str, T], key: str) -> T:
    """Return what is stored under a key.

    Raises:
        ApiError: 404, nothing is.
    """
    found = stored.get(key)
    if found is None:
        raise not_found(kind, key)
    return found


def page_after(
    ids: Sequence[str], after: str | None, limit: str | None, default_limit: int
) -> tuple[Sequence[str], bool]:
    """Return the ids of a page, and whether there are more behind it.

    Args:
        ids: all ids, in their order.
        after: the id after which the page begins.
        limit: how long the page is, in digits.
        default_limit: how long it is if that was not said.

    Raises:
        ApiError: 400, the limit is no number; 404, nothing has the id.
    """
    if limit is not None and not (limit.isascii() and limit.isdigit()):
        raise ApiError(400, f"The limit is no number: {limit}")
    if after is not None and after not in ids:
        raise ApiError(404, f"There is nothing with the id {after}")
    start = 0 if after is None else ids.index(after) + 1
    # No number that is longer could matter.
    end = start + (default_limit if limit is None else int(limit[:9]))
    return ids[start:end], end < len(ids)
