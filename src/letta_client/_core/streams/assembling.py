"""From the pieces that a stream brings to whole messages, as a list of them has them.

Each event leaves its text in the draft of its message, and nothing else: a stream of a million
tokens costs the memory of what they say. Messages are made of the drafts when a result is asked
for.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeGuard, TypeVar, cast

from ..._display import Displayed
from ...types.content import TextContent
from ...types.messages import (
    ApprovalRequestMessage,
    AssistantMessage,
    HiddenReasoningMessage,
    Message,
    ReasoningMessage,
    ToolCall,
    ToolCallDelta,
    ToolCallMessage,
    ToolReturnMessage,
)
from ...types.stop_reason import StopReasonType
from ...types.streaming import LettaErrorMessage, LettaPing, LettaStopReason, LettaUsageStatistics

MessageT = TypeVar("MessageT", bound=Message)

# The fields of each type whose value is that of all pieces, one after the other. Types are looked
# up here and below, because `isinstance` with a model takes longer than all the rest.
_TEXTS: dict[type[Any], str] = {
    AssistantMessage: "content",
    ReasoningMessage: "reasoning",
    HiddenReasoningMessage: "hidden_reasoning",
}
_CALLS = frozenset({ToolCallMessage, ApprovalRequestMessage})
_NO_MESSAGES = frozenset({LettaPing, LettaErrorMessage, LettaStopReason, LettaUsageStatistics})
# The fields that a later piece may be the first to have.
_LATE_FIELDS = ("name", "step_id", "is_err", "sender_id", "run_id", "signature")
# So many pieces of a text are kept apart, before they become one.
_MOST_PIECES = 500


@dataclass(frozen=True, slots=True)
class StreamResult(Displayed):
    """What came of a run, according to its stream."""

    run_id: str | None
    """The run; null if no event named it."""
    messages: list[Message]
    """What the agent did, as `runs.messages.list` has it: without what was sent to it."""
    stop_reason: StopReasonType | None
    """Why the run ended; null if neither its stream nor the run itself said so."""
    usage: LettaUsageStatistics | None
    """The tokens that it used; null if its stream did not say so."""

    @property
    def text(self) -> str:
        """What the agent said to the user, each message in a line of its own."""
        return "\n".join(text for message in self.messages if (text := text_of(message)))


def text_of(event: object) -> str:
    """Return what an event has the agent say to the user; nothing for any other event."""
    return _text(event.content) if isinstance(event, AssistantMessage) else ""


class Assembler:
    """Keeps what the events of a stream say, and makes messages of it.

    Attributes:
        stop_reason: why the run stopped, as soon as that came.
    """

    def __init__(self) -> None:
        self.stop_reason: StopReasonType | None = None
        self._drafts: dict[tuple[object, ...], _Draft] = {}
        self._usage: LettaUsageStatistics | None = None

    def add(self, received: object) -> None:
        """Take note of an event, each once and in their order."""
        kind = type(received)
        event: Any = received
        if kind in _TEXTS:
            try:
                self._drafts[event.id, kind, event.otid].add_text(event)
            except (KeyError, TypeError):
                # It is the first piece, or its ids are not what they should be.
                self._add_message(event, kind)
        elif kind is LettaStopReason:
            self.stop_reason = event.stop_reason
        elif kind is LettaUsageStatistics:
            self._usage = event
        elif kind not in _NO_MESSAGES:
            self._add_message(event, kind)

    def _add_message(self, event: Any, kind: type[Any]) -> None:
        message_id = getattr(event, "id", None)
        if not isinstance(message_id, str):
            return
        # Calls in parallel are one message.
        otid = None if kind in _CALLS else getattr(event, "otid", None)
        key = (message_id, kind, otid if isinstance(otid, str) else None)
        draft = self._drafts.get(key)
        if draft is None:
            draft = self._drafts[key] = _Draft(event)
        draft.add(event)

    @property
    def is_whole(self) -> bool:
        """Whether both the stop reason and the usage have come, after which nothing comes."""
        return self.stop_reason is not None and self._usage is not None

    def result(self, run_id: str | None) -> StreamResult:
        """Return what there is so far."""
        return StreamResult(run_id, self._messages(), self.stop_reason, self._usage)

    def _messages(self) -> list[Message]:
        drafts = list(self._drafts.values())
        if self.stop_reason == "cancelled" and drafts and drafts[-1].is_unfinished_call():
            # A call that a cancelled model did not finish is no message.
            drafts.pop()
        return [draft.message() for draft in drafts]


class _Draft:
    """A message of which more pieces may come."""

    def __init__(self, first: Message) -> None:
        self._first = first
        self._last_return: ToolReturnMessage | None = None
        kind: type[Any] = type(first)
        self._text_field = _TEXTS.get(kind, "")
        self._has_calls = kind in _CALLS
        self._open_fields = [name for name in _LATE_FIELDS if name in kind.model_fields]
        self._filled: dict[str, Any] = {}
        self._text = _Text()
        self._calls = _Calls()

    def add(self, piece: Message) -> None:
        if self._text_field:
            self.add_text(piece)
            return
        self._fill(piece)
        if self._has_calls:
            self._calls.add(cast("ToolCallMessage | ApprovalRequestMessage", piece))
        elif isinstance(piece, ToolReturnMessage):
            self._last_return = piece

    def add_text(self, piece: Message) -> None:
        for name in self._open_fields:
            if getattr(piece, name) is not None:
                self._fill(piece)
                break
        self._text.add(getattr(piece, self._text_field))

    def _fill(self, piece: Message) -> None:
        for name in self._open_fields:
            value = getattr(piece, name, None)
            if value is not None:
                self._filled[name] = value
        self._open_fields = [name for name in self._open_fields if name not in self._filled]

    def is_unfinished_call(self) -> bool:
        return self._has_calls and self._calls.is_unfinished()

    def message(self) -> Message:
        # A message is no event: only its pieces have a place in the stream.
        values: dict[str, Any] = {**self._filled, "seq_id": None}
        if self._text_field:
            values[self._text_field] = self._text.value()
        elif self._has_calls:
            values.update(self._calls.fields())
        base: Message = self._last_return or self._first
        return base.model_copy(update={k: v for k, v in values.items() if _has(base, k)})


def _has(message: Message, name: str) -> bool:
    return name in type(message).model_fields


class _Text:
    """The text of all pieces, or the list of their parts if one of them is a list."""

    def __init__(self) -> None:
        self._pieces: list[Any] = []
        # Texts that follow each other, and come after the pieces.
        self._latest: list[str] = []

    def add(self, piece: object) -> None:
        if type(piece) is not str:
            self._join()
            self._pieces.append(piece)
            return
        latest = self._latest
        latest.append(piece)
        if len(latest) > _MOST_PIECES:
            self._join()

    def _join(self) -> None:
        if self._latest:
            self._pieces.append("".join(self._latest))
            self._latest.clear()

    def value(self) -> Any:
        self._join()
        pieces = self._pieces
        if len(pieces) == 1:
            return pieces[0]
        if not any(isinstance(piece, list) for piece in pieces):
            return "".join(map(_text, pieces))
        parts: list[Any] = []
        for piece in pieces:
            for part in _parts(piece):
                last = parts[-1] if parts else None
                if isinstance(last, TextContent) and isinstance(part, TextContent):
                    parts[-1] = part.model_copy(update={"text": _text([last, part])})
                else:
                    parts.append(part)
        return parts


@dataclass(slots=True)
class _Call:
    name: _Text = field(default_factory=_Text)
    arguments: _Text = field(default_factory=_Text)


class _Calls:
    """The calls of tools in one message, each put together from its pieces."""

    def __init__(self) -> None:
        self._calls: dict[str | None, _Call] = {}
        self._last_id: str | None = None
        self._has_list = False

    def add(self, piece: ToolCallMessage | ApprovalRequestMessage) -> None:
        called: object = piece.tool_calls
        if called is None:
            called = piece.tool_call
        else:
            self._has_list = True
        for call in cast("Sequence[object]", called if isinstance(called, list) else [called]):
            # A piece that names no call goes on with the last one.
            call_id = getattr(call, "tool_call_id", None)
            if isinstance(call_id, str) and call_id:
                self._last_id = call_id
            draft = self._calls.setdefault(self._last_id, _Call())
            draft.name.add(_text(getattr(call, "name", None)))
            draft.arguments.add(_text(getattr(call, "arguments", None)))

    def is_unfinished(self) -> bool:
        if not self._calls:
            return False
        last = list(self._calls.values())[-1]
        try:
            json.loads(last.arguments.value())
        except (ValueError, RecursionError):
            return True
        return False

    def fields(self) -> dict[str, Any]:
        calls: list[ToolCall | ToolCallDelta] = []
        for call_id, call in self._calls.items():
            name, arguments = call.name.value(), call.arguments.value()
            if name and call_id is not None:
                calls.append(ToolCall(name=name, arguments=arguments, tool_call_id=call_id))
            else:
                calls.append(ToolCallDelta(name=name, arguments=arguments, tool_call_id=call_id))
        if not calls:
            return {}
        return {"tool_call": calls[0], "tool_calls": calls if self._has_list else None}


def _parts(piece: Any) -> list[Any]:
    if _is_list(piece):
        return piece
    return [TextContent(text=piece)] if isinstance(piece, str) else []


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _text(piece: object) -> str:
    """Return a text as it is, and the text of a list of parts; nothing for anything else."""
    if isinstance(piece, str):
        return piece
    if not isinstance(piece, list):
        return ""
    texts = (getattr(part, "text", None) for part in cast("list[object]", piece))
    return "".join(text for text in texts if isinstance(text, str))
