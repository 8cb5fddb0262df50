"""From the bytes of a stream to its frames, as the protocol of server-sent events has them.

A frame ends with a blank line. Nearly all are plain: `data: ` and one line. Their data goes on as
bytes, for a JSON parser that reads bytes. The text of any other frame is for httpx-sse, which can
read it by itself: between frames the protocol keeps only the last id, and Letta's have none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from ..http.defaults import LARGEST_FRAME
from .actions import Frame

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_PLAIN = b"data: "

SIGN_OF_LIFE = b""
"""A frame without data, which stands for bytes that carry no event: a comment, a blank line."""


class FrameTooLargeError(Exception):
    """A frame of a stream is larger than it may be."""


class FrameCutter:
    """Cuts the chunks of one body at its blank lines, however the chunks were cut.

    Args:
        read: returns the events in the text of one frame that is not plain.
        most: of how many bytes a frame may be.
    """

    def __init__(self, read: Callable[[str], list[Frame]], *, most: int = LARGEST_FRAME) -> None:
        self._most = most
        self._size = 0
        self._read = read
        # The beginning of a frame whose end has not come. A large frame comes in many pieces, and
        # they are joined once.
        self._pieces: list[bytes] = []
        self._is_at_start = True
        self._ends_with_carriage_return = False

    def cut(self, chunk: bytes) -> list[Frame]:
        """Return the frames that end in the next chunk.

        A comment, or one blank line more, becomes a `SIGN_OF_LIFE`.

        Raises:
            FrameTooLargeError: the end of a frame has not come after so many bytes.
        """
        if b"\r" in chunk or self._ends_with_carriage_return:
            chunk = self._with_line_feeds(chunk)
        if not chunk:
            return []
        if (
            chunk.startswith(_PLAIN)
            and chunk.endswith(b"\n\n")
            and chunk.find(b"\n") == len(chunk) - 2
            and not self._pieces
        ):
            # One plain frame, as nearly always while an agent speaks.
            self._is_at_start = False
            return [chunk[len(_PLAIN) : -2]]
        if self._pieces:
            last = self._pieces[-1]
            self._pieces.append(chunk)
            self._size += len(chunk)
            if b"\n\n" not in chunk and not (chunk[0] == last[-1] == 0x0A):
                return self._of_unfinished_frame()
            chunk = b"".join(self._pieces)
        whole, end, rest = chunk.rpartition(b"\n\n")
        self._pieces = [rest] if rest else []
        self._size = len(rest)
        if not end:
            return self._of_unfinished_frame()
        if self._is_at_start:
            self._is_at_start = False
            whole = whole.removeprefix(_BYTE_ORDER_MARK)
        return self._frames(whole)

    def _frames(self, text: bytes) -> list[Frame]:
        """Return the frames in `text`, which are separated by blank lines."""
        if text.startswith(_PLAIN):
            data = text[len(_PLAIN) :].split(b"\n\n" + _PLAIN)
            if text.count(b"\n") == 2 * (len(data) - 1):
                # All are plain, as nearly always.
                return cast("list[Frame]", data)
        found: list[Frame] = []
        for frame in text.split(b"\n\n"):
            if frame.startswith(_PLAIN) and b"\n" not in frame:
                found.append(frame[len(_PLAIN) :])
            else:
                read = self._read(frame.decode(errors="replace") + "\n\n")
                found += read or [SIGN_OF_LIFE]
        return found

    def flush(self) -> list[Frame]:
        """Return the frame that a carriage return at the end of the body ends."""
        return self.cut(b"\n") if self._ends_with_carriage_return else []

    def _of_unfinished_frame(self) -> list[Frame]:
        if self._size > self._most:
            raise FrameTooLargeError
        return self._signs_of_life()

    def _signs_of_life(self) -> list[Frame]:
        # The pieces of a long frame are none: those who act on them might never see its end.
        is_comment = self._pieces[0].startswith(b":") and not self._ends_with_carriage_return
        return [SIGN_OF_LIFE] if is_comment else []

    def _with_line_feeds(self, chunk: bytes) -> bytes:
        """Return the chunk with a line feed in place of each line end, of whatever kind."""
        if self._ends_with_carriage_return:
            chunk = b"\r" + chunk
        # It may be the first half of a line end.
        self._ends_with_carriage_return = chunk.endswith(b"\r")
        if self._ends_with_carriage_return:
            chunk = chunk[:-1]
        return chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
