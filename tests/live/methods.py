"""Which methods there are, and which of them a call makes."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import cast
from unittest.mock import MagicMock

from letta_client._async.resource import AsyncResource
from letta_client._sync.resource import Resource

from .calls import Call, Subject


def methods_of(resource: object, path: str = "") -> Iterator[str]:
    """Yield the paths of a resource's methods, and of those of the resources below it."""
    for name in dir(resource):
        attribute = inspect.getattr_static(resource, name)
        if name.startswith("_") or isinstance(attribute, property):
            continue
        value = getattr(resource, name)
        if isinstance(value, (Resource, AsyncResource)):
            yield from methods_of(cast(object, value), f"{path}{name}.")
        elif callable(value):
            yield path + name


def method_of(call: Call) -> str:
    """Return the path of the method that a call makes."""
    client = MagicMock()
    call(client, Subject())
    ((path, _, _),) = client.mock_calls
    assert isinstance(path, str)
    return path
