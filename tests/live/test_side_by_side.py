"""The published client and ours make the same calls: the same data comes in the same fields.

Reads are made of the same runs, and compared as they are. What each client sends makes runs of its
own: there, ids and times are compared by where they come again.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from letta_client import APIError, APIStatusError, ConflictError
from thoroughness import times

from .belongings import equip, store, talk
from .callers import Caller
from .calls import (
    BROKEN,
    ENDS,
    ERRORS,
    READS,
    READS_OF_A_RUN_THAT_GOES_ON,
    REPLAYS,
    SENDS,
    SENT_STREAMS,
    Subject,
)
from .calls_of_all import TABLES
from .differences import Difference
from .methods import method_of
from .payloads import as_json, differences
from .published import Entry, Outcome, Published
from .subjects import KINDS, PATIENCE, Subjects

CONTRACT = Path(__file__).parents[2] / "contract/client-surface.json"
# Methods of the client itself, which that file does not name.
OF_THE_CLIENT = {"health", "get", "post", "patch", "put", "delete", "get_api_list"}

# What differs, always to the published client's disadvantage; in `what`, theirs comes first.
KNOWN = [
    Difference(
        "* FAIL",
        ("raises APIStatusError, APIStreamError",),
        "an error in a stream, which came with the status 200, is no answer with a bad status; "
        "ours carries the typed message, and says in words what theirs shows as a dictionary",
    ),
]


# What comes in each way that a stream can come. A thorough run has all of `SENT_STREAMS`.
STREAMS = [
    "agents.messages.stream of steps: all",
    "agents.messages.stream of steps: FAIL",
    "agents.messages.stream of tokens in the background: all",
    "agents.messages.stream of tokens in the background: FAIL",
    "agents.messages.create as a stream of tokens",
]

# test_approval.py has all of them.
DECISIONS = [
    ("APPROVALS", "agents.messages.create"),
    ("DENIALS", "agents.messages.stream of tokens in the background"),
]


@pytest.fixture(scope="module")
def both_have() -> Callable[[str, str], bool]:
    """Tells whether the published client has the method of a call, too."""
    surface = json.loads(CONTRACT.read_text())["sync"]
    paths = {f"{resource}.{name}" for resource, methods in surface.items() for name in methods}
    return lambda table, name: method_of(TABLES[table][name]) in paths | OF_THE_CLIENT


def made_by_ours(caller: Caller, entry: Entry) -> Outcome:
    """Make a call with our client."""
    value: Any = None
    try:
        value = TABLES[entry.table][entry.name](caller.client, entry.subject)
        if hasattr(value, "until_done"):
            stream, value = value, []
            caller.take(stream, value)
    except APIError as error:
        # Ours has finer classes of conflicts, which are `ConflictError`, too.
        kind = ConflictError if isinstance(error, ConflictError) else type(error)
        raised = {"class": kind.__name__, "text": str(error)}
        status = error.status_code if isinstance(error, APIStatusError) else None
        return Outcome(as_json(value), {**raised, "status": status, "body": error.body})
    return Outcome(as_json(value))


def between(theirs: Outcome, ours: Outcome) -> Iterator[str]:
    """Yield in what two outcomes differ."""
    yield from differences(with_tools_in_order(theirs.value), with_tools_in_order(ours.value))
    their_error, our_error = theirs.error or {}, ours.error or {}
    if their_error.get("class") != our_error.get("class"):
        yield f"raises {their_error.get('class')}, {our_error.get('class')}"
    elif their_error:
        their_facts, our_facts = (
            {"status": error["status"], "body": without_trace(error["body"])}
            for error in (their_error, our_error)
        )
        yield from differences(their_facts, our_facts)


def with_tools_in_order(value: object) -> object:
    """Return a value with the tools of agents by their names: the server has them in any order."""
    as_it_is = value
    if isinstance(value, list):
        return [with_tools_in_order(item) for item in cast("list[object]", value)]
    if isinstance(value, dict) and "tool_rules" in value:
        agent = cast("dict[str, Any]", value)
        return agent | {"tools": sorted(agent["tools"], key=lambda tool: str(tool["name"]))}
    return as_it_is


def without_trace(body: Any) -> Any:
    """Return the body of an error without what is of one request alone."""
    return {name: body[name] for name in body if name != "trace_id"}


def unexplained(found: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the differences that are not known."""
    return [
        f"{name}: {what}"
        for name, differing in found.items()
        for what in differing
        if not any(each.covers(name, what) for each in KNOWN)
    ]


