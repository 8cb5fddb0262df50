"""From the bytes of an answer to typed values.

JSON goes straight into pydantic's parser. Only a payload that does not fit its type is read a
second time, and then handed out as it is: a server that sends something odd must not stop a
program that does not look at it.
"""

from __future__ import annotations

import functools
import logging
import types
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, TypeGuard, Union, get_args, get_origin

from .errors import APIResponseValidationError

if TYPE_CHECKING:
    import httpx
    from pydantic import TypeAdapter, ValidationError

logger = logging.getLogger("letta_client")


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


def _parse(content: bytes | str, response: httpx.Response) -> Any:
    from pydantic_core import from_json

    try:
        return from_json(content)
    except ValueError as error:
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
    field = ".".join(str(part) for part in first["loc"])
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{field or 'the whole'}: {first['msg']}{more}"


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
    if origin is list and _is_array(payload):
        return [construct(item, arguments[0]) for item in payload]
    if not _is_object(payload):
        return payload
    if origin is dict:
        return {key: construct(value, arguments[1]) for key, value in payload.items()}
    if origin in (Union, types.UnionType):
        chosen = _variant(payload, arguments)
        return payload if chosen is None else construct(payload, chosen)
    if isinstance(returns, type) and issubclass(returns, BaseModel):
        return _construct_model(payload, returns)
    return payload


def _is_array(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _is_object(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _construct_model(payload: Mapping[str, Any], model: type[Any]) -> Any:
    values = dict(payload)
    for name, field in model.model_fields.items():
        key = field.alias if field.alias in values else name
        if key in values:
            metadata = tuple(field.metadata)
            kind = Annotated[field.annotation, *metadata] if metadata else field.annotation
            values[key] = construct(values[key], kind)
        elif field.is_required():
            # A missing field reads as None: better than an attribute that is not there.
            values[key] = None
    return model.model_construct(_fields_set=set(payload), **values)


def _variant(payload: Mapping[str, Any], arguments: tuple[Any, ...]) -> type[Any] | None:
    """Return the model that claims the payload by its literal tag, such as `message_type`."""
    from pydantic import BaseModel

    for argument in _flatten(arguments):
        if not (isinstance(argument, type) and issubclass(argument, BaseModel)):
            continue
        for name in ("message_type", "type"):
            field = argument.model_fields.get(name)
            if field and field.default == payload.get(name):
                return argument
    return None


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
