"""Streams of events, where letta-client 1 has them."""

from ._async.streams import AsyncStream as AsyncStream
from ._sync.streams import Stream as Stream

__all__ = ["AsyncStream", "Stream"]
