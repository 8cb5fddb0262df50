"""`LETTA_LOG` shows the library's log, and leaves alone what the program has set up."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Generator
from contextlib import contextmanager

import httpx
import pytest

from letta_client._core.http.logs import own_request, set_up_logging

URL = httpx.URL("http://me:secret@letta.test/v1/runs/?token=secret-too#secret")
LOGGERS = ("letta_client", "httpx")


@contextmanager
def program(*handlers: logging.Handler) -> Generator[logging.Logger]:
    """A program with `handlers` of its own and no others, not even pytest's; yield its root."""
    root = logging.getLogger()
    before, levels = root.handlers, {name: logging.getLogger(name).level for name in LOGGERS}
    root.handlers = [*handlers]
    try:
        yield root
    finally:
        root.handlers = before
        logging.getLogger("httpx").filters = []
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def levels() -> list[int]:
    return [logging.getLogger(name).level for name in LOGGERS]


@pytest.mark.parametrize(
    ("text", "level"),
    [("debug", logging.DEBUG), ("info", logging.INFO), (" DEBUG ", logging.DEBUG)],
)
def test_the_variable_sets_the_level(text: str, level: int) -> None:
    with program() as root:
        set_up_logging({"LETTA_LOG": text})
        assert levels() == [level, level]
        assert len(root.handlers) == 1


@pytest.mark.parametrize("variables", [{}, {"LETTA_LOG": ""}, {"LETTA_LOG": "loud"}])
def test_without_a_known_level_nothing_changes(variables: dict[str, str]) -> None:
    with program() as root:
        before = levels()
        set_up_logging(variables)
        assert levels() == before
        assert root.handlers == []


def test_the_log_goes_where_the_program_wants_it() -> None:
    own = logging.StreamHandler(io.StringIO())
    with program(own) as root:
        set_up_logging({"LETTA_LOG": "debug"})
        assert root.handlers == [own]
        assert levels() == [logging.DEBUG, logging.DEBUG]


def test_each_line_says_when_where_and_how_bad(capsys: pytest.CaptureFixture[str]) -> None:
    with program():
        set_up_logging({"LETTA_LOG": "info"})
        logging.getLogger("letta_client").info("trying again")
        logging.getLogger("letta_client").debug("not shown")
    shown = capsys.readouterr().err
    assert re.fullmatch(r"\[[-0-9]{10} [:0-9]{8} letta_client INFO\] trying again\n", shown)


def test_two_clients_do_not_log_twice() -> None:
    with program() as root:
        set_up_logging({"LETTA_LOG": "info"})
        set_up_logging({"LETTA_LOG": "info"})
        assert len(root.handlers) == 1


def test_lines_of_httpx_show_neither_passwords_nor_queries() -> None:
    out = io.StringIO()
    with program(logging.StreamHandler(out)):
        set_up_logging({"LETTA_LOG": "info"})
        set_up_logging({"LETTA_LOG": "info"})
        logging.getLogger("httpx").info('HTTP Request: %s %s "%d"', "GET", URL, 200)
    assert out.getvalue().strip().endswith('HTTP Request: GET http://letta.test/v1/runs/ "200"')


def test_where_the_program_logs_httpx_only_lines_about_other_requests_are_left_alone() -> None:
    out = io.StringIO()
    with program(logging.StreamHandler(out)):
        set_up_logging({})
        log = logging.getLogger("httpx")
        log.setLevel(logging.INFO)
        with own_request():
            log.info("HTTP Request: %s %s", "GET", URL)
        log.info("HTTP Request: %s %s", "GET", URL)
    assert out.getvalue().splitlines() == [
        "HTTP Request: GET http://letta.test/v1/runs/",
        f"HTTP Request: GET {URL}",
    ]
