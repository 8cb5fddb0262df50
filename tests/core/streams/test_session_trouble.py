"""Whatever happens to a stream: every event once, in order, and an end."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from letta_client._core.http.errors import APITimeoutError
from letta_client._core.streams.actions import Connect, Fetch, Read
from letta_client._core.streams.resuming import ResumePolicy, StreamOrigin
from thoroughness import times

from .driven_sessions import ready
from .stream_world import (
    ERROR,
    RUN,
    Driver,
    End,
    Fail,
    World,
    a_failed_run,
    a_run,
    a_session,
    all_numbers,
    carry_out,
    lost,
    numbers,
    refused,
    step,
)


class Trouble(RuleBasedStateMachine):
    """A run that goes on, and a network that does what it likes."""

    @initialize(
        deltas=st.integers(0, 6),
        fails=st.booleans(),
        ends=st.booleans(),
        mute=st.booleans(),
        pings=st.booleans(),
        max_resumes=st.integers(0, 5),
    )
    def begin(
        self, deltas: int, fails: bool, ends: bool, mute: bool, pings: bool, max_resumes: int
    ) -> None:
        frames = a_failed_run(deltas) if fails else a_run(deltas)
        self.world = World(frames, ends=ends, mute=mute)
        self.policy = ResumePolicy(max_resumes=max_resumes)
        self.pings = pings
        self.events: list[Any] = []
        self.driver = self.new_driver(None)
        self.has_swapped = False

    def new_driver(self, starting_after: int | None) -> Driver:
        origin = StreamOrigin(run_id=RUN, pings=self.pings)
        return a_session(starting_after, origin=origin, policy=self.policy)

    @property
    def action(self) -> object:
        return self.driver.action

    def collect(self) -> None:
        self.events.extend(ready(self.driver))

    @rule()
    def the_run_goes_on(self) -> None:
        self.world.written = min(self.world.written + 1, len(self.world.frames))

    @precondition(lambda self: isinstance(self.action, Connect | Fetch | Read))
    @rule(times=st.integers(1, 5))
    def nothing_goes_wrong(self, times: int) -> None:
        for _ in range(times):
            if isinstance(self.action, Connect | Fetch | Read):
                step(self.driver, self.world)
                self.collect()

    @precondition(lambda self: isinstance(self.action, Connect | Fetch | Read))
    @rule(status=st.sampled_from([None, 408, 429, 500, 502, 503, 504, 520]))
    def the_connection_is_lost(self, status: int | None) -> None:
        if self.driver.response is None:
            # Before there is a stream, that is for the transport to bear.
            step(self.driver, self.world)
        else:
            is_reading = isinstance(self.action, Read)
            self.driver.failed(lost() if status is None or is_reading else refused(status))

    @precondition(lambda self: isinstance(self.action, Read))
    @rule()
    def the_body_ends(self) -> None:
        self.driver.body_ended()

    @precondition(lambda self: isinstance(self.action, Connect | Read) and not self.world.is_over)
    @rule()
    def the_stream_is_silent(self) -> None:
        self.driver.silent(lost(APITimeoutError))

    @precondition(lambda self: isinstance(self.action, Read) and self.world.may_ping)
    @rule()
    def a_ping_comes(self) -> None:
        self.driver.feed("message", self.world.keep_alive())
        self.collect()

    @precondition(lambda self: isinstance(self.action, Read))
    @rule()
    def a_frame_comes_twice(self) -> None:
        frame = self.world.next_frame()
        for _ in range(2):
            if frame is not None and isinstance(self.action, Read):
                self.driver.feed("error" if frame == ERROR else "message", frame)
        self.collect()

    @precondition(lambda self: isinstance(self.action, Read) and self.driver.last_seq_id)
    @precondition(lambda self: not self.has_swapped)
    @rule()
    def two_frames_change_places(self) -> None:
        """Those that say their numbers: of others nobody can know it."""
        self.has_swapped = True
        frames = [self.world.next_frame(), self.world.next_frame()]
        if all('"seq_id": ' in (frame or "") for frame in frames):
            frames.reverse()
        for frame in frames:
            if frame is not None and isinstance(self.action, Read):
                self.driver.feed("error" if frame == ERROR else "message", frame)
        self.collect()

    @precondition(lambda self: isinstance(self.action, Connect | Fetch | Read | Fail | End))
    @rule()
    def another_process_takes_over(self) -> None:
        """After a cancellation, a crash, or an error."""
        if self.driver.outcome in (None, "broken"):
            self.driver.closed()
            self.driver = self.new_driver(self.driver.last_seq_id)

    @invariant()
    def nothing_is_lost_repeated_or_out_of_order(self) -> None:
        if not hasattr(self, "events"):
            return
        seen, everything = numbers(self.events), all_numbers(self.world.frames)
        assert seen == everything[: len(seen)]
        if self.driver.outcome in ("done", "error"):
            assert seen == everything
        if self.driver.outcome == "run_over":
            assert self.world.is_over
            assert seen == everything or self.world.mute

    def teardown(self) -> None:
        """The run goes on to its end, and so does the stream."""
        if not hasattr(self, "events"):
            return
        self.world.written = len(self.world.frames)
        for _ in range(20):
            found = carry_out(self.driver, self.world)
            self.events += [event for event in found if not isinstance(event, Exception)]
            if self.driver.outcome != "broken":
                break
            self.another_process_takes_over()
        assert self.driver.outcome in ("done", "error", "run_over")
        self.nothing_is_lost_repeated_or_out_of_order()


TestTrouble = Trouble.TestCase
TestTrouble.settings = settings(max_examples=times(200), stateful_step_count=40)
