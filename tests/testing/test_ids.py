"""Ids are valid, tell what they belong to, and differ where people look."""

from hypothesis import given
from hypothesis import strategies as st

from letta_client.testing.simulation.ids import IdFamily, is_id, parse, parse_trace

TAGS = st.integers(0, 2**48 - 1)
NUMBERS = st.integers(0, 2**48 - 1)
PLACES = st.integers(0, 2**24 - 1)


@given(tag=TAGS, number=NUMBERS, place=PLACES)
def test_an_id_says_which_run_it_belongs_to(tag: int, number: int, place: int) -> None:
    ids = IdFamily(tag, number)

    assert parse(ids.of("step", place)) == ids
    assert parse_trace(ids.trace()) == ids
    assert is_id(ids.of("step", place), "step")


@given(tag=TAGS, number=NUMBERS, places=st.sets(PLACES, min_size=2, max_size=2))
def test_different_places_have_different_ids(tag: int, number: int, places: set[int]) -> None:
    assert len({IdFamily(tag, number).uuid(place) for place in places}) == 2


def test_neighbours_differ_in_their_first_characters() -> None:
    runs = [IdFamily(17, number).uuid()[:4] for number in range(100)]
    steps = [IdFamily(17, 1).uuid(place)[:4] for place in range(100)]

    assert len(set(runs)) == len(set(steps)) == 100


def test_a_foreign_id_belongs_to_no_run() -> None:
    assert parse("run-6b0fce6a-9a80-45e1-a00f-3b59146eb72a") is None
    assert parse("nonsense") is parse_trace("nonsense") is None
