"""Where a cluster lies, and what is refused there."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from api.engine.refusals import EngineClusterMissing, EngineClusterOfOtherVersion, EngineFolderUnusable
from tests.api.engine.conftest import Ground

Ask = Callable[[str, str], str]


def below(ground: Ground, name: str) -> Ground:
    """The same ground with the home, and root's clusters, in a folder of that name."""
    return replace(ground, home=ground.home / name, state_root=ground.state_root / name)


@pytest.mark.parametrize(
    "name",
    ["教育局's “安全” folder %d\\x", "one,two", "/".join(["a-long-folder-name"] * 8)],
    ids=["quotes-and-spaces", "comma", "longer-than-a-socket-may-be"],
)
def test_a_home_may_be_called_what_its_owner_likes(empty: Ground, ask: Ask, name: str) -> None:
    with below(empty, name).engine() as engine:
        assert ask(engine.conninfo(), "SHOW data_directory") == str(engine.place.cluster)
        assert len(bytes(engine.place.socket / ".s.PGSQL.5432")) <= 107
        assert engine.place.socket.stat().st_mode & 0o777 == 0o700
    if not engine.place.socket.is_relative_to(engine.place.folder):
        engine.place.socket.rmdir()


def test_a_short_socket_folder_that_somebody_laid_in_wait_is_refused(empty: Ground) -> None:
    engine = below(empty, "one,two").engine()
    laid = engine.place.socket
    laid.mkdir(mode=0o755)
    try:
        with pytest.raises(EngineFolderUnusable, match="mode 0700"):
            engine.start()
    finally:
        laid.rmdir()


def test_a_home_that_is_a_file_is_refused(empty: Ground) -> None:
    empty.home.write_text("not a folder")
    with pytest.raises(EngineFolderUnusable):
        empty.engine().start()


def test_another_major_versions_cluster_is_refused_with_how_to_upgrade(empty: Ground) -> None:
    engine = empty.engine()
    engine.place.prepare()
    engine.place.cluster.mkdir()
    (engine.place.cluster / "PG_VERSION").write_text("16\n")
    if engine.place.note:
        engine.place.note.write_text(f"{engine.place.folder}\n")
    with pytest.raises(EngineClusterOfOtherVersion) as refused:
        engine.start()
    assert refused.value.facts["found"] == "16"
    assert "bihuan db upgrade --from" in refused.value.sentence("zh")
    assert "BIHUAN_PG_BIN" in refused.value.sentence("en")
    assert not (engine.place.cluster / "base").exists()


def test_an_upgrade_cut_off_between_its_two_renames_never_ends_in_an_empty_cluster(empty: Ground) -> None:
    engine = empty.engine()
    engine.place.prepare()
    kept = engine.place.folder / "cluster.postgresql-17"
    kept.mkdir()
    with pytest.raises(EngineClusterMissing) as refused:
        engine.start()
    assert refused.value.facts["reminder"] == str(kept)


def test_asking_for_the_status_makes_nothing(empty: Ground) -> None:
    status = empty.engine().status()
    assert (status.major, status.pid, status.is_in_use) == (None, None, False)
    assert not empty.home.exists()


def test_the_folders_of_a_cluster_are_closed_to_others(made: Ground) -> None:
    with made.engine() as engine:
        for folder in (engine.place.cluster, engine.place.socket):
            assert folder.stat().st_mode & 0o077 == 0
            assert folder.owner() == engine.place.account.name != "root"
        assert Path(engine.place.log).stat().st_mode & 0o077 == 0
