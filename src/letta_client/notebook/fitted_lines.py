"""As many lines as a terminal has: what is shown again and again has to stay on its screen."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

# The title and the facts of a run that is under way.
_HEAD = 5


class FittedLines:
    """The beginning and the end of what is too long for the terminal, and anything else whole.

    A terminal cannot take back lines that have left its screen: each picture would leave a copy.
    """

    def __init__(self, shown: RenderableType) -> None:
        self._shown = shown

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        """Yield the lines that there is room for."""
        lines = console.render_lines(self._shown, options, pad=False)
        room = console.height - 1
        if len(lines) > room:
            head = lines[: min(_HEAD, room // 2)]
            lines = [*head, *lines[len(head) - room :]]
        for line in lines:
            yield from line
            yield Segment.line()
