"""What is known of each list before any call: its defaults, and how its pages behave.

The defaults are generated from the contract. `_defaults.LISTS` has a row for each GET operation
that takes `limit` and `after`, by its path: the operation's id, the default order ("asc" where
there is no `order` and `ascending` is true by default, "desc" where nothing is said), and the
default limit.

How pages behave is not in the contract. It is stated here, once for each list, by the operation's
id, as far as it was seen on a real server.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from ._defaults import LISTS

Order: TypeAlias = Literal["asc", "desc"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFacts:
    """What has to be known of a list to walk over it.

    The defaults of the fields are safe for a list of which nothing is known: they cost a request
    more at its end.
    """

    name: str
    """What the dialect of the list is remembered by."""
    default_order: Order = "desc"
    default_limit: int = 100
    time_field: str | None = None
    """The field of an item with the time that orders the list, if it is known to have one."""
    filters_pages: bool = True
    """Whether the server may leave items out of a page after it has counted them for the limit.

    Then a page that is shorter than its limit does not mean the end of the list.
    """
    may_reverse_pages: bool = False
    """Whether a server may reverse each page, so that the items of a page come last to first."""
    rereads_pages: bool = False
    """Whether each page is read with all that precede it, as no cursor leads on on some server."""


def list_facts(path: str) -> ListFacts:
    """Return the facts of the list at a path template, such as "/v1/runs/{run_id}/steps"."""
    if path not in LISTS:
        return ListFacts(name=path)
    name, order, limit = LISTS[path]
    behaviour = _BEHAVIOUR.get(name) or ListFacts(name=name)
    return replace(behaviour, default_order=order, default_limit=limit)


def facts_of_thread(facts: ListFacts, path: str) -> ListFacts:
    """Return the facts of the messages of a thread at a path, such as "/v1/conversations/conv-1/…".

    An agent's own thread, which is read as a conversation by the name "default" or by the id of the
    agent, behaves as the messages of the agent do, and other threads do not: in a fork, the message
    that it begins with is younger than those that follow.
    """
    if facts.name != _CONVERSATION_MESSAGES or path.startswith(_CONVERSATION):
        return facts
    return replace(
        _BEHAVIOUR["list_messages"],
        name=_OWN_MESSAGES,
        default_order=facts.default_order,
        default_limit=facts.default_limit,
    )


_CONVERSATION_MESSAGES = "list_conversation_messages"
_CONVERSATION = "/v1/conversations/conv-"
_OWN_MESSAGES = "list_messages of the own thread"

# The limit of messages counts stored ones. One of those can be several messages, and some are left
# out of the page: by the run, or by what the caller wants to see.
_BEHAVIOUR = {
    facts.name: facts
    for facts in (
        ListFacts(name="list_agents", time_field="created_at", filters_pages=False),
        # Letta 0.16.8 reverses the pages of these in descending order.
        ListFacts(name="list_messages", time_field="date", may_reverse_pages=True),
        ListFacts(name="list_runs", time_field="created_at", filters_pages=False),
        ListFacts(name="list_messages_for_run", time_field="date"),
        ListFacts(name="list_steps_for_run", filters_pages=False),
        ListFacts(name="list_steps", filters_pages=False),
        ListFacts(name="list_tools", filters_pages=False),
        # Letta 0.16.8 orders these by their times, and takes cursors by their ids.
        ListFacts(name="list_files_for_agent", filters_pages=False, rereads_pages=True),
        ListFacts(name="list_tools_for_agent", filters_pages=False, rereads_pages=True),
        ListFacts(name="list_folders_for_agent", filters_pages=False, rereads_pages=True),
        ListFacts(name="list_agent_sources", filters_pages=False, rereads_pages=True),
        ListFacts(name="list_groups_for_agent", filters_pages=False, rereads_pages=True),
        ListFacts(name="list_core_memory_blocks", filters_pages=False),
        ListFacts(name="list_messages_for_step", time_field="date"),
    )
}
