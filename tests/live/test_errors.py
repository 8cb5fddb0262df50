"""Every error of the recordings, provoked on a real server: what a user catches and reads."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from letta_client import (
    APIStatusError,
    BadRequestError,
    InternalServerError,
    NotFoundError,
    PendingApprovalError,
    UnprocessableEntityError,
)

from .callers import Caller, alone
from .calls import ERRORS, NO_RUN, NO_STEP, Subject
from .subjects import Subjects

WIRE = Path(__file__).parent.parent / "data" / "wire"
RECORDED = [path.stem for path in sorted(WIRE.glob("error_*.json"))]


@dataclass(frozen=True)
class Raised:
    """What comes of a call."""

    error: type[APIStatusError]
    message: str
    """A star in it stands for what depends on how the server is set up."""


RAISED = {
    "error_400_run_id": Raised(
        BadRequestError,
        "400 Bad Request: INVALID_ARGUMENT: Invalid run ID format: nope. "
        "Expected format: 'run-<uuid4>' (GET /v1/runs/nope)",
    ),
    "error_400_status": Raised(
        BadRequestError,
        "400 Bad Request: 'bogus' is not a valid RunStatus (GET /v1/runs/)",
    ),
    "error_400_stream_of_foreground_run": Raised(
        BadRequestError,
        "400 Bad Request: INVALID_ARGUMENT: Run was not created in background mode, "
        "so it cannot be retrieved. (POST /v1/runs/{foreground_run}/stream)",
    ),
    "error_404_route": Raised(
        NotFoundError,
        "404 Not Found: Not Found (GET /v1/nope)",
    ),
    "error_404_run": Raised(
        NotFoundError,
        f"404 Not Found: Run not found with id='['{NO_RUN}']'* (GET /v1/runs/{NO_RUN})",
    ),
    "error_404_step": Raised(
        NotFoundError,
        f"404 Not Found: Step not found with id='['{NO_STEP}']'* (GET /v1/steps/{NO_STEP})",
    ),
    "error_409_pending_approval": Raised(
        PendingApprovalError,
        "409 Conflict: PENDING_APPROVAL: CONFLICT: Cannot send a new message: The agent is waiting "
        "for approval on a tool call. Please approve or deny the pending request before "
        "continuing. (POST /v1/agents/{waiting_agent}/messages)",
    ),
    "error_422_bad_json": Raised(
        UnprocessableEntityError,
        "422 Unprocessable Entity: 1: JSON decode error (POST /v1/runs/{background_run}/stream)",
    ),
    "error_422_feedback": Raised(
        UnprocessableEntityError,
        "422 Unprocessable Entity: feedback: Input should be 'positive' or 'negative' (got 'meh') "
        "(PATCH /v1/steps/{step_id}/feedback)",
    ),
    "error_422_limit": Raised(
        UnprocessableEntityError,
        "422 Unprocessable Entity: limit: Input should be greater than or equal to 1 (got '0') "
        "(GET /v1/runs/)",
    ),
    "error_422_step_id": Raised(
        UnprocessableEntityError,
        "422 Unprocessable Entity: step_id: String should match pattern 'step-{{uuid4}}' "
        "(got 'nope') (GET /v1/steps/nope)",
    ),
    "error_500_stream_without_body": Raised(
        InternalServerError,
        "500 Internal Server Error: * (POST /v1/runs/{background_run}/stream)",
    ),
}


@pytest.fixture(scope="module")
def subject(subjects: Subjects) -> Subject:
    return subjects.for_errors()


def test_every_recorded_error_is_provoked() -> None:
    assert sorted(ERRORS) == sorted(RAISED) == RECORDED


@pytest.mark.parametrize("name", ERRORS)
def test_an_error(name: str, caller: Caller, subject: Subject) -> None:
    expected = RAISED[name]

    with pytest.raises(expected.error) as caught:
        caller.result(ERRORS[name](alone(caller.client), subject))

    assert type(caught.value) is expected.error
    text = expected.message.format(**asdict(subject))
    message = re.escape(f"Error code: {text[:3]} - {text[4:]}").replace(r"\*", ".*")
    assert re.fullmatch(message, str(caught.value))
    assert_it_has_the_form_of(caught.value, name)


def assert_it_has_the_form_of(error: APIStatusError, name: str) -> None:
    """Check that the recording is still what the server says."""
    recorded = json.loads((WIRE / f"{name}.json").read_text())["response"]
    body: Any = error.body
    assert error.status_code == recorded["status"]
    assert set(body) - {"trace_id"} == set(recorded["json"]) - {"trace_id"}
