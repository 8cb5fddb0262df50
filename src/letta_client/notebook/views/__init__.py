"""Which view shows what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..._core.http.errors import APIError
from ..._core.lists.page import BasePage
from ..._core.streams.assembling import StreamResult
from ...types import (
    AgentState,
    LettaErrorMessage,
    LettaMessage,
    LettaPing,
    LettaStopReason,
    LettaUsageStatistics,
    ProviderTrace,
    Run,
    Step,
    TraceSpan,
    UnknownMessage,
)
from ...types.runs import RunMetrics, UsageRetrieveResponse
from ...types.steps import StepMetrics
from ..blocks import Block
from ..shown import Shown
from .agents import agent_card
from .errors import error_card
from .fields import fields_card
from .lists import items_block, page_block
from .messages import transcript
from .results import result_card
from .runs import lone_run_card, run_metrics_card, usage_card
from .steps import provider_trace_card, step_card, step_metrics_card
from .traces import waterfall


def _message(message: object) -> Block:
    return transcript([message])


def _span(span: TraceSpan) -> Block:
    return waterfall([span])


_VIEWS: dict[type[Any], Callable[[Any], Block]] = {
    APIError: error_card,
    AgentState: agent_card,
    BasePage: page_block,
    LettaErrorMessage: _message,
    LettaPing: fields_card,
    LettaMessage: _message,
    LettaStopReason: _message,
    LettaUsageStatistics: _message,
    ProviderTrace: provider_trace_card,
    Run: lone_run_card,
    RunMetrics: run_metrics_card,
    Step: step_card,
    StepMetrics: step_metrics_card,
    StreamResult: result_card,
    TraceSpan: _span,
    UnknownMessage: _message,
    UsageRetrieveResponse: usage_card,
    list: items_block,
    tuple: items_block,
}


def view_of(shown: object) -> Block:
    """Return the blocks that show something; a model without a view has a table of its fields."""
    if isinstance(shown, Shown):
        return shown.block
    kind = next((kind for kind in type(shown).__mro__ if kind in _VIEWS), None)
    if kind is None:
        return fields_card(shown)
    try:
        return _VIEWS[kind](shown)
    except (AttributeError, TypeError, ValueError):
        # An answer that does not fit its type is handed out as it is, and may lack any field.
        return fields_card(shown)
