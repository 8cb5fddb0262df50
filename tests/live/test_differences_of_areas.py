"""Lists of requests of some areas, sent to a real server and to the reference server."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import httpx
import pytest

from letta_client.testing import ReferenceServer

from . import compared_client_tools, compared_conversations, compared_identities
from .compared_client_tools import SideWithClientTools
from .compared_identities import SideWithIdentities
from .comparing import between, facts
from .differences import (
    CONVERSATION_DIFFERENCES,
    IDENTITY_DIFFERENCES,
    Difference,
)
from .side_with_conversations import SideWithConversations
from .sides import Asked, Side


@dataclass(frozen=True)
class Area:
    """What is compared of an area."""

    requests: Mapping[str, Asked]
    side: Callable[[httpx.Client, str, ReferenceServer | None], Side]
    differences: Sequence[Difference]


AREAS = {
    "conversations": Area(
        compared_conversations.REQUESTS, SideWithConversations, CONVERSATION_DIFFERENCES
    ),
    "client tools": Area(compared_client_tools.REQUESTS, SideWithClientTools, ()),
    "identities": Area(
        compared_identities.REQUESTS,
        lambda http, tag, _: SideWithIdentities(http, tag),
        IDENTITY_DIFFERENCES,
    ),
}


@pytest.fixture(scope="module")
def found(http: httpx.Client) -> Mapping[tuple[str, str], list[str]]:
    """How the answers of both servers differ, by the area and the name of the request."""
    differences: dict[tuple[str, str], list[str]] = {}
    for title, area in AREAS.items():
        server = ReferenceServer(profile="letta-0.16.8", traces=True)
        with httpx.Client(transport=server.transport(), base_url="http://reference") as reference:
            tag = f"compared-{uuid.uuid4()}"
            real, stand_in = area.side(http, tag, None), area.side(reference, tag, server)
            assert set(real.known) == set(stand_in.known)
            for name, asked in area.requests.items():
                both = facts(real, asked), facts(stand_in, asked)
                differences[title, name] = list(between(*both))
    return differences


@pytest.mark.parametrize(
    ("title", "name"), [(title, name) for title, area in AREAS.items() for name in area.requests]
)
def test_both_servers_answer_alike(
    title: str, name: str, found: Mapping[tuple[str, str], list[str]]
) -> None:
    known = [each for each in AREAS[title].differences if each.may_cover(name)]

    assert [
        what for what in found[title, name] if not any(each.covers(name, what) for each in known)
    ] == []


@pytest.mark.parametrize("title", AREAS)
def test_every_listed_difference_is_there(
    title: str, found: Mapping[tuple[str, str], list[str]]
) -> None:
    area = AREAS[title]
    gone = [
        each
        for each in area.differences
        if not each.by_chance
        and not any(
            each.covers(name, what) for name in area.requests for what in found[title, name]
        )
    ]

    assert gone == []
