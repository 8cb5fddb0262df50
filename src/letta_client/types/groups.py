"""Groups of agents that work together."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias, Union

from pydantic import Field

from ._model import BaseModel

__all__ = ["Group", "ManagerType"]

ManagerType: TypeAlias = Annotated[
    Union[
        Literal["round_robin", "supervisor", "dynamic", "sleeptime", "voice_sleeptime", "swarm"],
        str,
    ],
    Field(union_mode="left_to_right"),
]
"""How a group is led, or a way that this version of the library does not know yet."""


class Group(BaseModel):
    """Agents that work together."""

    id: str

    manager_type: ManagerType

    agent_ids: list[str]

    description: str

    project_id: str | None = None

    template_id: str | None = None

    base_template_id: str | None = None

    deployment_id: str | None = None

    shared_block_ids: list[str] = Field(default_factory=list[str])
    """Deprecated: the blocks that all agents of the group have."""

    manager_agent_id: str | None = None
    """The agent that leads the group, where one does."""

    termination_token: str | None = None
    """What an agent says to end the group's turn, where an agent chooses who speaks."""

    max_turns: int | None = None
    """How often the group's agents may speak, where they do so in turns."""

    sleeptime_agent_frequency: int | None = None
    """After how many turns the agents that work in the background begin."""

    turns_counter: int | None = None
    """The turns since then."""

    last_processed_message_id: str | None = None
    """The message up to which the agents in the background have worked."""

    max_message_buffer_length: int | None = None
    """At how many messages the agent in the background makes its context shorter."""

    min_message_buffer_length: int | None = None
    """To how many messages it does so."""

    hidden: bool | None = None
