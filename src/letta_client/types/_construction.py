"""Models of payloads that do not fit them."""

from __future__ import annotations

import functools
import types
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, TypeGuard, Union, get_args, get_origin

if TYPE_CHECKING:
    from pydantic import TypeAdapter

# The fields by which the API tells the variants of a union apart.
_TAGS = ("message_type", "provider_type", "type")


@functools.lru_cache(maxsize=512)
def adapter_of(returns: Any) -> TypeAdapter[Any]:
    """Return what validates values of a type."""
    from pydantic import TypeAdapter

    return TypeAdapter(returns)


def construct(payload: Any, returns: Any) -> Any:
    """Return `payload` as near to the type `returns` as it comes, without ever failing.

    What fits is validated. A model whose payload does not fit is built without validation, field
    by field in the same way; anything else stays as the JSON has it.
    """
    from pydantic import BaseModel, ValidationError

    try:
        return adapter_of(returns).validate_python(payload)
    except ValidationError:
        pass
    origin, arguments = get_origin(returns), get_args(returns)
    if origin is Annotated:
        return construct(payload, arguments[0])
    if origin in (Union, types.UnionType):
        chosen = _variant(payload, _flatten(arguments))
        return payload if chosen is None else construct(payload, chosen)
    if origin is list and _is_array(payload):
        return [construct(item, arguments[0]) for item in payload]
    if not _is_object(payload):
        return payload
    if origin is dict:
        return {key: construct(value, arguments[1]) for key, value in payload.items()}
    if isinstance(returns, type) and issubclass(returns, BaseModel):
        return construct_model(payload, returns)
    return payload


def _is_array(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _is_object(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def construct_model(payload: Mapping[str, Any], model: type[Any]) -> Any:
    """Return a model of `payload`, built without validation, field by field."""
    # A model is complete when it was used itself: before, its annotations can be mere names.
    model.model_rebuild()
    unknown, values, sent = dict(payload), dict[str, Any](), set[str]()
    for name, field in model.model_fields.items():
        key = field.alias if field.alias in unknown else name
        if key in unknown:
            metadata = tuple(field.metadata)
            kind = Annotated[field.annotation, *metadata] if metadata else field.annotation
            values[field.alias or name] = construct(unknown.pop(key), kind)
            sent.add(name)
        elif field.is_required():
            # A missing field reads as None: better than an attribute that is not there.
            values[field.alias or name] = None
    built = model.model_construct(_fields_set=sent, **values)
    if built.model_extra is not None:
        # Not as arguments: the server may send fields by the names of the parameters.
        built.model_extra.update(unknown)
    return built


def _variant(payload: Any, arguments: list[Any]) -> Any:
    """Return the member of a union that `payload` is meant for, or `None`.

    That is the array for an array, and for an object the model whose literal tag it has, such as
    `message_type`, or else the model that takes any tag, or the only model that there is.
    """
    from pydantic import BaseModel

    if _is_array(payload):
        return next((kind for kind in arguments if get_origin(kind) is list), None)
    if not _is_object(payload):
        return None
    models = [kind for kind in arguments if isinstance(kind, type) and issubclass(kind, BaseModel)]
    open_to_any: list[Any] = []
    for model in models:
        tag = next((name for name in _TAGS if name in model.model_fields), None)
        if tag is None or model.model_fields[tag].is_required():
            open_to_any.append(model)
        elif tag in payload and model.model_fields[tag].default == payload[tag]:
            return model
    candidates = open_to_any or models
    return candidates[0] if len(candidates) == 1 else None


def _flatten(arguments: tuple[Any, ...]) -> list[Any]:
    flat: list[Any] = []
    for argument in arguments:
        origin = get_origin(argument)
        if origin is Annotated:
            flat += _flatten((get_args(argument)[0],))
        elif origin in (Union, types.UnionType):
            flat += _flatten(get_args(argument))
        else:
            flat.append(argument)
    return flat
