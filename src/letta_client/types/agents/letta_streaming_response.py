"""The place from which users of the published client import the events of a stream."""

from letta_client.types.streaming import (
    LettaErrorMessage,
    LettaPing,
    LettaStopReason,
    LettaStreamingResponse,
    LettaUsageStatistics,
)

__all__ = [
    "LettaErrorMessage",
    "LettaPing",
    "LettaStopReason",
    "LettaStreamingResponse",
    "LettaUsageStatistics",
]
