"""Whether a send that came again has started a second run, as only some servers rule out."""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from typing import TYPE_CHECKING, cast

from ...types.messages import UserMessage
from ..http.errors import DuplicateRunError
from .actions import Fetch, Fetched, Happened
from .addressees import addressee_of
from .events import run_id_of
from .otids import otids_of
from .run_requests import RunRequests

if TYPE_CHECKING:
    import httpx

_LATEST = 100


def check_for_other_runs(
    requests: RunRequests, run_id: str, sent: httpx.Request
) -> Generator[Fetch, Happened, None]:
    """Look for runs that the messages of a send have started beside the one that is known.

    The messages of its conversation tell, by their `otid`. Where they cannot be had, none is known.

    Args:
        requests: makes the requests, and knows the send.
        run_id: the run that is known.
        sent: the request that was sent last, for the error.

    Raises:
        DuplicateRunError: there are such runs.
    """
    addressee = addressee_of(requests.origin)
    if addressee is None:
        return
    listed = yield Fetch(requests.latest_messages(addressee, limit=_LATEST))
    messages = listed.value if isinstance(listed, Fetched) else None
    if not isinstance(messages, list):
        return
    runs = _runs_of(cast("list[object]", messages), otids_of(requests.origin))
    others = [each for each in runs if each != run_id]
    if others:
        raise DuplicateRunError(sent, run_id=run_id, other_run_ids=others)


def _runs_of(messages: Sequence[object], otids: Collection[str]) -> Sequence[str]:
    said = (each for each in messages if isinstance(each, UserMessage) and each.otid in otids)
    runs = (run_id_of(message) for message in said)
    return list(dict.fromkeys(run_id for run_id in runs if run_id is not None))
