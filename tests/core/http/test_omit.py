"""What was not given is told apart from `None`, wherever it goes."""

from __future__ import annotations

import copy
import pickle

import pytest

from letta_client._core.http.omit import NOT_GIVEN, NotGiven, Omit, not_given, omit


@pytest.mark.parametrize("value", [omit, not_given, Omit(), NotGiven()])
def test_absence_is_false_but_not_none(value: object) -> None:
    assert not value
    assert value is not None


@pytest.mark.parametrize("value", [omit, not_given])
def test_absence_stays_one_and_the_same(value: object) -> None:
    assert copy.copy(value) is value
    assert copy.deepcopy({"a": [value]})["a"][0] is value
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(value, protocol)) is value


def test_absence_shows_its_name() -> None:
    assert repr(omit) == "omit"
    assert repr(not_given) == repr(NOT_GIVEN) == "NOT_GIVEN"


def test_the_two_ways_are_two_types() -> None:
    assert NOT_GIVEN is not_given
    assert not isinstance(omit, NotGiven)
    assert not isinstance(not_given, Omit)
