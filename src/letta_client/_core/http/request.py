"""A call to the API as a value: what is sent, and the type of what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, ValuesView
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    Literal,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    get_origin,
)
from urllib.parse import parse_qsl, quote, urlencode

from typing_extensions import TypedDict

from .omit import NotGiven, Omit, not_given

if TYPE_CHECKING:
    import httpx

    from ..lists.facts import ListFacts

T = TypeVar("T")

Method: TypeAlias = Literal["GET", "POST", "PATCH", "PUT", "DELETE"]
Headers: TypeAlias = Mapping[str, Union[str, Omit]]
Query: TypeAlias = Mapping[str, object]
Body: TypeAlias = object
Timeout: TypeAlias = Union[float, "httpx.Timeout", NotGiven, None]

# Two ways to say the same of a parameter: the published client takes either.
_LEFT_OUT = (Omit, NotGiven)


class CallOptions(TypedDict, total=False):
    """What every method takes beside its own parameters."""

    extra_headers: Headers | None
    """Headers to add or to replace; `omit` as a value removes one."""
    extra_query: Query | None
    """Query parameters to add or to replace."""
    extra_body: Body | None
    """Fields to add to the JSON body or to replace in it."""
    timeout: Timeout
    """Seconds, or an `httpx.Timeout`; `None` waits for ever."""


class StreamOptions(CallOptions, total=False):
    """What every method that gives a stream takes beside its own parameters."""

    resume: bool
    """Whether the stream takes itself up again after a break and looks after a run that has gone
    silent; true by default. `False` raises at the first break."""
    max_resumes: int
    """How many breaks in a row, without an event in between, are mended before the error is
    raised; 5 by default."""
    idle_timeout: float | None
    """Seconds without a single byte, not even a ping, after which the connection counts as broken;
    60 by default, `None` for never. On a stream that cannot be taken up again it is the read
    timeout, which is otherwise that of `timeout`."""


class RequestOptions(TypedDict, total=False):
    """The options of `client.get`, `post`, `patch`, `put` and `delete`."""

    headers: Headers
    """Headers to add or to replace; `omit` as a value removes one."""
    params: Query
    """Query parameters."""
    extra_json: Mapping[str, object]
    """Fields to add to the JSON body or to replace in it."""
    timeout: Timeout
    """Seconds, or an `httpx.Timeout`; `None` waits for ever."""
    max_retries: int
    """How often to try again; the client's `max_retries` by default."""
    follow_redirects: bool
    """Whether to follow redirects; what the HTTP client does by default."""


# No slots: typing cannot make an instance of Request[X] with them.
@dataclass(frozen=True, kw_only=True)
class Request(Generic[T]):
    """A call: `method` and `path`, `query`, `headers` and `body`, and the type that comes back."""

    method: Method
    path: str
    """The path below the base URL, its arguments encoded (see `encode_path`)."""
    returns: Any
    """A model, a union of models, or a builtin type: whatever pydantic can validate as a `T`."""
    query: Query = field(default_factory=dict[str, object])
    headers: Headers = field(default_factory=dict[str, Union[str, Omit]])
    body: Body | None = None
    """What goes out as JSON; `None` for no body at all."""
    content: bytes | str | None = None
    """What goes out as it is, in place of a `body`."""
    files: Any = None
    """Files to upload, as httpx takes them; the `body` then gives the fields of the form."""
    safe: bool = False
    """Whether carrying it out twice does no harm: true of every read, the stream endpoint too."""
    list_facts: ListFacts | None = None
    """What is known of the list that is asked for, if it is one."""
    timeout: Timeout = not_given
    read_timeout: float | NotGiven | None = not_given
    """Seconds without a byte, in place of what `timeout` says of reading. A request with one is not
    sent again for having waited so long: that was to be expected."""
    max_retries: int | None = None
    """How often to try again; `None` for what the client has."""
    follow_redirects: bool | None = None
    """Whether to follow redirects; `None` for what the HTTP client has."""

    def with_options(
        self,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: Timeout = not_given,
    ) -> Request[T]:
        """Return the call with what the caller of a method asked for beside its parameters.

        Raises:
            TypeError: `extra_body` cannot be merged, because it or the body is not an object.
        """
        return replace(
            self,
            headers=merge_headers(self.headers, extra_headers or {}),
            query={**self.query, **(extra_query or {})},
            body=_merge_bodies(self.body, extra_body),
            timeout=self.timeout if isinstance(timeout, NotGiven) else timeout,
        )


def read(
    path: str,
    returns: type[T],
    query: Query | None = None,
    *,
    list_facts: ListFacts | None = None,
) -> Request[T]:
    """Return a GET request, which may be sent again after any failure."""
    return Request[T](
        method="GET",
        path=path,
        returns=returns,
        query=query or {},
        safe=True,
        list_facts=list_facts,
    )


