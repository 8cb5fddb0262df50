"""What came of several runs that followed each other, as if they were one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...types.streaming import LettaUsageStatistics
from .assembling import StreamResult

_COUNTED = ("completion_tokens", "prompt_tokens", "total_tokens", "step_count")
# Null where the provider does not tell.
_COUNTED_IF_TOLD = ("cached_input_tokens", "cache_write_tokens", "reasoning_tokens")


def combined(results: Sequence[StreamResult]) -> StreamResult:
    """Return one result of several: all messages, the sum of the usage, and how the last one ended.

    Args:
        results: at least one, the oldest first.
    """
    last = results[-1]
    if len(results) == 1:
        return last
    run_ids = [result.run_id for result in results if result.run_id is not None]
    return StreamResult(
        run_id=run_ids[-1] if run_ids else None,
        messages=[message for result in results for message in result.messages],
        stop_reason=last.stop_reason,
        usage=_sum([result.usage for result in results if result.usage is not None]),
    )


def _sum(usages: Sequence[LettaUsageStatistics]) -> LettaUsageStatistics | None:
    if not usages:
        return None
    sums: dict[str, Any] = {name: sum(_told(usages, name)) for name in _COUNTED}
    for name in _COUNTED_IF_TOLD:
        told = _told(usages, name)
        sums[name] = sum(told) if told else None
    contexts = _told(usages, "context_tokens")
    run_ids = [run_id for usage in usages for run_id in usage.run_ids or ()]
    latest = {"context_tokens": contexts[-1] if contexts else None, "run_ids": run_ids or None}
    return usages[-1].model_copy(update={**sums, **latest})


def _told(usages: Sequence[LettaUsageStatistics], name: str) -> list[int]:
    # What does not fit its type is anything.
    values: list[object] = [getattr(usage, name) for usage in usages]
    return [value for value in values if isinstance(value, int)]
