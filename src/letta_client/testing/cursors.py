"""What `after`, `before`, `order` and `limit` mean: which part of a list is asked for."""

from __future__ import annotations

from collections.abc import Callable

from letta_client.testing.answers import not_found
from letta_client.testing.ordering import Key, Window
from letta_client.testing.profiles import Profile


def resolve(
    cursor: str | None, kind: str, find: Callable[[str], Key | None], profile: Profile
) -> Key | None:
    """Return the place in its list of the item that a cursor names; `None` for no cursor.

    Args:
        cursor: an item's id, as the client sent it.
        kind: what the items are, for the error: "Run", say.
        find: returns the place of an id, or `None` if there is no such item.
        profile: says what becomes of a cursor that names nothing.

    Raises:
        HTTPException: 404, the cursor names nothing.
    """
    if not cursor:
        return None
    key = find(cursor)
    if key is None and not profile.ignores_unknown_cursors:
        raise not_found(kind, cursor)
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
