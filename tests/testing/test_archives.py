"""Archives, their passages, and how agents find these."""

from typing import Any

import httpx
import pytest

from letta_client.types.archive import Archive
from testing.clients import json_of

NO_ARCHIVE = "archive-00000000-0000-4000-8000-000000000000"
NO_AGENT = "agent-00000000-0000-4000-8000-000000000000"
NO_PASSAGE = "passage-00000000-0000-4000-8000-000000000000"
EMBEDDING = {"embedding": "openai/text-embedding-3-small"}
TEXTS = {
    "The sky is blue.": ["air"],
    "Water is wet.": ["water", "air"],
    "FIRE is hot, the sky is not.": ["fire"],
}


def make(http: httpx.Client, name: str = "facts", **fields: Any) -> Any:
    return json_of(http.post("/v1/archives/", json={"name": name, **EMBEDDING, **fields}))


def write(http: httpx.Client, archive: Any, text: str, **fields: Any) -> Any:
    path = f"/v1/archives/{archive['id']}/passages"
    return json_of(http.post(path, json={"text": text, **fields}))


def agent(http: httpx.Client, archive: Any = None, **fields: Any) -> str:
    body = {"model": "openai/gpt-4o-mini", "name": "Ann", **EMBEDDING, **fields}
    made: str = json_of(http.post("/v1/agents/", json=body))["id"]
    if archive is not None:
        attached = http.patch(f"/v1/agents/{made}/archives/attach/{archive['id']}")
        assert json_of(attached) is None
    return made


def known(http: httpx.Client) -> str:
    """Return an agent that knows all texts."""
    archive = make(http)
    for text, tags in TEXTS.items():
        write(http, archive, text, tags=tags)
    return agent(http, archive)


def listed(http: httpx.Client, path: str, **query: Any) -> list[str]:
    found = json_of(http.get(path, params=query))
    return [each.get("text", each.get("name")) for each in found]


# Archives


def test_an_archive_is_created_changed_and_deleted(http: httpx.Client) -> None:
    archive = make(http, description="What is so.")

    path = f"/v1/archives/{archive['id']}"
    assert Archive.model_validate(archive).to_dict(mode="json") == archive
    assert json_of(http.get(path)) == archive
    changed = json_of(http.patch(path, json={"name": "more", "description": None}))
    assert changed == {**archive, "name": "more"}
    assert http.delete(path).status_code == 204
    assert http.get(path).status_code == 404
    assert http.delete(path).status_code == 404


def test_archives_are_listed_the_newest_first(http: httpx.Client) -> None:
    archives = [make(http, name) for name in ("a", "b", "c")]
    agent_id = agent(http, archives[1])

    assert listed(http, "/v1/archives/") == ["c", "b", "a"]
    assert listed(http, "/v1/archives/", order="asc", after=archives[0]["id"]) == ["b", "c"]
    assert listed(http, "/v1/archives/", limit=1) == ["c"]
    assert listed(http, "/v1/archives/", name="a") == ["a"]
    assert listed(http, "/v1/archives/", agent_id=agent_id) == ["b"]
    for query, status in (
        ({"agent_id": NO_AGENT}, 404),
        ({"agent_id": "x"}, 400),
        ({"after": NO_ARCHIVE}, 404),
    ):
        assert http.get("/v1/archives/", params=query).status_code == status


def test_agents_share_an_archive_and_have_no_other(http: httpx.Client) -> None:
    archive, other = make(http), make(http, "other")
    agents = [agent(http, archive, name=name) for name in ("a", "b")]
    of_agent = f"/v1/agents/{agents[0]}/archives"

    assert listed(http, f"/v1/archives/{archive['id']}/agents") == ["b", "a"]
    assert http.patch(f"{of_agent}/attach/{archive['id']}").is_success
    assert http.patch(f"{of_agent}/attach/{other['id']}").status_code == 409
    for _ in range(2):
        assert json_of(http.patch(f"{of_agent}/detach/{archive['id']}")) is None
    assert listed(http, f"/v1/archives/{archive['id']}/agents") == ["b"]
    assert http.patch(f"{of_agent}/attach/{NO_ARCHIVE}").status_code == 404
    assert http.patch(f"{of_agent}/detach/{NO_ARCHIVE}").status_code == 404
    assert http.get(f"/v1/archives/{NO_ARCHIVE}/agents").status_code == 404


