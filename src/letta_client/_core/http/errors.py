"""Everything that the library raises when the API or the network lets it down."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from typing_extensions import override

from ..._display import Displayed
from .error_bodies import (
    body_of,
    detail_of,
    error_code,
    explanation,
    lacks_redis,
    one_line,
    plain_text_of,
    text_field,
    waits_for_approval,
)
from .redirects import HARMLESS_HEADERS

if TYPE_CHECKING:
    import httpx

    from ...types.messages import ApprovalRequestMessage, ToolCall
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
        # A server may have sent less than it promises, or the same as message and as detail.
        texts = dict.fromkeys(str(part) for part in (error.message, error.detail) if part)
        said = " ".join(texts)
        parts = [str(part) for part in (error.error_type, said) if part]
        message = ": ".join(parts) or explanation(body)
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
        self.run_id = cast(str, text_field(body, "run_id"))


class PendingApprovalError(ConflictError):
    """409: the agent waits for the answer to an approval request, so that nothing was sent.

    The calls that wait are looked up before the error is raised, by one more request (two for a
    conversation). If that fails, they are missing here.
    """

    pending_request_id: str | None
    """The id of the message that asks for the approval, if it is known."""
    pending_calls: list[ToolCall]
    """The calls of tools that wait: `tool_call_id`, `name`, and `arguments` as JSON."""
    run_id: str | None
    """The run that asked, if it is known."""
    agent_id: str | None
    """The agent, if it is known."""
    conversation_id: str | None
    """The conversation; `None` for the agent's own."""
    approval_request: ApprovalRequestMessage | None
    """The message that asks for the approval, if it was found."""

    def __init__(self, message: str, *, response: httpx.Response, body: object | None) -> None:
        super().__init__(message, response=response, body=body)
        self._not_looked_up()

    def _not_looked_up(self) -> None:
        self.pending_request_id = text_field(detail_of(self.body), "pending_request_id")
        self.pending_calls = []
        self.run_id = self.agent_id = self.conversation_id = self.approval_request = None


class PendingApprovalStreamError(PendingApprovalError, APIStreamError):
    """The same, said by the stream of a run that failed for it.

    Its `status_code` is that of the stream, 200.
    """

    def __init__(self, error: LettaErrorMessage, *, response: httpx.Response, body: object) -> None:
        APIStreamError.__init__(self, error, response=response, body=body)
        self._not_looked_up()


class UnprocessableEntityError(APIStatusError):
    """422: a parameter has a value that the server does not accept."""


class RateLimitError(APIStatusError):
    """429: too many requests."""


class InternalServerError(APIStatusError):
    """5xx: the server failed."""


class BackgroundUnavailableError(InternalServerError):
    """503: the server has no Redis, without which it has no runs in the background to follow.

    Nothing was sent, and trying again does not help: give Letta a Redis (`LETTA_REDIS_HOST`), or
    send by `agents.messages.create`.
    """


class DuplicateRunError(APIError):
    """A message that was sent again after a failure has started a second run.

    The server does not know messages by their `otid`, as Letta 0.16.8 does with Redis. The stream
    of one run came to its end; the others may have done the same once more.
    """

    run_id: str
    """The run whose events came."""
    other_run_ids: list[str]
    """The other runs of the same message."""

    def __init__(
        self, request: httpx.Request, *, run_id: str, other_run_ids: Sequence[str]
    ) -> None:
        others = ", ".join(other_run_ids)
        super().__init__(
            "The message was sent again after a failure, and the server did not know it: it "
            f"started {run_id}, whose events came, and {others}.",
            request,
            body=None,
        )
        self.run_id = run_id
        self.other_run_ids = list(other_run_ids)


class OtidInUseError(APIError):
    """The server knows the `otid` of a message from another one, so that nothing was sent.

    Letta 0.16.8 knows a message by its `otid` whatever the agent and the conversation are, and
    answers with the run of the message that came first. None of that run's events is handed out.
    """

    run_id: str
    """The run of the message that came first."""
    agent_id: str
    """The agent of that run."""
    conversation_id: str | None
    """The conversation of that run; `None` for the agent's own."""

    def __init__(
        self,
        request: httpx.Request,
        *,
        otids: Sequence[str],
        run_id: str,
        agent_id: str,
        conversation_id: str | None,
    ) -> None:
        place = agent_id if conversation_id is None else f"{conversation_id} of {agent_id}"
        super().__init__(
            f"Nothing was sent: the server knows the otid ({', '.join(map(repr, otids))}) from a "
            f"message to {place}, and answered with its run, {run_id}. Give each message an otid "
            "of its own.",
            request,
            body=None,
        )
        self.run_id = run_id
        self.agent_id = agent_id
        self.conversation_id = conversation_id


_BY_STATUS: Mapping[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def status_error(response: httpx.Response, *, note: str = "") -> APIStatusError:
    """Return the error for `response`, whose status is no success and whose body is read.

    Args:
        response: the response.
        note: what the message says besides.
    """
    body = body_of(response)
    status = response.status_code
    kind = _kind_of(status, body)
    text = None if note else plain_text_of(response, body)
    if text is not None:
        # In letta-client 1, too, such a body is the message, whatever the status.
        return kind(text, response=response, body=body)
    request = response.request
    request_id = response.headers.get("x-request-id")
    suffix = f", request id {request_id}" if request_id else ""
    reason = f"{response.reason_phrase}: " if response.reason_phrase else ""
    # So it begins in letta-client 1, too, whose users look for it.
    message = (
        f"Error code: {status} - {reason}{note or explanation(body)} "
        f"({request.method} {path_of(request)}{suffix})"
    )
    return kind(message, response=response, body=body)


def _kind_of(status: int, body: object | None) -> type[APIStatusError]:
    if status == 409:
        code = error_code(body)
        if code == "PENDING_APPROVAL" or waits_for_approval(detail_of(body)):
            return PendingApprovalError
        if code is None and text_field(body, "run_id"):
            return ConversationBusyError
    if status == 503 and lacks_redis(detail_of(body)):
        return BackgroundUnavailableError
    fallback = InternalServerError if status >= 500 else APIStatusError
    return _BY_STATUS.get(status, fallback)


def path_of(request: httpx.Request) -> str:
    """Return the path of a request as it was sent: encoded, and without the query."""
    return request.url.raw_path.partition(b"?")[0].decode("ascii", errors="replace")
