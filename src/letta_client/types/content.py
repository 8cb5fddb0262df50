"""The parts of which a message's content is made: text, images, tool calls and reasoning."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias, Union

from pydantic import Field

from ._model import BaseModel, unlike

__all__ = [
    "AssistantMessageContent",
    "Base64Image",
    "ImageContent",
    "ImageSource",
    "LettaAssistantMessageContentUnion",
    "LettaImage",
    "LettaToolReturnContentUnion",
    "LettaUserMessageContentUnion",
    "MessageContent",
    "OmittedReasoningContent",
    "ReasoningContent",
    "RedactedReasoningContent",
    "SummarizedReasoningContent",
    "SummarizedReasoningContentPart",
    "TextContent",
    "ToolCallContent",
    "ToolReturnContent",
    "UnknownContent",
    "UnknownImageSource",
    "UrlImage",
]


class UnknownContent(BaseModel):
    """A part of a type that this version of the library does not know, with all its data."""

    type: str


class TextContent(BaseModel):
    """A piece of text."""

    type: Literal["text"] = "text"

    text: str

    signature: str | None = None
    """The model provider's signature of the text, to be sent back unchanged."""


class UnknownImageSource(BaseModel):
    """A place of images that this version of the library does not know, with all its data."""

    type: str


class UrlImage(BaseModel):
    """An image that lies at a URL."""

    type: Literal["url"] = "url"

    url: str


class Base64Image(BaseModel):
    """An image that is sent along."""

    type: Literal["base64"] = "base64"

    media_type: str
    """Say, `image/png`."""

    data: str
    """The image, in base64."""

    detail: str | None = None
    """How closely the model is to look, in the words of its provider: `low`, `high` or `auto`."""


class LettaImage(BaseModel):
    """An image that is stored on the Letta server."""

    type: Literal["letta"] = "letta"

    file_id: str

    media_type: str | None = None

    data: str | None = None
    """The image, in base64, where the server sends it along."""

    detail: str | None = None
    """How closely the model is to look, in the words of its provider: `low`, `high` or `auto`."""


_KnownImageSource: TypeAlias = Annotated[
    Union[UrlImage, Base64Image, LettaImage], Field(discriminator="type")
]

ImageSource: TypeAlias = Annotated[
    Union[
        _KnownImageSource,
        Annotated[UnknownImageSource, unlike("type", _KnownImageSource)],
    ],
    Field(union_mode="left_to_right"),
]
"""Where an image comes from."""


class ImageContent(BaseModel):
    """An image."""

    type: Literal["image"] = "image"

    source: ImageSource


class ToolCallContent(BaseModel):
    """A call of a tool by the model."""

    type: Literal["tool_call"] = "tool_call"

    id: str
    """Which call it is; the `tool_call_id` of its `ToolReturnContent`."""

    name: str

    input: dict[str, Any]
    """The arguments of the call."""

    signature: str | None = None
    """The model provider's signature of the call, to be sent back unchanged."""


class ToolReturnContent(BaseModel):
    """What a tool gave back."""

    type: Literal["tool_return"] = "tool_return"

    tool_call_id: str

    content: str

    is_error: bool


class ReasoningContent(BaseModel):
    """Reasoning that the model lets us read."""

    type: Literal["reasoning"] = "reasoning"

    is_native: bool
    """Whether the model reasons by itself, or was asked to by its prompt."""

    reasoning: str

    signature: str | None = None
    """The model provider's signature of the reasoning, to be sent back unchanged."""


class RedactedReasoningContent(BaseModel):
    """Reasoning that the model provider has encrypted."""

    type: Literal["redacted_reasoning"] = "redacted_reasoning"

    data: str


class OmittedReasoningContent(BaseModel):
    """The mark that the model reasoned here and its provider keeps the reasoning to itself."""

    type: Literal["omitted_reasoning"] = "omitted_reasoning"

    signature: str | None = None
    """The model provider's signature of the reasoning, to be sent back unchanged."""


class SummarizedReasoningContentPart(BaseModel):
    """One part of a summary of reasoning."""

    index: int

    text: str


class SummarizedReasoningContent(BaseModel):
    """Reasoning of which the model provider gives a summary."""

    type: Literal["summarized_reasoning"] = "summarized_reasoning"

    id: str

    summary: list[SummarizedReasoningContentPart]

    encrypted_content: str | None = None
    """The whole reasoning, as only its provider can read it."""


class LettaAssistantMessageContentUnion(TextContent):
    """A piece of text that the agent says.

    A union in name only: the published client has this class, and the server no other variant.
    """


AssistantMessageContent: TypeAlias = Annotated[
    Union[
        LettaAssistantMessageContentUnion,
        Annotated[UnknownContent, unlike("type", LettaAssistantMessageContentUnion)],
    ],
    Field(union_mode="left_to_right"),
]
"""A part of what the agent says."""

_KnownTextOrImage: TypeAlias = Annotated[
    Union[TextContent, ImageContent], Field(discriminator="type")
]

LettaUserMessageContentUnion: TypeAlias = Annotated[
    Union[_KnownTextOrImage, Annotated[UnknownContent, unlike("type", _KnownTextOrImage)]],
    Field(union_mode="left_to_right"),
]
"""A part of what the user says."""

LettaToolReturnContentUnion: TypeAlias = LettaUserMessageContentUnion
"""A part of what a tool gives back."""

_KnownMessageContent: TypeAlias = Annotated[
    Union[
        TextContent,
        ImageContent,
        ToolCallContent,
        ToolReturnContent,
        ReasoningContent,
        RedactedReasoningContent,
        OmittedReasoningContent,
        SummarizedReasoningContent,
    ],
    Field(discriminator="type"),
]

MessageContent: TypeAlias = Annotated[
    Union[
        _KnownMessageContent,
        Annotated[UnknownContent, unlike("type", _KnownMessageContent)],
    ],
    Field(union_mode="left_to_right"),
]
"""A part of a message as the server stores it."""
