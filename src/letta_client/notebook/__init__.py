"""Runs, and what belongs to them, as they look in a notebook and in a terminal.

Models, pages, results and errors show themselves. This module has what needs a call: a whole run,
two runs side by side, a run that is under way, and charts. It needs the extra `notebook`:

    pip install 'letta-client[notebook]'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._lazy import lazy_exports, tell_of_extra

if TYPE_CHECKING:
    from . import charts as charts
    from .comparison import Comparison as Comparison
    from .comparison import compare as compare
    from .showing import show as show
    from .shown import Shown as Shown
    from .watching import watch as watch
    from .whole_run import RunRecord as RunRecord
    from .whole_run import record as record

__all__ = ["Comparison", "RunRecord", "Shown", "charts", "compare", "record", "show", "watch"]

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_exports(
        __name__,
        {
            ".comparison": ["Comparison", "compare"],
            ".watching": ["watch"],
            ".whole_run": ["RunRecord", "record"],
            ".shown": ["Shown"],
            ".showing": ["show"],
        },
        modules=["charts"],
    )
    __getattr__ = tell_of_extra(
        __getattr__, __name__, "notebook", {"altair", "jinja2", "narwhals", "rich", "vl_convert"}
    )
