"""Bars of a timeline as characters, for terminals and for HTML without its style sheet."""

from __future__ import annotations

from .blocks import Bar, Tone

_WIDTH = 30
_CHARACTERS: dict[Tone | None, str] = {
    None: "·",
    "quiet": "░",
    "good": "▒",
    "tool": "▓",
    "bad": "!",
}
_FULL = "█"


def drawn(bar: Bar, width: int) -> list[Tone | None]:
    """Return the tone of each of `width` places of a bar; `None` where it has no segment."""
    places: list[Tone | None] = [None] * width
    for segment in bar.segments:
        start = min(round(segment.start * width), width - 1)
        end = max(start + 1, round((segment.start + segment.length) * width))
        for place in range(start, min(end, width)):
            places[place] = segment.tone
    return places


def character(tone: Tone | None) -> str:
    """Return the character that tells a tone from others where there are no colours."""
    return _CHARACTERS.get(tone, _FULL)


def text_bar(bar: Bar) -> str:
    """Return a bar as characters of one width."""
    return "".join(map(character, drawn(bar, _WIDTH)))
