"""Responses, where letta-client 1 has them."""

from ._async.responses import AsyncAPIResponse as AsyncAPIResponse
from ._sync.responses import APIResponse as APIResponse

__all__ = ["APIResponse", "AsyncAPIResponse"]
