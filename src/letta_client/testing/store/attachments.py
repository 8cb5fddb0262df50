"""What is attached to what: each to many, on both sides."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from letta_client.testing.store.collection import Collection, Store
from letta_client.testing.store.errors import ApiError

HolderT = TypeVar("HolderT", bound=BaseModel)
PartT = TypeVar("PartT", bound=BaseModel)


class Attachments(Generic[HolderT, PartT]):
    """Which parts are attached to which holders. Its methods may be called from any thread.

    Whatever is deleted from its collection is detached.

    Args:
        holders: the collection of what parts are attached to: agents, say.
        parts: the collection of what is attached: blocks, say.
        store: what all collections of the server share.
    """

    def __init__(
        self, holders: Collection[HolderT, Any], parts: Collection[PartT, Any], store: Store
    ) -> None:
        self._holders = holders
        self._parts = parts
        self._lock = store.lock
        # In the order in which they were attached; the values mean nothing.
        self._pairs: dict[tuple[str, str], None] = {}
        holders.on_deleted(lambda gone: self._forget(holder_id=gone))
        parts.on_deleted(lambda gone: self._forget(part_id=gone))

    def attach(self, holder_id: str, part_id: str, now: datetime) -> None:
        """Attach a part to a holder. One that is attached already stays.

        Raises:
            ApiError: 404, one of the two is not there.
        """
        with self._lock:
            self._check(holder_id, part_id, now)
            self._pairs.setdefault((holder_id, part_id))

    def detach(self, holder_id: str, part_id: str, now: datetime) -> None:
        """Detach a part from a holder.

        Raises:
            ApiError: 404, one of the two is not there, or the part is not attached.
        """
        with self._lock:
            self._check(holder_id, part_id, now)
            if (holder_id, part_id) not in self._pairs:
                what = f"{self._parts.kind} {part_id}"
                raise ApiError(404, f"{what} is not attached to {self._holders.kind} {holder_id}")
            del self._pairs[holder_id, part_id]

    def parts_of(self, holder_id: str, now: datetime) -> list[PartT]:
        """Return what is attached to a holder, in the order in which it was attached."""
        with self._lock:
            ids = [part for holder, part in self._pairs if holder == holder_id]
        return [part for part in (self._parts.find(each, now) for each in ids) if part is not None]

    def holders_of(self, part_id: str, now: datetime) -> list[HolderT]:
        """Return what a part is attached to, in the order in which it was attached."""
        with self._lock:
            ids = [holder for holder, part in self._pairs if part == part_id]
        return [each for each in (self._holders.find(one, now) for one in ids) if each is not None]

    def _check(self, holder_id: str, part_id: str, now: datetime) -> None:
        self._holders.get(holder_id, now)
        self._parts.get(part_id, now)

    def _forget(self, holder_id: str | None = None, part_id: str | None = None) -> None:
        self._pairs = {
            pair: None for pair in self._pairs if pair[0] != holder_id and pair[1] != part_id
        }