def read_by_both(
    entries: Mapping[str, Entry], ours: Caller, published: Published
) -> dict[str, list[str]]:
    """Return how the clients differ in what they read.

    Metrics, spans and the end of a run can come late: what has changed meanwhile is read again.
    """
    found: dict[str, list[str]] = {}
    left = dict(entries)
    deadline = time.monotonic() + PATIENCE
    while left and time.monotonic() < deadline:
        made = made_by_both(left, left, ours, published)
        for name, (theirs, before) in made.items():
            found[name] = list(between(theirs, before))
            if not found[name] or before == made_by_ours(ours, left[name]):
                del left[name]
    assert not left, f"they change all the time: {list(left)}"
    return found


def made_by_both(
    theirs: Mapping[str, Entry], ours: Mapping[str, Entry], caller: Caller, published: Published
) -> dict[str, tuple[Outcome, Outcome]]:
    """Let each client make its calls, at the same time as the other."""
    with ThreadPoolExecutor() as pool:
        making = pool.submit(published.make, [*theirs.values()])
        our_outcomes = [made_by_ours(caller, entry) for entry in ours.values()]
        outcomes = zip(making.result(), our_outcomes, strict=True)
        return dict(zip(theirs, outcomes, strict=True))


@pytest.fixture
def ours(callers: Mapping[str, Caller]) -> Caller:
    return callers["Letta"]


def test_reads(
    ours: Caller,
    published: Published,
    subjects: Subjects,
    both_have: Callable[[str, str], bool],
) -> None:
    entries = {
        f"{name} {kind}": Entry(title, name, subjects.finished(kind))
        for kind in KINDS
        for title, table in {"READS": READS, "REPLAYS": REPLAYS, "BROKEN": BROKEN}.items()
        for name in table
        if both_have(title, name)
    }
    going = subjects.going()
    title = "READS_OF_A_RUN_THAT_GOES_ON"
    entries |= {
        f"{name} of a run that goes on": Entry(title, name, going)
        for name in READS_OF_A_RUN_THAT_GOES_ON
        if both_have(title, name)
    }

    found = read_by_both(entries, ours, published)

    subjects.cancel(going)
    assert unexplained(found) == []


def test_errors(ours: Caller, published: Published, subjects: Subjects) -> None:
    subject = subjects.for_errors()
    entries = {name: Entry("ERRORS", name, subject) for name in ERRORS}

    assert unexplained(read_by_both(entries, ours, published)) == []


def test_sends(
    ours: Caller,
    published: Published,
    subjects: Subjects,
    both_have: Callable[[str, str], bool],
) -> None:
    """Each of the clients speaks to an agent of its own."""

    def entries() -> dict[str, Entry]:
        agent = subjects.told(subjects.agent(), "hello")
        agent = replace(agent, step_id=subjects.first_step(agent.run_id))
        streams = SENT_STREAMS if times(1) > 1 else STREAMS
        found = {name: Entry("SENDS", name, agent) for name in SENDS}
        found |= {name: Entry("SENT_STREAMS", name, agent) for name in streams}
        for title, way in DECISIONS:
            found[f"{title} by {way}"] = Entry(title, way, subjects.asking())
        for name in ENDS:
            if both_have("ENDS", name):
                ended = subjects.going() if "cancel" in name else subjects.agent()
                found[name] = Entry("ENDS", name, ended)
        return found

    made = made_by_both(entries(), entries(), ours, published)

    found = {
        name: list(between(anonymous(theirs), anonymous(our_outcome)))
        for name, (theirs, our_outcome) in made.items()
    }
    assert unexplained(found) == []


