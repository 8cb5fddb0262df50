"""Whether a request says only what the contract knows.

Our types are open, so that a newer server does not break an older client. The server itself knows
all that there is, and refuses the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pydantic

from letta_client.testing.api.json_values import is_dict, is_list


def unknown_values(annotation: Any, value: object) -> Iterator[object]:
    """Yield what a value has in it that its type takes, and the contract does not know.

    Args:
        annotation: the value's type.
        value: the value, validated.
    """
    if isinstance(value, pydantic.BaseModel):
        model = type(value)
        if model.__name__.startswith("Unknown"):
            yield value
        for name, field in model.model_fields.items():
            yield from unknown_values(field.annotation, getattr(value, name))
    elif is_list(value):
        for each in value:
            yield from unknown_values(_inside(annotation, list), each)
    elif is_dict(value):
        for each in value.values():
            yield from unknown_values(_inside(annotation, dict), each)
    elif isinstance(value, str):
        known = [member for part in _parts(annotation) for member in _members(part)]
        if known and value not in known:
            yield value


def _parts(annotation: Any) -> Iterator[Any]:
    """Yield the variants of a type; a type that is no union is its own only variant."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _parts(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for part in get_args(annotation):
            yield from _parts(part)
    else:
        yield annotation


def _members(part: Any) -> tuple[Any, ...]:
    return get_args(part) if get_origin(part) is Literal else ()


def _inside(annotation: Any, container: type) -> Any:
    """Return the type of what is in a container."""
    found = [get_args(part)[-1] for part in _parts(annotation) if get_origin(part) is container]
    return found[0] if found else Any
