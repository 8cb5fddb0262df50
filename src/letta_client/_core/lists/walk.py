"""Walking over a list: from the items that came to the request that comes next.

Once the dialect of a list is known, a page costs one request: for what follows the last item. Where
the dialect is not known, or what comes back cannot be the next page, it is learned (`learning`).
"""

from __future__ import annotations

from dataclasses import replace

from .cursor_answer import Answer, ask, page_of
from .learning import ask_both_sides, learn_from_callers_cursor
from .position import FoundPage, Position
from .requested import Items, RequestedList, Search
from .rereading import reread_next_page
from .reversal import (
    fetch_first,
    fetch_in_order,
    in_list_order,
    is_reversal_unknown,
    is_reversed,
    learn_reversal,
)


def next_page(position: Position) -> Search[FoundPage]:
    """Search the page after `position`.

    Raises:
        PaginationError: nothing that can be asked leads on, and the end was not seen either.
    """
    if not position.last_page_ids:
        raise position.lost("its items have no id to go on from")
    if position.requested.facts.rereads_pages:
        return (yield from reread_next_page(position))
    position = yield from _know_reversal(position)
    new_items_came = False
    for cursor in position.cursors():
        answers: list[Answer] = []
        answer = yield from _search_after(position, cursor, answers)
        while answer is not None and answer.ids and not answer.new_items:
            # Only items came that the last page has after an earlier cursor: go on from these.
            answer = yield from _search_after(position, answer.ids[-1], answers)
        if answer is not None and not (answer.is_empty and new_items_came):
            return page_of(answer, position)
        # What could not be told apart was something, so no later answer is the end.
        new_items_came = new_items_came or any(answer.new_items for answer in answers)
    return (yield from _reenter(position))


def _search_after(position: Position, cursor: str, answers: list[Answer]) -> Search[Answer | None]:
    """Return what follows `cursor`, or `None` where that cannot be had from the server.

    Every answer that comes on the way is added to `answers`.
    """
    requested = position.requested
    parameter, is_proven = requested.learned.next_parameter, requested.learned.is_proven
    if parameter is not None:
        answer = yield from ask(position, parameter, cursor)
        answers.append(answer)
        if answer.is_unknown_cursor:
            return None
        if answer.continues_list:
            requested.learn_next_parameter(parameter, proven=True)
            return answer
        # With a single item seen, no item can have shown that the parameter still does so.
        if answer.is_empty and is_proven and not position.has_seen_one_item_at_most():
            return answer
    return (yield from ask_both_sides(position, cursor, answers))


def _know_reversal(position: Position) -> Search[Position]:
    """Learn whether the first page was reversed, if that was not learned when it came.

    It was not where the caller wanted the page as the server has it.
    """
    page_ids = position.last_page_ids
    if position.first_page_ids.issuperset(page_ids) and is_reversal_unknown(
        position.requested, page_ids
    ):
        yield from learn_reversal(position.requested, position.requested.query, page_ids)
        if is_reversed(position.requested):
            return replace(position, last_page_ids=page_ids[::-1])
    return position


def _reenter(position: Position) -> Search[FoundPage]:
    """Search from the start of the list for what comes after the position by its time.

    So a program can delete what it lists, item by item, and comes to the end all the same.
    """
    requested = position.requested
    parameter = requested.learned.next_parameter or "after"
    query = requested.page_query(parameter, requested.start_after)
    items = (yield from fetch_in_order(requested, query)) or ()
    is_after = [requested.is_after(item, position.time) for item in items]
    if True not in is_after:
        raise position.lost("the server gives only what came before")
    following = [item for item, after in zip(items, is_after, strict=True) if after is not False]
    new_items = position.unseen(following)
    return position.add_page(new_items, is_full=len(items) >= requested.limit)


def first_page(requested: RequestedList) -> Search[FoundPage]:
    """Search the first page of a list."""
    start_after, end_before = requested.start_after, requested.end_before
    parameter = requested.learned.next_parameter
    if requested.facts.rereads_pages or (start_after is None and end_before is None):
        items = yield from fetch_first(requested, requested.query)
    elif parameter is not None:
        items = yield from fetch_first(requested, requested.page_query(parameter, start_after))
    elif start_after is not None and end_before is not None:
        items = yield from fetch_first(requested, requested.query)
        # The part between two cursors does not show which side of each it is: one alone does.
        one_sided = replace(requested, query={**requested.query, "before": None})
        yield from learn_from_callers_cursor(one_sided)
        if requested.learned.next_parameter == "before":
            items = yield from fetch_first(requested, requested.page_query("before", start_after))
    else:
        items = yield from learn_from_callers_cursor(requested)
    return _first_page(requested, items or ())


def received_first_page(requested: RequestedList, items: Items) -> FoundPage:
    """Return the first page of a list, whose `items` have come as the server gives them."""
    return _first_page(requested, in_list_order(requested, items))


def _first_page(requested: RequestedList, items: Items) -> FoundPage:
    position = Position(requested=requested, first_page_ids=frozenset())
    found = position.add_page(items, is_full=len(items) >= requested.limit)
    first_page_ids = frozenset(found.position.last_page_ids)
    return replace(found, position=replace(found.position, first_page_ids=first_page_ids))
