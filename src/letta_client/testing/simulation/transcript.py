"""The messages of a run and the events of its stream, each at its moment."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from letta_client.testing.simulation.ids import IdFamily
from letta_client.testing.simulation.run_plan import AnyMessage
from letta_client.testing.simulation.run_record import Event, StreamPayload, Timed, is_wanted
from letta_client.types.messages import (
    Approval,
    ApprovalRequestMessage,
    ToolCall,
    ToolCallDelta,
    ToolCallMessage,
    ToolReturn,
    ToolReturnMessage,
)
from letta_client.types.streaming import LettaPing, LettaStopReason, LettaUsageStatistics

_TOKEN = re.compile(r"\s*\S+\s*")
_OTID = 0x800000
"""Added to a message's place, for the UUID of its `otid`."""


class CutOff(Exception):
    """The run is cancelled before what was to happen next."""


def split(text: str) -> Sequence[str]:
    """Cut a text into the tokens that a stream brings; together they are the text."""
    return _TOKEN.findall(text) or [text]


def words(content: str | Sequence[Any], between: str = "") -> str:
    """Return the words of a content that may have other parts, too."""
    if isinstance(content, str):
        return content
    return between.join(getattr(part, "text", "") for part in content)


def stored_approval(approval: Approval) -> Approval:
    """Return an answer to a call as it is stored: of what a tool gave back, the words."""
    if not isinstance(approval, ToolReturn):
        return approval
    return approval.model_copy(update={"tool_return": words(approval.tool_return, "\n")})


