"""Binaries that the unprivileged account can run: the originals, or else a copy beside the cluster."""

import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from api.engine.account import Account
from api.engine.binaries import BRING_BINARIES, Binaries, version_of
from api.engine.folders import make_folder
from api.engine.place import Place, digest_of
from api.engine.refusals import EngineBinariesUnreachable

_PARTS = ("bin", "lib", "lib64", "share")
_NOT_NEEDED = shutil.ignore_patterns("*.a", "pgxs", "pkgconfig", "doc", "man", "include")


def within_reach(binaries: Binaries, place: Place) -> Binaries:
    """The binaries themselves where the server's account can run them; else a copy, made once.

    Only root needs one: a virtual environment below a 0700 folder is closed to the account that root
    steps down to, and parents are never loosened.
    """
    if not place.account.identity or _runs(binaries, place.account):
        return binaries
    made = _copy_folder(binaries, place)
    copied = replace(binaries, folder=made / binaries.folder.relative_to(_top(binaries)))
    if not made.exists():
        _copy(binaries, made)
    if not _runs(copied, place.account):
        raise _unreachable(binaries, place.account, "the copy does not run")
    return copied


def _runs(binaries: Binaries, account: Account) -> bool:
    programs = ("postgres", "initdb")
    return all(version_of(binaries.program(name), account.identity) == binaries.version for name in programs)


def _copy_folder(binaries: Binaries, place: Place) -> Path:
    """Named for what was copied: other programs under the same path get a folder of their own."""
    seen = binaries.program("postgres").stat()
    identity = f"{binaries.folder}:{seen.st_size}:{seen.st_mtime_ns}"
    return place.folder / "binaries" / f"{binaries.version}-{digest_of(Path(identity))}"


def _top(binaries: Binaries) -> Path:
    """The folder below which the programs find their libraries by relative paths: a wheel's are beside it."""
    return binaries.folder.parents[2] if binaries.is_wheel else binaries.folder.parents[0]


def _copy(binaries: Binaries, made: Path) -> None:
    """All or nothing: copied beside, then renamed. A relocatable installation is recognised by its parts."""
    install = binaries.folder.parent
    if binaries.folder.name != "bin" or not any(install.glob("share/**/postgres.bki")):
        raise _unreachable(binaries, None, "it is not one folder with bin, lib and share")
    make_folder(made.parent, None, 0o755)
    fresh = Path(tempfile.mkdtemp(prefix="unfinished-", dir=made.parent))
    try:
        for source in _sources(binaries, install):
            target = fresh / source.relative_to(_top(binaries))
            shutil.copytree(source, target, symlinks=True, ignore=_NOT_NEEDED)
        _open_to_all(fresh)
        fresh.rename(made)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _sources(binaries: Binaries, install: Path) -> list[Path]:
    libraries = install.parent.with_name(f"{binaries.source}.libs")
    wanted = [install / part for part in _PARTS] + ([libraries] if binaries.is_wheel else [])
    return [each for each in wanted if each.is_dir()]


def _open_to_all(top: Path) -> None:
    """Readable and enterable whatever the umask was; these are public programs, the folder is root's."""
    for folder, _, files in os.walk(top):
        Path(folder).chmod(0o755)
        for path in (Path(folder) / name for name in files):
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)


def _unreachable(binaries: Binaries, account: Account | None, reason: str) -> EngineBinariesUnreachable:
    name = account.name if account else "postgres"
    return EngineBinariesUnreachable(account=name, folder=binaries.folder, reason=reason, command=BRING_BINARIES)
