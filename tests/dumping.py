"""All ways to dump what comes back from the API; a warning of pydantic is an error."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterator
from typing import Any, cast

from pydantic import BaseModel as AnyModel

from letta_client import BaseModel
from letta_client.pagination import BasePage

FLAGS = ("by_alias", "exclude_unset", "exclude_defaults", "exclude_none", "round_trip")
WAYS: list[dict[str, Any]] = [{}, *({name: True} for name in FLAGS), dict.fromkeys(FLAGS, True)]


def dump(value: object) -> None:
    """Dump a value that a client gave: a model, a page, or a list of them."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for item in _models(value):
            _dump_model(item)


def _models(value: object) -> Iterator[Any]:
    if isinstance(value, list):
        for item in cast("list[object]", value):
            yield from _models(item)
    elif isinstance(value, AnyModel | BasePage):
        yield value


def _dump_model(model: Any) -> None:
    for way, mode in itertools.product(WAYS, ("python", "json")):
        model.model_dump(mode=mode, **way)
    for way in WAYS:
        model.model_dump_json(**way)
    if isinstance(model, BaseModel):
        model.to_dict()
        model.to_dict(mode="json", use_api_names=False, exclude_unset=False)
        model.to_json()
