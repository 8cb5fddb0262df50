"""What is raised where an agent goes on calling tools of the caller."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..http.error_bodies import one_line
from ..http.errors import LettaError

if TYPE_CHECKING:
    from ...types.messages import ToolCall
    from ..streams.assembling import StreamResult


class ToolRoundsError(LettaError):
    """The agent has called the caller's tools in more rounds than `max_tool_rounds` allows.

    The last calls were not carried out, and the agent waits for answers to them:
    `agents.approvals.deny(agent_id)` refuses them.
    """

    max_tool_rounds: int
    """How many rounds were allowed."""
    tool_calls: Sequence[ToolCall]
    """The calls that were not carried out."""
    result: StreamResult
    """What came before, in all rounds."""

    def __init__(
        self, max_tool_rounds: int, tool_calls: Sequence[ToolCall], result: StreamResult
    ) -> None:
        names = ", ".join(call.name for call in tool_calls)
        super().__init__(
            one_line(
                f"The agent calls {names}, and max_tool_rounds={max_tool_rounds} allows no more "
                "rounds. It waits for an answer: agents.approvals.deny(agent_id) refuses the calls."
            )
        )
        self.max_tool_rounds = max_tool_rounds
        self.tool_calls = tool_calls
        self.result = result
