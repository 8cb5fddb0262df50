"""What is known of a list is found by its path."""

from __future__ import annotations

from letta_client._core.lists import facts
from letta_client._core.lists._defaults import LISTS
from letta_client._core.lists.facts import ListFacts, list_facts


def test_the_facts_of_a_list_are_its_defaults_and_how_its_pages_behave() -> None:
    assert list_facts("/v1/agents/{agent_id}/messages") == ListFacts(
        name="list_messages",
        default_order="desc",
        default_limit=100,
        time_field="date",
        filters_pages=True,
        may_reverse_pages=True,
    )
    assert list_facts("/v1/blocks/").default_order == "asc"


def test_of_an_unknown_list_it_is_not_taken_for_granted_that_a_short_page_is_its_end() -> None:
    assert list_facts("/v1/new/") == ListFacts(name="/v1/new/", filters_pages=True, time_field=None)


def test_behaviour_is_stated_of_operations_that_exist_each_of_which_lists_one_thing() -> None:
    names = [name for name, _, _ in LISTS.values()]
    assert len(names) == len(set(names))
    assert facts._BEHAVIOUR.keys() <= set(names)
