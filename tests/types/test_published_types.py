"""A type that is imported from the published client is the same type with ours."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from typing_extensions import is_typeddict

from letta_client.types._model import BaseModel

CONTRACT = Path(__file__).parents[2] / "contract"
SURFACE: dict[str, Any] = json.loads((CONTRACT / "client-surface.json").read_text())
PUBLISHED: dict[str, Any] = json.loads((CONTRACT / "client-models.json").read_text())

EXPORTED = [
    (key.replace("exports", "letta_client", 1), name)
    for key, names in SURFACE.items()
    if key.startswith("exports.types")
    for name in names
]


def of_kind(kind: str) -> list[str]:
    return [name for name, facts in PUBLISHED.items() if facts["kind"] == kind]


def ours(name: str) -> Any:
    module, _, title = name.rpartition(".")
    return getattr(importlib.import_module(module), title)


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


@pytest.mark.parametrize("name", of_kind("model"))
def test_models_have_the_fields(name: str) -> None:
    model = ours(name)
    assert issubclass(model, BaseModel)
    properties = {key for key in dir(model) if isinstance(getattr(model, key, None), property)}
    assert set(PUBLISHED[name]["fields"]) <= model.model_fields.keys() | properties


@pytest.mark.parametrize("name", of_kind("model"))
def test_fields_have_their_names_on_the_wire(name: str) -> None:
    fields = ours(name).model_fields
    sent = {field.alias or key for key, field in fields.items()}
    assert {facts.get("alias", key) for key, facts in PUBLISHED[name]["fields"].items()} <= sent


@pytest.mark.parametrize("name", of_kind("typed dict"))
def test_dictionaries_have_the_keys(name: str) -> None:
    theirs = PUBLISHED[name]["fields"]
    assert is_typeddict(ours(name))
    assert set(theirs) <= set(get_type_hints(ours(name)))
    required = {key for key, annotation in theirs.items() if annotation.startswith("Required[")}
    # Where a type stands for several of theirs, the tag may be left out: it has a default.
    assert required - {"type"} <= ours(name).__required_keys__ <= required


@pytest.mark.parametrize("name", of_kind("alias"))
def test_aliases_of_unions_are_no_classes(name: str) -> None:
    of: str = PUBLISHED[name]["of"]
    assert isinstance(ours(name), type) == of.startswith("<class")
