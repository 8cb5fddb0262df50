"""Numbers of a column, with bars to compare them by."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..blocks import Cell, Share


def shares(numbers: Sequence[float | None], shown: Callable[[float], str]) -> list[Cell]:
    """Return the cells of a column, each with its part of the greatest number."""
    greatest = max((each for each in numbers if each is not None), default=0)
    if greatest <= 0:
        return ["" if each is None else shown(each) for each in numbers]
    return ["" if each is None else Share(shown(each), max(each / greatest, 0)) for each in numbers]
