"""What is attached to what: each to many, on both sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
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
        # Each in the order in which they were attached; the values of the inner ones mean nothing.
        self._parts_of: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._holders_of: defaultdict[str, dict[str, None]] = defaultdict(dict)
        holders.on_deleted(lambda gone: _forget(gone, self._parts_of, self._holders_of))
        parts.on_deleted(lambda gone: _forget(gone, self._holders_of, self._parts_of))

    def attach(self, holder_id: str, part_id: str, now: datetime) -> None:
        """Attach a part to a holder. One that is attached already stays.

        Raises:
            ApiError: 404, one of the two is not there.
        """
        with self._lock:
            self._check(holder_id, part_id, now)
            self._parts_of[holder_id].setdefault(part_id)
            self._holders_of[part_id].setdefault(holder_id)

    def detach(self, holder_id: str, part_id: str, now: datetime) -> None:
        """Detach a part from a holder.

        Raises:
            ApiError: 404, one of the two is not there, or the part is not attached.
        """
        with self._lock:
            self._check(holder_id, part_id, now)
            if part_id not in self._parts_of[holder_id]:
                what = f"{self._parts.kind} {part_id}"
                raise ApiError(404, f"{what} is not attached to {self._holders.kind} {holder_id}")
            del self._parts_of[holder_id][part_id], self._holders_of[part_id][holder_id]

    def replace(self, holder_id: str, part_ids: Iterable[str], now: datetime) -> None:
        """Attach parts to a holder, and detach all others.

        Raises:
            ApiError: 404, one of them is not there.
        """
        with self._lock:
            wanted = list(part_ids)
            for part_id in wanted:
                self._check(holder_id, part_id, now)
            for part_id in self._parts_of.pop(holder_id, {}):
                self._holders_of[part_id].pop(holder_id, None)
            for part_id in wanted:
                self.attach(holder_id, part_id, now)

    def are_attached(self, holder_id: str, part_id: str) -> bool:
        """Tell whether a part is attached to a holder."""
        return part_id in self._parts_of[holder_id]

    def parts_of(self, holder_id: str, now: datetime) -> list[PartT]:
        """Return what is attached to a holder, in the order in which it was attached."""
        with self._lock:
            ids = [*self._parts_of[holder_id]]
        return [part for part in (self._parts.find(each, now) for each in ids) if part is not None]

    def holders_of(self, part_id: str, now: datetime) -> list[HolderT]:
        """Return what a part is attached to, in the order in which it was attached."""
        with self._lock:
            ids = [*self._holders_of[part_id]]
        return [each for each in (self._holders.find(one, now) for one in ids) if each is not None]

    def _check(self, holder_id: str, part_id: str, now: datetime) -> None:
        self._holders.get(holder_id, now)
        self._parts.get(part_id, now)


def _forget(
    gone: str, forward: dict[str, dict[str, None]], back: dict[str, dict[str, None]]
) -> None:
    for other in forward.pop(gone, ()):
        del back[other][gone]
