"""A type that is imported from the published client is the same type with ours."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any, Literal, get_type_hints

import pytest
from pydantic.fields import FieldInfo
from typing_extensions import is_typeddict

from letta_client.types import UnknownMessage
from letta_client.types._model import BaseModel
from published_annotations import NOTHING, Kinds, PublishedTypes, allowed, missing, odd, ours

CONTRACT = Path(__file__).parents[2] / "contract"
SURFACE: dict[str, Any] = json.loads((CONTRACT / "client-surface.json").read_text())
PUBLISHED: dict[str, Any] = json.loads((CONTRACT / "client-models.json").read_text())
READ = PublishedTypes(PUBLISHED)

EXPORTED = [
    (key.replace("exports", "letta_client", 1), name)
    for key, names in SURFACE.items()
    if key.startswith("exports.types")
    for name in names
]


def of_kind(kind: str) -> list[str]:
    return [name for name, facts in PUBLISHED.items() if facts["kind"] == kind]


def module_of(name: str) -> str:
    return name.rpartition(".")[0]


def test_every_name_of_every_module_has_its_facts() -> None:
    names = {f"{module}.{name}" for module, names in SURFACE["modules"].items() for name in names}
    assert names == set(PUBLISHED)


@pytest.mark.parametrize("module", SURFACE["modules"])
def test_modules_have_their_names(module: str) -> None:
    assert set(SURFACE["modules"][module]) <= set(importlib.import_module(module).__all__)


@pytest.mark.parametrize(("module", "name"), EXPORTED)
def test_packages_have_their_names(module: str, name: str) -> None:
    package = importlib.import_module(module)
    assert hasattr(package, name)
    assert name in package.__all__


def fields_of(name: str) -> Iterator[tuple[Any, FieldInfo, Kinds, Kinds]]:
    """Yield the facts of each field, our field, what ours allows, and what theirs does."""
    model: type[BaseModel] = ours(name)
    assert issubclass(model, BaseModel)
    annotations = get_type_hints(model, include_extras=True)
    by_wire_name = {field.alias or key: key for key, field in model.model_fields.items()}
    for key, facts in PUBLISHED[name]["fields"].items():
        own = by_wire_name[facts.get("alias", key)]
        # What we call otherwise has a property of its published name.
        assert key == own or isinstance(getattr(model, key), property)
        theirs = READ.allowed(facts["annotation"], module_of(name))
        yield facts, model.model_fields[own], allowed(annotations[own]), theirs


def test_comparing_finds_what_differs() -> None:
    def both(annotation: str, own: object) -> tuple[Kinds, Kinds]:
        return READ.allowed(annotation, "letta_client.types.run"), allowed(own)

    theirs, here = both("Optional[List[Literal['a', 'b']]]", list[Literal["a"]])
    assert {kind.name for kind in missing(theirs, here)} == {"class", "list"}
    assert odd(here, theirs) == frozenset()
    theirs, here = both("Dict[str, float]", dict[str, str] | int | None)
    assert {kind.name for kind in missing(theirs, here)} == {"mapping"}
    assert {kind.name for kind in odd(here, theirs)} == {"class", "mapping"}
    theirs, here = both("Literal['a']", Literal["a", "later"] | str | UnknownMessage)
    assert missing(theirs, here) == odd(here, theirs) == frozenset()


@pytest.mark.parametrize("name", of_kind("model"))
def test_models_take_what_the_published_ones_take(name: str) -> None:
    for facts, field, here, theirs in fields_of(name):
        assert facts["required"] or not field.is_required()
        # Where theirs would be None, ours has the default of the server.
        assert missing(theirs, here) <= {NOTHING}
        assert not missing(theirs, here) or default_of(field) is not None


@pytest.mark.parametrize("name", of_kind("model"))
def test_fields_are_what_programs_expect(name: str) -> None:
    for facts, field, here, theirs in fields_of(name):
        assert odd(here, theirs) == frozenset()
        if facts["required"]:
            assert field.is_required() or default_of(field) is not None


def default_of(field: FieldInfo) -> object:
    return None if field.is_required() else field.get_default(call_default_factory=True)


@pytest.mark.parametrize("name", of_kind("typed dict"))
def test_dictionaries_take_what_the_published_ones_take(name: str) -> None:
    assert is_typeddict(ours(name))
    annotations = get_type_hints(ours(name), include_extras=True)
    for key, annotation in PUBLISHED[name]["fields"].items():
        theirs = READ.allowed(annotation, module_of(name))
        assert missing(theirs, allowed(annotations[key])) == frozenset()


@pytest.mark.parametrize("name", of_kind("typed dict"))
def test_dictionaries_require_what_the_published_ones_require(name: str) -> None:
    # One of ours can stand for several of theirs: it requires what all of them do.
    same = [each for each in of_kind("typed dict") if ours(each) is ours(name)]
    required = [
        {key for key, said in PUBLISHED[each]["fields"].items() if said.startswith("Required[")}
        for each in same
    ]
    assert ours(name).__required_keys__ == reduce(lambda one, other: one & other, required)


@pytest.mark.parametrize("name", of_kind("alias"))
def test_aliases_allow_what_the_published_ones_allow(name: str) -> None:
    of: str = PUBLISHED[name]["of"]
    assert isinstance(ours(name), type) == of.startswith("<class")
    theirs = READ.allowed(of, module_of(name))
    assert missing(theirs, allowed(ours(name))) == frozenset()
    assert odd(allowed(ours(name)), theirs) == frozenset()
