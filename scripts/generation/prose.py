"""The words of the overlay as docstrings."""

from __future__ import annotations

import textwrap

_WIDTH = 100


def docstring(doc: str, indent: int) -> str:
    """Return a docstring, wrapped; the first sentence stands alone where all is too long."""
    width, margin = _WIDTH - indent, " " * indent
    first, *rest = (" ".join(paragraph.split()) for paragraph in doc.split("\n\n"))
    if len(first) > width - len('""""""'):
        summary, _, others = first.partition(". ")
        if others:
            first, rest = f"{summary}.", [others, *rest]
    lines = textwrap.fill(first, width - len('"""')).splitlines()
    for paragraph in rest:
        lines += ["", *textwrap.fill(paragraph, width).splitlines()]
    is_short = len(lines) == 1 and len(first) <= width - len('""""""')
    text = "\n".join([f'"""{lines[0]}', *lines[1:]]) + ('"""' if is_short else '\n"""')
    return textwrap.indent(text, margin)


def attribute_docstring(doc: str) -> str:
    """Return the docstring of a field, to be put behind it."""
    return f"\n{docstring(doc, 4)}" if doc else ""


def alias(name: str, text: str, doc: str) -> str:
    """Return the definition of a name for a type."""
    return f"{name}: TypeAlias = {text}" + (f"\n{docstring(doc, 0)}" if doc else "")
