"""A call to the API as a value: what is sent, and the type of what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar, Union, cast
from urllib.parse import parse_qsl

from typing_extensions import TypedDict

from .deadline import Deadline, checked_deadline, checked_size
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
    deadline: float | None
    """Seconds for the whole call, retries and pauses included; for a stream, until its first event.
    `None` for no bound."""
    max_response_bytes: int
    """The largest body that is read, decoded; 1 GiB by default. No frame of a stream may be larger,
    nor larger than 64 MiB."""


class StreamOptions(CallOptions, total=False):
    """What every method that gives a stream takes beside its own parameters."""

    resume: bool
    """Whether the stream is resumed after a break, and its run looked up when it is silent; true by
    default. `False` raises at the first break."""
    max_resumes: int
    """After how many breaks in a row, without an event in between, the stream is resumed before the
    error is raised; 5 by default."""
    idle_timeout: float | None
    """Seconds without a single byte, not even a ping, after which the connection counts as broken;
    60 by default, `None` for never. On a stream that cannot be resumed it is the read
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
    deadline: float | None
    """Seconds for the whole call, retries and pauses included."""
    max_response_bytes: int
    """The largest body that is read, decoded."""
    max_retries: int
    """How often to try again; the client's `max_retries` by default."""
    follow_redirects: bool
    """Whether to follow redirects; what the HTTP client does by default."""


# No slots: see `new_request`.
@dataclass(frozen=True, kw_only=True)
class Request(Generic[T]):
    """A call: `method` and `path`, `query`, `headers` and `body`, and the type that comes back."""

    method: Method
    path: str
    """The path below the base URL, its arguments encoded (see `encode_segment`)."""
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
    deadline: Deadline | float | NotGiven | None = not_given
    """The moment by which the call has to be over, or seconds for it; `None` for no bound."""
    max_response_bytes: int | None = None
    """The largest body that is read, decoded; `None` for what the client has."""
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
        deadline: float | NotGiven | None = not_given,
        max_response_bytes: int | None = None,
    ) -> Request[T]:
        """Return the call with what the caller of a method asked for beside its parameters.

        Raises:
            TypeError: `extra_body` cannot be merged, because it or the body is not an object.
            ValueError: `deadline` or `max_response_bytes` is out of bounds.
        """
        size = self.max_response_bytes if max_response_bytes is None else max_response_bytes
        return replace(
            self,
            headers=merge_headers(self.headers, extra_headers or {}),
            query={**self.query, **(extra_query or {})},
            body=_merge_bodies(self.body, extra_body),
            timeout=self.timeout if isinstance(timeout, NotGiven) else timeout,
            deadline=self.deadline
            if isinstance(deadline, NotGiven)
            else checked_deadline(deadline),
            max_response_bytes=None if size is None else checked_size(size),
        )


def new_request(
    method: Method,
    path: str,
    returns: Any,
    *,
    query: Query,
    headers: Headers,
    body: Body | None,
    files: Any,
    safe: bool,
    list_facts: ListFacts | None,
) -> Request[Any]:
    """Return a request with these fields, and the defaults of the others.

    It takes a fifth of the time of the constructor, which sets each field of a frozen dataclass by
    a call; fields that are not set here are read from the class.
    """
    request: Request[Any] = cast(Any, object.__new__(Request))
    request.__dict__.update(
        method=method,
        path=path,
        returns=returns,
        query=query,
        headers=headers,
        body=body,
        files=files,
        safe=safe,
        list_facts=list_facts,
    )
    return request


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
        TypeError: `content` is given beside a `body` or `files`.
    """
    for name, given in (("body", body), ("files", files)):
        if content is not None and given is not None:
            raise TypeError(f"Expected `{name}` or `content`, but received both")
    if "://" in path.partition("?")[0]:
        raise ValueError(f"Expected a path below the base URL but received {path!r}")
    options = options or {}
    if isinstance(body, bytes):
        body, content = None, body
    path, _, query = path.partition("?")
    repeated: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        repeated.setdefault(name, []).append(value)
    return Request[T](
        method=method,
        path="/" + path.lstrip("/"),
        returns=returns,
        query={**repeated, **options.get("params", {})},
        headers=_headers(options.get("headers", {}), files),
        body=_merge_bodies(body, options.get("extra_json")),
        content=content,
        files=files,
        safe=method == "GET",
        timeout=options.get("timeout", not_given),
        deadline=options.get("deadline", not_given),
        max_response_bytes=options.get("max_response_bytes"),
        max_retries=options.get("max_retries"),
        follow_redirects=options.get("follow_redirects"),
    )


def _headers(given: Headers, files: Any) -> Headers:
    """Return the headers without a type of a form that lacks the boundary, which httpx makes."""
    if files is None:
        return given
    forms = "multipart/form-data"
    return {
        name: value
        for name, value in given.items()
        if (name.lower(), value) != ("content-type", forms)
    }


def merge_headers(*layers: Headers) -> dict[str, str | Omit]:
    """Return the headers of all `layers`; in a later one a name counts in any case."""
    merged: dict[str, tuple[str, str | Omit]] = {}
    for layer in layers:
        for name, value in layer.items():
            merged[name.lower()] = (name, value)
    return dict(merged.values())


def _merge_bodies(body: Body | None, extra: Body | None) -> Body | None:
    if extra is None:
        return body
    if body is None:
        return extra
    if isinstance(body, Mapping) and isinstance(extra, Mapping):
        return {**cast("Mapping[str, object]", body), **cast("Mapping[str, object]", extra)}
    raise TypeError("extra_body can only add to a body that is an object, with an object")
