"""Making a cluster, and knowing which major version made one."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.engine.account import clean_environment
from api.engine.binaries import Binaries
from api.engine.place import Place
from api.engine.refusals import EngineClusterMissing, EngineClusterOfOtherVersion, EngineInitFailed

SUPERUSER = "postgres"
_UNFINISHED = "cluster.unfinished-"
KEPT = "cluster.postgresql-"
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
    except (FileNotFoundError, NotADirectoryError):
        return None


def require_same_major(place: Place, binaries: Binaries) -> None:
    """Refuse another major version's cluster, and say how it is upgraded."""
    found = cluster_major(place.cluster)
    if found is not None and found != binaries.version.major:
        raise EngineClusterOfOtherVersion(cluster=place.cluster, found=found, binaries=binaries.version)


def make_cluster(place: Place, binaries: Binaries) -> None:
    """Make the cluster unless there is one: in a temporary folder, then renamed, so never half of one.

    Under the start lock. What killed predecessors left half made is removed; where something recalls an
    earlier cluster, none is made.
    """
    for left in place.folder.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)
    if cluster_major(place.cluster) is None:
        if reminder := _reminder_of_a_cluster(place):
            raise EngineClusterMissing(home=place.home, place=place.folder, reminder=reminder)
        with unfinished_cluster(place, binaries) as fresh:
            fresh.rename(place.cluster)
        sync_folder(place.folder)
    if place.note and not place.note.exists():
        place.note.write_text(f"{place.folder}\n", encoding="utf-8")


def _reminder_of_a_cluster(place: Place) -> Path | None:
    """The home's note, or the old version's cluster when an upgrade was cut off between two renames."""
    if place.note and place.note.exists():
        return place.note
    return next(place.folder.glob(f"{KEPT}*"), None)


@contextmanager
def unfinished_cluster(place: Place, binaries: Binaries) -> Iterator[Path]:
    """A new empty cluster, to be renamed by the caller, else removed."""
    fresh = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=place.folder))
    place.account.takes(fresh)
    try:
        _run_initdb(place, binaries, fresh)
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def set_aside(place: Place) -> Path:
    """Rename the cluster of an earlier home at the same path; nothing of it is removed."""
    number = 1
    while (aside := place.folder / f"cluster.earlier-{number}").exists():
        number += 1
    return place.cluster.rename(aside)


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


def sync_folder(folder: Path) -> None:
    """Make renames in ``folder`` outlast a power failure."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
