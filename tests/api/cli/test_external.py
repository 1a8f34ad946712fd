"""A log on somebody's own PostgreSQL: one login with a name of its own, which is let take on both working roles."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from api.cli.main import run
from api.engine.embedded import EmbeddedEngine

LOGIN, DATABASE = "office_server", "office_bihuan"


@pytest.fixture
def server(engine: EmbeddedEngine) -> Iterator[str]:
    """A server with a login and no database, as its administrator reaches it."""
    admin = engine.conninfo()
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(LOGIN)))
        yield admin
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(DATABASE)))
        connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(LOGIN)))


@pytest.fixture
def office(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Runs `bihuan …` with the two connection strings of the README."""
    monkeypatch.setenv("BIHUAN_HOME", str(tmp_path))
    monkeypatch.setenv("BIHUAN_LANGUAGE", "en")
    monkeypatch.setenv("BIHUAN_DATABASE_URL", make_conninfo(server, dbname=DATABASE, user=LOGIN))
    monkeypatch.setenv("BIHUAN_DATABASE_ADMIN_URL", make_conninfo(server, dbname=DATABASE))
    return lambda *words: run(list(words))


def test_setting_up_makes_the_database_and_lets_the_login_serve_and_follow(
    office: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert office("db", "init", "--log", "bihuan/office") == 0
    assert office("follow", "--once") == 0
    capsys.readouterr()
    office("doctor")
    assert "Keeping the read models as bihuan_reader" in capsys.readouterr().out


def test_setting_up_a_second_time_changes_nothing(office: Callable[..., int]) -> None:
    assert [office("db", "init", "--log", "bihuan/office") for _ in range(2)] == [0, 0]


def test_a_login_that_the_server_does_not_know_is_named(
    office: Callable[..., int], server: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BIHUAN_DATABASE_URL", make_conninfo(server, dbname=DATABASE, user="nobody_here"))
    assert office("db", "init") == 1
    assert "CREATE ROLE nobody_here LOGIN" in capsys.readouterr().err


def test_the_doctor_says_where_the_read_models_cannot_be_kept_up(
    office: Callable[..., int], server: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert office("db", "init", "--log", "bihuan/office") == 0
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("REVOKE bihuan_reader FROM {}").format(sql.Identifier(LOGIN)))
    capsys.readouterr()
    office("doctor")
    assert "Run `bihuan db migrate`" in capsys.readouterr().out
    assert office("db", "migrate") == 0
    office("doctor")
    assert "Keeping the read models as bihuan_reader" in capsys.readouterr().out
