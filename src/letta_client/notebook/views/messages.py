"""Messages: a transcript of what was said and done."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch

from ...types import (
    ApprovalRequestMessage,
    ApprovalResponseMessage,
    AssistantMessage,
    EventMessage,
    HiddenReasoningMessage,
    LettaErrorMessage,
    LettaMessage,
    LettaPing,
    LettaStopReason,
    LettaUsageStatistics,
    ReasoningMessage,
    SummaryMessage,
    SystemMessage,
    TextContent,
    ToolCallMessage,
    ToolReturnMessage,
    UnknownMessage,
    UserMessage,
)
from ..blocks import Block, Code, Entry, Fold, Paragraph, Tone, Transcript
from ..values import data, items_of, moment, pretty_json, text
from .fields import fields_of

_MESSAGES = (LettaMessage, UnknownMessage, LettaErrorMessage, LettaStopReason, LettaUsageStatistics)


def is_message(item: object) -> bool:
    """Return whether something belongs into a transcript."""
    return isinstance(item, _MESSAGES)


def transcript(messages: Sequence[object], note: str = "") -> Transcript:
    """Return messages and events as a transcript; pings are no part of it."""
    shown = [message for message in messages if not isinstance(message, LettaPing)]
    return Transcript([entry_of(message) for message in shown], note)


def _note(message: object) -> str:
    return moment(getattr(message, "date", None))


def _said(speaker: str, tone: Tone, message: object, *blocks: Block) -> Entry:
    return Entry(speaker, tone, blocks, _note(message))


@singledispatch
def entry_of(message: object) -> Entry:
    """Return the entry of a message, by its type; an unknown one has its fields."""
    speaker = text(getattr(message, "message_type", None)) or type(message).__name__
    fields = fields_of(message) if isinstance(message, LettaMessage | UnknownMessage) else message
    return _said(speaker, "quiet", message, Fold("fields", [Code(data(fields))]))


@entry_of.register
def _(message: SystemMessage) -> Entry:
    return _said("system", "quiet", message, Fold("instructions", _content(message.content)))


@entry_of.register
def _(message: UserMessage) -> Entry:
    return _said("user", "plain", message, *_content(message.content))


@entry_of.register
def _(message: AssistantMessage) -> Entry:
    return _said("assistant", "good", message, *_content(message.content))


@entry_of.register
def _(message: ReasoningMessage) -> Entry:
    return _said("reasoning", "quiet", message, Paragraph(text(message.reasoning), "quiet"))


@entry_of.register
def _(message: HiddenReasoningMessage) -> Entry:
    said = f"{text(message.state)} {text(message.hidden_reasoning)}".strip()
    return _said("hidden reasoning", "quiet", message, Paragraph(said, "quiet"))


@entry_of.register
def _(message: ToolCallMessage) -> Entry:
    return _calls("tool call", "tool", message)


@entry_of.register
def _(message: ApprovalRequestMessage) -> Entry:
    return _calls("approval wanted", "busy", message)


def _calls(what: str, tone: Tone, message: ToolCallMessage | ApprovalRequestMessage) -> Entry:
    given: object = message.tool_calls
    calls = items_of(given) or [given or message.tool_call]
    names = [text(getattr(call, "name", None)) for call in calls]
    arguments = [text(getattr(call, "arguments", None)) for call in calls]
    blocks: list[Block] = []
    for name, argument in zip(names, arguments, strict=True):
        blocks += [Paragraph(name), Code(pretty_json(argument))]
    return _said(what, tone, message, *blocks)


@entry_of.register
def _(message: ToolReturnMessage) -> Entry:
    failed = message.status == "error"
    returns = items_of(message.tool_returns) or [message]
    blocks: list[Block] = []
    for each in returns:
        blocks.append(Code(text(getattr(each, "tool_return", None))))
        for name in ("stdout", "stderr"):
            if lines := items_of(getattr(each, name, None)):
                blocks.append(Fold(name, [Code("\n".join(map(text, lines)))]))
    what = "tool failed" if failed else "tool return"
    speaker = f"{what}: {message.name}" if message.name else what
    return _said(speaker, "bad" if failed else "tool", message, *blocks)


@entry_of.register
def _(message: ApprovalResponseMessage) -> Entry:
    approvals = items_of(message.approvals) or [message]
    return _said("approval", "busy", message, *map(_approval, approvals))


def _approval(approval: object) -> Paragraph:
    match getattr(approval, "approve", None):
        case True:
            said = "allowed"
        case False:
            said = "denied"
        case _:
            said = text(getattr(approval, "status", None)) or "answered"
    call = text(getattr(approval, "tool_call_id", None))
    reason = text(getattr(approval, "reason", None))
    return Paragraph(" ".join(filter(None, [call, said + (":" if reason else ""), reason])))


@entry_of.register
def _(message: SummaryMessage) -> Entry:
    return _said("summary", "quiet", message, Paragraph(text(message.summary)))


@entry_of.register
def _(message: EventMessage) -> Entry:
    details = Fold("details", [Code(data(message.event_data))])
    return _said(f"event: {text(message.event_type)}", "quiet", message, details)


@entry_of.register
def _(message: LettaErrorMessage) -> Entry:
    said = [Paragraph(text(part), "bad") for part in (message.message, message.detail) if part]
    return _said(f"error: {text(message.error_type)}", "bad", message, *said)


@entry_of.register
def _(message: LettaStopReason) -> Entry:
    return _said("stopped", "quiet", message, Paragraph(text(message.stop_reason)))


@entry_of.register
def _(message: LettaUsageStatistics) -> Entry:
    said = (
        f"{text(message.prompt_tokens)} prompt + {text(message.completion_tokens)} completion = "
        f"{text(message.total_tokens)} tokens"
    )
    return _said("usage", "quiet", message, Paragraph(said))


def _content(content: object) -> list[Block]:
    if isinstance(content, str):
        return [Paragraph(text(content))]
    return [_part(part) for part in items_of(content)] or [Code(data(content))]


def _part(part: object) -> Block:
    if isinstance(part, TextContent):
        return Paragraph(text(part.text))
    # An image is not loaded from where its URL leads.
    return Fold(text(getattr(part, "type", None)) or "content", [Code(data(part))])
