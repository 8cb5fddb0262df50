"""All runs that the server knows: those that were added one by one, and batches of like runs."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from threading import RLock
from typing import TypeAlias

from letta_client.testing.profiles import CONTRACT, Profile
from letta_client.testing.simulation.ids import IdFamily, parse, parse_trace
from letta_client.testing.simulation.ordering_key import Key
from letta_client.testing.simulation.run_plan import Plan
from letta_client.testing.simulation.run_record import RunRecord, StepRecord, StoredMessage
from letta_client.testing.simulation.scheduler import make_record
from letta_client.testing.store.ordered_rows import KeyedRow, Row, Window, page
from letta_client.testing.store.run_batches import Batch, BatchRow, RunHandle
from letta_client.types.runs import Run
from letta_client.types.steps import Step

_SET_BY_CLIENTS = ("feedback", "tags", "tid")
"""The fields of a step that do not follow from what happened."""


KeyedMessage: TypeAlias = tuple[Key, StoredMessage]
"""A message, and its place among all."""


@dataclass(frozen=True)
class StepHandle:
    """A step in a list, with the run that it belongs to."""

    run: RunRecord
    record: StepRecord


class Runs:
    """The runs of a server. Its methods may be called from any thread.

    Args:
        tag: the tag of all ids that are made here.
        lock: the lock of the store.
        profile: which server keeps them.
    """

    def __init__(self, tag: int, lock: RLock, profile: Profile = CONTRACT) -> None:
        self._tag = tag
        self._profile = profile
        self._lock = lock
        self._next_number = 1
        self._runs: dict[str, RunRecord] = {}
        self._run_of_step: dict[str, str] = {}
        # The run in which it was decided on what a step had asked.
        self._decided_in: dict[str | None, str] = {}
        self._batches: list[Batch] = []
        self._run_row: KeyedRow[RunHandle] = KeyedRow()
        self._step_row: KeyedRow[StepHandle] = KeyedRow()
        # By the agent.
        self._runs_of = defaultdict[str, KeyedRow[RunHandle]](KeyedRow[RunHandle])
        self._message_rows = defaultdict[str, KeyedRow[StoredMessage]](KeyedRow[StoredMessage])

    # Putting in, changing, taking out

    def add(self, plan: Plan, created_at: datetime) -> RunRecord:
        """Make a run and keep it."""
        with self._lock:
            ids = IdFamily(self._tag, self._take_numbers(1))
            record = make_record(plan, ids, created_at, self._profile)
            self._keep(record)
            return record

    def add_batch(self, plan: Plan, count: int, first_at: datetime, every: timedelta) -> Batch:
        """Keep like runs, which are made when they are asked for."""
        with self._lock:
            number = self._take_numbers(count)
            batch = Batch(plan, self._tag, number, count, first_at, every, self._profile)
            self._batches.append(batch)
            return batch

    def cancel(self, record: RunRecord, now: datetime, *, waits: bool = False) -> RunRecord:
        """Cut off a run that is not over, and return it as it is then.

        Args:
            record: the run.
            now: the moment.
            waits: whether it is over, but waits for approval, which is then denied.
        """
        with self._lock:
            record = self.own(record)
            if record.is_over(now) and not waits:
                return record
            plan = (
                replace(record.plan, dismissed_at=now)
                if waits
                else replace(record.plan, cancelled_at=now)
            )
            cut_off = make_record(plan, record.ids, record.created_at, self._profile)
            before = {step.step.id: step.step for step in record.steps}
            for step in cut_off.steps:
                known = before[step.step.id]
                kept = {name: getattr(known, name) for name in _SET_BY_CLIENTS}
                step.step = step.step.model_copy(update=kept)
            self.delete(record)
            self._keep(cut_off)
            return cut_off

    def own(self, record: RunRecord) -> RunRecord:
        """Return the record that is kept of the same run, so that changes to it last."""
        with self._lock:
            if record.id not in self._runs:
                self._take_out_of_batch(record)
                self._keep(record)
            return self._runs[record.id]

    def delete(self, record: RunRecord) -> None:
        """Forget a run with its steps and messages."""
        with self._lock:
            if self._runs.pop(record.id, None) is None:
                self._take_out_of_batch(record)
                return
            self._run_row.remove(record.key)
            self._runs_of[record.plan.agent_id].remove(record.key)
            for step in record.steps:
                del self._run_of_step[step.step.id]
                self._step_row.remove(record.step_key(step))
            for message in record.stored_messages():
                self._message_rows[record.plan.agent_id].remove(record.message_key(message))

    def delete_all(self, agent_id: str) -> None:
        """Forget all runs of an agent."""
        with self._lock:
            self._batches = [batch for batch in self._batches if batch.plan.agent_id != agent_id]
            for record in list(self._runs.values()):
                if record.plan.agent_id == agent_id:
                    self.delete(record)

    def change_step(self, handle: StepHandle, change: Callable[[Step], Step]) -> StepHandle:
        """Change a step for good, and return it as it is then."""
        with self._lock:
            run = self.own(handle.run)
            record = next(step for step in run.steps if step.step.id == handle.record.step.id)
            record.step = change(record.step)
            return StepHandle(run, record)

    # Looking up

    def find(self, run_id: str, now: datetime) -> RunRecord | None:
        """Return the run with this id; `None` if there is none yet or any more."""
        with self._lock:
            record = self._runs.get(run_id) or self._run_in_batch(run_id)
        return record if record is not None and record.created_at <= now else None

    def current(self, record: RunRecord) -> RunRecord:
        """Return a run as it is kept now: it may have been cancelled meanwhile."""
        return self._runs.get(record.id, record)

    def step(self, step_id: str, now: datetime) -> StepHandle | None:
        """Return the step with this id; `None` if there is none yet or any more."""
        with self._lock:
            ids = parse(step_id)
            run_id = self._run_of_step.get(step_id) or (ids.run() if ids else "")
            run = self.find(run_id, now)
        for record in run.steps_at(now) if run is not None else ():
            if run is not None and record.step.id == step_id:
                return StepHandle(run, record)
        return None

    def message_key(self, message_id: str, now: datetime) -> Key | None:
        """Return the place of a message among all; `None` if there is none yet or any more."""
        with self._lock:
            ids = parse(message_id)
            run = self.find(ids.run(), now) if ids is not None else None
            if run is not None:
                for message in run.messages_at(now):
                    if message.id == message_id:
                        return run.message_key(message)
            # Messages that were given ready-made have ids of their own.
            rows = self._message_rows.values()
            places = ((row, place) for row in rows for place in range(len(row)))
            found = (row.keys[at] for row, at in places if row.items[at].id == message_id)
            return next(found, None)

    def messages_of_step(self, step: StepHandle, now: datetime) -> list[KeyedMessage]:
        """Return the messages of a step, the oldest first, with what was decided on its calls."""
        with self._lock:
            decided_in = self._runs.get(self._decided_in.get(step.record.step.id, ""))
        run, step_id = step.run, step.record.step.id
        # Cancelling a run that waits for approval decides in the run itself.
        dismissal = run.messages_at(now)[-2:] if run.plan.dismissed_at is not None else []
        found = [
            (run.message_key(message), message)
            for message in run.messages_at(now)
            if message.parts[0].value.step_id == step_id
            or (step.record is run.steps[-1] and message in dismissal)
        ]
        if decided_in is not None:
            # The decision, and what the tool gave back.
            decision = decided_in.messages_at(now)[:2]
            found += [(decided_in.message_key(message), message) for message in decision]
        return found

    def latest_runs(self, agent_id: str, now: datetime) -> Iterator[RunRecord]:
        """Return the runs of an agent, the newest first."""
        window = _until(Window(newest_first=True, limit=1), now)
        while True:
            with self._lock:
                rows: list[Row[RunHandle]] = [self._runs_of[agent_id]]
                rows += [batch for batch in self._batches if batch.plan.agent_id == agent_id]
                records = [handle.record() for handle in page(rows, window, lambda run: True)]
            if not records:
                return
            yield from records
            window = replace(window, below=records[-1].key)

    # Lists

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

    def list_messages(
        self,
        agent_id: str,
        window: Window,
        now: datetime,
        matches: Callable[[StoredMessage], bool] = lambda message: True,
        others: Row[StoredMessage] | None = None,
    ) -> list[StoredMessage]:
        """Return messages of an agent.

        Args:
            agent_id: the agent.
            window: which part of the list, and in which order.
            now: the moment.
            matches: which messages.
            others: messages of the agent that belong to no run.
        """
        with self._lock:
            rows: list[Row[StoredMessage]] = [self._message_rows[agent_id]]
            if others is not None:
                rows.append(others)
            for batch in self._batches:
                if batch.plan.agent_id == agent_id:
                    rows += _batch_messages(batch)
            return page(rows, _until(window, now), matches)

    def _batch_steps(self, matches: Callable[[Step], bool]) -> Iterator[BatchRow[StepHandle]]:
        for batch in self._batches:
            for place, record in enumerate(batch.sample.steps):
                if matches(record.step):
                    pick = partial(_step_at, place)
                    yield BatchRow(batch, batch.sample.step_key(record), pick)

    def _own_trace(self, trace_id: str, now: datetime) -> None:
        """Keep the run of a batch that has this trace, rather than look through all its runs."""
        ids = parse_trace(trace_id)
        run = None if ids is None else self.find(ids.run(), now)
        if run is not None:
            self.own(run)

    # Keeping

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
        handle = RunHandle(record.run_at, lambda: record)
        self._run_row.add(record.key, handle)
        self._runs_of[record.plan.agent_id].add(record.key, handle)
        if record.plan.decision is not None:
            self._decided_in[record.plan.decision.step_id] = record.id
        for step in record.steps:
            self._run_of_step[step.step.id] = record.id
            self._step_row.add(record.step_key(step), StepHandle(record, step))
        for message in record.stored_messages():
            row = self._message_rows[record.plan.agent_id]
            row.add(record.message_key(message), message)


def _step_at(place: int, run: RunRecord) -> StepHandle:
    return StepHandle(run, run.steps[place])


def _message_at(place: int, run: RunRecord) -> StoredMessage:
    return run.stored_messages()[place]


def _batch_messages(batch: Batch) -> Iterator[BatchRow[StoredMessage]]:
    for place, message in enumerate(batch.sample.stored_messages()):
        yield BatchRow(batch, batch.sample.message_key(message), partial(_message_at, place))


def _until(window: Window, now: datetime) -> Window:
    """Leave out of a window what lies in the future."""
    future = (now, sys.maxsize, sys.maxsize)
    return replace(window, below=min(window.below or future, future))
