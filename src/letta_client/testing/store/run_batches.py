"""Batches: any number of like runs, each of which is made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from letta_client.testing.profiles import Profile
from letta_client.testing.simulation.ids import IdFamily
from letta_client.testing.simulation.ordering_key import Key
from letta_client.testing.simulation.run_plan import Plan
from letta_client.testing.simulation.run_record import RunRecord
from letta_client.testing.simulation.scheduler import make_record
from letta_client.types.runs import Run

T = TypeVar("T")


@dataclass(frozen=True)
class RunHandle:
    """A run in a list: what the list needs of it, made when it is asked for."""

    run_at: Callable[[datetime], Run]
    record: Callable[[], RunRecord]


@dataclass
class Batch:
    """Like runs at equal distances in time, all of them over; each is made when asked for.

    It is the row of its runs in the list of all runs.

    Attributes:
        plan: what each of the runs is.
        tag: the tag of the runs' ids.
        first_number: the number of the first run; the others follow.
        count: how many runs there are.
        first_at: when the first was created.
        every: how long after it the next was created.
        profile: which server they run on.
        taken: the indices of those that have been deleted, or changed and are kept elsewhere.
        sample: the first run, of which the others in a list are copies.
    """

    plan: Plan
    tag: int
    first_number: int
    count: int
    first_at: datetime
    every: timedelta
    profile: Profile
    taken: set[int] = field(default_factory=set[int])
    sample: RunRecord = field(init=False)

    def __post_init__(self) -> None:
        """Make the sample."""
        self.sample = self.record(0)

    def __len__(self) -> int:
        """Return how many runs there are, with those that were taken out."""
        return self.count

    def key(self, index: int) -> Key:
        """Return the key of a run."""
        return self.first_at + index * self.every, self.first_number + index, 0

    def item(self, index: int) -> RunHandle | None:
        """Return a run for a list; `None` if it has been taken out."""
        if index in self.taken:
            return None
        return RunHandle(lambda now: self._copy(index), lambda: self.record(index))

    def run_id(self, index: int) -> str:
        """Return the id of a run; the oldest has the index 0."""
        return IdFamily(self.tag, self.first_number + index).run()

    def index_of(self, number: int) -> int | None:
        """Return the index of the run with this number; `None` if it is not here."""
        index = number - self.first_number
        return index if 0 <= index < self.count and index not in self.taken else None

    def record(self, index: int) -> RunRecord:
        """Return all that is to know of a run."""
        ids = IdFamily(self.tag, self.first_number + index)
        created_at = self.first_at + index * self.every
        return make_record(self.plan, ids, created_at, self.profile)

    def _copy(self, index: int) -> Run:
        run, later = self.sample.run, index * self.every
        return run.model_copy(
            update={
                "id": self.run_id(index),
                "created_at": run.created_at and run.created_at + later,
                "completed_at": run.completed_at and run.completed_at + later,
            }
        )


@dataclass(frozen=True)
class BatchRow(Generic[T]):
    """The row of what is at one place in each run of a batch: of its second steps, say.

    Attributes:
        batch: the batch.
        first: the key of the first item.
        pick: returns the item of a run.
    """

    batch: Batch
    first: Key
    pick: Callable[[RunRecord], T]

    def __len__(self) -> int:
        """Return how many runs there are, with those that were taken out."""
        return len(self.batch)

    def key(self, index: int) -> Key:
        """Return the key of the item of a run."""
        at, number, place = self.first
        return at + index * self.batch.every, number + index, place

    def item(self, index: int) -> T | None:
        """Return the item of a run; `None` if the run has been taken out."""
        return None if index in self.batch.taken else self.pick(self.batch.record(index))
