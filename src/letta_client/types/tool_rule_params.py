"""Rules on when an agent may, has to, or must not call a tool, as dictionaries to send."""

# Not `from __future__ import annotations`: with texts for annotations, a TypedDict does not know at
# run time which of its keys are required.

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, Required, TypeAlias

from typing_extensions import TypedDict

__all__ = [
    "ChildToolRuleParam",
    "ConditionalToolRuleParam",
    "ContinueToolRuleParam",
    "InitToolRuleParam",
    "MaxCountPerStepToolRuleParam",
    "ParentToolRuleParam",
    "RequiredBeforeExitToolRuleParam",
    "RequiresApprovalToolRuleParam",
    "TerminalToolRuleParam",
    "ToolCallNodeParam",
    "ToolRuleParam",
]


class _BaseToolRuleParam(TypedDict, total=False):
    tool_name: Required[str]

    prompt_template: str | None
    """How the rule is put to the model, as a Jinja template; null for the server's own words."""


class ToolCallNodeParam(TypedDict, total=False):
    """A call that a `ChildToolRuleParam` allows."""

    name: Required[str]
    """The tool."""

    args: Mapping[str, Any] | None
    """The arguments that the call then has, whatever the model says."""


class ChildToolRuleParam(_BaseToolRuleParam, total=False):
    """After a call of the tool, the agent may only call its children."""

    children: Required[Sequence[str]]
    """The tools that may be called next."""

    child_arg_nodes: Iterable[ToolCallNodeParam] | None
    """Arguments for calls of the children."""

    type: Literal["constrain_child_tools"]


class ParentToolRuleParam(_BaseToolRuleParam, total=False):
    """The children may only be called right after a call of the tool."""

    children: Required[Sequence[str]]
    """The tools that have to wait."""

    type: Literal["parent_last_tool"]


class ConditionalToolRuleParam(_BaseToolRuleParam, total=False):
    """What the tool gives back decides which tool is called next."""

    child_output_mapping: Required[Mapping[str, str]]
    """The tool to call, by what the rule's tool gave back."""

    default_child: str | None
    """The tool for what is not mapped; null for any tool."""

    require_output_mapping: bool
    """Whether it is an error when the tool gives back what is not mapped; false by default."""

    type: Literal["conditional"]


class InitToolRuleParam(_BaseToolRuleParam, total=False):
    """The tool is called first."""

    args: Mapping[str, Any] | None
    """The arguments that the call then has, whatever the model says."""

    type: Literal["run_first"]


class TerminalToolRuleParam(_BaseToolRuleParam, total=False):
    """A call of the tool ends the agent's turn."""

    type: Literal["exit_loop"]


class ContinueToolRuleParam(_BaseToolRuleParam, total=False):
    """After a call of the tool, the agent's turn goes on."""

    type: Literal["continue_loop"]


class RequiredBeforeExitToolRuleParam(_BaseToolRuleParam, total=False):
    """The agent's turn cannot end before the tool was called."""

    type: Literal["required_before_exit"]


class MaxCountPerStepToolRuleParam(_BaseToolRuleParam, total=False):
    """The tool may be called so many times a turn."""

    max_count_limit: Required[int]
    type: Literal["max_count_per_step"]


class RequiresApprovalToolRuleParam(_BaseToolRuleParam, total=False):
    """A person has to allow each call of the tool."""

    type: Literal["requires_approval"]


ToolRuleParam: TypeAlias = (
    ChildToolRuleParam
    | InitToolRuleParam
    | TerminalToolRuleParam
    | ConditionalToolRuleParam
    | ContinueToolRuleParam
    | RequiredBeforeExitToolRuleParam
    | MaxCountPerStepToolRuleParam
    | ParentToolRuleParam
    | RequiresApprovalToolRuleParam
)
"""A rule on calls of a tool."""
