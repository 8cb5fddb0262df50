"""How the parts of a request are written: its path, its query and its JSON body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, ValuesView
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Literal, cast, get_origin
from urllib.parse import quote, urlencode

from .omit import NotGiven, Omit

if TYPE_CHECKING:
    from .request import Body, Query

# Two ways to say the same of a parameter: the published client takes either.
_LEFT_OUT = (Omit, NotGiven)

# What needs no encoding, as the ids of the API. A leading dot may be part of "." or "..".
_is_plain = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9_.~-]*").fullmatch

# What a URL can carry: no halves of surrogate pairs, and not without end.
_MAX_ID_LENGTH = 1000
_is_usable = re.compile(rf"[^\ud800-\udfff]{{1,{_MAX_ID_LENGTH}}}", re.DOTALL).fullmatch


def usable_id(value: object) -> str | None:
    """Return an id that came from a server, if it can be sent back in a URL."""
    if not isinstance(value, str):
        return None
    # Each item of a page has one, and almost every one is ASCII, which is known at once.
    if value.isascii():
        return value if 0 < len(value) <= _MAX_ID_LENGTH else None
    return value if _is_usable(value) else None


def encode_segment(name: str, value: str) -> str:
    """Return the `value` of the path parameter `name` so that it stays one segment.

    What gives a path its structure is encoded twice: servers decode a path once before they look
    at it, so a slash that is encoded once still reaches another endpoint. So does a line break,
    which the `$` at the end of a route's pattern lets pass.

    Raises:
        ValueError: the value is empty or `None`, or no text that can be encoded.
        TypeError: the value is neither a text nor a whole number. The messages name the parameter.
    """
    if isinstance(value, str) and _is_plain(value):  # pyright: ignore[reportUnnecessaryIsInstance]
        return value
    if value is None or value == "":  # pyright: ignore[reportUnnecessaryComparison]
        raise ValueError(f"Expected a non-empty value for `{name}` but received {value!r}")
    # A number is no text, but there is only one way to write it.
    if isinstance(value, bool) or not isinstance(value, (str, int)):  # pyright: ignore[reportUnnecessaryIsInstance]
        kind = type(value).__name__
        raise TypeError(f"Expected a str for `{name}` but received one of type {kind}")
    text = str(value)
    if text.strip(".") == "":
        text = text.replace(".", "%2E")
    text = text.replace("/", "%2F").replace("\\", "%5C").replace("\n", "%0A")
    return quote(text, safe="")


def encode_query(query: Query) -> str:
    """Return the query string of `query`, as the server reads it.

    `None` and `omit` leave a parameter out; the items of a sequence repeat it; booleans are `true`
    and `false`; a date or a datetime is in ISO 8601; the items of a mapping go out as `a[b]=c`.

    Raises:
        TypeError: a value is an iterator, which the next page would find empty.
    """
    return urlencode([pair for name, value in query.items() for pair in _pairs(name, value)])


class Querystring:
    """Writes query strings."""

    def stringify(self, params: Query) -> str:
        """Return the query string of `params`: see `encode_query`."""
        return encode_query(params)


def encode_form(body: Mapping[str, object]) -> dict[str, list[str]]:
    """Return the fields of a form, each with its values, written as those of a query.

    Raises:
        TypeError: a value is an iterator.
    """
    fields: dict[str, list[str]] = {}
    for field, value in body.items():
        for name, text in _pairs(field, value):
            fields.setdefault(name, []).append(text)
    return fields


def _pairs(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, item in cast("Mapping[object, object]", value).items():
            yield from _pairs(f"{name}[{key}]", item)
        return
    for item in _items(value):
        if isinstance(item, Mapping):
            yield from _pairs(name, cast("Mapping[object, object]", item))
        elif item is not None and not isinstance(item, _LEFT_OUT):
            yield name, _text(item)


def _items(value: object) -> Iterable[object]:
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


def encode_body(body: Body) -> bytes:
    """Return `body` as JSON; models, datetimes and iterators in it are written out.

    Fields whose value is `omit` are left out of the object, and of the objects in it; so are items
    of arrays. Of a model the fields are written that were set, also to `None`, and the tag that
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
