"""Lists are paged as recorded of Letta 0.16.8."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from letta_client.testing import ReferenceServer, Script
from testing.clients import json_of
from testing.recordings import recording
from testing.talking import Talk, kinds

from .recorded_answers import recorded


def test_an_unknown_cursor_gives_the_first_page(
    server: ReferenceServer, http: httpx.Client
) -> None:
    runs = [server.add_run().id for _ in range(3)]
    deleted = server.add_run().id
    listed = json_of(http.get("/v1/runs/", params={"limit": 2}))
    assert listed[0]["id"] == deleted

    query = recording("runs_list_unknown_cursor_ignored")["request"]["query"]
    found = json_of(http.get("/v1/runs/", params=query))

    assert [run["id"] for run in found] == [deleted, runs[2]]


def test_an_unknown_cursor_is_an_error_in_other_lists(http: httpx.Client, talk: Talk) -> None:
    talk.say("hello")
    run = talk.runs()[0]["id"]
    step = talk.of_run(run, "steps")[0]["id"]
    answers = {
        f"/v1/runs/{run}/messages": "No message found with id 'nope' for agent 'None'.",
        f"/v1/runs/{run}/steps": "No Step found with id nope",
        f"/v1/steps/{step}/messages": "No Message found with id nope",
    }

    for path, detail in answers.items():
        response = http.get(path, params={"after": "nope"})
        assert (response.status_code, response.json()) == (404, {"detail": detail})


def test_limits_reach_the_database(http: httpx.Client, talk: Talk) -> None:
    talk.say("hello")
    run = talk.runs()[0]["id"]
    step = talk.of_run(run, "steps")[0]["id"]

    lists = ("messages", "steps")
    for path in (f"{talk.path}/messages", *(f"/v1/runs/{run}/{each}" for each in lists)):
        assert json_of(http.get(path, params={"limit": 0})) == []
        response = http.get(path, params={"limit": -1})
        assert (response.status_code, response.json()) == (
            500,
            {"detail": "A database error occurred."},
        )
    assert http.get(f"/v1/steps/{step}/messages", params={"limit": -1}).status_code == 500
    assert http.get("/v1/agents/", params={"limit": -1}).status_code == 500
    assert len(json_of(http.get("/v1/agents/", params={"limit": 0}))) == 1


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_the_steps_of_a_run_are_paged_as_documented(
    server: ReferenceServer, http: httpx.Client, order: str
) -> None:
    run = server.add_run(Script().call_tool("a", {}, "").call_tool("b", {}, "").reply("c"))
    path = f"/v1/runs/{run.id}/steps"
    whole = [step["id"] for step in json_of(http.get(path, params={"order": order}))]

    def page(**query: Any) -> list[str]:
        found = json_of(http.get(path, params={"order": order, **query}))
        return [step["id"] for step in found]

    assert page(after=whole[0]) == whole[1:]
    assert page(before=whole[2], limit=1) == whole[:1]


def test_a_limit_counts_stored_messages(
    server: ReferenceServer, http: httpx.Client, talk: Talk
) -> None:
    server.model.think("Hm.").call_tool("look", {}, "There.").think("So.").reply("Here.")
    talk.say("Where?")
    path = f"/v1/runs/{talk.runs()[0]['id']}/messages"

    pages = [json_of(http.get(path, params={"limit": limit})) for limit in (1, 2, 3, 4)]

    assert [kinds(page) for page in pages] == [
        ["user_message"],
        ["user_message", "reasoning_message", "tool_call_message"],
        ["user_message", "reasoning_message", "tool_call_message", "tool_return_message"],
        kinds(pages[3]),
    ]
    user, thought, call, returned, *said = (message["id"] for message in pages[3])
    assert thought == call
    assert len({user, call, returned, *said}) == 4
    backwards = json_of(http.get(path, params={"order": "desc"}))
    assert backwards == pages[3][::-1]
    rest = json_of(http.get(path, params={"after": thought}))
    assert rest == pages[3][3:]


def test_the_filter_of_a_run_makes_its_pages_shorter(
    server: ReferenceServer, http: httpx.Client, talk: Talk
) -> None:
    server.model.call_tool("look", {}, "There.").reply("Here.")
    talk.say("Where?", include_return_message_types=["assistant_message"])
    path = f"/v1/runs/{talk.runs()[0]['id']}/messages"

    assert [len(json_of(http.get(path, params={"limit": limit}))) for limit in (2, 3, 4)] == [
        0,
        0,
        1,
    ]


def test_the_messages_of_a_step_are_paged_as_documented_but_for_their_parts(
    server: ReferenceServer, http: httpx.Client, talk: Talk
) -> None:
    server.model.think("Hm.").call_tool("look", {}, "There.").reply("Here.")
    talk.say("Where?")
    run = talk.runs()[0]["id"]
    path = f"/v1/steps/{talk.of_run(run, 'steps', order='asc')[0]['id']}/messages"

    def page(order: str, **query: Any) -> list[str]:
        return kinds(json_of(http.get(path, params={"order": order, **query})))

    user, thought, call, returned = kinds(talk.of_run(run, "messages"))[:4]
    middle = talk.of_run(run, "messages")[1]["id"]
    assert page("asc") == [user, call, thought, returned]
    assert page("desc") == [returned, call, thought, user]
    assert page("asc", limit=2) == [user, call, thought]
    assert page("asc", after=middle) == page("desc", before=middle) == [returned]
    assert page("asc", before=middle) == page("desc", after=middle) == [user]


def test_a_page_of_an_agents_messages_begins_with_its_oldest(talk: Talk) -> None:
    for text in "abc":
        talk.say(text)
    oldest_first = talk.messages(order="asc")

    assert talk.messages(limit=2) == oldest_first[-2:]
    assert kinds(talk.messages(limit=2)) == ["user_message", "assistant_message"]
    dates = [message["date"] for message in recorded("agent_messages_desc_limit_2")["json"]]
    assert dates == sorted(dates)
    middle = oldest_first[3]["id"]
    assert talk.messages(after=middle) == oldest_first[4:]
    assert talk.messages(before=middle, limit=2) == oldest_first[1:3]
