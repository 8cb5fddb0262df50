"""All that the server knows: runs that were added one by one, and batches of like runs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import RLock

from letta_client.testing.ids import RunIds, parse
from letta_client.testing.ordering import Key, KeyedRow, Row, Window, page
from letta_client.testing.plan import Plan
from letta_client.testing.records import RunRecord, StepRecord
from letta_client.testing.schedule import make_record
from letta_client.types.runs import Run
from letta_client.types.steps import Step


@dataclass(frozen=True)
class RunHandle:
    """A run in a list: what the list needs of it, made when it is asked for."""

    run_at: Callable[[datetime], Run]


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
        taken: the indices of those that have been deleted, or changed and are kept elsewhere.
        sample: the first run, of which the others in a list are copies.
    """

    plan: Plan
    tag: int
    first_number: int
    count: int
    first_at: datetime
    every: timedelta
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
        return None if index in self.taken else RunHandle(lambda now: self._copy(index))

    def run_id(self, index: int) -> str:
        """Return the id of a run; the oldest has the index 0."""
        return RunIds(self.tag, self.first_number + index).run()

    def index_of(self, number: int) -> int | None:
        """Return the index of the run with this number; `None` if it is not here."""
        index = number - self.first_number
        return index if 0 <= index < self.count and index not in self.taken else None

    def record(self, index: int) -> RunRecord:
        """Return all that is to know of a run."""
        ids = RunIds(self.tag, self.first_number + index)
        return make_record(self.plan, ids, self.first_at + index * self.every)

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
class StepHandle:
    """A step in a list, with the run that it belongs to."""

    run: RunRecord
    record: StepRecord


@dataclass(frozen=True)
class _BatchSteps:
    """The row of the steps at one place in each run of a batch."""

    batch: Batch
    place: int

    def __len__(self) -> int:
        return len(self.batch)

    def key(self, index: int) -> Key:
        sample = self.batch.sample.steps[self.place]
        _, number, _ = self.batch.key(index)
        return sample.started_at + index * self.batch.every, number, self.place

    def item(self, index: int) -> StepHandle | None:
        if index in self.batch.taken:
            return None
        run = self.batch.record(index)
        return StepHandle(run, run.steps[self.place])


