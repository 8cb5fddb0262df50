"""From the bytes of a stream to its text, as the protocol of server-sent events has it."""

from __future__ import annotations

import codecs

_BLANK_LINES = ("\n\n", "\r\r", "\r\n\r\n")
COMMENT = "comment"
"""The name of the frame, without data, that stands for a comment."""


class EventText:
    """Decodes the pieces of one body, cut anywhere.

    The text is in UTF-8, whatever else the head of the response says, and a byte order mark at its
    beginning is no part of it. A comment that comes between frames, by which some servers keep a
    connection alive, becomes a frame without data: whoever reads frames would not notice it.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._is_between_frames = True

    def feed(self, data: bytes) -> str:
        """Return the text of the next piece, as far as its characters are complete."""
        text = self._decoder.decode(data)
        if not text:
            return ""
        was_between, self._is_between_frames = (
            self._is_between_frames,
            text.endswith(_BLANK_LINES),
        )
        if was_between and text[0] == ":" and self._is_between_frames and _is_comment(text):
            return f"event: {COMMENT}\n\n"
        return text


def _is_comment(text: str) -> bool:
    lines = text.replace("\r", "\n").split("\n")
    return all(not line or line[0] == ":" for line in lines)
