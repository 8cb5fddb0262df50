"""What a run is to be, before it has ids and moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from letta_client.testing.script import LAST_PARTS, Hang, Script
from letta_client.types.messages import LettaMessage, UnknownMessage
from letta_client.types.steps import Step

AnyMessage: TypeAlias = LettaMessage | UnknownMessage

STATUSES = ("created", "running", "completed", "failed", "cancelled")


@dataclass(frozen=True)
class Plan:
    """What a run is to be.

    Attributes:
        messages: the messages as they are to be listed, in place of those of the script.
        steps: the steps as they are to be listed, in place of those of the script.
        status: the status in which it ends, or stays: "created" and "running" never end.
        stop_reason: in place of the one that follows from the script.
        run_type: how it was started, as its metadata say.
        metadata: more metadata.

    Raises:
        ValueError: there is no such status.
    """

    agent_id: str
    script: Script = field(default_factory=Script)
    messages: Sequence[AnyMessage] | None = None
    steps: Sequence[Step] | None = None
    status: str | None = None
    stop_reason: str | None = None
    background: bool | None = True
    conversation_id: str | None = None
    project_id: str | None = None
    model: str = "gpt-4o-mini"
    run_type: str = "send_message_streaming"
    metadata: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        """Check the status."""
        if self.status is not None and self.status not in STATUSES:
            raise ValueError(f"{self.status!r} is none of {', '.join(STATUSES)}")

    def whole_script(self) -> Script:
        """Return the script with an end that leads to the status."""
        script = self.script
        if self.status == "created":
            return replace(script, prompt=None, parts=(Hang(),))
        if script.parts and isinstance(script.parts[-1], LAST_PARTS):
            return script
        if self.status == "running":
            return script.hang()
        if self.status == "failed":
            return script.fail()
        return script.cancel() if self.status == "cancelled" else script
