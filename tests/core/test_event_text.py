"""The text of a stream is that of its bytes, however they are cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, cast

import pytest
from httpx_sse import EventSource
from hypothesis import given
from hypothesis import strategies as st

from letta_client._core.streams.frames import COMMENT, EventText

BOM = b"\xef\xbb\xbf"


class Response:
    """As much of a response as httpx-sse reads."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.headers = {"content-type": "text/event-stream"}
        self._pieces = pieces

    def iter_text(self) -> Iterator[str]:
        text = EventText()
        for piece in self._pieces:
            yield text.feed(piece)


def frames(*pieces: bytes) -> list[tuple[str, str]]:
    source = EventSource(cast(Any, Response(pieces)))
    return [(frame.event, frame.data) for frame in source.iter_sse()]


def cut(data: bytes, places: Iterable[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in pairwise(edges)]


LINES = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1)


@given(
    lines=st.lists(LINES, min_size=1, max_size=4),
    newline=st.sampled_from(["\n", "\r", "\r\n"]),
    bom=st.booleans(),
    comments=st.booleans(),
    places=st.lists(st.integers(0, 10**6)),
)
def test_frames_come_out_as_they_were_sent(
    lines: list[str], newline: str, bom: bool, comments: bool, places: list[int]
) -> None:
    comment = f": a comment{newline}" if comments else ""
    text = "".join(f"{comment}data: {line}{newline}{newline}" for line in lines)
    data = BOM * bom + text.encode()
    found = [frame for frame in frames(*cut(data, places)) if frame != (COMMENT, "")]
    assert found == [("message", line) for line in lines]


@pytest.mark.parametrize("newline", [b"\n", b"\r", b"\r\n"])
def test_every_cut_of_a_stream_is_the_same_stream(newline: bytes) -> None:
    data = BOM + newline.join(
        ["data: {“é😀\u2028\x85”}".encode(), b"", b"event: error", b"data: x"]
    )
    data += 2 * newline
    expected = [("message", "{“é😀\u2028\x85”}"), ("error", "x")]
    assert frames(data) == expected
    assert frames(*[bytes([byte]) for byte in data]) == expected
    for place in range(len(data)):
        assert frames(data[:place], data[place:]) == expected


def test_a_frame_without_its_end_does_not_come_out() -> None:
    assert frames(b'data: 1\n\ndata: {"half":') == [("message", "1")]
    assert frames(b"data: 1\n\ndata: whole but for the blank line\n") == [("message", "1")]


def test_bytes_that_are_no_text_are_marked_and_the_rest_is_kept() -> None:
    assert frames(b"data: a\xffb\n\n") == [("message", "a\ufffdb")]


def test_a_mark_within_the_text_is_kept() -> None:
    assert frames("data: \ufeffx\n\n".encode()) == [("message", "\ufeffx")]


@pytest.mark.parametrize("comment", [b":\n\n", b": ping\r\n\r\n", b": a\n: b\n\n", b":\r\r"])
def test_a_comment_between_frames_is_a_sign_of_life(comment: bytes) -> None:
    assert frames(b"data: 1\n\n", comment, comment, b"data: 2\n\n") == [
        ("message", "1"),
        (COMMENT, ""),
        (COMMENT, ""),
        ("message", "2"),
    ]
    assert frames(comment, b"data: 1\n\n") == [(COMMENT, ""), ("message", "1")]


def test_a_comment_within_a_frame_leaves_it_whole() -> None:
    assert frames(b"data: 1\n", b": note\n\n") == [("message", "1")]
    assert frames(b"data: 1\n\n", b": note\ndata: 2\n\n") == [("message", "1"), ("message", "2")]


def test_a_large_frame_takes_time_in_proportion() -> None:
    # Ten megabytes in pieces of a kilobyte: what looked at all of it for each would take hours.
    data = b'data: "' + b"x" * 10_000_000 + b'"\n\n'
    pieces = [data[start : start + 1000] for start in range(0, len(data), 1000)]
    ((_, text),) = frames(*pieces)
    assert len(text) == 10_000_002
