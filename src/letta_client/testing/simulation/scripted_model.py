"""The model behind all agents of a server: it does what it is told, and echoes otherwise."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from threading import Lock
from typing import Self

from letta_client.testing.simulation.script import (
    LAST_PARTS,
    AskApproval,
    CallTools,
    Part,
    Reply,
    ScriptBuilder,
    Think,
)


class Model(ScriptBuilder):
    """What the model does, told in advance; the agents take it in the order in which they ask.

        server.model.call_tool("roll", {"sides": 6}, "4").reply("You rolled a 4.")
        server.model.reply("Good bye.")

    A message to an agent takes all up to and including the next reply, request for an approval,
    call of a tool of the caller, or failure. Where nothing is left, the model echoes what the user
    said.
    """

    def __init__(self) -> None:
        self._parts: deque[Part] = deque()
        self._lock = Lock()

    @property
    def unused(self) -> list[Part]:
        """What it has been told and has not done yet."""
        return list(self._parts)

    def clear(self) -> None:
        """Forget what it has been told and not done yet."""
        with self._lock:
            self._parts.clear()

    def take_turn(
        self, prompt: str, max_steps: int, client_tools: Collection[str] = ()
    ) -> tuple[tuple[Part, ...], str | None]:
        """Take what happens after one message to an agent.

        Args:
            prompt: what the user said, which the model echoes where nothing is left.
            max_steps: how often the model may be asked.
            client_tools: the names of the caller's tools, whose results the caller sends.

        Returns:
            What happens, and the stop reason if the model was stopped before it had replied.
        """
        taken: list[Part] = []
        with self._lock:
            for _ in range(max_steps):
                taken += self._take_step(prompt, client_tools)
                if isinstance(taken[-1], (Reply, *LAST_PARTS)):
                    return tuple(taken), None
        return tuple(taken), "max_steps" if taken else None

    def _take_step(self, prompt: str, client_tools: Collection[str]) -> list[Part]:
        step: list[Part] = []
        while not step or isinstance(step[-1], Think):
            step.append(self._parts.popleft() if self._parts else Reply(prompt))
        last = step[-1]
        if isinstance(last, CallTools):
            asked = tuple(call for call in last.calls if call.name in client_tools)
            others = tuple(call for call in last.calls if call.name not in client_tools)
            step[-1] = AskApproval(asked, others=others) if asked else last
        return step

    def _then(self, part: Part) -> Self:
        with self._lock:
            self._parts.append(part)
        return self
