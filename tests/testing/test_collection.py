"""Stored resources of any kind: created, listed, changed, deleted, and attached to each other."""

from datetime import datetime, timedelta
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letta_client.testing.api.contract.bodies import (
    BlockUpdate,
    CreateBlock,
    SourceCreate,
    SourceUpdate,
)
from letta_client.testing.api.contract.queries import ListBlocksQuery
from letta_client.testing.profiles import CONTRACT, LETTA_0_16_8
from letta_client.testing.simulation.clock import EPOCH as NOW
from letta_client.testing.simulation.ids import is_id
from letta_client.testing.store.attachments import Attachments
from letta_client.testing.store.collection import Collection, Store, from_request, id_of
from letta_client.testing.store.errors import ApiError
from letta_client.types.blocks import Block
from letta_client.types.llm_config import EmbeddingConfig
from letta_client.types.sources import Source

EMBEDDING = EmbeddingConfig(
    embedding_endpoint_type="openai", embedding_model="a/b", embedding_dim=1536
)
LATER = NOW + timedelta(seconds=1)


def make_blocks(store: Store | None = None, **options: Any) -> Collection[Block, CreateBlock]:
    store = store or Store(CONTRACT.lists)
    return Collection("Block", "block", from_request(Block), store, **options)


def label_of(block: Block) -> str | None:
    return block.label


def make_sources(store: Store | None = None) -> Collection[Source, SourceCreate]:
    make = from_request(Source, embedding_config=EMBEDDING)
    return Collection("Source", "source", make, store or Store(CONTRACT.lists))


def add(blocks: Collection[Block, CreateBlock], label: str, at: datetime = NOW, **more: Any) -> str:
    return id_of(blocks.create(CreateBlock(label=label, value="", **more), at))


# Creating and looking up


def test_an_item_has_what_was_requested_and_an_id() -> None:
    blocks = make_blocks()

    block = blocks.create(CreateBlock(label="human", value="Ann", tags=["a"], limit=5), NOW)

    assert is_id(id_of(block), "block")
    assert (block.label, block.value, block.tags, block.limit) == ("human", "Ann", ["a"], 5)
    assert blocks.get(id_of(block), NOW) == block


def test_what_is_null_in_a_request_is_left_to_the_model() -> None:
    block = make_blocks().create(CreateBlock(label="human", value="", tags=None), NOW)

    assert block.tags == Block(id=block.id, value="").tags


def test_an_item_knows_when_and_by_whom_it_was_created() -> None:
    source = make_sources().create(SourceCreate(name="docs", embedding="a/b"), NOW)

    assert source.created_at == source.updated_at == NOW
    assert source.created_by_id is not None


def test_ids_are_the_same_each_time_unless_the_seed_differs() -> None:
    first, again, other = make_blocks(), make_blocks(), make_blocks(Store(CONTRACT.lists, seed=1))

    assert [add(first, "a"), add(first, "b")] == [add(again, "a"), add(again, "b")]
    assert add(other, "a") != add(make_blocks(), "a")


def test_an_item_is_not_there_before_it_was_created() -> None:
    blocks = make_blocks()
    block_id = add(blocks, "human", LATER)

    assert blocks.find(block_id, NOW) is None
    assert blocks.all(NOW) == []
    assert [block.id for block in blocks.all(LATER)] == [block_id]


def test_an_unknown_id_is_a_404_that_names_it() -> None:
    with pytest.raises(ApiError) as caught:
        make_blocks().get("block-1", NOW)

    assert (caught.value.status, caught.value.detail) == (
        404,
        "Block not found with id='['block-1']'",
    )


def test_no_item_gets_the_reserved_id_by_itself() -> None:
    blocks = make_blocks()
    request = CreateBlock(label="human", value="")

    made = blocks.create(request, NOW, blocks.reserved_id)

    assert made.id == blocks.reserved_id
    assert add(blocks, "persona") != blocks.reserved_id


# Changing and deleting


def test_an_update_changes_only_what_was_set() -> None:
    blocks = make_blocks()
    block_id = add(blocks, "human", description="Who talks.", tags=["a"])

    changed = blocks.update(block_id, BlockUpdate(value="Ann", description=None), LATER)

    assert (changed.value, changed.description) == ("Ann", None)
    assert (changed.label, changed.tags) == ("human", ["a"])
    assert blocks.get(block_id, LATER) == changed


def test_an_update_is_noted_with_its_moment() -> None:
    sources = make_sources()
    source = sources.create(SourceCreate(name="docs", embedding="a/b"), NOW)

    changed = sources.update(source.id, SourceUpdate(name="papers"), LATER)

    assert (changed.created_at, changed.updated_at) == (NOW, LATER)


def test_a_deleted_item_is_gone() -> None:
    blocks = make_blocks()
    block_id = add(blocks, "human")
    gone = list[str]()
    blocks.on_deleted(gone.append)

    assert blocks.delete(block_id, NOW).label == "human"

    assert gone == [block_id]
    assert blocks.all(NOW) == []
    with pytest.raises(ApiError):
        blocks.delete(block_id, NOW)


def test_what_has_to_be_unique_is_a_409_the_second_time() -> None:
    blocks = make_blocks(unique=label_of)
    add(blocks, "human")
    other = add(blocks, "persona")

    with pytest.raises(ApiError) as created:
        add(blocks, "human")
    with pytest.raises(ApiError) as updated:
        blocks.update(other, BlockUpdate(label="human"), NOW)

    assert created.value.status == updated.value.status == 409
    assert [block.label for block in blocks.all(NOW)] == ["human", "persona"]


