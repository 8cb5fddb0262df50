"""From the bytes of an answer to typed values.

JSON goes straight into pydantic's parser. Only a payload that does not fit its type is read a
second time, and then handed out as it is: a server that sends something odd must not stop a
program that does not look at it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...types._construction import adapter_of, construct
from .error_bodies import is_too_deep, one_line
from .errors import APIResponseValidationError, path_of

if TYPE_CHECKING:
    import httpx
    from pydantic import ValidationError

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
        APIResponseValidationError: the text is no JSON, or it does not fit and `strict` is set. A
            text that is no JSON comes back as it is where its content type promised none, unless
            `strict` is set.
    """
    from pydantic import ValidationError

    try:
        return adapter_of(returns).validate_json(content)
    except ValidationError as misfit:
        if response.status_code == 204 and not content and returns is object:
            return ""
        try:
            payload = _parse(content, response)
        except APIResponseValidationError as error:
            if strict or not content or _promises_json(response):
                raise
            return error.body
        summary = _summary(misfit)
        if strict:
            raise APIResponseValidationError(
                response, payload, message=f"The response does not fit its type: {summary}"
            ) from misfit
        logger.warning(
            "%s %s answered with what does not fit its type and is handed out unvalidated: %s",
            response.request.method,
            path_of(response.request),
            summary,
        )
        return construct(payload, returns)


def json_validator(returns: Any) -> Callable[[bytes], Any]:
    """Return what reads a JSON text as a value of the type `returns`, for use on many texts.

    It raises pydantic's `ValidationError` for what does not fit, which `decode` can read.
    """
    adapter = adapter_of(returns)
    if not adapter.pydantic_complete:
        adapter.rebuild()
    return adapter.validator.validate_json


def _promises_json(response: httpx.Response) -> bool:
    kind: str = response.headers.get("content-type", "")
    return "json" in kind or "event-stream" in kind or not kind


def _parse(content: bytes | str, response: httpx.Response) -> Any:
    try:
        # Python's reader takes more than pydantic's: half of an emoji, deep nesting, a BOM.
        payload = json.loads(content)
        if is_too_deep(payload):
            raise RecursionError("nested too deep")
        return payload
    except (ValueError, RecursionError) as error:
        text = content if isinstance(content, str) else content.decode(errors="replace")
        kind = response.headers.get("content-type", "no content type")
        raise APIResponseValidationError(
            response, text, message=f"Expected JSON, but the server sent {kind}: {text[:200]!r}"
        ) from error


def _summary(misfit: ValidationError) -> str:
    problems = misfit.errors(include_url=False, include_input=False)
    first = problems[0]
    # The brackets are those of pydantic's names for the unions and validators on the way.
    field = ".".join(str(part) for part in first["loc"] if "[" not in str(part))
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return one_line(f"{field or 'the whole'}: {first['msg']}{more}")
