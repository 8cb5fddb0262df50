"""Rules on when an agent may, has to, or must not call a tool."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias, Union

from pydantic import Field

from ._model import BaseModel, unlike

__all__ = [
    "ChildToolRule",
    "ConditionalToolRule",
    "ContinueToolRule",
    "InitToolRule",
    "MaxCountPerStepToolRule",
    "ParentToolRule",
    "RequiredBeforeExitToolRule",
    "RequiresApprovalToolRule",
    "TerminalToolRule",
    "ToolCallNode",
    "ToolRule",
    "UnknownToolRule",
]


class BaseToolRule(BaseModel):
    """What every rule has."""

    tool_name: str

    prompt_template: str | None = None
    """How the rule is put to the model, as a Jinja template; null for the server's own words."""


class UnknownToolRule(BaseModel):
    """A rule of a type that this version of the library does not know, with all its data.

    The fields that rules have in common are declared; the rest is in `model_extra`.
    """

    type: str
    tool_name: str | None = None
    prompt_template: str | None = None


class ToolCallNode(BaseModel):
    """A call that a `ChildToolRule` allows."""

    name: str
    """The tool."""

    args: dict[str, Any] | None = None
    """The arguments that the call then has, whatever the model says; null for the model's own."""


class ChildToolRule(BaseToolRule):
    """After a call of the tool, the agent may only call its children."""

    type: Literal["constrain_child_tools"] = "constrain_child_tools"

    children: list[str]
    """The tools that may be called next."""

    child_arg_nodes: list[ToolCallNode] | None = None
    """Arguments for calls of the children."""


class ParentToolRule(BaseToolRule):
    """The children may only be called right after a call of the tool."""

    type: Literal["parent_last_tool"] = "parent_last_tool"

    children: list[str]
    """The tools that have to wait."""


class ConditionalToolRule(BaseToolRule):
    """What the tool gives back decides which tool is called next."""

    type: Literal["conditional"] = "conditional"

    default_child: str | None = None
    """The tool for what is not mapped; null for any tool."""

    child_output_mapping: dict[str, str]
    """The tool to call, by what the rule's tool gave back."""

    require_output_mapping: bool = False
    """Whether it is an error when the tool gives back what is not mapped."""


class InitToolRule(BaseToolRule):
    """The tool is called first."""

    type: Literal["run_first"] = "run_first"

    args: dict[str, Any] | None = None
    """The arguments that the call then has, whatever the model says; null for the model's own."""


class TerminalToolRule(BaseToolRule):
    """A call of the tool ends the agent's turn."""

    type: Literal["exit_loop"] = "exit_loop"


class ContinueToolRule(BaseToolRule):
    """After a call of the tool, the agent's turn goes on."""

    type: Literal["continue_loop"] = "continue_loop"


class RequiredBeforeExitToolRule(BaseToolRule):
    """The agent's turn cannot end before the tool was called."""

    type: Literal["required_before_exit"] = "required_before_exit"


class MaxCountPerStepToolRule(BaseToolRule):
    """The tool may be called so many times a turn."""

    type: Literal["max_count_per_step"] = "max_count_per_step"

    max_count_limit: int


class RequiresApprovalToolRule(BaseToolRule):
    """A person has to allow each call of the tool."""

    type: Literal["requires_approval"] = "requires_approval"


_KnownToolRule: TypeAlias = Annotated[
    Union[
        ChildToolRule,
        InitToolRule,
        TerminalToolRule,
        ConditionalToolRule,
        ContinueToolRule,
        RequiredBeforeExitToolRule,
        MaxCountPerStepToolRule,
        ParentToolRule,
        RequiresApprovalToolRule,
    ],
    Field(discriminator="type"),
]

ToolRule: TypeAlias = Annotated[
    Union[_KnownToolRule, Annotated[UnknownToolRule, unlike("type", _KnownToolRule)]],
    Field(union_mode="left_to_right"),
]
"""A rule on calls of a tool, told apart from others by its `type`."""
