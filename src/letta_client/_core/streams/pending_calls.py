"""What an agent waits for that refused a message: looked up for the error that says so."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import cast

from ...types.conversation import Conversation
from ...types.messages import ApprovalRequestMessage
from ..http.errors import PendingApprovalError
from .actions import Fetch, Fetched, Happened
from .addressees import addressee_of
from .approvals import calls_of, unanswered_request
from .run_requests import RunRequests


def look_up_pending_calls(
    error: PendingApprovalError, requests: RunRequests
) -> Generator[Fetch, Happened, None]:
    """Let an error tell which calls wait. If that cannot be found out, it stays as it is.

    Args:
        error: the refusal.
        requests: makes the requests, and knows the one that was refused.
    """
    addressee = addressee_of(requests.origin)
    if addressee is None:
        return
    error.agent_id = addressee.agent_id
    error.conversation_id = addressee.conversation_id
    listed = yield Fetch(requests.latest_messages(addressee))
    messages = listed.value if isinstance(listed, Fetched) else None
    if isinstance(messages, list):
        _tell(error, _asked_for(error, cast("list[object]", messages)))
    if addressee.agent_id is None and addressee.conversation_id is not None:
        found = yield Fetch(requests.conversation(addressee.conversation_id))
        conversation = found.value if isinstance(found, Fetched) else None
        if isinstance(conversation, Conversation):
            error.agent_id = conversation.agent_id


def _asked_for(
    error: PendingApprovalError, messages: Sequence[object]
) -> ApprovalRequestMessage | None:
    for message in messages:
        if isinstance(message, ApprovalRequestMessage) and message.id == error.pending_request_id:
            return message
    return unanswered_request(messages)


def _tell(error: PendingApprovalError, request: ApprovalRequestMessage | None) -> None:
    if request is None:
        return
    error.approval_request = request
    error.pending_request_id = request.id
    error.run_id = request.run_id
    error.pending_calls = calls_of(request)
    calls = ", ".join(f"{call.name}({call.arguments:.200})" for call in error.pending_calls)
    error.add_note(f"It waits for {calls}. `agents.approvals` allows or denies that.")
