"""How models, pages, results and errors show themselves in a notebook and in a terminal.

What they look like is the business of `letta_client.notebook`, which is loaded when something is
shown for the first time. Without the extra `notebook`, the plain text is all there is.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType

T = TypeVar("T")


class Displayed:
    """Something that IPython, marimo and rich can show as more than its `repr`."""

    __slots__ = ()

    def _repr_html_(self) -> str | None:
        """Return HTML for a notebook; `None` without the extra `notebook`."""
        try:
            # By its name, since nothing may depend on what is shown.
            html = import_module("letta_client.notebook.html")
        except ModuleNotFoundError:
            return None
        shown: str = html.html_of(self)
        return shown

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> dict[str, Any]:
        """Return the text and the HTML for a notebook.

        The text shows what the HTML shows, and no secrets: a notebook stores both. Of a long list
        it has the beginning. Without the extra `notebook` it is the `repr`.

        Args:
            include: the only MIME types that are wanted.
            exclude: MIME types that are not wanted.
        """
        html = self._repr_html_()
        text = repr(self) if html is None else _terminal().text_of(self)
        bundle = {"text/plain": text, "text/html": html}
        return {
            kind: shown
            for kind, shown in bundle.items()
            if shown is not None
            and (include is None or kind in include)
            and (exclude is None or kind not in exclude)
        }

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        """Yield what rich prints."""
        yield _terminal().renderable_of(self)


def _terminal() -> Any:
    return import_module("letta_client.notebook.terminal")


class DisplayedList(list[T], Displayed):
    """A list that shows itself: of spans as a waterfall, of messages as a transcript, and so on."""

    __slots__ = ()


def displayed(value: Any) -> Any:
    """Return a plain list as one that shows itself, and anything else as it is."""
    return DisplayedList(cast("list[object]", value)) if type(value) is list else value
