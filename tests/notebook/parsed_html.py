"""What is in a piece of HTML: its elements, their attributes, and its text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from typing_extensions import override

ELEMENTS = {"b", "br", "code", "details", "div", "p", "pre", "span", "style", "summary"} | {
    *("table", "tbody", "td", "th", "thead", "tr")
}
CLASSES = re.compile(r"[a-z-]+( (plain|good|bad|busy|quiet|model|tool))?")
STYLES = re.compile(r"((left|width):[\d.]+%;?)+|padding-left:\d+em")


class ParsedHtml(HTMLParser):
    """Checks each element as it is read: nothing is there that the templates have not put there."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.elements = 0
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS, tag
        if tag != "br":
            # A line of a text ends with one.
            self.elements += 1
            self._open.append(tag)
        for name, value in attrs:
            expected = {"class": CLASSES, "style": STYLES, "open": re.compile("")}
            assert name in expected, name
            assert expected[name].fullmatch(value or ""), (name, value)

    @override
    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    @override
    def handle_data(self, data: str) -> None:
        if self._open[-1:] != ["style"]:
            self.text += data

    @override
    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")

    @override
    def handle_decl(self, decl: str) -> None:
        raise AssertionError("a declaration")

    @override
    def unknown_decl(self, data: str) -> None:
        raise AssertionError("a declaration")

    @override
    def handle_pi(self, data: str) -> None:
        raise AssertionError("an instruction")


def html_of(shown: object) -> str:
    """Return the HTML that something shows itself as."""
    html = getattr(shown, "_repr_html_")()  # noqa: B009
    assert isinstance(html, str)
    return html
