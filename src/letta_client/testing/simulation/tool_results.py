"""What tools give back when they are run: nothing of their source code is carried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeAlias

Result: TypeAlias = Any | Callable[[dict[str, Any]], Any]
"""What a tool gives back, or a function that makes it of the arguments of the call."""


@dataclass(frozen=True)
class ToolOutcome:
    """How one call of a tool ended.

    Attributes:
        value: what it gave back; `None` if it failed.
        error: how it failed, in the words of Python; `None` if it did not.
    """

    value: Any = None
    error: str | None = None

    @property
    def status(self) -> str:
        """The status, as the API calls it."""
        return "success" if self.error is None else "error"


class ToolResults:
    """What tools give back, told in advance.

        server.tool_results.set("roll", 4)
        server.tool_results.set("double", lambda arguments: arguments["x"] * 2)
        server.tool_results.fail("fetch", "TimeoutError: no answer")
        server.tool_results.provide("weather", "forecast", "alarms")

    A tool of which nothing was told gives back its call as a text: `roll(sides=6)`. An MCP server
    of which nothing was told has one tool, with its own name. The methods may be called from any
    thread.
    """

    def __init__(self) -> None:
        self._results: dict[str, Result] = {}
        self._errors: dict[str, str] = {}
        self._provided: dict[str, tuple[str, ...]] = {}
        self._lock = Lock()

    def set(self, name: str, result: Result) -> None:
        """Let the tool of this name give back `result` from now on.

        Args:
            name: the name of the tool.
            result: what it gives back, or a function that makes it of the arguments of the call.
        """
        with self._lock:
            self._results[name] = result
            self._errors.pop(name, None)

    def fail(self, name: str, error: str) -> None:
        """Let each call of the tool of this name fail from now on.

        Args:
            name: the name of the tool.
            error: how it fails, as Python writes an error: `ValueError: no such city`.
        """
        with self._lock:
            self._errors[name] = error

    def provide(self, server_name: str, *names: str) -> None:
        """Let an MCP server have tools of these names from now on.

        Those who have its tools already find that out when the server is refreshed.

        Args:
            server_name: the name of the MCP server.
            names: the names of its tools.
        """
        with self._lock:
            self._provided[server_name] = names

    def provided_by(self, server_name: str) -> tuple[str, ...] | None:
        """Return the names of the tools that an MCP server was told to have; `None` if not told."""
        with self._lock:
            return self._provided.get(server_name)

    def run(
        self, name: str, schema: Mapping[str, Any] | None, arguments: dict[str, Any]
    ) -> ToolOutcome:
        """Return how a call of a tool ends.

        Args:
            name: the name of the tool.
            schema: the tool's JSON schema, which says what arguments it needs.
            arguments: the arguments of the call.
        """
        with self._lock:
            error, result = self._errors.get(name), self._results.get(name, _call)
        error = error or _wrong_arguments(name, (schema or {}).get("parameters", {}), arguments)
        if error is not None:
            return ToolOutcome(error=error)
        if result is _call:
            return ToolOutcome(_call(name, arguments))
        try:
            return ToolOutcome(result(arguments) if callable(result) else result)
        except Exception as raised:
            return ToolOutcome(error=f"{type(raised).__name__}: {raised}")


def _call(name: str, arguments: Mapping[str, Any]) -> str:
    return f"{name}({', '.join(f'{key}={value!r}' for key, value in arguments.items())})"


def _wrong_arguments(
    name: str, parameters: Mapping[str, Any], arguments: Mapping[str, Any]
) -> str | None:
    missing = [each for each in parameters.get("required", ()) if each not in arguments]
    if missing:
        count, names = len(missing), ", ".join(map(repr, missing))
        plural = "" if count == 1 else "s"
        return f"TypeError: {name}() missing {count} required positional argument{plural}: {names}"
    unknown = [each for each in arguments if each not in parameters.get("properties", {})]
    if unknown and parameters.get("properties"):
        return f"NameError: name '{unknown[0]}' is not defined"
    return None
