"""What a view is made of, whatever it is shown in.

A view turns a model into blocks; `html` and `terminal` show blocks. Texts may have any content.
Everything that becomes an attribute of HTML, or a style of a terminal, is a `Tone` or a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

Tone: TypeAlias = Literal["plain", "good", "bad", "busy", "quiet", "model", "tool"]
"""What something means; a renderer gives each a look."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in a word, say `completed`."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Share:
    """A number, with a bar that shows which part of the greatest one it is."""

    text: str
    part: float
    """From 0 to 1."""


Cell: TypeAlias = str | Badge | Share


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text as it was written, with its lines."""

    kind: ClassVar[str] = "paragraph"
    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Code:
    """A text of a program or of data, in letters of one width."""

    kind: ClassVar[str] = "code"
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with their values."""

    kind: ClassVar[str] = "facts"
    rows: Sequence[tuple[str, Cell]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings."""

    kind: ClassVar[str] = "table"
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    """A remark on the rows, such as that there are more."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar. `start` and `length` are parts of the whole scale, from 0 to 1."""

    start: float
    length: float
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a timeline."""

    label: str
    text: str
    segments: Sequence[Segment]
    depth: int = 0
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars on one scale of time, from 0 to `total`, which is `total_ns` in words."""

    kind: ClassVar[str] = "timeline"
    bars: Sequence[Bar]
    total: str
    total_ns: float
    legend: Sequence[tuple[str, Tone]] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody said or did."""

    speaker: str
    tone: Tone
    blocks: Sequence[Block]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said and done, in its order."""

    kind: ClassVar[str] = "transcript"
    entries: Sequence[Entry]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fold:
    """Blocks that are shown when the reader asks for them."""

    kind: ClassVar[str] = "fold"
    title: str
    blocks: Sequence[Block]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """Something with a title."""

    kind: ClassVar[str] = "card"
    title: str
    name: str = ""
    badges: Sequence[Badge] = ()
    blocks: Sequence[Block] = ()


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Cards beside each other, where there is room."""

    kind: ClassVar[str] = "side_by_side"
    cards: Sequence[Card]


Block: TypeAlias = (
    Paragraph | Code | Facts | Table | Timeline | Transcript | Fold | Card | SideBySide
)
