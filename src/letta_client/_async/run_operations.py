"""The operations by which a stream follows its run.

They are looked up by name, when a stream is opened: their resources know streams.
"""

from __future__ import annotations

import importlib
from typing import Any

from .._core.streams.run_requests import RunOperations


def run_operations() -> RunOperations:
    """Return what builds the requests about a run."""
    runs = _module("runs").AsyncRunsResource
    messages = _module("runs.messages").AsyncRunMessagesResource
    usage = _module("runs.usage").AsyncRunUsageResource
    return RunOperations(
        retrieve=runs.retrieve.request,
        retrieve_usage=usage.retrieve.request,
        list_messages=messages.list.request,
        stream=messages.stream.request,
    )


def _module(name: str) -> Any:
    return importlib.import_module(f".resources.{name}", __package__)
