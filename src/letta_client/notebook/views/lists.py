"""Pages and lists, by what is in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel

from ..._core.lists.page import BasePage
from ...types import Run, Step, TraceSpan
from ..blocks import Block, Card, Cell, Code, Column, Table
from ..values import HIDDEN, count, is_secret, items_of, moment, text
from .fields import fields_of
from .messages import is_message, transcript
from .runs import runs_table
from .steps import steps_table
from .traces import waterfall

_MOST_COLUMNS = 7
_LONGEST_CELL = 80


def page_block(page: BasePage[object]) -> Block:
    """Return the items of a page, and whether more follow."""
    items = items_of(page.items)
    if len(items) == 0 and page.items != []:
        return Card("Page", blocks=[Code(text(page.items))])
    more = "; more may follow: iterate over the page for all" if page.has_next_page() else ""
    return items_block(items, f"{count(len(items))} on this page{more}")


def items_block(items: Sequence[object], note: str = "") -> Block:
    """Return items of one type as a table, a transcript or a waterfall."""
    runs = [item for item in items if isinstance(item, Run)]
    steps = [item for item in items if isinstance(item, Step)]
    spans = [item for item in items if isinstance(item, TraceSpan)]
    if items and len(runs) == len(items):
        return runs_table(runs, note)
    if items and len(steps) == len(items):
        return steps_table(steps, note)
    if items and len(spans) == len(items):
        return waterfall(spans)
    if items and all(is_message(item) for item in items):
        return transcript(items, note)
    return _models_table(items, note)


def _models_table(items: Sequence[object], note: str) -> Block:
    rows = [fields_of(item) if isinstance(item, BaseModel) else {"": item} for item in items]
    names = list(dict.fromkeys(name for row in rows for name in row if _is_short(row[name])))
    names = names[:_MOST_COLUMNS]
    return Table(
        [Column(name) for name in names],
        [[_cell(name, row.get(name)) for name in names] for row in rows],
        note or f"{count(len(items))} items",
    )


def _is_short(value: object) -> bool:
    return isinstance(value, (str, int, float, datetime))


def _cell(name: str, value: object) -> Cell:
    if is_secret(name, value):
        return HIDDEN
    shown = moment(value)
    return shown if len(shown) <= _LONGEST_CELL else f"{shown[: _LONGEST_CELL - 1]}…"
