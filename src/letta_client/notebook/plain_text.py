"""What rich prints, as a text without colours."""

from __future__ import annotations

from rich.console import Console, RenderableType

_WIDTH = 100


def plain_text(renderable: RenderableType) -> str:
    """Return what rich prints in a terminal of 100 columns."""
    # In a kernel, rich would show an output of its own beside the text.
    console = Console(width=_WIDTH, color_system=None, force_terminal=False, force_jupyter=False)
    with console.capture() as capture:
        console.print(renderable)
    return capture.get().rstrip()
