"""Whether the run that answers a send is its own, which an `otid` of the caller does not ensure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from ..http.errors import OtidInUseError
from ..http.request import Request
from .addressees import OWN_CONVERSATION, Addressee, addressee_of
from .otids import otids_of

if TYPE_CHECKING:
    import httpx

    from ...types.runs import Run


def check_run_of_send(run: Run, send: Request[Any], sent: httpx.Request) -> None:
    """Compare a run with the send that it answers.

    Args:
        run: the run.
        send: the send.
        sent: the request that was sent, for the error.

    Raises:
        OtidInUseError: the run is of another agent, or in another conversation.
    """
    addressee = addressee_of(send)
    # Fields that do not fit their types can have any value.
    agent_id, conversation_id = cast("tuple[object, object]", (run.agent_id, run.conversation_id))
    if conversation_id == OWN_CONVERSATION:
        conversation_id = None
    if addressee is None or not isinstance(agent_id, str):
        return
    if not isinstance(conversation_id, str | None) or _is_to(addressee, agent_id, conversation_id):
        return
    raise OtidInUseError(
        sent,
        otids=otids_of(send),
        run_id=run.id,
        agent_id=agent_id,
        conversation_id=conversation_id,
    )


def _is_to(addressee: Addressee, agent_id: str, conversation_id: str | None) -> bool:
    if addressee.conversation_id is None:
        return (agent_id, conversation_id) == (addressee.agent_id, None)
    # The id of an agent names its own conversation, too.
    return addressee.conversation_id == (conversation_id or agent_id)
