"""What is known of a run while it is under way."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..types import (
    AssistantMessage,
    HiddenReasoningMessage,
    LettaErrorMessage,
    LettaPing,
    LettaStopReason,
    LettaUsageStatistics,
    ReasoningMessage,
    ToolCallMessage,
)
from .blocks import Badge, Block, Card, Cell, Code, Entry, Facts, Paragraph, Tone, Transcript
from .values import count, duration, items_of, text
from .views.messages import entry_of

_MOST_CHARACTERS = 4000
_PIECES: dict[type[object], tuple[str, Tone]] = {
    AssistantMessage: ("assistant", "good"),
    ReasoningMessage: ("reasoning", "quiet"),
    HiddenReasoningMessage: ("hidden reasoning", "quiet"),
    ToolCallMessage: ("tool call", "tool"),
}


@dataclass(slots=True)
class _Draft:
    """A message that comes in pieces."""

    kind: type[object]
    pieces: list[str] = field(default_factory=list[str])


class Progress:
    """Collects the events of a stream, and shows where the run is."""

    def __init__(self, run_id: str) -> None:
        self._run_id = run_id
        self._events = 0
        self._steps: set[str] = set()
        self._usage: LettaUsageStatistics | None = None
        self._badge = Badge("running", "busy")
        # Drafts by the type and the id of their message, and whole entries.
        self._entries: dict[object, _Draft | Entry] = {}

    @property
    def messages(self) -> int:
        """How many messages have begun."""
        return len(self._entries)

    def add(self, event: object) -> None:
        """Take note of an event."""
        self._events += 1
        step_id = getattr(event, "step_id", None)
        if isinstance(step_id, str):
            self._steps.add(step_id)
        match event:
            case LettaPing():
                pass
            case LettaUsageStatistics():
                self._usage = event
            case LettaStopReason():
                self._badge = Badge(text(event.stop_reason))
            case LettaErrorMessage():
                self._badge = Badge("failed", "bad")
                self._entries[self._events] = entry_of(event)
            case _:
                self._add_message(event)

    def _add_message(self, event: object) -> None:
        kind = type(event)
        if kind not in _PIECES:
            self._entries[self._events] = entry_of(event)
            return
        key = (kind, text(getattr(event, "id", None)))
        draft = self._entries.setdefault(key, _Draft(kind))
        if isinstance(draft, _Draft):
            draft.pieces.append(_piece(event))

    def stop(self, why: str) -> None:
        """Say that no more events are followed."""
        self._badge = Badge(why)

    def card(self, seconds: float) -> Card:
        """Return what is known after so many seconds."""
        facts: list[tuple[str, Cell]] = [
            ("time", duration(seconds * 1e9)),
            ("step", count(len(self._steps)) if self._steps else ""),
            ("tokens", count(self._usage.total_tokens) if self._usage else ""),
            ("events", count(self._events)),
        ]
        shown: list[Block] = [Facts([(name, value) for name, value in facts if value])]
        entries = [
            value if isinstance(value, Entry) else _entry(value) for value in self._entries.values()
        ]
        return Card("Run", text(self._run_id), [self._badge], [*shown, Transcript(entries)])


def _entry(draft: _Draft) -> Entry:
    speaker, tone = _PIECES[draft.kind]
    said = "".join(draft.pieces)
    cut = said if len(said) <= _MOST_CHARACTERS else f"…{said[-_MOST_CHARACTERS:]}"
    is_call = draft.kind is ToolCallMessage
    return Entry(speaker, tone, [Code(cut) if is_call else Paragraph(cut, tone)])


def _piece(event: object) -> str:
    match event:
        case AssistantMessage(content=str(said)) | ReasoningMessage(reasoning=said):
            return text(said)
        case HiddenReasoningMessage(hidden_reasoning=said):
            return text(said)
        case ToolCallMessage():
            given: object = event.tool_calls
            calls = items_of(given) or [given or event.tool_call]
            return "".join(map(_call_piece, calls))
        case _:
            parts = items_of(getattr(event, "content", None))
            return "".join(text(getattr(part, "text", None)) for part in parts)


def _call_piece(call: object) -> str:
    name, arguments = getattr(call, "name", None), getattr(call, "arguments", None)
    return (f"{text(name)} " if name else "") + text(arguments)
