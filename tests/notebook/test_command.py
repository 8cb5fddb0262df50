"""The command line of `python -m letta_client`, which tests of what it shows leave out."""

from __future__ import annotations

import pytest

from letta_client.notebook.command import main
from letta_client.testing import ReferenceServer


def test_the_server_is_named_before_or_behind_the_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with ReferenceServer() as server, server.serve() as url:
        server.add_run()
        for arguments in (["--base-url", url, "runs"], ["runs", "--base-url", url]):
            assert main(arguments) == 0
            assert "1 on this page" in capsys.readouterr().out


def test_a_url_that_is_none_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["runs", "--base-url", "nowhere"])
    assert "base_url 'nowhere' is no http:// or https:// URL" in capsys.readouterr().err
