"""What a client has learned of its server: in which way each list takes cursors and gives pages.

The contract: the items of a list come in the order that `order` asks for; `after=<id>` gives those
that follow the item with that id in this order, and `before=<id>` those that precede it, from the
start of the list. Servers differ. Letta 0.16.8 takes `after` and `before` for each other on some
lists, reverses the pages of others, and ignores a cursor that it does not know. Which server a
client faces is not known before it answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from .facts import Order

CursorParameter: TypeAlias = Literal["after", "before"]


def opposite(parameter: CursorParameter) -> CursorParameter:
    """Return the other parameter."""
    return "before" if parameter == "after" else "after"


@dataclass(frozen=True, slots=True)
class ListDialect:
    """What is known of how the server gives one list in one order."""

    next_parameter: CursorParameter | None = None
    """The parameter that gives what follows an item; `None` where that is not known."""
    is_proven: bool = False
    """Whether that is known for sure, so that an empty page is the end of the list."""
    is_reversed: bool | None = None
    """Whether the items of each page come last to first; `None` where that is not known."""


@dataclass(slots=True)
class CursorDialect:
    """What a client has learned of all lists of its server. Copies of the client share it.

    A list in ascending order is another list than the same one in descending order.
    """

    _lists: dict[tuple[str, Order], ListDialect] = field(
        default_factory=dict[tuple[str, Order], ListDialect]
    )

    def of(self, name: str, order: Order) -> ListDialect:
        """Return what was learned of a list, by the name in its facts."""
        return self._lists.get((name, order), _UNKNOWN)

    def learn_next_parameter(
        self, name: str, order: Order, parameter: CursorParameter, *, proven: bool
    ) -> None:
        """Remember which parameter gives what follows, and whether that is proven."""
        self._lists[name, order] = replace(
            self.of(name, order), next_parameter=parameter, is_proven=proven
        )

    def learn_reversed(self, name: str, order: Order, *, is_reversed: bool) -> None:
        """Remember whether the server reverses the pages of a list."""
        self._lists[name, order] = replace(self.of(name, order), is_reversed=is_reversed)


_UNKNOWN = ListDialect()
