"""Beginning to serve: what keeps the server from listening is told first, in words."""

import re
import socket
from pathlib import Path

import psycopg
import pytest

from api.cli.main import run
from api.system import Database
from tests.api.cli.conftest import Line
from tests.proofs.asking import free_port


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


def test_steps_of_the_schema_that_are_missing_are_told_before_anything_is_started(
    line: Line, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIHUAN_PORT", str(free_port()))
    with psycopg.connect(database.admin, autocommit=True) as connection:
        connection.execute("DELETE FROM public.bihuan_steps WHERE step = (SELECT max(step) FROM public.bihuan_steps)")
    told = line("serve")
    assert told.status == 1
    assert "bihuan db migrate" in told.err
    assert "Bihuan is at" not in told.out


def test_a_name_is_typed_as_it_is(line: Line) -> None:
    told = line("person", "enrol", "--help").out
    assert re.search(r"--person-name TEXT\s+Name\b", told)