READS_OF_THE_REST = (
    "FILE_READS",
    "TOOL_READS",
    "CONVERSATION_READS",
    "TOOL_REFUSED",
    "CLOUD_ONLY",
    "CONVERSATION_REFUSED",
)
# The file of an agent differs each time, as does the time in a prompt; a tool takes long to run.
ALONE = {
    "agents.export_file",
    "agents.recompile",
    "agents.tools.run",
    "conversations.recompile",
}
SENDS_OF_THE_REST = ("FILE_SENDS", "TOOL_SENDS", "CONVERSATION_SENDS")


def equipped(http: httpx.Client, subjects: Subjects) -> Subject:
    """Make an agent with all that calls are made on."""
    return talk(http, store(http, equip(http, subjects.agent())), said=["hello"])


def calls_of(titles: Sequence[str], both_have: Callable[[str, str], bool]) -> list[tuple[str, str]]:
    """Return the titles of tables and the names of their calls which both clients can make."""
    return [
        (title, name)
        for title in titles
        for name in TABLES[title]
        if both_have(title, name) and method_of(TABLES[title][name]) not in ALONE
    ]


def test_what_is_read_and_refused_of_the_rest(
    http: httpx.Client,
    ours: Caller,
    published: Published,
    subjects: Subjects,
    both_have: Callable[[str, str], bool],
) -> None:
    subject = equipped(http, subjects)
    calls = calls_of(READS_OF_THE_REST, both_have)
    entries = {f"{title}: {name}": Entry(title, name, subject) for title, name in calls}

    assert unexplained(read_by_both(entries, ours, published)) == []


def test_sends_of_the_rest(
    http: httpx.Client,
    ours: Caller,
    published: Published,
    subjects: Subjects,
    both_have: Callable[[str, str], bool],
) -> None:
    """Each of the clients changes what an agent of its own has; what takes away comes last."""
    if times(1) == 1:
        pytest.skip("takes a minute: with --hypothesis-profile=thorough")
    calls = calls_of(SENDS_OF_THE_REST, both_have)
    calls.sort(key=lambda call: ("delete" in call[1], "detach" in call[1], -call[1].count(".")))

    def entries() -> dict[str, Entry]:
        subject = equipped(http, subjects)
        return {f"{title}: {name}": Entry(title, name, subject) for title, name in calls}

    made = made_by_both(entries(), entries(), ours, published)

    found = {
        name: list(between(anonymous(theirs), anonymous(our_outcome)))
        for name, (theirs, our_outcome) in made.items()
    }
    assert unexplained(found) == []


def test_an_exported_agent_is_imported(
    http: httpx.Client, ours: Caller, published: Published, subjects: Subjects
) -> None:
    exported = http.get(f"/v1/agents/{subjects.agent().agent_id}/export").raise_for_status().text
    entry = Entry("IMPORT", "agents.import_file", Subject(exported=exported))

    (outcomes,) = made_by_both({"it": entry}, {"it": entry}, ours, published).values()

    theirs, our_outcome = map(anonymous, outcomes)
    assert list(between(theirs, our_outcome)) == []
    assert theirs.error is None


def test_a_slow_call_that_times_out(published: Published, subjects: Subjects) -> None:
    """docs/compatibility.md says so: it starts three runs there, and test_sends.py has ours."""
    agent = subjects.agent()

    (outcome,) = published.make([Entry("TOO_SLOW", "agents.messages.create", agent)])

    assert (outcome.error or {}).get("class") == "APITimeoutError"
    assert subjects.count_runs(agent) == 3


UUID = r"[0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}"
ID = rf"(?:[a-z_]+-|live_)?{UUID}|call_[0-9a-f]{{24}}|[0-9a-f]{{32}}|(?<=tool_hash\": \")[0-9a-f]+"
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*(?:Z|[+-]\d\d:\d\d)?"


def anonymous(outcome: Outcome) -> Outcome:
    """Return an outcome with a number in place of each id, and a word in place of each time."""
    numbers: dict[str, str] = {}

    def number(found: re.Match[str]) -> str:
        return numbers.setdefault(found[0], f"id-{len(numbers)}")

    text = json.dumps([with_tools_in_order(outcome.value), outcome.error], sort_keys=True)
    value, error = json.loads(re.sub(TIME, "TIME", re.sub(ID, number, text)))
    return Outcome(value, error)
