"""Where servers differ: what the API's contract says, and what Letta 0.16.8 does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

ProfileName: TypeAlias = Literal["contract", "letta-0.16.8"]


@dataclass(frozen=True)
class Profile:
    """One server's answers to the questions on which servers differ; the contract's by default."""

    name: str

    run_cursors_swapped: bool = False
    """`after` and `before` of the list of runs are the wrong way round, in both orders."""

    message_cursors_in_time: bool = False
    """`after` and `before` of lists of messages mean later and earlier, whatever the order."""

    ignores_unknown_cursors: bool = False
    """A cursor that names nothing is as good as none; otherwise it is a 404."""

    lists_steps: bool = True
    """`GET /v1/steps/` works; otherwise it answers 400."""

    deletes_runs: bool = True
    """`DELETE /v1/runs/{run_id}` works; otherwise it answers 500."""

    updates_transactions: bool = True
    """`PATCH /v1/steps/{step_id}/transaction/{transaction_id}` works; otherwise 500."""

    streams_without_body: bool = True
    """A stream can be asked for without a body; otherwise it answers 500."""

    streams_async_runs: bool = True
    """The stream of a run of `messages/async` has events; otherwise nothing but pings."""

    ends_past_the_end: bool = True
    """A stream from behind the last event ends; otherwise it has nothing but pings."""

    done_after_background_error: bool = True
    """A background stream that fails ends with `[DONE]`; otherwise with the error."""

    zoned_completed_at: bool = True
    """`completed_at` has a zone."""

    duration_on_retrieve: bool = True
    """`total_duration_ns` and `ttft_ns` are filled whoever asks; otherwise only in lists, and
    the time to the first token nowhere."""


CONTRACT = Profile("contract")

LETTA_0_16_8 = Profile(
    "letta-0.16.8",
    run_cursors_swapped=True,
    message_cursors_in_time=True,
    ignores_unknown_cursors=True,
    lists_steps=False,
    deletes_runs=False,
    updates_transactions=False,
    streams_without_body=False,
    streams_async_runs=False,
    ends_past_the_end=False,
    done_after_background_error=False,
    zoned_completed_at=False,
    duration_on_retrieve=False,
)

PROFILES: dict[str, Profile] = {profile.name: profile for profile in (CONTRACT, LETTA_0_16_8)}
