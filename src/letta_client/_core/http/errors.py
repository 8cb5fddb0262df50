"""Everything that the library raises when the API or the network lets it down."""

from __future__ import annotations

import ast
import copy
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from typing_extensions import override

from ..._display import Displayed
from .redirects import HARMLESS_HEADERS

if TYPE_CHECKING:
    import httpx

    from ...types.streaming import LettaErrorMessage


class LettaError(Exception):
    """The root of all errors of this library."""

    @override
    def __reduce__(self) -> tuple[Callable[..., LettaError], tuple[Any, ...], dict[str, Any]]:
        # By default an exception is rebuilt by calling its class, which needs keyword arguments.
        return _rebuild, (type(self), self.args), self.__dict__


def _rebuild(kind: type[LettaError], args: tuple[Any, ...]) -> LettaError:
    error = kind.__new__(kind)
    error.args = args
    return error


class PaginationError(LettaError):
    """A walk over a list cannot go on, and its end was not reached: items are missing."""

    after_id: str | None
    """The id of the last item that came."""
    items_yielded: int
    """How many items came before."""

    def __init__(self, message: str, *, after_id: str | None, items_yielded: int) -> None:
        super().__init__(one_line(message))
        self.after_id = after_id
        self.items_yielded = items_yielded


class APIError(Displayed, LettaError):
    """A call to the API did not give what it promises."""

    message: str
    """What went wrong, in one line."""
    request: httpx.Request
    """The request that was sent last."""
    body: object | None
    """The body of the answer: what its JSON says, or its text, or `None` without an answer."""

    def __init__(self, message: str, request: httpx.Request, *, body: object | None) -> None:
        self.message = one_line(message)
        super().__init__(self.message)
        self.request = request
        self.body = body

    @override
    def __reduce__(self) -> tuple[Callable[..., LettaError], tuple[Any, ...], dict[str, Any]]:
        # A pickle goes to other processes and machines, where the credentials have no business.
        rebuild, arguments, state = super().__reduce__()
        bare = _without_credentials(self.request)
        response = state.get("response")
        shared = {} if response is None else {"response": _with_request(response, bare)}
        return rebuild, arguments, {**state, "request": bare, **shared}


def _without_credentials(request: httpx.Request) -> httpx.Request:
    # A body and a query can have secrets as well, such as those of an agent.
    headers = {
        name: value for name, value in request.headers.items() if name.lower() in HARMLESS_HEADERS
    }
    url = request.url.copy_with(userinfo=b"", query=None, fragment=None)
    return type(request)(request.method, url, headers=headers)


def _with_request(response: httpx.Response, request: httpx.Request) -> httpx.Response:
    bare = copy.copy(response)
    bare.request = request
    # What else leads to requests, or was a secret between the server and this client.
    bare.history, bare.next_request = [], None
    bare.headers = response.headers.copy()
    bare.headers.pop("set-cookie", None)
    return bare


class APIConnectionError(APIError):
    """There was no answer, or it broke off: the network, a proxy or the server failed."""

    def __init__(self, *, message: str = "Connection error.", request: httpx.Request) -> None:
        super().__init__(message, request, body=None)


class APITimeoutError(APIConnectionError):
    """There was no answer in time. The server may have carried the request out all the same."""

    def __init__(self, request: httpx.Request, *, message: str = "Request timed out.") -> None:
        super().__init__(message=message, request=request)


class APIResponseValidationError(APIError):
    """The server answered, but not with what the API promises."""

    response: httpx.Response
    status_code: int

    def __init__(
        self, response: httpx.Response, body: object | None, *, message: str | None = None
    ) -> None:
        super().__init__(
            message or "The response does not fit its type.", response.request, body=body
        )
        self.response = response
        self.status_code = response.status_code


class APIStatusError(APIError):
    """The server answered with a status of 4xx or 5xx."""

    response: httpx.Response
    status_code: int
    request_id: str | None
    """The `x-request-id` of the answer, to quote in a report."""

    def __init__(self, message: str, *, response: httpx.Response, body: object | None) -> None:
        super().__init__(message, response.request, body=body)
        self.response = response
        self.status_code = response.status_code
        self.request_id = response.headers.get("x-request-id")


class APIStreamError(APIStatusError):
    """The server ended a stream with `event: error`: the run that it tells of has failed.

    Its `status_code` is that of the stream, 200.
    """

    error: LettaErrorMessage
    """What the server said of the failure."""

    def __init__(self, error: LettaErrorMessage, *, response: httpx.Response, body: object) -> None:
        # A server may have sent less than it promises.
        said = " ".join(str(part) for part in (error.message, error.detail) if part)
        parts = [str(part) for part in (error.error_type, said) if part]
        message = ": ".join(parts) or _explanation(body)
        run = f" (run {error.run_id})" if error.run_id else ""
        super().__init__(message + run, response=response, body=body)
        self.error = error


class BadRequestError(APIStatusError):
    """400: the request makes no sense to the server."""


class AuthenticationError(APIStatusError):
    """401: the API key is missing or wrong."""


class PermissionDeniedError(APIStatusError):
    """403: the API key does not allow this."""


class NotFoundError(APIStatusError):
    """404: there is nothing with this id, or no such endpoint."""


