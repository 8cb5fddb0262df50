"""Something that shows itself, made of blocks."""

from __future__ import annotations

from typing_extensions import override

from .._display import Displayed
from .blocks import Block
from .plain_text import plain_text


class Shown(Displayed):
    """What a notebook and a terminal show: HTML, and the same as a text.

    Attributes:
        block: what it is made of.
    """

    def __init__(self, block: Block) -> None:
        self.block = block

    @override
    def __repr__(self) -> str:
        return plain_text(self)
