"""Pages that a server has reversed, so that their items come last to first.

Letta 0.16.8 does so with an agent's messages in descending order. Times tell, unless they are all
the same; then fewer items are asked for, which shows at which end of the page the list begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ..http.defaults import REVERSAL_TRIES
from ..http.request import Query
from .requested import Items, RequestedList, Search, ids


def fetch_in_order(requested: RequestedList, query: Query) -> Search[Items | None]:
    """Return the items that `query` asks for, in the order of the list."""
    items = yield query
    in_order = in_list_order(requested, items or ())
    page_ids = ids(items or ())
    if is_reversal_unknown(requested, page_ids):
        items = yield from learn_reversal(requested, query, page_ids)
        in_order = in_list_order(requested, items or ())
    return None if items is None else in_order


def fetch_first(requested: RequestedList, query: Query) -> Search[Items | None]:
    """Return the items of a first page, in the order of the list as far as the caller asked for it.

    Where the caller did not, no request is made to learn whether the page was reversed.
    """
    if requested.has_own_order:
        return (yield from fetch_in_order(requested, query))
    items = yield query
    return None if items is None else in_list_order(requested, items)


def in_list_order(requested: RequestedList, items: Items) -> Items:
    """Return the items of a page, as they came, in the order of the list."""
    learn_from_times(requested, items)
    return items[::-1] if is_reversed(requested) else items


def in_callers_order(requested: RequestedList, items: Items) -> Items:
    """Return the items of a page, which are in the order of the list, as the caller gets them.

    Without an order of the caller's own, each page stays as the server has it: programs may rely on
    that.
    """
    return items[::-1] if is_reversed(requested) and not requested.has_own_order else items


def is_reversed(requested: RequestedList) -> bool | None:
    """Return whether the server reverses the pages of a list; `None` where that is not known."""
    return requested.learned.is_reversed if requested.facts.may_reverse_pages else False


def is_reversal_unknown(requested: RequestedList, page_ids: Sequence[str]) -> bool:
    """Return whether it matters and is not known if the page with these ids was reversed."""
    return is_reversed(requested) is None and len({*page_ids}) > 1


def learn_from_times(requested: RequestedList, items: Items) -> None:
    """Learn from the items of a page, as they came, whether the page was reversed."""
    if requested.facts.may_reverse_pages and items:
        # The first item of a page comes after its last one only where the page was reversed.
        first_is_after = requested.is_after(items[0], requested.time_of(items[-1]))
        if first_is_after in (None, is_reversed(requested)):
            return
        if _times_prove(requested, items, reversed_=first_is_after is True):
            requested.learn_reversed(first_is_after is True)


def _times_prove(requested: RequestedList, items: Items, *, reversed_: bool) -> bool:
    """Return whether the times of a page leave no doubt whether the page was reversed.

    Messages that were imported can be older than those before them. In ascending order no server
    is known to reverse pages, so the times of one page are not enough to say so.
    """
    if reversed_ and requested.order == "asc":
        return False
    pairs = pairwise(items)
    return all(
        requested.is_after(one, requested.time_of(next_)) in (None, reversed_)
        for one, next_ in pairs
    )


def learn_reversal(
    requested: RequestedList, query: Query, page_ids: Sequence[str]
) -> Search[Items | None]:
    """Learn whether a page was reversed whose times do not tell; return the page as it is now.

    Fewer items are those from the start of the list. So a page that ends with them, and is the same
    before and after, was reversed.
    """
    items: Items | None = None
    for _ in range(REVERSAL_TRIES):
        ends_with_fewer = yield from _ends_with_fewer(requested, query, page_ids)
        items = yield query
        ids_now = ids(items or ())
        if ends_with_fewer is not None and ids_now == [*page_ids]:
            requested.learn_reversed(ends_with_fewer)
            break
        page_ids = ids_now
        learn_from_times(requested, items or ())
        if not is_reversal_unknown(requested, page_ids):
            break
    return items


def _ends_with_fewer(
    requested: RequestedList, query: Query, page_ids: Sequence[str]
) -> Search[bool | None]:
    """Return whether a page ends with what comes when fewer items are asked for.

    `None` means that this does not tell, for instance because the list has changed meanwhile.
    """
    too_few, too_many = 0, requested.limit_of(query)
    fewer = len({*page_ids}) // 2
    while too_few < fewer < too_many:
        fewer_ids = ids((yield {**query, "limit": fewer}) or ())
        if (page_ids[0] in fewer_ids) is not (page_ids[-1] in fewer_ids):
            return page_ids[-1] in fewer_ids
        if fewer_ids:
            too_many = fewer
        else:
            # A filter has hidden all of so few.
            too_few = fewer
        fewer = (too_few + too_many) // 2
    return None
