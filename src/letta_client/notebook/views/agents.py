"""An agent, as a card."""

from __future__ import annotations

from ...types import AgentState
from ..blocks import Block, Card, Cell, Code, Column, Facts, Fold, Table
from ..values import badges, count, items_of, moment, text
from .fields import all_fields
from .messages import transcript


def agent_card(agent: AgentState) -> Card:
    """Return what an agent is: its model, its memory and its tools."""
    blocks = items_of(agent.blocks)
    tools = items_of(agent.tools)
    facts: list[tuple[str, Cell]] = [
        ("id", text(agent.id)),
        ("description", text(agent.description)),
        ("model", text(agent.model)),
        ("type", text(agent.agent_type)),
        ("tags", ", ".join(map(text, items_of(agent.tags)))),
        ("messages in context", count(len(items_of(agent.message_ids)))),
        ("last run", moment(agent.last_run_completion)),
    ]
    shown: list[Block] = [Facts([(name, value) for name, value in facts if value])]
    if agent.pending_approval:
        shown.append(transcript([agent.pending_approval]))
    shown.append(Fold("System prompt", [Code(text(agent.system))]))
    if blocks:
        shown.append(Fold(f"Memory: {len(blocks)} blocks", [_named(blocks, "label", "value")]))
    if tools:
        shown.append(Fold(f"Tools: {len(tools)}", [_named(tools, "name", "description")]))
    badges_shown = badges(agent.last_stop_reason)
    return Card("Agent", text(agent.name), badges_shown, [*shown, all_fields(agent)])


def _named(items: list[object], name: str, content: str) -> Table:
    rows = [[text(getattr(item, name, None)), text(getattr(item, content, None))] for item in items]
    return Table([Column(name), Column(content)], rows)
