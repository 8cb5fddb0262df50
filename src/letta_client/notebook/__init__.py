"""Runs, and what belongs to them, as they look in a notebook and in a terminal.

Models, pages, results and errors show themselves. This module has what needs a call: a whole run,
and two runs side by side. It needs the extra `notebook`:

    pip install 'letta-client[notebook]'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._lazy import lazy_exports

if TYPE_CHECKING:
    from .comparison import Comparison as Comparison
    from .comparison import compare as compare
    from .showing import show as show
    from .shown import Shown as Shown
    from .whole_run import RunRecord as RunRecord
    from .whole_run import record as record

__all__ = ["Comparison", "RunRecord", "Shown", "compare", "record", "show"]

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_exports(
        __name__,
        {
            ".comparison": ["Comparison", "compare"],
            ".whole_run": ["RunRecord", "record"],
            ".shown": ["Shown"],
            ".showing": ["show"],
        },
    )
