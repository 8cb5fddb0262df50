"""Stored resources of one kind: agents, blocks, tools and the like."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import RLock
from typing import Any, Generic, TypeAlias, TypeVar, get_args

from pydantic import BaseModel

from letta_client.testing.profiles import Lists
from letta_client.testing.simulation.ids import ORGANIZATION_ID, USER_ID, IdFamily, tag
from letta_client.testing.simulation.ordering_key import Key
from letta_client.testing.store.errors import conflict, not_found
from letta_client.testing.store.filters import fits
from letta_client.testing.store.paging import CursorDialect, PageRequest, numbered, page_of

ItemT = TypeVar("ItemT", bound=BaseModel)
RequestT = TypeVar("RequestT", bound=BaseModel)
Factory: TypeAlias = Callable[[RequestT, IdFamily, datetime], ItemT]
"""Makes an item from what was requested, the ids that belong to it, and the moment."""


@dataclass(frozen=True)
class Store:
    """What all collections of a server share.

    Attributes:
        lists: how lists are paged.
        seed: another seed makes other ids.
        lock: held while anything that is stored is read or changed.
    """

    lists: Lists
    seed: int = 0
    lock: RLock = field(default_factory=RLock)


class Collection(Generic[ItemT, RequestT]):
    """Stored resources of one kind. Its methods may be called from any thread.

    Args:
        kind: what errors call an item: "Block", say.
        id_prefix: with what the ids of items begin.
        factory: makes an item; `from_request` returns one that suits most resources.
        store: what all collections of the server share.
        unique: returns what no two items have in common; `None` for items that may be alike.
        ignores_unknown_cursors: whether a cursor that names nothing is ignored, and no 404.
        limit_zero_lists_all: whether a limit of zero is none.
        dialect: how its lists take cursors, where that is none of both.
    """

    def __init__(
        self,
        kind: str,
        id_prefix: str,
        factory: Factory[RequestT, ItemT],
        store: Store,
        *,
        unique: Callable[[ItemT], object] | None = None,
        ignores_unknown_cursors: bool = False,
        limit_zero_lists_all: bool = False,
        dialect: CursorDialect | None = None,
    ) -> None:
        self.kind = kind
        self._id_prefix = id_prefix
        self._factory = factory
        self._lock = store.lock
        self._lists = store.lists
        self._limit_zero_lists_all = limit_zero_lists_all
        self._tag = tag(id_prefix, store.seed)
        self._unique = unique
        unknown = None if ignores_unknown_cursors else f"No {kind} found with id {{}}"
        self._dialect = dialect or CursorDialect(unknown)
        self._stored: dict[str, tuple[Key, ItemT]] = {}
        self._deleted: list[Callable[[str], None]] = []
        # Number 0 is for `reserved_id`.
        self._next_number = 1

    @property
    def reserved_id(self) -> str:
        """An id that no item gets by itself; `create` makes one when it is told to."""
        return IdFamily(self._tag, 0).of(self._id_prefix, 0)

    def on_deleted(self, forget: Callable[[str], None]) -> None:
        """Call `forget` with the id of each item that is deleted from now on."""
        self._deleted.append(forget)

    # Creating, changing, deleting

    def create(self, request: RequestT, now: datetime, item_id: str | None = None) -> ItemT:
        """Create an item.

        Args:
            request: what was requested.
            now: the moment.
            item_id: the item's id, in place of a new one.

        Raises:
            ApiError: 409, there is an item that it may not be like.
        """
        with self._lock:
            ids = IdFamily(self._tag, self._next_number)
            item = self._factory(request, ids, now)
            item_id = item_id or ids.of(self._id_prefix, 0)
            item = item.model_copy(update={"id": item_id})
            self._check_unique(item_id, item)
            self._next_number += 1
            self._stored[item_id] = ((now, ids.number, 0), item)
            return item

    def add(self, item: ItemT, now: datetime) -> None:
        """Keep an item that was made elsewhere, such as with the agent that it belongs to."""
        with self._lock:
            self._stored[id_of(item)] = ((now, self._next_number, 0), item)
            self._next_number += 1

    def update(self, item_id: str, request: BaseModel, now: datetime) -> ItemT:
        """Change an item, and return it as it is then.

        Args:
            item_id: its id.
            request: what was requested. What the client has not set stays as it is, and so does
                what it has set to null where an item has no null.
            now: the moment.

        Raises:
            ApiError: 404, there is no such item; 409, there is one that it may not be like.
        """
        with self._lock:
            item = self.get(item_id, now)
            given = request.model_dump(mode="json", exclude_unset=True)
            changes = {
                name: value
                for name, value in given.items()
                if value is not None or _may_be_null(type(item), name)
            }
            changes |= {"updated_at": now}
            if getattr(item, "created_by_id", None) is not None:
                changes |= {"last_updated_by_id": USER_ID}
            fields = {**item.model_dump(by_alias=True), **fields_of(type(item), changes)}
            return self._replace(item_id, type(item).model_validate(fields))

    def change(self, item_id: str, now: datetime, **values: Any) -> ItemT:
        """Give fields of an item other values, and return it as it is then.

        Unlike `update`, nobody has requested that, so the item does not tell of it.

        Raises:
            ApiError: 404, there is no such item; 409, there is one that it may not be like.
        """
        with self._lock:
            return self._replace(item_id, self.get(item_id, now).model_copy(update=values))

    def delete(self, item_id: str, now: datetime) -> ItemT:
        """Delete an item, and return it as it was.

        Raises:
            ApiError: 404, there is no such item.
        """
        with self._lock:
            item = self.get(item_id, now)
            del self._stored[item_id]
            for forget in self._deleted:
                forget(item_id)
            return item

    def delete_where(self, is_gone: Callable[[ItemT], bool]) -> None:
        """Delete all items that belong to something that is gone."""
        with self._lock:
            for item_id in [key for key, (_, item) in self._stored.items() if is_gone(item)]:
                del self._stored[item_id]
                for forget in self._deleted:
                    forget(item_id)

    # Looking up

    def find(self, item_id: str, now: datetime) -> ItemT | None:
        """Return the item with this id; `None` if there is none yet or any more."""
        with self._lock:
            key, item = self._stored.get(item_id, (None, None))
        return item if key is not None and key[0] <= now else None

    def get(self, item_id: str, now: datetime) -> ItemT:
        """Return the item with this id.

        Raises:
            ApiError: 404, there is no such item.
        """
        item = self.find(item_id, now)
        if item is None:
            raise not_found(self.kind, item_id)
        return item

    def all(self, now: datetime) -> list[ItemT]:
        """Return all items, the oldest first."""
        return [item for _, item in self._until(now)]

    def list_page(
        self,
        query: BaseModel,
        now: datetime,
        matches: Callable[[ItemT], bool] = lambda item: True,
    ) -> list[ItemT]:
        """Return the page that a query asks for, of the items that match.

        Args:
            query: the query.
            now: the moment.
            matches: which items, beside those whose fields differ from what the query asks for.

        Raises:
            ApiError: 404, a cursor names nothing.
        """
        found = [each for each in self._until(now) if fits(each[1], query) and matches(each[1])]
        return page_of(found, self._page_request(query), self._key_of, self._dialect)

    def page_of(self, items: Iterable[ItemT], query: BaseModel) -> list[ItemT]:
        """Return the page that a query asks for, of some of the items: the oldest come first."""
        return page_of(
            self._oldest_first(items), self._page_request(query), self._key_of, self._dialect
        )

    def page_of_related(self, items: Iterable[ItemT], query: BaseModel) -> list[ItemT]:
        """Return the same, where the list has nothing of what is special to that of all items."""
        dialect = CursorDialect(f"No {self.kind} found with id {{}}")
        request = PageRequest.of(query, self._lists)
        return page_of(self._oldest_first(items), request, self._key_of, dialect)

    def page_beyond_ids(self, items: Iterable[ItemT], query: BaseModel) -> list[ItemT]:
        """Return the same, where `after` means a greater id, and `before` a lesser one."""
        request = self._page_request(query)
        found = [
            item
            for item in items
            if (not request.after or id_of(item) > request.after)
            and (not request.before or id_of(item) < request.before)
        ]
        request = replace(request, after=None, before=None)
        return page_of(self._oldest_first(found), request, self._key_of, self._dialect)

    def page_by_id(self, items: Iterable[ItemT], query: BaseModel) -> list[ItemT]:
        """Return the page that a query asks for, of some of the items in the order of their ids.

        Any text can be a cursor: the ids are compared with it.
        """
        known = {id_of(item): item for item in items}
        request = self._page_request(query)
        places = {text: place for place, text in numbered(sorted({*known, *request.cursors}))}
        rows = [(places[item_id], known[item_id]) for item_id in sorted(known)]
        return page_of(rows, request, places.get, self._dialect)

    def page_in_order(self, ordered: Iterable[ItemT], query: BaseModel) -> list[ItemT]:
        """Return the page that a query asks for, of items in an order of their own."""
        places = numbered(ordered)
        known = {id_of(item): place for place, item in places}
        return page_of(places, self._page_request(query), known.get, self._dialect)

    def _oldest_first(self, items: Iterable[ItemT]) -> list[tuple[Key, ItemT]]:
        return sorted((self._stored[id_of(item)] for item in items), key=lambda each: each[0])

    def _page_request(self, query: BaseModel) -> PageRequest:
        request = PageRequest.of(query, self._lists)
        if request.limit == 0 and self._limit_zero_lists_all:
            return replace(request, limit=None)
        return request

    def _replace(self, item_id: str, item: ItemT) -> ItemT:
        self._check_unique(item_id, item)
        self._stored[item_id] = (self._stored[item_id][0], item)
        return item

    def _until(self, now: datetime) -> list[tuple[Key, ItemT]]:
        with self._lock:
            found = [each for each in self._stored.values() if each[0][0] <= now]
        return sorted(found, key=lambda each: each[0])

    def _key_of(self, item_id: str) -> Key | None:
        stored = self._stored.get(item_id)
        return None if stored is None else stored[0]

    def _check_unique(self, item_id: str, item: ItemT) -> None:
        if self._unique is None:
            return
        value = self._unique(item)
        for other_id, (_, other) in self._stored.items():
            if other_id != item_id and self._unique(other) == value:
                raise conflict(f"{self.kind} already exists: {value}")


def from_request(
    model: type[ItemT], *, tells_by_whom: bool = True, **chosen: Any
) -> Callable[[BaseModel, IdFamily, datetime], ItemT]:
    """Return a factory whose items have the fields of the request that their model knows.

    Args:
        model: the items' model.
        tells_by_whom: whether items tell who created and changed them.
        chosen: what the server chooses where the request has nothing.
    """

    def make(request: BaseModel, ids: IdFamily, now: datetime) -> ItemT:
        asked = request.model_dump(mode="json").items()
        fields = {
            **chosen,
            **{name: value for name, value in asked if value is not None},
            # Which id the item gets is for its collection to say.
            "id": "",
            "organization_id": ORGANIZATION_ID,
            "created_by_id": USER_ID if tells_by_whom else None,
            "last_updated_by_id": USER_ID if tells_by_whom else None,
            "created_at": now,
            "updated_at": now,
        }
        return model.model_validate(fields_of(model, fields))

    return make


def _may_be_null(model: type[BaseModel], name: str) -> bool:
    field = model.model_fields.get(name)
    return field is None or type(None) in get_args(field.annotation)


def id_of(item: BaseModel) -> str:
    """Return the id of an item."""
    item_id: str = getattr(item, "id")  # noqa: B009 - every stored model has one
    return item_id


def fields_of(model: type[BaseModel], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of the fields that a model knows, by their names on the wire."""
    known = {field.alias or name for name, field in model.model_fields.items()}
    return {name: value for name, value in fields.items() if name in known}
