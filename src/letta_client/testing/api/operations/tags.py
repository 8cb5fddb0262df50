"""Tags: the words by which agents and blocks are found."""

from __future__ import annotations

from letta_client.testing.api.contract.queries import ListTagsQuery
from letta_client.testing.api.operation import operation
from letta_client.testing.api.world import World
from letta_client.testing.store.filters import contains
from letta_client.testing.store.paging import PageRequest


@operation("list_tags")
def list_tags(world: World, query: ListTagsQuery) -> list[str]:
    now = world.now()
    tags = {tag for agent in world.agents.all(now) for tag in agent.tags}
    tags |= {tag for block in world.blocks.all(now) for tag in block.tags or ()}
    text = query.name or query.query_text
    page = PageRequest.of(query, world.profile.lists)
    # A cursor is a text that tags are compared with: nothing has to have it as a tag.
    low, high = (page.before, page.after) if page.newest_first else (page.after, page.before)
    found = sorted(
        tag
        for tag in tags
        if contains(tag, text) and (not low or tag > low) and (not high or tag < high)
    )
    limit = len(found) if page.limit is None else max(page.limit, 0)
    return (found[::-1] if page.newest_first else found)[:limit]