def test_an_item_may_stay_as_unique_as_it_is() -> None:
    blocks = make_blocks(unique=label_of)

    block_id = add(blocks, "human")

    assert blocks.update(block_id, BlockUpdate(label="human", value="x"), NOW).value == "x"


# Lists


@given(
    moments=st.lists(st.integers(0, 5), max_size=12),
    limit=st.integers(1, 5),
    order=st.sampled_from(["asc", "desc"]),
)
def test_pages_make_up_the_whole_list_in_its_order(
    moments: list[int], limit: int, order: Any
) -> None:
    blocks = make_blocks()
    made = [
        (at, number, add(blocks, str(number), NOW + timedelta(seconds=at)))
        for number, at in enumerate(moments)
    ]
    end = NOW + timedelta(minutes=1)

    walked = list[str]()
    while True:
        query = ListBlocksQuery(order=order, limit=limit, after=walked[-1] if walked else None)
        page = [id_of(block) for block in blocks.list_page(query, end)]
        if not page:
            break
        walked += page

    assert walked == [block_id for *_, block_id in sorted(made, reverse=order == "desc")]


def test_a_list_is_filtered_by_what_query_and_item_have_in_common() -> None:
    blocks = make_blocks()
    human = add(blocks, "human", tags=["a", "b"], project_id="p")
    persona = add(blocks, "persona", tags=["b"])

    def listed(**query: Any) -> list[str]:
        return [id_of(block) for block in blocks.list_page(ListBlocksQuery(**query), NOW)]

    assert listed(label="human") == [human]
    assert listed(project_id="p", label="persona") == []
    assert listed(tags=["a", "b"]) == [human, persona]
    assert listed(tags=["a", "b"], match_all_tags=True) == [human]
    # A block has a limit, too, which is not that of the page.
    assert listed(limit=1) == [human]


def test_a_cursor_that_names_nothing_is_a_404_or_ignored() -> None:
    strict, lenient = make_blocks(), make_blocks(ignores_unknown_cursors=True)
    add(strict, "human")
    block_id = add(lenient, "human")
    query = ListBlocksQuery(after="block-1")

    with pytest.raises(ApiError) as caught:
        strict.list_page(query, NOW)

    assert (caught.value.status, caught.value.detail) == (404, "No Block found with id block-1")
    assert [block.id for block in lenient.list_page(query, NOW)] == [block_id]


def test_a_negative_limit_is_empty_or_fails_as_the_profile_says() -> None:
    query = ListBlocksQuery(limit=-1)

    assert make_blocks().list_page(query, NOW) == []
    with pytest.raises(ApiError) as caught:
        make_blocks(Store(LETTA_0_16_8.lists)).list_page(query, NOW)
    assert caught.value.status == 500


def test_a_list_can_have_an_order_of_its_own() -> None:
    blocks = make_blocks()
    for label in ("b", "c", "a"):
        add(blocks, label)
    ordered = sorted(blocks.all(NOW), key=lambda block: str(block.label))

    first = blocks.page_in_order(ordered, ListBlocksQuery(limit=2))
    rest = blocks.page_in_order(ordered, ListBlocksQuery(after=first[-1].id))

    assert [block.label for block in [*first, *rest]] == ["a", "b", "c"]


# Attachments


Attachable: TypeAlias = tuple[
    Collection[Source, SourceCreate], Collection[Block, CreateBlock], Attachments[Source, Block]
]


def attachable() -> Attachable:
    store = Store(CONTRACT.lists)
    sources, blocks = make_sources(store), make_blocks(store)
    return sources, blocks, Attachments(sources, blocks, store)


def test_each_can_be_attached_to_many() -> None:
    sources, blocks, attachments = attachable()
    one, two = (sources.create(SourceCreate(name=name, embedding="e"), NOW).id for name in "ab")
    human, persona = add(blocks, "human"), add(blocks, "persona")

    for holder, part in ((one, persona), (one, human), (two, human), (one, persona)):
        attachments.attach(holder, part, NOW)

    assert [block.id for block in attachments.parts_of(one, NOW)] == [persona, human]
    assert [source.id for source in attachments.holders_of(human, NOW)] == [one, two]

    attachments.detach(one, human, NOW)

    assert [block.id for block in attachments.parts_of(one, NOW)] == [persona]
    assert [source.id for source in attachments.holders_of(human, NOW)] == [two]


def test_what_is_not_there_or_not_attached_is_a_404() -> None:
    sources, blocks, attachments = attachable()
    source = sources.create(SourceCreate(name="a", embedding="e"), NOW).id
    block = add(blocks, "human")

    for change, holder, part in (
        (attachments.attach, source, "block-1"),
        (attachments.attach, "source-1", block),
        (attachments.detach, source, block),
    ):
        with pytest.raises(ApiError) as caught:
            change(holder, part, NOW)
        assert caught.value.status == 404


@pytest.mark.parametrize("deleted", ["holder", "part"])
def test_what_is_deleted_is_detached(deleted: str) -> None:
    sources, blocks, attachments = attachable()
    source = sources.create(SourceCreate(name="a", embedding="e"), NOW).id
    block = add(blocks, "human")
    attachments.attach(source, block, NOW)

    if deleted == "holder":
        sources.delete(source, NOW)
    else:
        blocks.delete(block, NOW)

    assert attachments.parts_of(source, NOW) == []
    assert attachments.holders_of(block, NOW) == []
