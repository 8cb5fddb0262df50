"""Learning which parameter gives what follows: by asking for both sides, and seeing which is which.

What precedes a position was seen before, or its times say so, or it starts with the first item of
the whole list. What was learned holds for all later walks of the client, until what comes back
cannot be the next page; then both sides are asked for again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from ..http.error_bodies import one_line
from .cursor_answer import Answer, ask
from .position import Position
from .requested import Items, RequestedList, Search, ids
from .reversal import fetch_first, fetch_in_order, is_reversal_unknown

logger = logging.getLogger("letta_client")


def ask_both_sides(position: Position, cursor: str, answers: list[Answer]) -> Search[Answer | None]:
    """Return what follows `cursor`, and learn by which parameter; `None` where that can't be told.

    Every answer that comes on the way is added to `answers`.
    """
    after = yield from ask(position, "after", cursor)
    if after.is_unknown_cursor:
        return None
    before = yield from ask(position, "before", cursor)
    answers += after, before
    if before.is_unknown_cursor:
        return None
    if after.is_empty and before.is_empty:
        # A list of one item; or the server takes cursors in another way since the first request.
        return after if (yield from _is_confirmed(position, after, cursor)) else None
    after_follows = yield from _after_follows(position, cursor, after, before)
    if after_follows is None:
        return None
    chosen, rejected = (after, before) if after_follows else (before, after)
    if (
        chosen.is_empty
        and rejected.new_items
        and is_reversal_unknown(position.requested, position.last_page_ids)
    ):
        # If the last page was reversed, what is new is what follows.
        return None
    return (yield from _learn(position, cursor, chosen, rejected))


def _after_follows(
    position: Position, cursor: str, after: Answer, before: Answer
) -> Search[bool | None]:
    """Return whether `after` is what follows, and not `before`; `None` where that can't be told.

    Neither follows where both have items that were seen before: then the item of the cursor is
    gone, or the server takes no cursors.
    """
    if after.has_seen_items and before.has_seen_items:
        return None
    if cursor in {*after.ids, *before.ids}:
        return True if _is_before_ignored(cursor, after, before) else None
    if after.has_seen_items or before.has_seen_items:
        return before.has_seen_items
    by_times = _after_follows_by_times(after, before)
    if by_times is not None:
        return by_times
    return (yield from _after_follows_by_head(position, cursor, after, before))


def _is_before_ignored(cursor: str, after: Answer, before: Answer) -> bool:
    """Tell whether the server looks at `after` alone, as those made for tests often do.

    Neither side of an item has the item itself.
    """
    if cursor in after.ids or cursor not in before.ids:
        return False
    return after.continues_list or after.is_empty


def _after_follows_by_times(after: Answer, before: Answer) -> bool | None:
    times_tell = {after.is_after, before.is_after} - {None}
    if len(times_tell) == 2 or (times_tell and (after.is_empty or before.is_empty)):
        return after.is_after is True or before.is_after is False
    return None


def _after_follows_by_head(
    position: Position, cursor: str, after: Answer, before: Answer
) -> Search[bool | None]:
    """Tell by which of the answers starts with the first item of the whole list: it precedes."""
    head = yield from _fetch_head(position.requested)
    if head == cursor and (after.is_empty or before.is_empty):
        return before.is_empty
    in_after, in_before = head in after.ids, head in before.ids
    if in_after is in_before:
        return None
    # Had the item of the cursor been deleted meanwhile, what follows it would be the head.
    following = after if in_before else before
    return in_before if (yield from _is_confirmed(position, following, cursor)) else None


def _learn(
    position: Position, cursor: str, chosen: Answer, rejected: Answer
) -> Search[Answer | None]:
    """Learn the parameter of the answer that follows, and return it, unless the list changes.

    The item of the cursor may have been deleted between the two requests; then, on a server that
    ignores unknown cursors, they do not show its two sides. What precedes it shows that it was
    there: it is short of a page, or there is none even at the second request.
    """
    requested = position.requested
    proven = (rejected.is_empty and rejected.parameter == "before") or (
        not rejected.new_items and len(rejected.items) < requested.limit
    )
    if not proven:
        contradicts = requested.learned.next_parameter == rejected.parameter
        for answer in _doubtful(chosen, rejected, contradicts=contradicts):
            if not (yield from _is_confirmed(position, answer, cursor)):
                return None
    requested.learn_next_parameter(chosen.parameter, proven=proven)
    return chosen


def _doubtful(chosen: Answer, rejected: Answer, *, contradicts: bool) -> Iterator[Answer]:
    """Yield the answers that have to come again, before `chosen` is taken for what follows.

    Args:
        chosen: what seems to follow.
        rejected: what came for the other side.
        contradicts: whether it was the other side that followed so far.
    """
    if chosen.is_after is False or contradicts:
        yield rejected
    if chosen.is_after is False or chosen.is_empty:
        yield chosen


def _is_confirmed(position: Position, answer: Answer, cursor: str) -> Search[bool]:
    """Return whether the same request gets the same answer again."""
    again = yield from ask(position, answer.parameter, cursor)
    return not again.is_unknown_cursor and again.ids == answer.ids


def _fetch_head(requested: RequestedList) -> Search[str | None]:
    """Return the id of the first item of the whole list."""
    items = yield from fetch_in_order(requested, requested.head_query())
    return next(iter(ids(items or ())), None)


def learn_from_callers_cursor(requested: RequestedList) -> Search[Items]:
    """Return the first page at the caller's own cursor, and learn which parameter gave it.

    The caller's cursor does not say where it stands, so it is read in both ways. The two answers
    are what precedes it and what follows it, and the one that precedes starts the list.
    """
    plain = (yield from fetch_first(requested, requested.query)) or ()
    swapped_query = requested.page_query("before", requested.start_after)
    swapped = (yield from fetch_first(requested, swapped_query)) or ()
    cursor = requested.start_after or requested.end_before
    if ids(plain) == ids(swapped):
        if plain:
            logger.warning(
                "The server seems not to know the cursor %s, and ignores it", one_line(cursor or "")
            )
        return plain
    plain_follows = None
    if plain and swapped:
        plain_follows = requested.is_after(plain[0], requested.time_of(swapped[0]))
    if plain_follows is None:
        head = yield from _fetch_head(requested)
        in_plain, in_swapped = head in ids(plain), head in ids(swapped)
        if head == cursor:
            plain_follows = bool(plain)
        elif in_plain is not in_swapped:
            plain_follows = in_swapped
        else:
            # The list has changed meanwhile, and does not tell. The contract is the best guess.
            return plain
    as_documented = plain_follows is (requested.start_after is not None)
    requested.learn_next_parameter("after" if as_documented else "before", proven=False)
    return plain if as_documented else swapped
