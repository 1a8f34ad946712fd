"""Bringing a cluster of an older major version to the one in use, the old one kept."""

import subprocess
from pathlib import Path

from api.engine.account import clean_environment
from api.engine.binaries import Binaries
from api.engine.cluster import KEPT, SUPERUSER, cluster_major, sync_folder, unfinished_cluster
from api.engine.configuration import write_configuration
from api.engine.folders import refusing_unusable
from api.engine.locks import FileLock, held_alone
from api.engine.place import STATE_ROOT, Place, place_of
from api.engine.reach import within_reach
from api.engine.refusals import EngineStillInUse, EngineUpgradeFailed


def upgrade_cluster(
    home: Path, older: Binaries, newer: Binaries, *, state_root: Path = STATE_ROOT, patience: float = 300.0
) -> Path:
    """Copy the cluster of ``home`` into a new one of ``newer``'s version and put that in its place.

    Returns where the old one is kept, untouched and usable with ``older``. Refused while anybody uses
    the engine; when pg_upgrade says no, everything is as it was.
    """
    place = place_of(home, state_root)
    with refusing_unusable(place.folder):
        place.prepare()
        with held_alone(place.start_lock, patience), FileLock(place.users_lock) as users:
            if not users.try_alone() or (place.cluster / "postmaster.pid").exists():
                raise EngineStillInUse(home=home, place=place.folder)
            return _exchange(place, within_reach(older, place), within_reach(newer, place))


def _exchange(place: Place, older: Binaries, newer: Binaries) -> Path:
    kept = place.folder / f"{KEPT}{cluster_major(place.cluster)}"
    with unfinished_cluster(place, newer) as fresh:
        _run_pg_upgrade(place, older, newer, fresh)
        place.cluster.rename(kept)
        fresh.rename(place.cluster)
    sync_folder(place.folder)
    return kept


def _run_pg_upgrade(place: Place, older: Binaries, newer: Binaries, fresh: Path) -> None:
    """Both servers run with our access rules; the clusters' own would not let this account in."""
    access = f"-c config_file={write_configuration(place, {})}"
    done = subprocess.run(
        [
            newer.program("pg_upgrade"),
            *("--username", SUPERUSER, "--socketdir", place.socket),
            *("--old-bindir", older.folder, "--new-bindir", newer.folder),
            *("--old-datadir", place.cluster, "--new-datadir", fresh),
            *("--old-options", access, "--new-options", access),
        ],
        capture_output=True,
        text=True,
        errors="replace",
        cwd=place.socket,
        env=clean_environment(),
        umask=0o077,
        check=False,
        **place.account.identity,
    )
    (place.socket / "delete_old_cluster.sh").unlink(missing_ok=True)
    if done.returncode != 0:
        raise EngineUpgradeFailed(cluster=place.cluster, said=" ".join((done.stdout + done.stderr).split())[-1500:])
