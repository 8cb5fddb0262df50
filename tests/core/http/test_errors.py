"""An error says in one line what went wrong, and gives no secret away."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from letta_client._core.client_tools.errors import ToolRoundsError
from letta_client._core.http.error_bodies import body_of, error_code
from letta_client._core.http.errors import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    APIStreamError,
    APITimeoutError,
    AuthenticationError,
    BackgroundUnavailableError,
    BadRequestError,
    ConflictError,
    ConversationBusyError,
    DuplicateRunError,
    InternalServerError,
    LettaError,
    NotFoundError,
    OtidInUseError,
    PendingApprovalError,
    PermissionDeniedError,
    RateLimitError,
    UnprocessableEntityError,
    status_error,
)
from letta_client._core.http.retrying import Answer
from letta_client._core.streams.assembling import StreamResult
from letta_client.types.messages import ToolCall
from letta_client.types.streaming import LettaErrorMessage

from ..wire import ANY_JSON, json_values, kind_of, names, recording, replay, respond

KEY = "sk-this-is-the-secret-key"
LONGEST = 1000
STATUSES = st.integers(400, 599)


def is_readable(error: APIError) -> bool:
    """Whether the message is one line of a bearable length."""
    return (
        str(error) == error.message == error.args[0]
        and len(error.message.splitlines()) == 1
        and len(error.message) <= LONGEST
    )


# What a person reads.

MESSAGES = {
    "error_400_run_id": (
        "400 Bad Request: INVALID_ARGUMENT: Invalid run ID format: nope. "
        "Expected format: 'run-<uuid4>' (GET /v1/runs/nope)"
    ),
    "error_400_status": "400 Bad Request: 'bogus' is not a valid RunStatus (GET /v1/runs/)",
    "error_400_stream_of_foreground_run": (
        "400 Bad Request: INVALID_ARGUMENT: Run was not created in background mode, so it cannot "
        "be retrieved. (POST /v1/runs/run-bef69adf-c5d9-4346-bf9a-c0130d29b71b/stream)"
    ),
    "error_404_route": "404 Not Found: Not Found (GET /v1/nope)",
    "error_404_run": (
        "404 Not Found: Run not found with id='['run-00000000-0000-4000-8000-0000000<elided> "
        "(GET /v1/runs/run-00000000-0000-4000-8000-000000000000)"
    ),
    "error_404_step": (
        "404 Not Found: Step not found with id='['step-00000000-0000-4000-8000-00000<elided> "
        "(GET /v1/steps/step-00000000-0000-4000-8000-000000000000)"
    ),
    "error_409_pending_approval": (
        "409 Conflict: PENDING_APPROVAL: CONFLICT: Cannot send a new message: The agent is "
        "waiting for approval on a tool call. Please approve or deny the pending request before "
        "continuing. (POST /v1/agents/agent-a022ca90-7b4f-48e0-a4cb-6fbda6ebaad5/messages)"
    ),
    "error_422_bad_json": (
        "422 Unprocessable Entity: 1: JSON decode error "
        "(POST /v1/runs/run-0f525fb6-fe75-4a79-a412-86aa86e2d3dc/stream)"
    ),
    "error_422_feedback": (
        "422 Unprocessable Entity: feedback: Input should be 'positive' or 'negative' "
        "(got 'meh') (PATCH /v1/steps/step-131e1d07-f614-4131-9b93-4cf5f6f2325d/feedback)"
    ),
    "error_422_limit": (
        "422 Unprocessable Entity: limit: Input should be greater than or equal to 1 (got '0') "
        "(GET /v1/runs/)"
    ),
    "error_422_step_id": (
        "422 Unprocessable Entity: step_id: String should match pattern 'step-{uuid4}' "
        "(got 'nope') (GET /v1/steps/nope)"
    ),
    "error_500_stream_without_body": (
        "500 Internal Server Error: An unknown error occurred "
        "(POST /v1/runs/run-0f525fb6-fe75-4a79-a412-86aa86e2d3dc/stream)"
    ),
    "run_delete": (
        "500 Internal Server Error: An unknown error occurred "
        "(DELETE /v1/runs/run-bef69adf-c5d9-4346-bf9a-c0130d29b71b)"
    ),
    "run_trace_unconfigured": (
        "501 Not Implemented: OTEL traces require ClickHouse. Set LETTA_CLICKHOUSE_ENDPOINT and "
        "configure ClickHouse connection. "
        "(GET /v1/runs/run-0f525fb6-fe75-4a79-a412-86aa86e2d3dc/trace)"
    ),
    "step_transaction": (
        "500 Internal Server Error: An unknown error occurred "
        "(PATCH /v1/steps/step-131e1d07-f614-4131-9b93-4cf5f6f2325d/transaction/tx-1)"
    ),
    "steps_list_broken": (
        "400 Bad Request: Argument order does not match type typing.Optional[str]; "
        "is False of type <class 'bool'> (GET /v1/steps/)"
    ),
}


def told(text: str) -> str:
    """Return what the error of a status and its explanation says."""
    return f"Error code: {text[:3]} - {text[4:]}"


def test_every_recorded_error_has_its_message() -> None:
    failed = {name for name in names("*.json") if recording(name)["response"]["status"] >= 400}
    assert failed == MESSAGES.keys()


@pytest.mark.parametrize("name", MESSAGES)
def test_a_recorded_error_is_told_in_one_line(name: str) -> None:
    error = status_error(replay(name))
    assert str(error) == told(MESSAGES[name])
    assert is_readable(error)
    assert error.body == recording(name)["response"]["json"]
    assert error.status_code == recording(name)["response"]["status"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no explanation"),
        (b"  \n", "no explanation"),
        (b'{"detail": ""}', "no explanation"),
        (b'{"detail": []}', "no explanation"),
        (b"Internal Server Error", "Internal Server Error"),
        (b"<h1>\n  Bad\r\n  Gateway\xe2\x80\xa8</h1>", "<h1> Bad Gateway </h1>"),
        (b'"boom"', "boom"),
        (b'{"error": "boom"}', '{"error": "boom"}'),
        (b"[1, 2]", "[1, 2]"),
        (b"null", "no explanation"),
        (b'{"detail": null}', '{"detail": null}'),
        (b'{"detail": 5}', "5"),
        (b'{"detail": {"code": "C"}}', "C"),
        (b'{"detail": {"message": "m"}}', "m"),
        (b'{"detail": {"other": 1}}', '{"other": 1}'),
        (b'{"detail": {}}', "{}"),
        (
            b'{"detail": [{"loc": ["query", "limit"], "msg": "Too big", "input": 0}]}',
            "limit: Too big (got 0)",
        ),
        (
            b'{"detail": [{"loc": ["body", "a", 0, "b"], "msg": "Bad", "input": {}}, "and more"]}',
            "a.0.b: Bad; and more",
        ),
        (
            b'{"detail": [{"loc": ["body"], "msg": "Field required", "input": null}]}',
            "body: Field required",
        ),
        (b'{"detail": [{"type": "missing", "loc": "body"}]}', "missing"),
        (b'{"detail": [{"a": 1}]}', "{'a': 1}"),
        (b'{"detail": "[not a list"}', "[not a list"),
        (b'{"detail": "[{[]: 1}]"}', "[{[]: 1}]"),
        (b'{"detail": "[1, \'two\']"}', "1; two"),
        (b"{\"detail\": \"409: {'code': 'BUSY', 'message': 'm'}\"}", "BUSY: m"),
        (b'{"detail": "409: not a dictionary"}', "409: not a dictionary"),
        (b'{"error": {"type": "llm_error", "message": "boom"}}', "llm_error: boom"),
    ],
)
def test_an_error_says_what_the_body_says(content: bytes, said: str) -> None:
    error = status_error(respond(400, content))
    assert str(error) == told(f"400 Bad Request: {said} (GET /v1/runs/)")


@pytest.mark.parametrize("content_type", ["text/plain", "Text/Plain; charset=utf-8", ""])
def test_a_body_of_plain_text_is_the_message(content_type: str) -> None:
    def told_of(content: bytes) -> str:
        error = status_error(respond(502, content, headers={"content-type": content_type}))
        assert is_readable(error)
        return str(error)

    assert told_of(b"No healthy upstream\n") == "No healthy upstream"
    assert told_of(b"a\x1b[31m\nb" + b"b" * 20_000).startswith("a\\x1b[31m bbb")
    for told_otherwise in (b"", b" \n", b'"boom"', b'{"detail": "boom"}'):
        assert told_of(told_otherwise).startswith("Error code: 502 - Bad Gateway: ")


def test_a_page_of_html_is_told_with_its_status() -> None:
    error = status_error(respond(502, b"<p>Bad", headers={"content-type": "text/html"}))
    assert str(error) == told("502 Bad Gateway: <p>Bad (GET /v1/runs/)")


def test_an_error_names_the_request_to_report() -> None:
    response = respond(500, b'{"detail": "boom"}', headers={"X-Request-ID": "req-7"})
    error = status_error(response)
    assert error.request_id == "req-7"
    assert str(error) == told("500 Internal Server Error: boom (GET /v1/runs/, request id req-7)")
    assert status_error(respond(500)).request_id is None


def test_a_status_that_nobody_knows_has_no_reason() -> None:
    assert str(status_error(respond(599, b"x"))) == told("599 x (GET /v1/runs/)")


def test_an_error_has_all_that_it_came_from() -> None:
    response = respond(404, b'{"detail": "gone"}')
    error = status_error(response)
    assert error.response is response
    assert error.request is response.request
    assert error.body == {"detail": "gone"}


def test_a_text_too_long_to_read_is_cut() -> None:
    error = status_error(respond(500, b"word " * 1000))
    assert len(str(error)) == LONGEST
    assert str(error).startswith(told("500 Internal Server Error: word word"))
    assert str(error).endswith("…")
    assert error.body == "word " * 1000


# Keys and strings out of what errors are made of.
PROBLEMS = json_values(
    st.sampled_from(["detail", "code", "message", "loc", "msg", "type", "input"]),
    st.text() | st.sampled_from(["[", "[{}]", "[{'msg': 'a\\nb'}]", "a\nb", "", "\x85", "\u2028"]),
)


@given(STATUSES, st.binary() | st.text().map(str.encode))
def test_an_error_with_any_body_is_readable(status: int, content: bytes) -> None:
    assert is_readable(status_error(respond(status, content)))


@given(STATUSES, ANY_JSON | PROBLEMS | st.fixed_dictionaries({"detail": PROBLEMS}))
def test_an_error_with_any_json_is_readable(status: int, body: Any) -> None:
    error = status_error(respond(status, json.dumps(body)))
    assert is_readable(error)
    assert error.body == body


@given(PROBLEMS, st.text())
def test_an_error_with_any_text_of_python_is_readable(problems: Any, tail: str) -> None:
    for text in (repr(problems), f"[{problems!r}, {tail}]", f"[{tail}"):
        assert is_readable(status_error(respond(422, json.dumps({"detail": text}))))


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000,
        b'{"detail":' * 100_000,
        b"1" * 5000,
        json.dumps({"detail": "[" * 5000}).encode(),
        json.dumps({"detail": "[-" * 5000}).encode(),
        json.dumps({"detail": "[0x" + "f" * 10_000 + "]"}).encode(),
        json.dumps({"detail": "[{'msg': 0x" + "f" * 10_000 + "}]"}).encode(),
        b'{"detail": "\\ud83d"}',
        b'{"detail": "[\\ud83d]"}',
        b"\xff\xfe\xfd",
    ],
)
def test_a_hostile_body_is_readable(content: bytes) -> None:
    assert is_readable(status_error(respond(400, content)))


@pytest.mark.parametrize("depth", [*range(1, 100, 7), *range(900, 1000, 3)])
def test_a_body_of_any_depth_is_readable(depth: int) -> None:
    for nested in ("[" * depth + "]" * depth, '{"detail":' * depth + "[]" + "}" * depth):
        assert is_readable(status_error(respond(400, nested)))
        assert is_readable(status_error(respond(400, f'{{"detail": [{{"input": {nested}}}]}}')))


@pytest.mark.parametrize(
    "charset", ["utf-8", "latin-1", "utf-16", "base64", "rot13", "zip", "idna", "undefined", "none"]
)
def test_an_error_is_readable_whatever_encoding_it_claims(charset: str) -> None:
    response = respond(
        502, b"\xff<html>", headers={"content-type": f"text/html; charset={charset}"}
    )
    error = status_error(response)
    assert is_readable(error)
    assert "<html>" in str(error) or charset == "utf-16"


def test_an_unreadable_body_is_its_text() -> None:
    assert body_of(respond(500, b"{nope")) == "{nope"
    assert body_of(respond(500, b"1" * 5000)) == "1" * 5000
    assert body_of(respond(500, b"")) is None


# Which error it is.

CLASSES = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


@pytest.mark.parametrize("status", range(400, 600))
def test_each_status_has_its_class(status: int) -> None:
    otherwise = InternalServerError if status >= 500 else APIStatusError
    assert type(status_error(respond(status))) is CLASSES.get(status, otherwise)


def test_an_agent_that_waits_for_an_approval_has_its_error() -> None:
    error = status_error(replay("error_409_pending_approval"))
    assert isinstance(error, PendingApprovalError)
    assert isinstance(error, ConflictError)
    assert error.pending_request_id == "message-00987ed5-9111-4714-b6d2-bcd60e5a5976"
    shown = {"detail": "409: {'code': 'PENDING_APPROVAL', 'message': 'm'}"}
    error = status_error(respond(409, json.dumps(shown)))
    assert isinstance(error, PendingApprovalError)
    assert error.pending_request_id is None
    # A conversation that is asked for no stream gives no code.
    bare = {"detail": "CONFLICT: The agent is waiting for approval on a tool call."}
    assert isinstance(status_error(respond(409, json.dumps(bare))), PendingApprovalError)


@pytest.mark.parametrize("name", ["background", "stream"])
def test_a_server_without_redis_has_its_error(name: str) -> None:
    wire = Path(__file__).parents[2] / "testing" / "wire"
    body = json.loads((wire / f"error_503_{name}_without_redis.json").read_text())
    error = status_error(respond(503, json.dumps(body["response"]["json"])))
    assert isinstance(error, BackgroundUnavailableError)
    assert Answer.of(error).is_final
    other = status_error(respond(503, b"{}"))
    assert type(other) is InternalServerError
    assert not Answer.of(other).is_final


def test_a_conversation_that_is_busy_has_its_error() -> None:
    error = status_error(respond(409, b'{"detail": "CONFLICT: wait", "run_id": "run-1"}'))
    assert isinstance(error, ConversationBusyError)
    assert isinstance(error, ConflictError)
    assert error.run_id == "run-1"
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.run_id) == (ConversationBusyError, "run-1")


@pytest.mark.parametrize(
    "body", [{"detail": "wait", "run_id": None}, {"detail": {"code": "C"}, "run_id": "run-1"}, []]
)
def test_any_other_conflict_is_no_more_than_that(body: object) -> None:
    assert type(status_error(respond(409, json.dumps(body)))) is ConflictError


def test_a_redirect_that_is_not_followed_is_a_status_error() -> None:
    assert type(status_error(respond(302))) is APIStatusError


def test_every_error_can_be_caught_as_one_of_the_library() -> None:
    assert issubclass(APIError, LettaError)
    assert issubclass(APITimeoutError, APIConnectionError)
    assert issubclass(APIStreamError, APIStatusError)
    for kind in (APIConnectionError, APIResponseValidationError, APIStatusError):
        assert issubclass(kind, APIError)
    for kind in (*CLASSES.values(), InternalServerError):
        assert issubclass(kind, APIStatusError)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"detail": {"code": "PENDING_APPROVAL", "message": "m"}}, "PENDING_APPROVAL"),
        ({"detail": {"code": 409}}, None),
        ({"detail": {"message": "m"}}, None),
        ({"detail": "PENDING_APPROVAL"}, None),
        ({"code": "PENDING_APPROVAL"}, None),
        ([{"detail": {"code": "c"}}], None),
        ("code", None),
        (None, None),
    ],
)
def test_the_code_of_an_error_is_that_of_its_detail(body: object, code: str | None) -> None:
    assert error_code(body) == code


@given(ANY_JSON | PROBLEMS)
def test_the_code_of_any_body_is_a_text_or_nothing(body: Any) -> None:
    for part in (body, {"detail": body}, {"detail": {"code": body}}):
        code = error_code(part)
        assert code is None or isinstance(code, str)


# Errors without an answer, and of streams.


def test_an_error_of_the_connection_has_no_answer() -> None:
    request = httpx.Request("GET", "http://letta.test/")
    assert str(APIConnectionError(request=request)) == "Connection error."
    assert str(APITimeoutError(request)) == "Request timed out."
    error = APIConnectionError(message="lost\n\nat sea", request=request)
    assert is_readable(error)
    assert (error.message, error.request, error.body) == ("lost at sea", request, None)


def test_an_answer_that_does_not_fit_says_so() -> None:
    response = respond(200, b"{}")
    error = APIResponseValidationError(response, {})
    assert str(error) == "The response does not fit its type."
    assert (error.response, error.status_code, error.body) == (response, 200, {})
    assert error.request is response.request


def failure(**fields: Any) -> LettaErrorMessage:
    return LettaErrorMessage.model_construct(**fields)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            failure(error_type="llm_error", message="It failed.", detail="Why", run_id="run-1"),
            "llm_error: It failed. Why (run run-1)",
        ),
        (
            failure(error_type="llm_error", message="It failed.", detail=None, run_id="run-1"),
            "llm_error: It failed. (run run-1)",
        ),
        (failure(error_type=None, message="No.", detail="No.", run_id=None), "No."),
        (failure(error_type=None, message="It\nfailed.", run_id=None), "It failed."),
        (failure(error_type="llm_error", message=None, run_id=None), "llm_error"),
        (failure(error_type=None, message=None, run_id=None), "what the body says"),
    ],
)
def test_an_error_of_a_stream_says_what_failed(error: LettaErrorMessage, said: str) -> None:
    raised = APIStreamError(error, response=respond(200), body={"detail": "what the body says"})
    assert str(raised) == said
    assert raised.error is error
    assert raised.status_code == 200
    assert is_readable(raised)


# What travels and what is shown.


def all_kinds(root: type[LettaError] = LettaError) -> list[type[LettaError]]:
    return [root, *(kind for child in root.__subclasses__() for kind in all_kinds(child))]


def sample(kind: type[LettaError]) -> LettaError:
    response = secret_response()
    error = LettaErrorMessage(run_id="run-1", error_type="llm_error", message="It failed.")
    if issubclass(kind, APIStreamError):
        return kind(error, response=response, body={"a": 1})
    if issubclass(kind, APIStatusError):
        return kind("It failed.", response=response, body={"a": 1})
    if issubclass(kind, APIResponseValidationError):
        return kind(response, {"a": 1}, message="It failed.")
    if issubclass(kind, APITimeoutError):
        return kind(response.request, message="It failed.")
    if issubclass(kind, APIConnectionError):
        return kind(message="It failed.", request=response.request)
    if issubclass(kind, DuplicateRunError):
        return kind(response.request, run_id="run-1", other_run_ids=["run-2"])
    if issubclass(kind, OtidInUseError):
        return kind(
            response.request, otids=["a"], run_id="run-1", agent_id="agent-1", conversation_id=None
        )
    if issubclass(kind, APIError):
        return kind("It failed.", response.request, body={"a": 1})
    if issubclass(kind, ToolRoundsError):
        calls = [ToolCall(name="water", arguments="{}", tool_call_id="call-1")]
        said = StreamResult(run_id="run-1", messages=[], stop_reason=None, usage=None)
        return kind(3, calls, said)
    # Whatever else it takes, it can be of any kind.
    required = [
        name
        for name, parameter in inspect.signature(kind.__init__).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY and parameter.default is parameter.empty
    ]
    return kind("It failed.", **dict.fromkeys(required, "x"))


def through_pickle(error: LettaError) -> Any:
    return pickle.loads(pickle.dumps(error))


def secret_response() -> httpx.Response:
    request = httpx.Request(
        "POST",
        f"https://me:{KEY}@letta.test/v1/runs/?limit=1",
        headers={
            "Authorization": f"Bearer {KEY}",
            "X-Project": KEY,
            "Cookie": KEY,
            "X-Whatever": KEY,
            "Accept": "application/json",
        },
        json={"a": 1},
    )
    response = httpx.Response(
        404,
        json={"a": 1},
        headers=[("x-request-id", "req-7"), ("set-cookie", f"session={KEY}"), ("set-cookie", KEY)],
        request=request,
    )
    response.history = [httpx.Response(302, request=request)]
    response.next_request = request
    return response


@pytest.mark.parametrize("kind", all_kinds())
@pytest.mark.parametrize("travel", [through_pickle, copy.copy, copy.deepcopy])
def test_an_error_travels_whole(
    kind: type[LettaError], travel: Callable[[LettaError], LettaError]
) -> None:
    error = sample(kind)
    error.add_note("seen twice")
    arrived: Any = travel(error)
    assert kind_of(arrived) is kind
    assert (str(arrived), repr(arrived), arrived.args) == (str(error), repr(error), error.args)
    assert arrived.__notes__ == ["seen twice"]
    assert arrived.__dict__.keys() == error.__dict__.keys()
    for name in {"message", "body", "status_code", "request_id", "error"} & vars(error).keys():
        assert getattr(arrived, name) == getattr(error, name)
    if isinstance(error, APIError):
        assert arrived.request.method == "POST"
        assert arrived.request.url.path == "/v1/runs/"
        assert arrived.request.headers["accept"] == "application/json"
    if "response" in vars(error):
        assert arrived.response.json() == {"a": 1}
        assert arrived.response.headers["x-request-id"] == "req-7"
        assert arrived.response.request is arrived.request


@pytest.mark.parametrize("kind", all_kinds())
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_credentials_do_not_travel(kind: type[LettaError], protocol: int) -> None:
    assert KEY.encode() not in pickle.dumps(sample(kind), protocol)


@pytest.mark.parametrize("kind", all_kinds())
def test_to_travel_takes_nothing_from_the_error_itself(kind: type[LettaError]) -> None:
    error = sample(kind)
    pickle.dumps(error)
    if isinstance(error, APIError):
        assert error.request.headers["authorization"] == f"Bearer {KEY}"
        assert error.request.url.password == KEY
    if isinstance(error, APIStatusError):
        assert error.response.request is error.request
        assert "set-cookie" in error.response.headers
        assert error.response.next_request is not None


def test_an_error_of_an_open_stream_travels() -> None:
    class Body(httpx.SyncByteStream):
        def __iter__(self) -> Any:
            yield b"data: 1\n\n"
            yield b"data: 2\n\n"

    response = httpx.Response(200, stream=Body(), request=secret_response().request)
    next(response.iter_lines())
    error = APIStreamError(
        LettaErrorMessage(run_id="run-1", error_type="x", message="y"), response=response, body=None
    )
    arrived = pickle.loads(pickle.dumps(error))
    assert arrived.error == error.error
    assert cast("httpx.Response", arrived.response).status_code == 200


@pytest.mark.parametrize("kind", all_kinds())
def test_no_error_shows_the_key(kind: type[LettaError]) -> None:
    error = sample(kind)
    assert KEY not in str(error) + repr(error)


@given(STATUSES, st.dictionaries(st.sampled_from(["detail", "error"]), st.text()))
@example(401, {"detail": "Unauthorized"})
def test_what_is_said_of_an_answer_does_not_show_the_key(status: int, body: Any) -> None:
    response = respond(status, json.dumps(body), request_headers={"Authorization": f"Bearer {KEY}"})
    response.request.url = response.request.url.copy_with(username="me", password=KEY)
    error = status_error(response)
    assert KEY not in str(error) + repr(error)


# What a server sends does not cost more than it is worth.


@pytest.mark.parametrize("detail", ["[" + "1, " * 700_000 + "1]", "{'code': '" + "x" * 2_000_000])
def test_a_large_body_is_not_parsed_for_its_message(detail: str) -> None:
    content = json.dumps({"detail": detail}).encode()
    response = httpx.Response(422, content=content, request=httpx.Request("GET", "http://x"))
    tracemalloc.start()
    try:
        error = status_error(response)
        error_code(error.body)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert is_readable(error)
    assert peak < 8 * len(content)


@given(ANY_JSON, st.text())
def test_a_message_has_nothing_that_a_terminal_acts_upon(body: object, text: str) -> None:
    for value in (body, {"detail": text}, text):
        response = httpx.Response(
            400,
            content=json.dumps(value).encode(),
            headers={"x-request-id": "a\x1bb"},
            request=httpx.Request("GET", "http://x/a%0Ab"),
        )
        assert status_error(response).message.isprintable()
