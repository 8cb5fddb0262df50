"""Blocks as static HTML: no script, no request, no attribute from content.

The look follows the page: colours are those of its text and shades of it, so that it suits light
and dark ones. Where the style sheet is removed (an untrusted notebook, GitHub), what has the class
`unstyled` appears: texts in place of what only styles show.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from .blocks import Block
from .text_bars import character, text_bar
from .views import view_of

_TEMPLATES = Path(__file__).parent / "templates"


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"text_bar": text_bar, "character": character}
    return environment.get_template("output.html.jinja")


def html_of(shown: object) -> str:
    """Return the HTML of a model, a page, a result or an error."""
    return render(view_of(shown))


def render(block: Block) -> str:
    """Return the HTML of a block, with its style sheet."""
    html = _template().render(block=block)
    # Halves of surrogate pairs cannot be stored, and a notebook is a file.
    return html.encode(errors="replace").decode()
