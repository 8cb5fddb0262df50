"""One list of requests, sent to a real server and to the reference server that stands for it.

comparing.py says what is compared of the answers.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import httpx
import pytest

from letta_client.testing import ReferenceServer

from .compared_runs import REQUESTS
from .comparing import between, facts
from .differences import DIFFERENCES
from .side_with_runs import SideWithRuns


@pytest.fixture(scope="module")
def found(http: httpx.Client) -> Iterator[dict[str, list[str]]]:
    """The differences in the answers to each request."""
    server = ReferenceServer(profile="letta-0.16.8", traces=True)
    with httpx.Client(transport=server.transport(), base_url="http://reference") as reference:
        tag = f"compared-{uuid.uuid4()}"
        real, stand_in = SideWithRuns(http, tag), SideWithRuns(reference, tag, server.model)
        assert set(real.known) == set(stand_in.known)
        yield {
            name: list(between(facts(real, asked), facts(stand_in, asked)))
            for name, asked in REQUESTS.items()
        }


@pytest.mark.parametrize("name", REQUESTS)
def test_both_servers_answer_alike(name: str, found: dict[str, list[str]]) -> None:
    unexplained = [
        what for what in found[name] if not any(each.covers(name, what) for each in DIFFERENCES)
    ]

    assert unexplained == []


def test_every_listed_difference_is_there(found: dict[str, list[str]]) -> None:
    gone = [
        each
        for each in DIFFERENCES
        if not any(each.may_cover(name) for name in REQUESTS)
        or (
            not each.by_chance
            and not any(
                each.covers(name, what) for name, all_of in found.items() for what in all_of
            )
        )
    ]

    assert gone == []
