"""From the bytes of an answer to typed values.

JSON goes straight into pydantic's parser. Only a payload that does not fit its type is read a
second time, and then handed out as it is: a server that sends something odd must not stop a
program that does not look at it.
"""

from __future__ import annotations

import functools
import json
import logging
import types
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, TypeGuard, Union, get_args, get_origin

from .errors import APIResponseValidationError, one_line

if TYPE_CHECKING:
    import httpx
    from pydantic import TypeAdapter, ValidationError

logger = logging.getLogger("letta_client")

# The fields by which the API tells the variants of a union apart.
_TAGS = ("message_type", "provider_type", "type")


def decode(content: bytes | str, returns: Any, *, strict: bool, response: httpx.Response) -> Any:
    """Return `content`, a JSON text, as a value of the type `returns`.

    Args:
        content: the body of an answer, or the data of one event of a stream.
        returns: a model, a union of models, or any type that pydantic can validate.
        strict: raise when the payload does not fit, where otherwise it comes back unvalidated,
            with one warning in the log.
        response: where it came from, for the error.

    Raises:
        APIResponseValidationError: the text is no JSON, or it does not fit and `strict` is set.
    """
    from pydantic import ValidationError

    try:
        return _adapter(returns).validate_json(content)
    except ValidationError as misfit:
        payload = _parse(content, response)
        summary = _summary(misfit)
        if strict:
            raise APIResponseValidationError(
                response, payload, message=f"The response does not fit its type: {summary}"
            ) from misfit
        logger.warning(
            "%s %s answered with what does not fit its type and is handed out unvalidated: %s",
            response.request.method,
            response.request.url.path,
            summary,
        )
        return construct(payload, returns)


def json_validator(returns: Any) -> Callable[[bytes], Any]:
    """Return what reads a JSON text as a value of the type `returns`, for use on many texts.

    It raises pydantic's `ValidationError` for what does not fit, which `decode` can read.
    """
    adapter = _adapter(returns)
    if not adapter.pydantic_complete:
        adapter.rebuild()
    return adapter.validator.validate_json


def _parse(content: bytes | str, response: httpx.Response) -> Any:
    try:
        # Python's reader takes more than pydantic's: half of an emoji, deep nesting, a BOM.
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        text = content if isinstance(content, str) else content.decode(errors="replace")
        kind = response.headers.get("content-type", "no content type")
        raise APIResponseValidationError(
            response, text, message=f"Expected JSON, but the server sent {kind}: {text[:200]!r}"
        ) from error


@functools.lru_cache(maxsize=512)
def _adapter(returns: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(returns)


def _summary(misfit: ValidationError) -> str:
    problems = misfit.errors(include_url=False, include_input=False)
    first = problems[0]
    # The brackets are those of pydantic's names for the unions and validators on the way.
    field = ".".join(str(part) for part in first["loc"] if "[" not in str(part))
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return one_line(f"{field or 'the whole'}: {first['msg']}{more}")


def construct(payload: Any, returns: Any) -> Any:
    """Return `payload` as near to the type `returns` as it comes, without ever failing.

    What fits is validated. A model whose payload does not fit is built without validation, field
    by field in the same way; anything else stays as the JSON has it.
    """
    from pydantic import BaseModel, ValidationError

    try:
        return _adapter(returns).validate_python(payload)
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
        return _construct_model(payload, returns)
    return payload


def _is_array(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _is_object(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _construct_model(payload: Mapping[str, Any], model: type[Any]) -> Any:
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