# Passages


def test_passages_are_written_into_an_archive_and_deleted(http: httpx.Client) -> None:
    archive, other = make(http), make(http, "other")
    passage = write(http, archive, "Hello!", tags=["a"], metadata={"b": 1})
    path = f"/v1/archives/{archive['id']}/passages"
    agent_id = agent(http, archive)

    assert (passage["archive_id"], passage["tags"]) == (archive["id"], ["a"])
    assert passage["metadata"] == {"b": 1}
    many = json_of(
        http.post(f"{path}/batch", json={"passages": [{"text": "One."}, {"text": "Two."}]})
    )
    assert [each["text"] for each in many] == ["One.", "Two."]
    assert listed(http, f"/v1/agents/{agent_id}/archival-memory") == ["Hello!", "One.", "Two."]
    wrong = f"/v1/archives/{other['id']}/passages/{passage['id']}"
    assert http.delete(wrong).status_code == 400
    assert http.delete(f"{path}/{passage['id']}").status_code == 204
    assert http.delete(f"{path}/{passage['id']}").status_code == 404
    http.delete(f"/v1/archives/{archive['id']}").raise_for_status()
    assert listed(http, f"/v1/agents/{agent_id}/archival-memory") == []


def test_a_passage_tells_when_it_was_written(http: httpx.Client) -> None:
    archive = make(http)
    old = write(http, archive, "old", created_at="2024-01-02T03:04:05")
    path = f"/v1/archives/{archive['id']}/passages"

    assert old["created_at"] == "2024-01-02T03:04:05Z"
    assert http.post(path, json={"text": "x", "created_at": "nope"}).status_code == 400


def test_an_archive_without_a_model_embeds_nothing(http: httpx.Client) -> None:
    archive = json_of(http.post("/v1/archives/", json={"name": "plain"}))

    assert write(http, archive, "Hello!")["embedding"] is None


def test_an_agent_gets_an_archive_when_it_writes(http: httpx.Client) -> None:
    agent_id = agent(http)
    path = f"/v1/agents/{agent_id}/archival-memory"
    assert listed(http, "/v1/archives/", agent_id=agent_id) == []

    (passage,) = json_of(http.post(path, json={"text": "Hello!", "tags": ["a"]}))
    json_of(http.post(path, json={"text": "Before.", "created_at": "2024-01-02T03:04:05Z"}))

    assert listed(http, "/v1/archives/", agent_id=agent_id) == ["Ann's Archive"]
    assert listed(http, path) == ["Before.", "Hello!"]
    deleted = json_of(http.delete(f"{path}/{passage['id']}"))
    assert deleted == {"message": f"Memory id={passage['id']} successfully deleted"}
    assert http.delete(f"{path}/{passage['id']}").status_code == 404
    assert listed(http, path) == ["Before."]


def test_the_passages_of_an_agent_are_listed(http: httpx.Client) -> None:
    path = f"/v1/agents/{known(http)}/archival-memory"
    texts = list(TEXTS)
    first = json_of(http.get(path))[0]["id"]

    assert listed(http, path) == texts
    assert listed(http, path, ascending=False, limit=1) == texts[2:]
    assert listed(http, path, after=first) == texts[1:]
    assert listed(http, path, after=first, ascending=False) == []
    assert listed(http, path, search="fire") == texts[2:]
    assert http.get(path, params={"after": NO_PASSAGE}).status_code == 404
    assert http.get(f"/v1/agents/{NO_AGENT}/archival-memory").status_code == 404


# Searching


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"query": "hot SKY"}, [2, 0]),
        ({"query": "wet"}, [1]),
        ({"query": "nothing"}, []),
        ({"query": "is", "tags": ["fire", "water"]}, [1, 2]),
        ({"query": "is", "tags": ["air", "water"], "tag_match_mode": "all"}, [1]),
    ],
)
def test_passages_are_found_by_their_words(
    http: httpx.Client, query: dict[str, Any], found: list[int]
) -> None:
    agent_id, texts = known(http), list(TEXTS)
    wanted = [texts[place] for place in found]

    result = json_of(http.get(f"/v1/agents/{agent_id}/archival-memory/search", params=query))
    assert [each["content"] for each in result["results"]] == wanted
    assert result["count"] == len(found)
    result = json_of(http.post("/v1/passages/search", json={**query, "agent_id": agent_id}))
    assert [each["passage"]["text"] for each in result] == wanted
    assert all(0 < each["score"] <= 1 for each in result)


