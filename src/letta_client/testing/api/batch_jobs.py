"""Batches: messages to several agents, each of which starts a run in the background."""

from __future__ import annotations

from letta_client.testing.api.sending import cancel
from letta_client.testing.api.world import World
from letta_client.testing.simulation.run_record import RunRecord
from letta_client.testing.store.collection import id_of
from letta_client.types.jobs import BatchJob

CANCELLED = "cancelled"
ACTIVE = ("created", "running")


def runs_of(world: World, batch: BatchJob) -> list[RunRecord]:
    """Return the runs that a batch has started."""
    found = [world.runs.find(each, world.now()) for each in world.runs_of_batches[id_of(batch)]]
    return [run for run in found if run is not None]


def batch_now(world: World, batch: BatchJob) -> BatchJob:
    """Return a batch as it is now: it is over when all of its runs are."""
    runs, now = runs_of(world, batch), world.now()
    if batch.status == CANCELLED or not all(run.is_over(now) for run in runs):
        return batch
    ends = [run.ended_at for run in runs if run.ended_at is not None]
    over = max(ends, default=batch.created_at)
    return batch.model_copy(update={"status": "completed", "completed_at": over})


def cancel_batch(world: World, batch: BatchJob) -> BatchJob:
    """Cancel a batch, with those of its runs that go on."""
    if batch_now(world, batch).status not in ACTIVE:
        return batch
    for run in runs_of(world, batch):
        if not run.is_over(world.now()):
            cancel(world, run.plan.agent_id, [run.id])
    end = {"status": CANCELLED, "completed_at": world.now()}
    return world.batches.change(id_of(batch), world.now(), **end)
