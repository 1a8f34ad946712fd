"""`bihuan backup` and `bihuan restore` at the console: a file, a way back, and what is said when more was signed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from api.system import Database, System
from tests.api.cli.conftest import Line
from tests.api.cli.test_log import FOUND


@pytest.fixture
def kept(line: Line, tmp_path: Path) -> Path:
    """A backup of the sealed district."""
    line("seal", "--once")
    said = line("backup", "--out", str(tmp_path), "--json")
    assert said.status == 0, said.err
    return Path(said.value["file"])


@pytest.fixture
def elsewhere(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A new home with the same keys, whose database is not there yet."""
    home, name = tmp_path / "new", f"{conninfo_to_dict(database.admin)['dbname']}_back"
    home.mkdir()
    yield home
    with psycopg.connect(make_conninfo(database.admin, dbname="postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def move_to(home: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on the line speaks of the new home and its database."""
    name = f"{conninfo_to_dict(database.admin)['dbname']}_back"
    monkeypatch.setenv("BIHUAN_HOME", str(home))
    monkeypatch.setenv("BIHUAN_DATABASE_URL", make_conninfo(database.admin, dbname=name))


def test_a_backup_says_what_is_in_it_and_which_keys_are_not(line: Line, kept: Path, tmp_path: Path) -> None:
    said = line("backup", "--out", str(tmp_path / "again.backup"))
    assert "again.backup" in said.out
    assert str(tmp_path / "home" / "secret.key") in said.out
    assert line("backup", "--out", str(kept), "--json").code == "backup_exists"


def test_a_log_comes_back_whole_and_goes_on(
    line: Line, kept: Path, elsewhere: Path, settled: System, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("secret.key", "seal.pem"):
        shutil.copy(elsewhere.parent / "home" / name, elsewhere / name)
    move_to(elsewhere, database, monkeypatch)
    said = line("restore", str(kept), "--json")
    assert said.status == 0, said.err
    assert (said.value["signed_beyond"], said.value["keys_missing"]) == (None, [])
    assert said.value["checked"]["events"] == settled.recorder.max_notification_id()
    assert line("seal", "--once", "--json").value["events"] == 0
    assert line("log", "verify", "--json").value["fault"] is None


def test_a_log_that_came_back_behind_goes_on_only_as_another_history(
    line: Line,
    officer: str,
    kept: Path,
    elsewhere: Path,
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line(*FOUND, sign_in=officer)
    known = tmp_path / "kept.checkpoint"
    known.write_text(line("log", "checkpoint", "--seal", "--json").value["note"], "utf-8")
    shutil.copy(tmp_path / "home" / "seal.pem", elsewhere / "seal.pem")
    move_to(elsewhere, database, monkeypatch)
    told = line("restore", str(kept), "--checkpoint", str(known))
    assert "bihuan log resolve" in told.out
    assert str(elsewhere / "secret.key") in told.out
    assert line("seal", "--once", "--json").code == "behind_checkpoint"
    resolved = line("log", "resolve", "--reason", "the disk failed; restored from Friday", "--json")
    assert resolved.value["origin"] == "test/bihuan/fork-2"
    assert line("seal", "--once", "--json").status == 0
    policy = line("log", "policy")
    assert "the disk failed; restored from Friday" in policy.out
    assert "test/bihuan/fork-2" in policy.out
    assert line("log", "verify", "--json").value["forks"][0]["epoch"] == 2
    refused = line("log", "verify", "--checkpoint", str(known), "--json")
    assert (refused.status, "left in the open" in refused.err) == (1, True)


def test_another_key_is_told_by_the_policy_from_its_size_on(line: Line, kept: Path) -> None:
    new = line("log", "rotate", "--reason", "yearly", "--json").value["key"]
    line("seal", "--once")
    keys = line("log", "policy", "--json").value["keys"]
    assert [each["key"] for each in keys][1:] == [new]
    assert keys[0]["from_size"] == 1 < keys[1]["from_size"]
    assert line("log", "verify", "--key", keys[0]["key"], "--json").status == 0
    assert line("log", "verify", "--key", "nonsense", "--json").code == "not_a_log_key"


def test_a_check_may_begin_later_and_says_what_it_assumed(line: Line, kept: Path) -> None:
    said = line("log", "verify", "--from", "20", "--json")
    assert (said.status, said.value["assumed"]) == (0, 19)
    assert "events 1 to 19" in line("log", "verify", "--from", "20").out


def test_a_folder_that_is_not_there_is_refused_in_words(line: Line, kept: Path, tmp_path: Path) -> None:
    said = line("backup", "--out", str(tmp_path / "nowhere" / "kept.backup"), "--json")
    assert (said.status, said.code) == (1, "backup_not_written")


def test_a_login_that_may_not_read_everything_is_refused_in_words(
    line: Line, kept: Path, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIHUAN_DATABASE_URL", database.app)
    said = line("backup", "--out", str(tmp_path / "weak.backup"), "--json")
    assert (said.status, said.code) == (1, "login_too_weak")
    assert list(tmp_path.glob("*weak*")) == []