def test_a_query_of_nothing_finds_nothing_in_an_agent_and_all_in_archives(
    http: httpx.Client,
) -> None:
    path = f"/v1/agents/{known(http)}/archival-memory/search"

    assert json_of(http.get(path, params={"query": ""}))["count"] == 0
    assert len(json_of(http.post("/v1/passages/search", json={"query": ""}))) == len(TEXTS)


def test_a_search_is_limited(http: httpx.Client) -> None:
    archive, agent_id = make(http), agent(http)
    for number in range(7):
        write(http, archive, f"Text {number}.", created_at=f"202{number}-01-01")
    http.patch(f"/v1/agents/{agent_id}/archives/attach/{archive['id']}").raise_for_status()
    path = f"/v1/agents/{agent_id}/archival-memory/search"

    def count(**query: Any) -> int:
        found: int = json_of(http.get(path, params={"query": "text", **query}))["count"]
        return found

    assert (count(), count(top_k=2), count(top_k=10)) == (5, 2, 7)
    assert count(top_k=10, start_datetime="2025-01-01") == 2
    assert count(top_k=10, end_datetime="2021-01-01T00:00:00Z") == 2
    assert http.get(f"/v1/agents/{NO_AGENT}/archival-memory/search?query=x").status_code == 404


def test_all_archives_or_some_are_searched(http: httpx.Client) -> None:
    archive, other = make(http), make(http, "other")
    write(http, archive, "Here.")
    write(http, other, "There.")
    agent_id = agent(http, other)

    def texts(**body: Any) -> list[str]:
        found = json_of(http.post("/v1/passages/search", json=body))
        return [each["passage"]["text"] for each in found]

    assert texts() == ["Here.", "There."]
    assert texts(limit=1) == ["Here."]
    assert texts(archive_id=archive["id"]) == ["Here."]
    assert texts(agent_id=agent_id) == ["There."]
    assert texts(archive_id=archive["id"], agent_id=agent_id) == []
    assert texts(query="there") == ["There."]
    for body in ({"archive_id": NO_ARCHIVE}, {"agent_id": NO_AGENT}):
        assert http.post("/v1/passages/search", json=body).status_code == 404
    assert http.post("/v1/passages/search", json={"limit": 0}).status_code == 422


# As a real Letta has them


def test_letta_finds_all_passages_and_gives_no_score(real: httpx.Client) -> None:
    agent_id = known(real)
    path = f"/v1/agents/{agent_id}/archival-memory/search"

    assert json_of(real.get(path, params={"query": "wet"}))["count"] == 3
    assert json_of(real.get(path, params={"query": ""}))["count"] == 0
    assert real.get(path, params={"query": "wet", "top_k": -1}).status_code == 500
    found = json_of(real.post("/v1/passages/search", json={"query": "wet"}))
    assert found[0]["passage"]["text"] == "Water is wet."
    assert {each["score"] for each in found} == {0.0}


def test_passages_of_agents_go_by_time_in_letta(real: httpx.Client) -> None:
    path, texts = f"/v1/agents/{known(real)}/archival-memory", list(TEXTS)
    first = json_of(real.get(path))[0]["id"]

    assert listed(real, path, after=first, ascending=False) == texts[:0:-1]
    assert listed(real, path, before=NO_PASSAGE) == []
    assert listed(real, path, limit=0) == texts


def test_what_is_not_there_is_empty_in_letta(real: httpx.Client) -> None:
    assert listed(real, f"/v1/archives/{NO_ARCHIVE}/agents") == []
    assert listed(real, f"/v1/agents/{NO_AGENT}/archival-memory") == []
    assert json_of(real.post("/v1/passages/search", json={"archive_id": NO_ARCHIVE})) == []
    with_query = {"archive_id": NO_ARCHIVE, "query": "x"}
    assert real.post("/v1/passages/search", json=with_query).status_code == 404


def test_any_agent_can_delete_a_passage_in_letta(real: httpx.Client) -> None:
    passage = write(real, make(real), "Hello!")

    path = f"/v1/agents/{NO_AGENT}/archival-memory/{passage['id']}"
    assert real.delete(path).is_success
    assert real.delete(path).status_code == 404