def generic_request(
    method: Method,
    path: str,
    returns: type[T],
    options: RequestOptions | None,
    *,
    body: Body | None = None,
    content: bytes | str | None = None,
    files: Any = None,
) -> Request[T]:
    """Return a call to any endpoint.

    Raises:
        ValueError: `path` is a whole URL. The credentials of the client are for its server alone.
    """
    if "://" in path.partition("?")[0]:
        raise ValueError(f"Expected a path below the base URL but received {path!r}")
    options = options or {}
    path, _, query = path.partition("?")
    repeated: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        repeated.setdefault(name, []).append(value)
    return Request[T](
        method=method,
        path="/" + path.lstrip("/"),
        returns=returns,
        query={**repeated, **options.get("params", {})},
        headers=options.get("headers", {}),
        body=_merge_bodies(body, options.get("extra_json")),
        content=content,
        files=files,
        safe=method == "GET",
        timeout=options.get("timeout", not_given),
        max_retries=options.get("max_retries"),
        follow_redirects=options.get("follow_redirects"),
    )


def encode_path(template: str, **arguments: str) -> str:
    """Put `arguments` into the placeholders of `template` so that they stay one segment each.

    What gives a path its structure is encoded twice: servers decode a path once before they look
    at it, so a slash that is encoded once still reaches another endpoint. So does a line break,
    which the `$` at the end of a route's pattern lets pass.

    Raises:
        ValueError: an argument is empty; the message names it.
    """
    for name, value in arguments.items():
        if not value:
            raise ValueError(f"Expected a non-empty value for `{name}` but received {value!r}")
    return template.format_map({name: _segment(value) for name, value in arguments.items()})


def _segment(value: str) -> str:
    text = str(value)
    if text.strip(".") == "":
        text = text.replace(".", "%2E")
    text = text.replace("/", "%2F").replace("\\", "%5C").replace("\n", "%0A")
    return quote(text, safe="")


def encode_query(query: Query) -> str:
    """Return the query string of `query`, as the server reads it.

    `None` and `omit` leave a parameter out; the items of a sequence repeat it; booleans are `true`
    and `false`; a date or a datetime is in ISO 8601.

    Raises:
        TypeError: a value is a mapping, or an iterator, which the next page would find empty.
    """
    return urlencode(
        [
            (name, _text(item))
            for name, value in query.items()
            for item in _items(value)
            if item is not None and not isinstance(item, _LEFT_OUT)
        ]
    )


def _items(value: object) -> Iterable[object]:
    if isinstance(value, Mapping):
        raise TypeError("a query parameter cannot be a mapping: the API has no such parameters")
    if isinstance(value, Iterator):
        raise TypeError("a query parameter cannot be an iterator: give a list, to be read again")
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        return [value]
    return cast("Iterable[object]", value)


def _text(value: object) -> str:
    if isinstance(value, Enum):
        return _text(value.value)
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value)


def merge_headers(*layers: Headers) -> dict[str, str | Omit]:
    """Return the headers of all `layers`; in a later one a name counts in any case."""
    merged: dict[str, tuple[str, str | Omit]] = {}
    for layer in layers:
        for name, value in layer.items():
            merged[name.lower()] = (name, value)
    return dict(merged.values())


def encode_body(body: Body) -> bytes:
    """Return `body` as JSON; models, datetimes and iterators in it are written out.

    Fields whose value is `omit` are left out of the object, and of the objects in it; so are items
    of arrays. Of a model the fields are written that were set, be it to `None`, and the tag that
    says which model it is.
    """
    from pydantic_core import to_json

    return to_json(_without_omitted(body), by_alias=True)


def _without_omitted(value: object) -> object:
    if isinstance(value, Mapping):
        mapping = cast("Mapping[str, object]", value)
        return {
            name: _without_omitted(item)
            for name, item in mapping.items()
            if not isinstance(item, _LEFT_OUT)
        }
    if isinstance(value, (list, tuple, AbstractSet, ValuesView, Iterator)):
        items = cast("Iterable[object]", value)
        return [_without_omitted(item) for item in items if not isinstance(item, _LEFT_OUT)]
    return value if value is None or isinstance(value, (str, int, float)) else _written(value)


def _written(value: object) -> object:
    from pydantic import BaseModel

    if isinstance(value, BaseModel):
        # To the server a default of ours would be a wish of the caller's.
        written = value.model_dump(mode="json", by_alias=True, exclude_unset=True)
        return _with_tags(value, written)
    return value


def _with_tags(value: object, written: object) -> object:
    """Return what was written of a value, with the tags of its models, which are seldom set."""
    from pydantic import BaseModel

    if isinstance(value, BaseModel) and isinstance(written, dict):
        fields = cast("dict[str, object]", written)
        for name, info in type(value).model_fields.items():
            key = info.serialization_alias or name
            if key in fields:
                fields[key] = _with_tags(getattr(value, name), fields[key])
            elif get_origin(info.annotation) is Literal:
                fields[key] = info.default
        return fields
    if isinstance(value, list) and isinstance(written, list):
        items, out = cast("list[object]", value), cast("list[object]", written)
        return [_with_tags(item, each) for item, each in zip(items, out, strict=True)]
    return written


def _merge_bodies(body: Body | None, extra: Body | None) -> Body | None:
    if extra is None:
        return body
    if body is None:
        return extra
    if isinstance(body, Mapping) and isinstance(extra, Mapping):
        return {**cast("Mapping[str, object]", body), **cast("Mapping[str, object]", extra)}
    raise TypeError("extra_body can only add to a body that is an object, with an object")
