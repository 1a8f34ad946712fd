"""Beginning to serve: what keeps the server from listening is told first, in words."""

import socket
from pathlib import Path

import pytest

from api.cli.main import run


@pytest.fixture
def taken() -> socket.socket:
    """A port on loopback where something listens."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    return listening


def test_an_address_that_is_taken_is_told_before_anything_is_set_up(
    taken: socket.socket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("BIHUAN_HOME", str(home))
    monkeypatch.setenv("BIHUAN_LANGUAGE", "en")
    monkeypatch.setenv("BIHUAN_PORT", str(taken.getsockname()[1]))
    monkeypatch.delenv("BIHUAN_DATABASE_URL", raising=False)
    with taken:
        assert run(["serve", "--set-up"]) == 1
    assert "BIHUAN_PORT=8001" in capsys.readouterr().err
    assert not home.exists()
