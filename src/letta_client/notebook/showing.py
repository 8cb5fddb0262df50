"""Plain values that show themselves."""

from __future__ import annotations

from .shown import Shown
from .views import view_of


def show(value: object) -> Shown:
    """Return something that shows itself: a list, say of spans or messages, or any model.

    Models and pages do so by themselves; a plain list does not.
    """
    return Shown(view_of(value))