class Store:
    """The runs of a server. Its methods may be called from any thread.

    Args:
        tag: the tag of all ids that are made here.
    """

    def __init__(self, tag: int) -> None:
        self._tag = tag
        self._lock = RLock()
        self._next_number = 1
        self._runs: dict[str, RunRecord] = {}
        self._run_of_step: dict[str, str] = {}
        self._batches: list[Batch] = []
        self._run_row: KeyedRow[RunHandle] = KeyedRow()
        self._step_row: KeyedRow[StepHandle] = KeyedRow()

    # Putting in, taking out

    def add(self, plan: Plan, created_at: datetime) -> RunRecord:
        """Make a run and keep it."""
        with self._lock:
            record = make_record(plan, RunIds(self._tag, self._take_numbers(1)), created_at)
            self._keep(record)
            return record

    def add_batch(self, plan: Plan, count: int, first_at: datetime, every: timedelta) -> Batch:
        """Keep like runs, which are made when they are asked for."""
        with self._lock:
            number = self._take_numbers(count)
            batch = Batch(plan, self._tag, number, count, first_at, every)
            self._batches.append(batch)
            return batch

    def own(self, record: RunRecord) -> RunRecord:
        """Return the record that is kept of the same run, so that changes to it last."""
        with self._lock:
            if record.id not in self._runs:
                self._take_out_of_batch(record)
                self._keep(record)
            return self._runs[record.id]

    def delete(self, record: RunRecord) -> None:
        """Forget a run and its steps."""
        with self._lock:
            if record.id not in self._runs:
                self._take_out_of_batch(record)
                return
            del self._runs[record.id]
            self._run_row.remove(record.key)
            for step in record.steps:
                del self._run_of_step[step.step.id]
                self._step_row.remove(record.step_key(step))

    def change_step(self, handle: StepHandle, change: Callable[[Step], Step]) -> StepHandle:
        """Change a step for good, and return it as it is then."""
        with self._lock:
            run = self.own(handle.run)
            record = next(step for step in run.steps if step.step.id == handle.record.step.id)
            record.step = change(record.step)
            return StepHandle(run, record)

    # Looking up

    def run(self, run_id: str, now: datetime) -> RunRecord | None:
        """Return the run with this id; `None` if there is none yet or any more."""
        with self._lock:
            record = self._runs.get(run_id) or self._run_in_batch(run_id)
        return record if record is not None and record.created_at <= now else None

    def step(self, step_id: str, now: datetime) -> StepHandle | None:
        """Return the step with this id; `None` if there is none yet or any more."""
        with self._lock:
            ids = parse(step_id)
            run_id = self._run_of_step.get(step_id) or (ids.run() if ids else "")
            run = self.run(run_id, now)
        for record in run.steps_at(now) if run is not None else ():
            if run is not None and record.step.id == step_id:
                return StepHandle(run, record)
        return None

    def list_runs(self, window: Window, matches: Callable[[Run], bool], now: datetime) -> list[Run]:
        """Return the runs of a window that match, as they are at this moment."""
        with self._lock:
            # The runs of a batch are alike, so that one of them speaks for all.
            batches = [batch for batch in self._batches if matches(batch.sample.run)]
            rows: list[Row[RunHandle]] = [self._run_row, *batches]
            handles = page(rows, _until(window, now), lambda run: matches(run.run_at(now)))
            return [handle.run_at(now) for handle in handles]

    def list_steps(
        self,
        window: Window,
        matches: Callable[[Step], bool],
        now: datetime,
        trace_ids: list[str] | None = None,
    ) -> list[Step]:
        """Return the steps of a window that match, as they are at this moment.

        Args:
            window: which part of the list, and in which order.
            matches: which steps; it must say the same of all like steps of a batch.
            now: the moment.
            trace_ids: only steps of these traces; `None` for all.
        """
        with self._lock:
            rows: list[Row[StepHandle]] = [self._step_row]
            if trace_ids is None:
                rows += self._batch_steps(matches)
            for trace_id in trace_ids or ():
                self._own_trace(trace_id, now)
            handles = page(
                rows,
                _until(window, now),
                lambda handle: (
                    (trace_ids is None or handle.record.step.trace_id in trace_ids)
                    and matches(handle.record.step_at(now))
                ),
            )
            return [handle.record.step_at(now) for handle in handles]

    def _batch_steps(self, matches: Callable[[Step], bool]) -> Iterator[_BatchSteps]:
        for batch in self._batches:
            for place, record in enumerate(batch.sample.steps):
                if matches(record.step):
                    yield _BatchSteps(batch, place)

    def _own_trace(self, trace_id: str, now: datetime) -> None:
        """Keep the run of a batch that has this trace, rather than look through all its runs."""
        run = self.run(_run_of_trace(trace_id), now)
        if run is not None:
            self.own(run)

    def _run_in_batch(self, run_id: str) -> RunRecord | None:
        ids = parse(run_id)
        if ids is None or ids.run() != run_id or ids.tag != self._tag:
            return None
        for batch in self._batches:
            index = batch.index_of(ids.number)
            if index is not None:
                return batch.record(index)
        return None

    def _take_out_of_batch(self, record: RunRecord) -> None:
        for batch in self._batches:
            index = batch.index_of(record.ids.number)
            if index is not None:
                batch.taken.add(index)

    def _take_numbers(self, count: int) -> int:
        number = self._next_number
        self._next_number += count
        return number

    def _keep(self, record: RunRecord) -> None:
        self._runs[record.id] = record
        self._run_row.add(record.key, RunHandle(record.run_at))
        for step in record.steps:
            self._run_of_step[step.step.id] = record.id
            self._step_row.add(record.step_key(step), StepHandle(record, step))


def _run_of_trace(trace_id: str) -> str:
    try:
        return RunIds(int(trace_id[:12], 16), int(trace_id[12:], 16)).run()
    except ValueError:
        return ""


def _until(window: Window, now: datetime) -> Window:
    """Leave out of a window what lies in the future."""
    future = (now, sys.maxsize, sys.maxsize)
    return replace(window, below=min(window.below or future, future))
