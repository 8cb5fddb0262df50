"""What is known of a list is found by its path."""

from __future__ import annotations

from letta_client._core.lists import facts
from letta_client._core.lists._defaults import LISTS
from letta_client._core.lists.facts import ListFacts, facts_of_thread, list_facts


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


def test_an_agents_own_thread_behaves_as_its_messages_do() -> None:
    conversation = list_facts("/v1/conversations/{conversation_id}/messages")

    for of_the_agent in ("default", "agent-00000000-0000-4000-8000-000000000000"):
        own = facts_of_thread(conversation, f"/v1/conversations/{of_the_agent}/messages")
        assert (own.may_reverse_pages, own.time_field) == (True, "date")
        # What is learned of one says nothing of the other.
        assert own.name not in (conversation.name, "list_messages")
    path = "/v1/conversations/conv-00000000-0000-4000-8000-000000000000/messages"
    assert facts_of_thread(conversation, path) == conversation
    agent = list_facts("/v1/agents/{agent_id}/messages")
    assert facts_of_thread(agent, "/v1/agents/agent-1/messages") == agent
