"""Pages of what notebooks show, and what a browser makes of them."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import chromium

MEASURING = (Path(__file__).parent / "measuring.js").read_text()
COLORS = {False: "background:#fff;color:#222", True: "background:#111;color:#ddd"}


def page_of(parts: list[str], *, dark: bool) -> str:
    """Return a page with the outputs of cells, in light or dark colours."""
    look = f"margin:1em;font-family:sans-serif;{COLORS[dark]}"
    return f'<!doctype html><meta charset="utf-8"><body style="{look}">{"".join(parts)}</body>'


def measured(page: Path, *, width: int, dark: bool) -> dict[str, Any]:
    """Return what is wrong with how a page looks, and how high it is."""
    with_script = page.with_name(f"measured-{page.name}")
    with_script.write_text(page.read_text() + f"<script>{MEASURING}</script>")
    dom = chromium.dom_of(with_script, width=width, dark=dark)
    report = re.search('<output id="measured">(.*?)</output>', dom, re.DOTALL)
    assert report, dom[-500:]
    found: dict[str, Any] = json.loads(html.unescape(report[1]))
    return found
