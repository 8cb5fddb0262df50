"""How a message to an agent is sent exactly once, and followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from ...._core.http.encoding import encode_segment
from ...._core.http.modes import Parsed
from ...._core.streams.addressees import Addressee
from ...._core.streams.resuming import StreamOrigin, split_options
from ....types.streaming import LettaStreamingResponse
from ...resource import AsyncResource
from ...streams import AsyncStream
from .sending import FollowedSendOptions


async def send_followed(
    resource: AsyncResource[Any],
    addressee: Addressee,
    message: Mapping[str, object],
    options: FollowedSendOptions,
) -> AsyncStream[LettaStreamingResponse]:
    """Send a message to a conversation of an agent, in the background; return the stream.

    Args:
        resource: whose connections are used.
        addressee: the agent, and which conversation.
        message: an item of `messages`.
        options: the other parameters of the method.

    Raises:
        ValueError: the id of the agent is empty.
        APIError: the message is refused, or the network failed for too long.
    """
    # Loaded with the types of messages.
    from ..conversations.messages import AsyncConversationMessagesResource

    encode_segment("agent_id", addressee.agent_id or "")
    policy, parameters = split_options(options)
    request = AsyncConversationMessagesResource.create.request(
        **addressee.parameters(),
        background=True,
        messages=[cast(Any, message)],
        **cast("dict[str, Any]", parameters),
    )
    pings = options.get("include_pings") is not False
    origin = StreamOrigin(background=True, is_remembered=True, pings=pings)
    parsed: AsyncResource[Parsed] = resource._in_mode(Parsed)
    return await parsed._stream(request, origin, policy)
