"""Summaries of messages, which take the place of those in an agent's context."""

from __future__ import annotations

from collections.abc import Sequence

from letta_client.testing.simulation.run_record import StoredMessage
from letta_client.testing.store.errors import ApiError
from letta_client.types.messages import CompactionResponse

_FEWEST = 3
"""The system prompt, what stays, and what is summarized."""


def summarize(messages: Sequence[StoredMessage]) -> CompactionResponse:
    """Return what a summary of messages achieves; the messages themselves stay.

    Raises:
        ApiError: 400, there are too few messages.
    """
    count = len(messages)
    if count < _FEWEST:
        raise ApiError(
            400,
            "Summarization failed to reduce the number of messages. There may not be enough "
            "messages to compact.",
            names_trace=True,
        )
    summarized = count - _FEWEST + 1
    return CompactionResponse(
        summary=f"{summarized} messages were exchanged.",
        num_messages_before=count,
        num_messages_after=_FEWEST - 1,
    )
