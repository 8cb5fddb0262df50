"""What a batch of messages looks like that is made from a request."""

from __future__ import annotations

from datetime import datetime

from letta_client.testing.api.contract.bodies import CreateBatch
from letta_client.testing.simulation.ids import USER_ID, IdFamily
from letta_client.types.jobs import BatchJob


def make_batch(request: CreateBatch, ids: IdFamily, now: datetime) -> BatchJob:
    """Return a new batch, none of whose messages is sent yet.

    Args:
        request: what was asked for.
        ids: its ids.
        now: the moment.
    """
    return BatchJob(
        id=ids.of("job", 0),
        status="running",
        created_at=now,
        updated_at=now,
        job_type="batch",
        background=True,
        callback_url=None if request.callback_url is None else str(request.callback_url),
        user_id=USER_ID,
        metadata={},
    )