class ConflictError(APIStatusError):
    """409: what is there stands against it, such as an approval that an agent waits for."""


class ConversationBusyError(ConflictError):
    """409: another run of the conversation is under way, so that nothing was sent.

    `runs.messages.stream(error.run_id)` follows that run, `runs.wait` waits for its end, and
    `conversations.cancel` ends it.
    """

    run_id: str
    """The run that is under way."""

    def __init__(self, message: str, *, response: httpx.Response, body: object | None) -> None:
        super().__init__(message, response=response, body=body)
        self.run_id = cast(str, _text_field(body, "run_id"))


class PendingApprovalError(ConflictError):
    """409: the agent waits for the answer to an approval request, so that nothing was sent."""

    pending_request_id: str | None
    """The id of the message that asks for the approval, if the server says it."""

    def __init__(self, message: str, *, response: httpx.Response, body: object | None) -> None:
        super().__init__(message, response=response, body=body)
        self.pending_request_id = _text_field(_detail(body), "pending_request_id")


class UnprocessableEntityError(APIStatusError):
    """422: a parameter has a value that the server does not accept."""


class RateLimitError(APIStatusError):
    """429: too many requests."""


class InternalServerError(APIStatusError):
    """5xx: the server failed."""


_BY_STATUS: Mapping[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


_REPR = re.compile(r"(?:\d{3}: )?([\[{].*)", re.DOTALL)
# Of an answer, so much is read for a message, which has room for much less.
_LONGEST_READ = 16_384
_MOST_PROBLEMS = 20
# Pickling, comparing and writing a value take some frames of Python for each level.
_DEEPEST = 350


def status_error(response: httpx.Response, *, note: str = "") -> APIStatusError:
    """Return the error for `response`, whose status is no success and whose body is read.

    Args:
        response: the response.
        note: what the message says besides.
    """
    body = body_of(response)
    status = response.status_code
    kind = _kind_of(status, body)
    request = response.request
    request_id = response.headers.get("x-request-id")
    suffix = f", request id {request_id}" if request_id else ""
    reason = f"{response.reason_phrase}: " if response.reason_phrase else ""
    # So it begins in letta-client 1, too, whose users look for it.
    message = (
        f"Error code: {status} - {reason}{note or _explanation(body)} "
        f"({request.method} {path_of(request)}{suffix})"
    )
    return kind(message, response=response, body=body)


def _kind_of(status: int, body: object | None) -> type[APIStatusError]:
    if status == 409:
        code = error_code(body)
        if code == "PENDING_APPROVAL":
            return PendingApprovalError
        if code is None and _text_field(body, "run_id"):
            return ConversationBusyError
    fallback = InternalServerError if status >= 500 else APIStatusError
    return _BY_STATUS.get(status, fallback)


def body_of(response: httpx.Response) -> object | None:
    """Return what the JSON of a response says, or its text where it is none; `None` if empty."""
    if not response.content:
        return None
    try:
        body = cast("object", response.json())
    except (ValueError, RecursionError):
        return text_of(response)
    return text_of(response) if is_too_deep(body) else body


def is_too_deep(value: object) -> bool:
    """Tell whether a JSON value is nested so deep that code which walks over it may fail."""
    level: list[object] = [value]
    for _ in range(_DEEPEST):
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


def path_of(request: httpx.Request) -> str:
    """Return the path of a request as it was sent: encoded, and without the query."""
    return request.url.raw_path.partition(b"?")[0].decode("ascii", errors="replace")


def text_of(response: httpx.Response) -> str:
    """Return the body of a response as text, whatever encoding it claims to be in."""
    try:
        return response.text
    except (ValueError, TypeError, AssertionError):
        # Python has codecs that do not decode text, and a server can name them.
        return response.content.decode(errors="replace")


def error_code(body: object | None) -> str | None:
    """Return the `code` by which an error of the API names its cause, if it has one."""
    return _text_field(_detail(body), "code")


def _text_field(value: object | None, name: str) -> str | None:
    """Return a field of a JSON object, if that is what `value` is, and the field is text."""
    if not isinstance(value, Mapping):
        return None
    field = cast("Mapping[str, object]", value).get(name)
    return field if isinstance(field, str) else None


def _detail(body: object | None) -> object | None:
    if not isinstance(body, Mapping):
        return None
    fields = cast("Mapping[str, object]", body)
    detail = fields.get("detail")
    if detail is None and isinstance(fields.get("error"), Mapping):
        # So Letta 0.16.8 answers a `messages.create` that failed.
        detail = fields["error"]
    return _read_repr(detail) if isinstance(detail, str) else detail


def _explanation(body: object | None) -> str:
    """Return what the body of an answer says of its failure."""
    try:
        return _explain(body).strip() or "no explanation"
    except (ValueError, RecursionError):
        return "an explanation too long or too deep to be shown"


def _explain(body: object | None) -> str:
    detail = _detail(body)
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
    folded = " ".join(text[:_LONGEST_READ].split())
    if len(folded) > 1000 or len(text) > _LONGEST_READ:
        folded = f"{folded[:999]}…"
    if folded.isprintable():
        return folded
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in folded)
