"""Jobs: what the server does in the background. Here these are the batches of messages."""

from __future__ import annotations

from letta_client.testing.api.batch_jobs import ACTIVE, batch_now, cancel_batch
from letta_client.testing.api.contract.queries import ListActiveJobsQuery, ListJobsQuery
from letta_client.testing.api.operation import operation
from letta_client.testing.api.world import World
from letta_client.types.jobs import BatchJob, Job


@operation("list_jobs")
def list_jobs(world: World, query: ListJobsQuery) -> list[Job]:
    jobs = _jobs(world, only_active=query.active) if query.source_id is None else []
    return [_job(each) for each in world.batches.page_of(jobs, query)]


@operation("list_active_jobs")
def list_active_jobs(world: World, query: ListActiveJobsQuery) -> list[Job]:
    jobs = _jobs(world, only_active=True) if query.source_id is None else []
    return [_job(each) for each in world.batches.page_of(jobs, query)]


@operation("retrieve_job")
def retrieve_job(world: World, job_id: str) -> Job:
    return _job(batch_now(world, world.batches.get(job_id, world.now())))


@operation("cancel_job")
def cancel_job(world: World, job_id: str) -> Job:
    return _job(cancel_batch(world, world.batches.get(job_id, world.now())))


@operation("delete_job")
def delete_job(world: World, job_id: str) -> Job:
    job = retrieve_job(world, job_id)
    world.batches.delete(job_id, world.now())
    return job


def _jobs(world: World, *, only_active: bool) -> list[BatchJob]:
    jobs = [batch_now(world, batch) for batch in world.batches.all(world.now())]
    return [job for job in jobs if job.status in ACTIVE] if only_active else jobs


def _job(batch: BatchJob) -> Job:
    return Job.model_validate(batch.model_dump())
