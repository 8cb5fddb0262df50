"""From the pieces that a stream brings to whole messages, as a list of them has them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeGuard, TypeVar, cast

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

# The fields of each type whose value is that of all pieces, one after the other.
_TEXTS: dict[type[Any], str] = {
    AssistantMessage: "content",
    ReasoningMessage: "reasoning",
    HiddenReasoningMessage: "hidden_reasoning",
}
_CALLS = (ToolCallMessage, ApprovalRequestMessage)
_NO_MESSAGES = (LettaPing, LettaErrorMessage, LettaStopReason, LettaUsageStatistics)


@dataclass(frozen=True, slots=True)
class StreamResult:
    """What came of a run, as its stream told it."""

    run_id: str | None
    """The run; null if no event named it."""
    messages: list[Message]
    """What the agent did, as `runs.messages.list` has it: without what it was told."""
    stop_reason: StopReasonType | None
    """Why the run ended; null if neither its stream nor the run itself said so."""
    usage: LettaUsageStatistics | None
    """The tokens that it used; null if its stream did not say so."""


def text_of(event: object) -> str:
    """Return what an event has the agent say to the user; nothing for any other event."""
    return _joined([event.content]) if isinstance(event, AssistantMessage) else ""


class Assembler:
    """Puts the events of a stream together.

    Attributes:
        stop_reason: why the run stopped, as soon as that came.
    """

    def __init__(self) -> None:
        self.stop_reason: StopReasonType | None = None
        self._drafts: dict[tuple[object, ...], _Draft] = {}
        self._usage: LettaUsageStatistics | None = None

    def add(self, event: object) -> None:
        """Take note of an event, each once and in their order."""
        if isinstance(event, LettaStopReason):
            self.stop_reason = event.stop_reason
        elif isinstance(event, LettaUsageStatistics):
            self._usage = event
        elif not isinstance(event, _NO_MESSAGES) and getattr(event, "id", None) is not None:
            message = cast("Message", event)
            draft = self._drafts.setdefault(_key(message), _Draft(message))
            draft.add(message)

    def result(self, run_id: str | None) -> StreamResult:
        """Return what there is so far."""
        return StreamResult(run_id, self._messages(), self.stop_reason, self._usage)

    def _messages(self) -> list[Message]:
        drafts = list(self._drafts.values())
        if self.stop_reason == "cancelled" and drafts and drafts[-1].is_unfinished_call():
            # What a cancelled model did not finish to call is no message.
            drafts.pop()
        return [draft.message() for draft in drafts]


def _key(message: Message) -> tuple[object, ...]:
    """Return what the pieces of one message have in common, and no other message has."""
    if isinstance(message, _CALLS):
        # Calls in parallel are one message.
        return message.id, message.message_type
    return message.id, message.message_type, message.otid


@dataclass(slots=True)
class _Call:
    names: list[str] = field(default_factory=list[str])
    arguments: list[str] = field(default_factory=list[str])


class _Draft:
    """A message of which more pieces may come."""

    def __init__(self, first: Message) -> None:
        self._first = first
        self._last = first
        self._filled: dict[str, Any] = {}
        self._texts: list[Any] = []
        self._calls: dict[str | None, _Call] = {}
        self._last_call: str | None = None
        self._has_list = False

    def add(self, piece: Message) -> None:
        self._last = piece
        for name in ("name", "step_id", "is_err", "sender_id", "run_id", "signature"):
            value = getattr(piece, name, None)
            if value is not None:
                self._filled.setdefault(name, value)
        if isinstance(piece, _CALLS):
            self._add_calls(piece)
        elif text := _TEXTS.get(type(piece)):
            self._texts.append(getattr(piece, text, None))

    def _add_calls(self, piece: ToolCallMessage | ApprovalRequestMessage) -> None:
        called: Any = piece.tool_calls
        if called is None:
            called = piece.tool_call
        else:
            self._has_list = True
        for call in cast("Sequence[Any]", called if isinstance(called, list) else [called]):
            # A piece that does not say of which call it is goes on with the last.
            call_id = getattr(call, "tool_call_id", None) or self._last_call
            self._last_call = call_id
            draft = self._calls.setdefault(call_id, _Call())
            draft.names.append(getattr(call, "name", None) or "")
            draft.arguments.append(getattr(call, "arguments", None) or "")

    def is_unfinished_call(self) -> bool:
        if not self._calls:
            return False
        last = list(self._calls.values())[-1]
        try:
            json.loads("".join(last.arguments))
        except ValueError:
            return True
        return False

    def message(self) -> Message:
        last = self._last
        # A message is no event: only its pieces have a place in the stream.
        values: dict[str, Any] = {**self._filled, "seq_id": None}
        if self._calls:
            values.update(self._called())
        elif text := _TEXTS.get(type(last)):
            values[text] = _put_together(self._texts)
        base = last if isinstance(last, ToolReturnMessage) else self._first
        return base.model_copy(update={k: v for k, v in values.items() if _has(base, k)})

    def _called(self) -> dict[str, Any]:
        calls: list[ToolCall | ToolCallDelta] = []
        for call_id, call in self._calls.items():
            name, arguments = "".join(call.names), "".join(call.arguments)
            if name and call_id is not None:
                calls.append(ToolCall(name=name, arguments=arguments, tool_call_id=call_id))
            else:
                calls.append(ToolCallDelta(name=name, arguments=arguments, tool_call_id=call_id))
        return {"tool_call": calls[0], "tool_calls": calls if self._has_list else None}


def _has(message: Message, name: str) -> bool:
    return name in type(message).model_fields


def _put_together(pieces: list[Any]) -> Any:
    """Return the text of all pieces, or the list of their parts if one of them is a list."""
    if len(pieces) == 1:
        return pieces[0]
    if not any(isinstance(piece, list) for piece in pieces):
        return _joined(pieces)
    parts: list[Any] = []
    for piece in pieces:
        for part in _parts(piece):
            last = parts[-1] if parts else None
            if isinstance(last, TextContent) and isinstance(part, TextContent):
                parts[-1] = part.model_copy(update={"text": last.text + part.text})
            else:
                parts.append(part)
    return parts


def _parts(piece: Any) -> list[Any]:
    if _is_list(piece):
        return piece
    return [TextContent(text=piece)] if isinstance(piece, str) else []


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _joined(pieces: list[Any]) -> str:
    text = ""
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
        elif isinstance(piece, list):
            parts = cast("list[object]", piece)
            text += "".join(str(getattr(part, "text", "") or "") for part in parts)
    return text
