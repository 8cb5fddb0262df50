"""What came of a stream."""

from __future__ import annotations

from ..._core.streams.assembling import StreamResult
from ..blocks import Block, Card
from ..values import badges, text
from .messages import transcript
from .runs import tokens_table


def result_card(result: StreamResult) -> Card:
    """Return the messages of a run, why it ended, and the tokens that it used."""
    blocks: list[Block] = [transcript(result.messages)]
    if usage := result.usage:
        blocks.append(
            tokens_table(
                {
                    "prompt": usage.prompt_tokens,
                    "completion": usage.completion_tokens,
                    "total": usage.total_tokens,
                    "read from the cache": usage.cached_input_tokens,
                    "written to the cache": usage.cache_write_tokens,
                    "reasoning": usage.reasoning_tokens,
                }
            )
        )
    return Card("Result", text(result.run_id), badges(result.stop_reason), blocks)
