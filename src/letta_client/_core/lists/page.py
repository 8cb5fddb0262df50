"""Pages, as far as they need no server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import GenericAlias
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar, cast, get_args

from typing_extensions import override

from ..._display import Displayed
from ..http.request import Query, Request
from .dialect import CursorDialect
from .facts import ListFacts, facts_of_thread
from .position import FoundPage, Position
from .requested import Items, RequestedList
from .walk import received_first_page

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

T = TypeVar("T")


class ArrayPageItem(Protocol):
    """What a list can go on from: an item with an id."""

    id: str | None


NextFilesPageItem = ObjectPageItem = ArrayPageItem
"""The same, by the names that letta-client 1 has for items of its other pages."""


@dataclass(frozen=True, slots=True)
class PageInfo:
    """What the request of the next page changes in that of this one."""

    params: Query


class BasePage(Displayed, Generic[T]):
    """What a page knows without asking the server."""

    items: list[T]
    """The items of this page alone."""

    _request: Request[Any]
    """What the page answers; a page that was made of items alone has none."""

    _items_field: ClassVar[str | None] = None
    """The field of an answer that has the items, where the answer is not the array itself."""

    def __init__(self, **fields: Any) -> None:
        """Make a page of items alone, say for a test: there is nobody to ask for the next one.

        Args:
            fields: the items, by the name that the server's answer has for them: `items=[…]`,
                `files=[…]` or `messages=[…]`; `items` will do for each.
        """
        given: list[T] | None = fields.get(self._name_of_items, fields.get("items"))
        self.items = given or []
        requested = RequestedList(facts=ListFacts(name=""), query={}, dialect=CursorDialect())
        self._position = Position(requested=requested, first_page_ids=frozenset(), is_end=True)

    @override
    def __repr__(self) -> str:
        # A debugger also shows a page that is not made yet.
        return f"{type(self).__name__}(items={getattr(self, 'items', None)!r})"

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the items of this page alone as an Arrow C stream, for polars and its like.

        Raises:
            ImportError: the extra `tables` is missing.
            TypeError: the items do not fit their type.
        """
        # By its name, since nothing may depend on tables.
        tables = import_module("letta_client.tables")
        request: Request[Any] | None = getattr(self, "_request", None)
        item_type = None if request is None else request.returns.__args__[0]
        stream: object = tables.stream_of_page(self.items, item_type, requested_schema)
        return stream

    def has_next_page(self) -> bool:
        """Return whether there may be a page after this one; it can turn out to be empty."""
        return not self._position.is_end

    def model_dump(self, **options: Any) -> dict[str, Any]:
        """Return the page as a dictionary with its items.

        Args:
            options: those of pydantic's `model_dump`.
        """
        from pydantic_core import to_jsonable_python

        plain = to_jsonable_python if options.get("mode") == "json" else _as_it_is
        return {self._name_of_items: [_dumped(item, options, plain) for item in self.items]}

    def model_dump_json(self, *, indent: int | None = None, **options: Any) -> str:
        """Return the page as a JSON text with its items; see `model_dump`."""
        from pydantic_core import to_json

        return to_json(self.model_dump(mode="json", **options), indent=indent).decode()

    def to_dict(self, **options: Any) -> dict[str, Any]:
        """Return the page as a dictionary with its items.

        Args:
            options: those of `BaseModel.to_dict`.
        """
        return {
            self._name_of_items: [
                item.to_dict(**options) if hasattr(item, "to_dict") else item
                for item in cast("list[Any]", self.items)
            ]
        }

    def to_json(self, *, indent: int | None = 2, **options: Any) -> str:
        """Return the page as a JSON text with its items; see `to_dict`."""
        from pydantic_core import to_json

        return to_json(self.to_dict(mode="json", **options), indent=indent).decode()

    @property
    def _name_of_items(self) -> str:
        return self._items_field or "items"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let a page be a field of a model: it is written as `model_dump` says.

        A page that is read has its items alone: there is nobody to ask for the next one.
        """
        from pydantic_core import core_schema

        item = next(iter(get_args(source)), Any)
        name = cls._items_field or "items"
        items = core_schema.typed_dict_field(handler.generate_schema(GenericAlias(list, (item,))))
        read = core_schema.no_info_after_validator_function(
            lambda fields: cls(items=fields[name]), core_schema.typed_dict_schema({name: items})
        )
        return core_schema.json_or_python_schema(
            json_schema=read,
            python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), read]),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda page, info: page.model_dump(mode=info.mode), info_arg=True
            ),
        )

    def next_page_info(self) -> PageInfo | None:
        """Return what the request of the next page changes, or `None` if there is none.

        The server's answer may show that something else has to be asked: `get_next_page` does so.
        """
        position = self._position
        if position.is_end or not position.last_page_ids:
            return None
        parameter = position.requested.learned.next_parameter or "after"
        return PageInfo(params={parameter: position.last_page_ids[-1]})


def _dumped(item: Any, options: dict[str, Any], plain: Callable[[Any], Any]) -> Any:
    return item.model_dump(**options) if hasattr(item, "model_dump") else plain(item)


def _as_it_is(value: Any) -> Any:
    return value


def requested_list(request: Request[Any], dialect: CursorDialect) -> RequestedList:
    """Return the list that a request asks for."""
    facts = facts_of_thread(request.list_facts or ListFacts(name=request.path), request.path)
    return RequestedList(facts=facts, query=request.query, dialect=dialect)


def received_page(request: Request[Any], items: Items, dialect: CursorDialect) -> FoundPage:
    """Return the page with the `items` that answered `request`."""
    return received_first_page(requested_list(request, dialect), items)


def has_only_callers_cursors(request: Request[Any], query: Query) -> bool:
    """Return whether `query`, asked on behalf of `request`, has no cursor but the caller's own."""
    callers = {request.query.get("after"), request.query.get("before")}
    return callers.issuperset({query.get("after"), query.get("before")} - {None})
