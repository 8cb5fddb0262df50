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
    """`after` and `before` of the messages of a run or agent mean later and earlier, whatever the
    order."""

    checks_limits: bool = True
    """Where a limit has no lower bound, zero or less gives an empty list. Otherwise less than zero
    is a 500, and zero gives all agents."""

    ignores_unknown_cursors: bool = False
    """In lists of runs and agents, a cursor that names nothing is as good as none; otherwise it is
    a 404, as it is in other lists."""

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

    done_after_foreground_cancel: bool = True
    """A foreground stream that is cancelled ends with `[DONE]`; otherwise with the stop reason."""

    keeps_first_ping: bool = False
    """The ping with which a background stream began comes again whenever the stream is replayed,
    also to those who want no pings."""

    cancels_last_sent: bool = False
    """Who cancels without naming runs cancels the agent's last run of `messages` or
    `messages/stream`, though it is over; otherwise all runs that go on. It needs Redis."""

    fails_refused_runs: bool = False
    """What cannot be sent to an agent makes a run, which fails; a stream tells it by an error.
    Otherwise it is an error of the request, and there is no run."""

    agents_come_whole: bool = False
    """An agent comes with all that belongs to it, in lists too, as long as nothing is asked for by
    name, and then with that alone. Otherwise lists leave out what is not asked for, and whoever
    asks for one agent has all of it in any case."""

    tells_last_run: bool = True
    """An agent tells when its last run was over, and how long that took."""

    needs_model: bool = False
    """An agent cannot be made without naming its model: 400."""

    old_clients_do_not_stream: bool = False
    """`streaming` is refused to a client that names itself, unless it is version 1 of the official
    one or names the version of its package."""

    joins_messages: bool = False
    """All that the model says in a step is stored as one message: its parts have the same id, and
    a limit counts them as one."""

    stores_at_once: bool = True
    """Messages are stored as they are said. Otherwise those of a step are stored when it is over:
    of one that fails or is cancelled there is nothing, and who cancels a run leaves its last step
    pending for ever."""

    limits_before_filtering: bool = False
    """A limit counts also the messages that a run's request did not want."""

    calls_replies_reasoning: bool = False
    """What is an `assistant_message` elsewhere is a `reasoning_message` under its step, and what
    the model said in the step comes last part first, in both orders."""

    agent_messages_oldest_first: bool = False
    """Each page of an agent's messages begins with its oldest, whatever the order."""

    measures_starts: bool = True
    """The metrics of a step tell when it began, and when the model was asked."""

    unknown_steps_are_empty: bool = False
    """A step that is not there has no messages and no trace; otherwise both are a 404."""

    traces_errors: bool = False
    """A server that keeps spans puts a `trace_id` into some errors; where their detail would be an
    object, or comes with a 422, it is a text that begins with the status."""

    has_traces: bool = True
    """The spans of runs are kept, where nothing else is said; otherwise they are a 501."""

    closes_after_500: bool = False
    """Over a socket, the connection is closed after a 500 without a word of it in the answer."""

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
    checks_limits=False,
    ignores_unknown_cursors=True,
    lists_steps=False,
    deletes_runs=False,
    updates_transactions=False,
    streams_without_body=False,
    streams_async_runs=False,
    ends_past_the_end=False,
    done_after_background_error=False,
    done_after_foreground_cancel=False,
    keeps_first_ping=True,
    cancels_last_sent=True,
    fails_refused_runs=True,
    agents_come_whole=True,
    tells_last_run=False,
    needs_model=True,
    old_clients_do_not_stream=True,
    joins_messages=True,
    stores_at_once=False,
    limits_before_filtering=True,
    calls_replies_reasoning=True,
    agent_messages_oldest_first=True,
    measures_starts=False,
    unknown_steps_are_empty=True,
    traces_errors=True,
    has_traces=False,
    closes_after_500=True,
    zoned_completed_at=False,
    duration_on_retrieve=False,
)

PROFILES: dict[str, Profile] = {profile.name: profile for profile in (CONTRACT, LETTA_0_16_8)}
