"""Something that shows itself, made of blocks."""

from __future__ import annotations

from typing_extensions import override

from .._display import Displayed
from .blocks import Block

_TEXT_WIDTH = 100


class Shown(Displayed):
    """What a notebook and a terminal show: HTML, and the same as a text.

    Attributes:
        block: what it is made of.
    """

    def __init__(self, block: Block) -> None:
        self.block = block

    @override
    def __repr__(self) -> str:
        from rich.console import Console

        # In a kernel, rich would show an output of its own beside the text.
        console = Console(
            width=_TEXT_WIDTH, color_system=None, force_terminal=False, force_jupyter=False
        )
        with console.capture() as capture:
            console.print(self)
        return capture.get().rstrip()
