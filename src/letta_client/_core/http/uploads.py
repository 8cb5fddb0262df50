"""Files to send."""

from __future__ import annotations

from pathlib import Path


def file_from_path(path: str) -> tuple[str, bytes]:
    """Return the name and the content of the file at `path`, to be sent as a file.

    Raises:
        OSError: the file cannot be read.
    """
    file = Path(path)
    return file.name, file.read_bytes()
