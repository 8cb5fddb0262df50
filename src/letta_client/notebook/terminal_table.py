"""Tables in the width of a terminal: nothing is cut.

Where the columns do not fit beside each other, each row takes several lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

_GAP = 2
_INDENT = 2
# The longest ids that there are; longer texts are wrapped.
_WIDEST = 44
# So few columns stay beside each other, and wrap what is in them.
_FEW_COLUMNS = 3
_NARROWEST = 10


@dataclass(frozen=True, slots=True)
class FittedColumn:
    """A column: its heading, and its cells from the first row to the last."""

    heading: Text
    cells: Sequence[Text]
    numeric: bool = False

    def width(self, *, whole_heading: bool) -> int:
        """Return the width in which no id is wrapped, nor a word of the heading."""
        heading = self.heading.plain
        words = [heading] if whole_heading else heading.split()
        lines = (line for cell in self.cells for line in cell.plain.split("\n"))
        content = min(max(map(cell_len, lines), default=1), _WIDEST)
        return max(content, *map(cell_len, words), 1)


def packed(widths: Sequence[int], available: int) -> list[list[int]]:
    """Return which columns go into which line of a row, by their places.

    A column goes into the first line that has room for it. One that is wider than a line has a
    line of its own.
    """
    lines: list[list[int]] = []
    left: list[int] = []
    for place, width in enumerate(widths):
        wanted = width + _GAP
        line = next((at for at, room in enumerate(left) if room >= wanted), None)
        if line is None:
            lines.append([place])
            left.append(available - width - (_INDENT if left else 0))
        else:
            lines[line].append(place)
            left[line] -= wanted
    return lines


def narrowed(widths: Sequence[int], available: int) -> list[int]:
    """Return the widths of few columns that are beside each other, the widest ones narrower."""
    room = available - _GAP * (len(widths) - 1)
    cap = max(widths, default=0)
    while cap > _NARROWEST and sum(min(width, cap) for width in widths) > room:
        cap -= 1
    return [min(width, cap) for width in widths]


class FittedTable:
    """What rich prints for a table."""

    def __init__(self, columns: Sequence[FittedColumn]) -> None:
        self._columns = columns
        self._whole, self._wrapped = (
            [column.width(whole_heading=whole) for column in columns] for whole in (True, False)
        )

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """Return the width of the widest column, and the width in which each row is a line."""
        whole = sum(self._whole) + _GAP * (len(self._whole) - 1)
        available = options.max_width
        widest = max(self._wrapped, default=0)
        return Measurement(min(widest, available), min(max(whole, widest), available))

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        """Yield the headings, a line, and the rows."""
        widths, lines = self._layout(options.max_width)
        if not lines:
            return
        grids = _Grids(self._columns, widths, lines, options.max_width)
        for line in range(len(lines)):
            yield grids.line(line, [column.heading for column in self._columns], is_heading=True)
        yield Text("─" * min(grids.width, options.max_width), style="dim")
        for row in zip(*(column.cells for column in self._columns), strict=True):
            for line, places in enumerate(lines):
                if line == 0 or any(row[place] for place in places):
                    yield grids.line(line, row)

    def _layout(self, available: int) -> tuple[list[int], list[list[int]]]:
        """Return the widths of the columns, and which of them are in which line of a row."""
        lines, wrapped = packed(self._whole, available), packed(self._wrapped, available)
        if len(lines) <= len(wrapped) and (len(lines) < 2 or len(self._whole) > _FEW_COLUMNS):
            return self._whole, lines
        if len(self._whole) <= _FEW_COLUMNS:
            return narrowed(self._wrapped, available), [list(range(len(self._whole)))]
        return self._wrapped, wrapped


@dataclass(frozen=True, slots=True)
class _Grids:
    """Makes the lines of rows, with the columns under each other."""

    columns: Sequence[FittedColumn]
    widths: Sequence[int]
    lines: Sequence[Sequence[int]]
    available: int

    @property
    def width(self) -> int:
        """The width of the widest line."""
        return max(
            sum(self.widths[place] + _GAP for place in places) - _GAP + (_INDENT if line else 0)
            for line, places in enumerate(self.lines)
        )

    def line(self, line: int, cells: Sequence[Text], *, is_heading: bool = False) -> RenderableType:
        indent = _INDENT if line else 0
        grid = RichTable.grid(padding=(0, _GAP, 0, 0), pad_edge=False)
        for place in self.lines[line]:
            grid.add_column(
                width=min(self.widths[place], self.available - indent),
                justify="right" if self.columns[place].numeric else "left",
                vertical="bottom" if is_heading else "top",
                overflow="fold",
            )
        grid.add_row(
            *(cells[place] for place in self.lines[line]), style="bold" if is_heading else None
        )
        return Padding(grid, (0, 0, 0, indent), expand=False)
