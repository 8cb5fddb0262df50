"""How many examples of hypothesis the tests of the shell try."""

from __future__ import annotations

from thoroughness import times


def examples(count: int, module: str) -> int:
    """Return how many examples a test is to try.

    Args:
        count: how many the synchronous test tries; the asynchronous ones, on two backends that
            differ in little of what the examples vary, try a third each.
        module: the `__name__` of the test's module.
    """
    return times(count if "._sync." in module else count // 3)
