"""How a message to an agent is sent exactly once, and followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from ...._core.http.defaults import DEFAULT_MAX_TOOL_ROUNDS
from ...._core.http.encoding import encode_segment
from ...._core.http.modes import Parsed
from ...._core.streams.addressees import Addressee
from ...._core.streams.resuming import StreamOrigin, split_options
from ....types.streaming import LettaStreamingResponse
from ...resource import AsyncResource
from ...streams import AsyncStream
from .sending import FollowedSendOptions

if TYPE_CHECKING:
    from ...._core.client_tools.tool_set import ToolSet


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
        TypeError: one of `tools` is no function that an agent can call.
        ValueError: the id of the agent is empty, or two of `tools` have the same name.
        APIError: the message is refused, or the network failed for too long.
    """
    # Loaded with the types of messages.
    from ..conversations.messages import AsyncConversationMessagesResource

    encode_segment("agent_id", addressee.agent_id or "")
    policy, rest = split_options(options)
    parameters = cast("dict[str, Any]", rest)
    tools = _split_tools(parameters)
    request = AsyncConversationMessagesResource.create.request(
        **addressee.parameters(),
        background=True,
        messages=[cast(Any, message)],
        **parameters,
    )
    pings = options.get("include_pings") is not False
    origin = StreamOrigin(background=True, is_remembered=True, pings=pings)
    parsed: AsyncResource[Parsed] = resource._in_mode(Parsed)
    if tools is None:
        return await parsed._stream(request, origin, policy)
    return await parsed._stream_with_tools(request, origin, policy, tools)


def _split_tools(parameters: dict[str, Any]) -> ToolSet | None:
    """Take the caller's tools out of the parameters, and put what the agent is told of them in.

    Raises:
        TypeError: one is no function that an agent can call.
        ValueError: two have the same name.
    """
    functions = parameters.pop("tools", None)
    max_rounds = parameters.pop("max_tool_rounds", DEFAULT_MAX_TOOL_ROUNDS)
    if functions is None:
        return None
    from ...._core.client_tools.tool_set import ToolSet

    tools = ToolSet.of(functions, max_rounds, allows_async=True)
    parameters.update(tools.parameters(parameters))
    return tools
