"""Whether a request fits its operation, told as the real server tells it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, TypeAlias, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.datastructures import QueryParams
from starlette.requests import Request

from letta_client._core.http.error_bodies import is_too_deep
from letta_client.testing.simulation.ids import UUID4
from letta_client.testing.store.errors import bad_request

Errors: TypeAlias = list[dict[str, Any]]

PATTERN_MISMATCH = "string_pattern_mismatch"
NO_BODY: Final = object()
"""In the place of a body that is empty."""
_MEASURED = {"folder_id", "conversation_id"}
"""Ids of which the real server tells first that they are too short or too long."""
# Of what is sent; pydantic writes no answer that is nested deeper than some 250 levels.
_DEEPEST = 200
_JSON = re.compile(r"application/(.+\+)?json")


class InvalidRequest(Exception):
    """A request does not fit its operation.

    Args:
        errors: what is wrong, in pydantic's words.
    """

    def __init__(self, errors: Errors) -> None:
        super().__init__(errors)
        self.errors = errors


async def read_body(request: Request) -> Any:
    """Return the body of a request, read as JSON if it says that it is JSON; `NO_BODY` if empty.

    Raises:
        InvalidRequest: it is not JSON.
        ApiError: 400, it is not even text.
    """
    body = await request.body()
    media_type = request.headers.get("content-type", "application/json").partition(";")[0]
    if not body:
        return NO_BODY
    if not _JSON.fullmatch(media_type.strip().lower()):
        return body
    try:
        sent = json.loads(body)
        if is_too_deep(sent, _DEEPEST):
            raise RecursionError
        # Half of a surrogate pair has no place in any answer.
        json.dumps(sent, ensure_ascii=False).encode()
        return sent
    except UnicodeEncodeError:
        raise InvalidRequest(
            [
                _error(
                    "string_unicode",
                    ("body",),
                    "Input should be a valid string, unable to parse raw data as a unicode string",
                    None,
                )
            ]
        ) from None
    except RecursionError:
        raise bad_request("There was an error parsing the body") from None
    except json.JSONDecodeError as error:
        where = ("body", error.pos)
        raise InvalidRequest(
            [_error("json_invalid", where, "JSON decode error", {}, error=error.msg)]
        ) from None
    except ValueError:
        raise bad_request("There was an error parsing the body") from None


class RequestCheck:
    """Checks the parts of a request one after the other.

    Attributes:
        errors: what is wrong with them.
    """

    def __init__(self) -> None:
        self.errors: Errors = []

    def path(self, given: Mapping[str, str], schemas: Mapping[str, Mapping[str, Any]]) -> None:
        """Check the parameters of the path."""
        for name, schema in schemas.items():
            pattern: str | None = schema.get("pattern")
            if pattern is None or re.fullmatch(pattern, given[name]):
                continue
            where, least = ("path", name), schema.get("minLength", 0)
            most, length = schema.get("maxLength", sys.maxsize), len(given[name])
            if name in _MEASURED and length < least:
                message = f"String should have at least {least} characters"
                error = _error("string_too_short", where, message, given[name], min_length=least)
            elif name in _MEASURED and length > most:
                message = f"String should have at most {most} characters"
                error = _error("string_too_long", where, message, given[name], max_length=most)
            else:
                shown = pattern.removeprefix("^").removesuffix("$").replace(UUID4, "{uuid4}")
                message = f"String should match pattern '{shown}'"
                error = _error(PATTERN_MISMATCH, where, message, given[name], pattern=pattern)
            self.errors.append(error)

    def query(self, given: QueryParams, model: type[BaseModel]) -> BaseModel | None:
        """Return the query, or `None` if something is wrong with it."""
        values = {
            name: given.getlist(name) if is_list else given[name]
            for name, is_list in _fields(model).items()
            if name in given
        }
        try:
            return model.model_validate(values)
        except ValidationError as error:
            self._note("query", error)
            return None

    def form(self, given: Mapping[str, Any], adapter: TypeAdapter[Any]) -> Any:
        """Return the body from the fields of a form, or `None` if something is wrong with them."""
        try:
            return adapter.validate_python(given)
        except ValidationError as error:
            self._note("body", error, is_form=True)
            return None

    def body(self, given: Any, adapter: TypeAdapter[Any], *, is_needed: bool) -> Any:
        """Return the body, or `None` if something is wrong with it, or if there is none."""
        if given is NO_BODY:
            if is_needed:
                self.errors.append(_error("missing", ("body",), "Field required", None))
            return None
        try:
            return adapter.validate_python(given, from_attributes=True)
        except ValidationError as error:
            self._note("body", error)
            return None

    def _note(self, part: str, error: ValidationError, *, is_form: bool = False) -> None:
        for found in error.errors(include_url=False):
            noted: dict[str, Any] = {**found, "loc": (part, *found["loc"])}
            if found["type"] == "missing" and (part == "query" or is_form):
                # There is no object of which it could be missing.
                noted["input"] = None
            elif found["type"] == "is_instance_of":
                told = f"Expected UploadFile, received: {type(found['input'])}"
                noted |= {"type": "value_error", "msg": f"Value error, {told}"}
                noted["ctx"] = {"error": ValueError(told)}
            self.errors.append(noted)


def _error(
    kind: str, where: tuple[str | int, ...], message: str, given: Any, **context: Any
) -> dict[str, Any]:
    found = {"type": kind, "loc": where, "msg": message, "input": given}
    return {**found, "ctx": context} if context else found


@cache
def _fields(model: type[BaseModel]) -> dict[str, bool]:
    """Return the fields of a query, and of each whether it can be given several times."""
    return {
        field.alias or name: any(_parts(field.annotation, list))
        for name, field in model.model_fields.items()
    }


def _parts(annotation: Any, wanted: type) -> Iterator[bool]:
    yield get_origin(annotation) is wanted
    for part in get_args(annotation):
        yield from _parts(part, wanted)
