"""What `after`, `before`, `order` and `limit` mean: which part of a list is asked for."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import HTTPException

from letta_client.testing.store.ordered_rows import Key, Window


def resolve(
    cursor: str | None, find: Callable[[str], Key | None], unknown: str | None
) -> Key | None:
    """Return the place in its list of the item that a cursor names; `None` for no cursor.

    Args:
        cursor: an item's id, as the client sent it.
        find: returns the place of an id, or `None` if there is no such item.
        unknown: what a cursor that names nothing is answered, with `{}` for the cursor; `None` for
            a list that ignores such cursors.

    Raises:
        HTTPException: 404, the cursor names nothing.
    """
    if not cursor:
        return None
    key = find(cursor)
    if key is None and unknown is not None:
        raise HTTPException(404, unknown.format(cursor))
    return key


def window(
    *,
    newest_first: bool,
    after: Key | None,
    before: Key | None,
    limit: int | None,
    swapped: bool = False,
    in_time: bool = False,
) -> Window:
    """Return the window that a list's parameters describe.

    It begins where the list begins in its order, also when only `before` is given: cursors take
    items away, and do not turn round.

    Args:
        newest_first: the order.
        after: the place of the item after which, in that order, the window begins.
        before: the place of the item before which it ends.
        limit: at most this many items; `None` for all.
        swapped: `after` and `before` are mistaken for each other.
        in_time: `after` means later and `before` earlier, whatever the order.
    """
    if swapped:
        after, before = before, after
    if newest_first and not in_time:
        return Window(newest_first, above=before, below=after, limit=limit)
    return Window(newest_first, above=after, below=before, limit=limit)
