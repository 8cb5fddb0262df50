"""Walking over a list that no cursor leads on in: each page is read with all that precede it.

Letta 0.16.8 orders the tools of an agent by their times, and gives those whose ids are greater
than the cursor's. What follows an item cannot be had from it, but more items from the start can.
"""

from __future__ import annotations

from .position import FoundPage, Position
from .requested import Search


def reread_next_page(position: Position) -> Search[FoundPage]:
    """Search the page after `position` among the first items of the list, and some more.

    Only where all of these were seen is it asked for what follows the last one, as the API
    documents it: a server may give fewer items than were asked for.
    """
    requested = position.requested
    wanted = position.count + requested.limit
    items = (yield {**requested.query, "limit": wanted}) or ()
    new_items = position.unseen(items)
    if not new_items:
        items = (yield requested.page_query("after", position.last_page_ids[-1])) or ()
        new_items = position.unseen(items)
    return position.add_page(new_items[: requested.limit], is_full=bool(new_items))
