"""The caller's tools of one send: what the server is told of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self, cast

from .function_tools import Function, FunctionTool

# Without it, the calls do not come.
_REQUESTS = "approval_request_message"


@dataclass(frozen=True)
class ToolSet:
    """The caller's tools.

    Attributes:
        tools: the tools, by their names.
        max_rounds: how often in a row their calls are answered.
    """

    tools: Mapping[str, FunctionTool]
    max_rounds: int

    def __post_init__(self) -> None:
        """Check the number of rounds.

        Raises:
            ValueError: it is negative.
        """
        if self.max_rounds < 0:
            raise ValueError("max_tool_rounds cannot be negative: 0 answers no call")

    @classmethod
    def of(cls, functions: Iterable[Function], max_rounds: int, *, allows_async: bool) -> Self:
        """Return the set of the tools that functions are.

        Args:
            functions: the functions.
            max_rounds: how often in a row their calls are answered.
            allows_async: whether they may be asynchronous.

        Raises:
            TypeError: one is not what an agent can call, or asynchronous where none may be.
            ValueError: two have the same name, or `max_rounds` is negative.
        """
        tools: dict[str, FunctionTool] = {}
        for function in functions:
            tool = FunctionTool.of(function)
            if tool.is_async and not allows_async:
                raise TypeError(
                    f"{tool.name} is asynchronous: AsyncLetta can call it, Letta cannot"
                )
            if tool.name in tools:
                raise ValueError(f"Two of the tools have the name {tool.name}")
            tools[tool.name] = tool
        return cls(tools, max_rounds)

    def parameters(self, given: Mapping[str, object]) -> dict[str, object]:
        """Return the parameters of a send that tell the server of the tools.

        Args:
            given: the parameters that the caller has given; what they say goes out, too.
        """
        told = [tool.parameter for tool in self.tools.values()]
        others = cast("Iterable[object]", given.get("client_tools") or ())
        parameters: dict[str, object] = {"client_tools": [*others, *told]}
        kinds = given.get("include_return_message_types")
        if kinds:
            wanted = list(cast("Iterable[object]", kinds))
            parameters["include_return_message_types"] = list(dict.fromkeys([*wanted, _REQUESTS]))
        return parameters
