"""What the body of an answer says of a failure."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import httpx

_REPR = re.compile(r"(?:\d{3}: )?([\[{].*)", re.DOTALL)
# Of an answer, so much is read for a message, which has room for much less.
_LONGEST_READ = 16_384
_MOST_PROBLEMS = 20
# Pickling, comparing and writing a value take some frames of Python for each level.
_DEEPEST = 350


def body_of(response: httpx.Response) -> object | None:
    """Return what the JSON of a response says, or its text where it is none; `None` if empty."""
    if not response.content:
        return None
    try:
        body = cast("object", response.json())
    except (ValueError, RecursionError):
        return text_of(response)
    return text_of(response) if is_too_deep(body) else body


def plain_text_of(response: httpx.Response, body: object | None) -> str | None:
    """Return the body of a response where it is plain text, and no JSON; `None` of any other."""
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not isinstance(body, str) or media_type not in {"", "text/plain"}:
        return None
    # A text in JSON has quotes around it.
    return body.strip() or None if body == text_of(response) else None


def is_too_deep(value: object, deepest: int = _DEEPEST) -> bool:
    """Tell whether a JSON value is nested so deep that code which walks over it may fail."""
    level: list[object] = [value]
    for _ in range(deepest):
        inner: list[object] = []
        for each in level:
            if isinstance(each, dict):
                inner += cast("dict[str, object]", each).values()
            elif isinstance(each, list):
                inner += cast("list[object]", each)
        level = [each for each in inner if isinstance(each, (dict, list))]
        if not level:
            return False
    return True


def text_of(response: httpx.Response) -> str:
    """Return the body of a response as text, whatever encoding it claims to be in."""
    try:
        return response.text
    except (ValueError, TypeError, AssertionError):
        # Python has codecs that do not decode text, and a server can name them.
        return response.content.decode(errors="replace")


def error_code(body: object | None) -> str | None:
    """Return the `code` by which an error of the API names its cause, if it has one."""
    return text_field(detail_of(body), "code")


def waits_for_approval(said: object) -> bool:
    """Tell whether the words of a server say that an agent waits for an approval.

    Letta 0.16.8 gives a code for it only with `agents.messages.create`.
    """
    return isinstance(said, str) and "waiting for approval" in said


def lacks_redis(said: object) -> bool:
    """Tell whether the words of a server say that it has no Redis."""
    return isinstance(said, str) and "requires Redis" in said


def text_field(value: object | None, name: str) -> str | None:
    """Return a field of a JSON object, if that is what `value` is, and the field is text."""
    if not isinstance(value, Mapping):
        return None
    field = cast("Mapping[str, object]", value).get(name)
    return field if isinstance(field, str) else None


def detail_of(body: object | None) -> object | None:
    """Return what the body of an answer says in detail, if it does."""
    if not isinstance(body, Mapping):
        return None
    fields = cast("Mapping[str, object]", body)
    detail = fields.get("detail")
    if detail is None and isinstance(fields.get("error"), Mapping):
        # So Letta 0.16.8 answers a `messages.create` that failed.
        detail = fields["error"]
    return _read_repr(detail) if isinstance(detail, str) else detail


def explanation(body: object | None) -> str:
    """Return what the body of an answer says of its failure."""
    try:
        return _explain(body).strip() or "no explanation"
    except (ValueError, RecursionError):
        return "an explanation too long or too deep to be shown"


def _explain(body: object | None) -> str:
    detail = detail_of(body)
    if isinstance(detail, Mapping):
        fields = cast("Mapping[str, object]", detail)
        parts = [fields.get("code") or fields.get("type"), fields.get("message")]
        return ": ".join(str(part) for part in parts if part) or json.dumps(fields, default=str)
    if isinstance(detail, list):
        problems = cast("list[object]", detail)
        return "; ".join(_explain_problem(problem) for problem in problems[:_MOST_PROBLEMS])
    if detail is not None:
        return str(detail)
    if body is None:
        return ""
    return body if isinstance(body, str) else json.dumps(body, default=str)


def _read_repr(text: str) -> object:
    """Return the list or dictionary that Letta 0.16.8 shows by its text in Python, or the text.

    So it does with the problems of a 422, and, where it keeps traces, with the details of a 409,
    then with the status before them.
    """
    shown = _REPR.fullmatch(text) if len(text) <= _LONGEST_READ else None
    if shown is None:
        return text
    try:
        return cast("object", ast.literal_eval(shown[1]))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return text


def _explain_problem(problem: object) -> str:
    if not isinstance(problem, Mapping):
        return str(problem)
    fields = cast("Mapping[str, object]", problem)
    location = fields.get("loc")
    path: Sequence[object] = ()
    if isinstance(location, (list, tuple)):
        path = cast("Sequence[object]", location)
    # The first part says where the value was: in the body, the path or the query.
    name = ".".join(str(part) for part in path[1:]) or ".".join(str(part) for part in path)
    said = str(fields.get("msg") or fields.get("type") or fields)
    given = f" (got {fields['input']!r})" if fields.get("input") not in (None, {}, "") else ""
    return f"{name}: {said}{given}" if name else f"{said}{given}"


def one_line(text: str) -> str:
    """Fold white space, escape what a terminal may act upon, and cut what is too long to read."""
    shown = " ".join(text[:_LONGEST_READ].split())
    if not shown.isprintable():
        shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in shown)
    if len(shown) > 1000 or len(text) > _LONGEST_READ:
        return f"{shown[:999]}…"
    return shown
