"""Which methods there are, and which of them a call makes."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cached_property
from unittest.mock import MagicMock

from .calls import Call, Subject


def methods_of(resource: object, path: str = "") -> Iterator[str]:
    """Yield the paths of a resource's methods, and of those of the resources below it."""
    for name in dir(resource):
        attribute = inspect.getattr_static(resource, name)
        if name.startswith("_") or isinstance(attribute, property):
            continue
        if isinstance(attribute, cached_property):
            yield from methods_of(getattr(resource, name), f"{path}{name}.")
        elif callable(getattr(resource, name)):
            yield path + name


def method_of(call: Call) -> str:
    """Return the path of the method that a call makes."""
    client = MagicMock()
    call(client, Subject())
    ((path, _, _),) = client.mock_calls
    assert isinstance(path, str)
    return path
