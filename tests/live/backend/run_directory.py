"""The directory of one run: its data, and its logs."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from .progress import note


class RunDirectory:
    """A directory that is cleared away after its run; the logs stay where `failed` is set."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.logs = path / "logs"
        self.failed = False


@contextmanager
def run_directory(runs: Path) -> Generator[RunDirectory]:
    """Make a directory in `runs`, and clear away what killed and failed runs have left there."""
    with (runs / "lock").open("w") as all_runs:
        fcntl.flock(all_runs, fcntl.LOCK_EX)
        for path in runs.iterdir():
            if path.is_dir() and not _in_use(path):
                shutil.rmtree(path)
        directory = RunDirectory(Path(tempfile.mkdtemp(prefix="run-", dir=runs)))
        # The user who runs Postgres has to get in.
        directory.path.chmod(0o755)
        directory.logs.mkdir()
        lock = (directory.path / "lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield directory
    except Exception:
        directory.failed = True
        raise
    finally:
        if directory.failed:
            note(f"the logs are in {directory.logs}, until the next run")
        for path in directory.path.iterdir():
            if path != directory.logs:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        lock.close()
        if not directory.failed:
            shutil.rmtree(directory.path)


def _in_use(directory: Path) -> bool:
    try:
        with (directory / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
