"""A file goes up under its own name."""

from __future__ import annotations

from pathlib import Path

import pytest

from letta_client._core.http.uploads import file_from_path


def test_a_file_is_its_name_and_its_content(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_bytes(b"hi\r\n\xff")
    assert file_from_path(str(tmp_path / "notes.txt")) == ("notes.txt", b"hi\r\n\xff")


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        file_from_path(str(tmp_path / "gone.txt"))