class Transcript:
    """Records messages and events while the simulated time goes on.

    Args:
        ids: the ids of the run.
        now: when the run begins.
        cut_off_at: when it is cancelled.
        stream_tokens: whether the stream brings tokens, or whole messages.
        token_delay: seconds from one token to the next, for parts without a delay.
        joins: whether all that the model says in a step is stored as one message, whose parts
            have the same id.
        kinds: the types of messages that the stream brings; `None` for all.

    Attributes:
        now: the moment.
        tokens: how many the model has said in the step under way.
        step_place: the place of the step under way.
    """

    def __init__(
        self,
        ids: IdFamily,
        now: datetime,
        *,
        cut_off_at: datetime | None,
        stream_tokens: bool,
        token_delay: float,
        joins: bool,
        kinds: Sequence[str] | None,
    ) -> None:
        self.now: datetime = now
        self.tokens: int = 0
        self.step_place = 1
        self.messages: list[Timed[AnyMessage]] = []
        self.events: list[Event] = []
        self._ids = ids
        self._cut_off_at = cut_off_at
        self._stream_tokens = stream_tokens
        self._token_delay = token_delay
        self._joins = joins
        self._kinds = kinds
        # The place of the first thing that the model said in a step, by the step's place.
        self._first_places: dict[int, int] = {}

    def pass_time(self, seconds: float) -> None:
        """Let time go by.

        Raises:
            CutOff: the run is cancelled meanwhile.
        """
        later = self.now + timedelta(seconds=seconds)
        if self._cut_off_at is not None and later > self._cut_off_at:
            self.now = max(self.now, self._cut_off_at)
            raise CutOff
        self.now = later

    def hang(self) -> None:
        """Let nothing more happen.

        Raises:
            CutOff: the run is cancelled.
        """
        if self._cut_off_at is not None:
            self.now = max(self.now, self._cut_off_at)
            raise CutOff

    # What happens

    def ping(self) -> None:
        """Send the ping with which a stream begins."""
        self.emit(LettaPing(id=self._ids.of("ping", 1), date=self._date, run_id=self._ids.run()))

    def say(
        self, text: str, message: Callable[[str, dict[str, Any]], AnyMessage], delay: float | None
    ) -> None:
        """Let the model say something, token by token.

        Args:
            text: what it says.
            message: makes a message of a text and what all messages have in common.
            delay: how many seconds it takes; `None` for the usual time.

        Raises:
            CutOff: the run is cancelled meanwhile. What the stream has brought is kept.
        """
        head, tokens, said = self.head(spoken=True), split(text), ""
        for token in tokens:
            try:
                self._tick(delay, len(tokens))
            except CutOff:
                if said and self._stream_tokens:
                    self.keep(message(said, head), streamed=False)
                raise
            said += token
            if self._stream_tokens:
                self.emit(message(token, head))
        self.keep(message(text, head), streamed=not self._stream_tokens)

    def call(
        self,
        calls: Sequence[ToolCall],
        kind: type[ToolCallMessage] | type[ApprovalRequestMessage],
        delay: float | None = None,
    ) -> None:
        """Let the model call tools, or ask for approval of them: first the name, then the rest.

        Raises:
            CutOff: the run is cancelled meanwhile. Of a call, what the stream has brought is no
                message.
        """
        head = self.head(spoken=True)
        if kind is ApprovalRequestMessage:
            head["otid"] = head["id"]
        pieces = [piece for call in calls for piece in _pieces(call)]
        for piece in pieces:
            self._tick(delay, len(pieces))
            if self._stream_tokens:
                self.emit(kind(**head, tool_call=piece, tool_calls=piece))
        whole = kind(**head, tool_call=calls[0], tool_calls=list(calls))
        self.keep(whole, streamed=not self._stream_tokens)

    def return_from_tools(
        self, returned: Sequence[ToolReturn], head: dict[str, Any], *, streamed: bool
    ) -> None:
        """Let the tools of a step give something back."""
        first = returned[0].model_dump(exclude={"type"})
        first["tool_return"] = words(returned[0].tool_return, "\n")
        message = ToolReturnMessage(**head, **first, tool_returns=list(returned))
        self.keep(message, streamed=streamed)

    # Messages and events

    def head(self, name: str | None = None, *, spoken: bool = False) -> dict[str, Any]:
        """Return what the next message has in common with all others.

        Args:
            name: the name of the speaker.
            spoken: whether the model says it.
        """
        place = stored = len(self.messages) + 1
        if spoken and self._joins:
            stored = self._first_places.setdefault(self.step_place, place)
        return {
            "id": self._ids.of("message", stored),
            "date": self._date,
            "name": name,
            "otid": self._ids.uuid(_OTID + place),
            "step_id": self._ids.of("step", self.step_place),
            "run_id": self._ids.run(),
        }

    def keep(self, message: AnyMessage, *, streamed: bool) -> None:
        """Note a message, and let the stream bring it if `streamed`."""
        self.messages.append(Timed(self.now, message))
        if streamed:
            self.emit(message)

    def keep_until_now(self, step_id: str) -> None:
        """Let the messages of a step be seen only from now on."""
        self.messages = [
            Timed(self.now, timed.value) if timed.value.step_id == step_id else timed
            for timed in self.messages
        ]

    def drop(self, step_id: str) -> None:
        """Forget the messages of a step; what the stream has brought stays."""
        self.messages = [timed for timed in self.messages if timed.value.step_id != step_id]

    def emit(self, payload: StreamPayload) -> None:
        """Let the stream bring something, if it is wanted."""
        if not is_wanted(payload, self._kinds):
            return
        number = len(self.events) + 1
        if not isinstance(payload, LettaStopReason | LettaUsageStatistics):
            payload = payload.model_copy(update={"seq_id": number})
        self.events.append(Event(self.now, number, payload))

    @property
    def _date(self) -> datetime:
        # The dates of messages are whole seconds.
        return self.now.replace(microsecond=0)

    def _tick(self, delay: float | None, count: int) -> None:
        self.pass_time(self._token_delay if delay is None else delay / count)
        self.tokens += 1


def _pieces(call: ToolCall) -> list[ToolCallDelta]:
    """Cut a tool call into the pieces that a stream brings: its name, then its arguments."""
    name = ToolCallDelta(name=call.name, arguments=None, tool_call_id=call.tool_call_id)
    return [name] + [
        ToolCallDelta(name=None, arguments=token, tool_call_id=call.tool_call_id)
        for token in split(call.arguments)
    ]
