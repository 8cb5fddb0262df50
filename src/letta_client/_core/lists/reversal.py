"""Pages that a server has turned round, so that their items come last to first.

Letta 0.16.8 does so with an agent's messages in descending order. Times show it, unless they are
all the same; then fewer items are asked for, which shows at which end of the page the list begins.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

from ..http.request import Query
from .dialect import Items, Listed, ids

# How often a page is asked for again while the list changes.
_TRIES = 3


def arranged_items(listed: Listed, query: Query) -> Generator[Query, Items | None, Items | None]:
    """Return the items that `query` asks for, in the order of the list."""
    items = yield query
    arranged = listed.arranged(items or ())
    if items and may_be_turned(listed, [*ids(items)]):
        items = yield from learn_turned(listed, query, [*ids(items)])
        arranged = listed.arranged(items or ())
    return None if items is None else arranged


def may_be_turned(listed: Listed, came: Sequence[str]) -> bool:
    """Return whether it is not known if a page, on which the ids `came`, was turned round."""
    return listed.is_turned is None and len({*came}) > 1


def learn_turned(
    listed: Listed, query: Query, came: Sequence[str]
) -> Generator[Query, Items | None, Items | None]:
    """Learn whether a page was turned round whose times do not tell; return it as it is now.

    Fewer items are those from the start of the list. So a page that ends with them, and is the same
    before and after, was turned.
    """
    items: Items | None = None
    for _ in range(_TRIES):
        ends = yield from _ends_with_fewer(listed, query, came)
        items = yield query
        now = [*ids(items or ())]
        if ends is not None and now == [*came]:
            listed.learn_turned(ends)
            break
        came = now
        listed.learn_from(items or ())
        if not may_be_turned(listed, came):
            break
    return items


def _ends_with_fewer(
    listed: Listed, query: Query, came: Sequence[str]
) -> Generator[Query, Items | None, bool | None]:
    """Return whether a page ends with what comes when fewer items are asked for.

    `None` means that this does not tell, as when the list has changed meanwhile.
    """
    too_few, too_many = 0, listed.limit_of(query)
    fewer = len({*came}) // 2
    while too_few < fewer < too_many:
        shown = {*ids((yield {**query, "limit": fewer}) or ())}
        if (came[0] in shown) is not (came[-1] in shown):
            return came[-1] in shown
        if shown:
            too_many = fewer
        else:
            # A filter has hidden what so few would be.
            too_few = fewer
        fewer = (too_few + too_many) // 2
    return None
