"""Blocks as what rich prints. Content is never markup, and never an escape sequence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import singledispatch

from rich import box
from rich.columns import Columns
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table as RichTable
from rich.text import Text

from .blocks import (
    Badge,
    Block,
    Card,
    Cell,
    Code,
    Entry,
    Facts,
    Fold,
    Paragraph,
    Share,
    SideBySide,
    Table,
    Timeline,
    Tone,
    Transcript,
)
from .plain_text import plain_text
from .terminal_table import FittedColumn, FittedTable
from .text_bars import character, drawn
from .views import view_of

_STYLES: dict[Tone, str] = {
    "plain": "",
    "good": "green",
    "bad": "red",
    "busy": "blue",
    "quiet": "dim",
    "model": "blue",
    "tool": "yellow",
}
_BAR_WIDTH = 40
# A notebook stores the text of a list beside its HTML, and only terminals show it.
_MOST_ITEMS = 30
# What moves the cursor or speaks to the terminal; and halves of surrogate pairs.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def renderable_of(shown: object) -> RenderableType:
    """Return what rich prints for a model, a page, a result or an error."""
    return render(view_of(shown))


def text_of(shown: object) -> str:
    """Return what shows itself as a text, of a long list the beginning."""
    return plain_text(render(_beginning(view_of(shown))))


def _beginning(block: Block) -> Block:
    match block:
        case Table(rows=rows) if len(rows) > _MOST_ITEMS:
            return replace(block, rows=rows[:_MOST_ITEMS], note=_with_the_cut(block.note))
        case Transcript(entries=entries) if len(entries) > _MOST_ITEMS:
            return replace(block, entries=entries[:_MOST_ITEMS], note=_with_the_cut(block.note))
        case _:
            return block


def _with_the_cut(note: str) -> str:
    return "; ".join(filter(None, [note, f"the first {_MOST_ITEMS} are shown"]))


def _text(content: str, tone: Tone = "plain") -> Text:
    return Text(_CONTROL.sub("\ufffd", content), style=_STYLES[tone])


def _cell(cell: Cell) -> Text:
    match cell:
        case Badge(text, tone):
            return _text(text, tone)
        case Share(text=text):
            return _text(text)
        case _:
            return _text(cell)


def _group(blocks: Iterable[Block]) -> Group:
    return Group(*(render(block) for block in blocks))


@singledispatch
def render(block: Block) -> RenderableType:
    """Return what rich prints for a block."""
    raise TypeError(f"{type(block).__name__} is no block")


@render.register
def _(block: Paragraph) -> RenderableType:
    return _text(block.text, block.tone)


@render.register
def _(block: Code) -> RenderableType:
    return _text(block.text)


@render.register
def _(block: Facts) -> RenderableType:
    grid = RichTable.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in block.rows:
        grid.add_row(_text(name, "quiet"), _cell(value))
    return grid


@render.register
def _(block: Table) -> RenderableType:
    cells = [[_cell(cell) for cell in row] for row in block.rows]
    table = FittedTable(
        [
            FittedColumn(_text(column.name), [row[place] for row in cells], column.numeric)
            for place, column in enumerate(block.columns)
        ]
    )
    return Group(table, _text(block.note, "quiet")) if block.note else table


@dataclass(frozen=True, slots=True)
class _Bars:
    """A timeline: in colours, or in characters that differ where there are none."""

    timeline: Timeline

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        colored = console.color_system is not None and not console.no_color
        grid = RichTable.grid(padding=(0, 2))
        grid.add_column(overflow="fold")
        grid.add_column(no_wrap=True, width=_BAR_WIDTH)
        grid.add_column(justify="right", no_wrap=True)
        grid.add_row("", _text(f"0{self.timeline.total:>{_BAR_WIDTH - 1}}", "quiet"), "")
        for bar in self.timeline.bars:
            places = (_place(tone, colored=colored) for tone in drawn(bar, _BAR_WIDTH))
            label = _text("  " * bar.depth + bar.label, bar.tone)
            grid.add_row(label, Text().join(places), _text(bar.text))
        yield grid
        if self.timeline.legend:
            yield Text("  ").join(
                Text.assemble(_place(tone, colored=colored), " ", _text(name))
                for name, tone in self.timeline.legend
            )


def _place(tone: Tone | None, *, colored: bool) -> Text:
    shown = "█" if colored and tone is not None else character(tone)
    return Text(shown, style="dim" if tone is None else _STYLES[tone])


@render.register
def _(block: Timeline) -> RenderableType:
    return _Bars(block)


def _entry(entry: Entry) -> RenderableType:
    heading = _text(entry.speaker, entry.tone)
    heading.stylize("bold")
    if entry.note:
        heading.append_text(_text(f"  {entry.note}", "quiet"))
    return Group(heading, Padding(_group(entry.blocks), (0, 0, 0, 2)))


@render.register
def _(block: Transcript) -> RenderableType:
    entries = [_entry(entry) for entry in block.entries]
    return Group(*entries, *([_text(block.note, "quiet")] if block.note else []))


@render.register
def _(block: Fold) -> RenderableType:
    title = _text(block.title)
    title.stylize("italic")
    if not block.open:
        # A terminal cannot unfold.
        return Text("▸ ").append_text(title)
    return Group(Text("▾ ").append_text(title), Padding(_group(block.blocks), (0, 0, 0, 2)))


@render.register
def _(block: Card) -> RenderableType:
    title = _text(block.title)
    for part in (_text(block.name), *map(_cell, block.badges)):
        if part:
            title.append(" ").append_text(part)
    return Panel(_group(block.blocks), title=title, title_align="left", box=box.ROUNDED)


@render.register
def _(block: SideBySide) -> RenderableType:
    return Columns([render(card) for card in block.cards], equal=True, expand=True)
