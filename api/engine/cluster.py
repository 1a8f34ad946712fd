"""Making a cluster, and knowing which major version made one."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from api.engine.account import clean_environment
from api.engine.binaries import Binaries
from api.engine.place import Place
from api.engine.refusals import (
    EngineClusterMissing,
    EngineClusterOfOtherVersion,
    EngineFolderUnusable,
    EngineInitFailed,
)

SUPERUSER = "postgres"
_UNFINISHED = "cluster.unfinished-"
_LIBC_CTYPE = "C.UTF-8" if sys.platform == "linux" else "C"
_FLAGS = (
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-collate=C",
    f"--lc-ctype={_LIBC_CTYPE}",
    "--lc-messages=C",
    "--data-checksums",
    "--text-search-config=simple",
    "--auth-local=peer",
    "--auth-host=reject",
    f"--username={SUPERUSER}",
)
"""One order on every build: no version of glibc or ICU gets into an index."""


def cluster_major(cluster: Path) -> int | None:
    """The major version that made ``cluster``; None where there is none."""
    try:
        return int((cluster / "PG_VERSION").read_text(encoding="ascii").split(".")[0])
    except FileNotFoundError:
        return None


def require_same_major(place: Place, binaries: Binaries) -> None:
    """Refuse another major version's cluster, and say how it is upgraded."""
    found = cluster_major(place.cluster)
    if found is not None and found != binaries.version.major:
        raise EngineClusterOfOtherVersion(
            cluster=place.cluster, found=found, binaries=binaries.version, upgrade=_upgrade(place, binaries, found)
        )


def _upgrade(place: Place, binaries: Binaries, found: int) -> str:
    old, new = place.cluster, place.folder / f"cluster-{binaries.version.major}"
    steps = (
        f"{binaries.program('initdb')} {' '.join(_FLAGS)} -D {new}",
        f"{binaries.program('pg_upgrade')} -U {SUPERUSER} -b BIN_OF_{found} -B {binaries.folder} -d {old} -D {new}",
        f"mv {old} {old}-{found}",
        f"mv {new} {old}",
    )
    return " && ".join(steps)


def make_cluster(place: Place, binaries: Binaries) -> None:
    """Make the cluster unless there is one: in a temporary folder, then renamed, so never half of one.

    Under the start lock. What a killed predecessor left unfinished is removed.
    """
    if cluster_major(place.cluster) is not None:
        return
    for left in place.folder.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)
    if place.note and place.note.exists():
        raise EngineClusterMissing(home=place.home, place=place.folder, note=place.note)
    fresh = _empty_folder(place)
    try:
        _run_initdb(place, binaries, fresh)
        fresh.rename(place.cluster)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    _sync_folder(place.folder)
    if place.note:
        place.note.write_text(f"{place.folder}\n", encoding="utf-8")


def _empty_folder(place: Place) -> Path:
    try:
        fresh = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=place.folder))
    except OSError as error:
        raise EngineFolderUnusable(folder=place.folder, reason=error.strerror) from error
    place.account.owns(fresh)
    return fresh


def _run_initdb(place: Place, binaries: Binaries, fresh: Path) -> None:
    done = subprocess.run(
        [binaries.program("initdb"), *_FLAGS, "-D", fresh],
        capture_output=True,
        text=True,
        errors="replace",
        cwd="/",
        env=clean_environment(),
        umask=0o077,
        check=False,
        **place.account.identity,
    )
    if done.returncode != 0:
        raise EngineInitFailed(folder=place.folder, said=" ".join(done.stderr.split())[-800:])


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
