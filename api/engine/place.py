"""Where a home's cluster, socket, log and locks live, and who owns them."""

import hashlib
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from api.engine.account import Account, account_of, known_account, service_account
from api.engine.folders import make_file, make_folder, reaches
from api.engine.refusals import EngineBelongsToRoot, EngineFolderUnusable

STATE_ROOT = Path("/var/lib/bihuan")
"""Where root's clusters go when the server's account cannot reach the home (below /root, say)."""

_LONGEST_SOCKET = 107 if sys.platform == "linux" else 103
_SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Place:
    """The folder that holds everything of one cluster.

    ``account`` runs the server and owns its data; ``keeper`` owns the rest and is root where root came
    first. ``note`` is the file in the home that points here when the place lies elsewhere, else None.
    """

    home: Path
    folder: Path
    account: Account
    keeper: Account
    note: Path | None = None

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data directory."""
        return self.folder / "cluster"

    @property
    def configuration(self) -> Path:
        """Settings and access rules: outside the cluster, so that root never writes where others may."""
        return self.folder / "configuration"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "postgres.log"

    @property
    def start_lock(self) -> Path:
        """Held alone while somebody starts or stops the server."""
        return self.folder / "start.lock"

    @property
    def users_lock(self) -> Path:
        """Shared by every process that uses the server."""
        return self.folder / "users.lock"

    @property
    def socket(self) -> Path:
        """The 0700 folder of the socket; a short one when the home's path would not fit its 107 bytes.

        A comma too sends it elsewhere: libpq reads one as a list of hosts.
        """
        inside = self.folder / "socket"
        if len(os.fsencode(inside / _SOCKET_NAME)) <= _LONGEST_SOCKET and "," not in str(inside):
            return inside
        return Path("/tmp") / f"bihuan-{self.account.uid}-{digest_of(self.folder)}"  # noqa: S108

    @property
    def is_left_over(self) -> bool:
        """The cluster is of an earlier home at the same path: this home does not point to it yet."""
        return self.note is not None and not self.note.exists() and self.cluster.exists()

    def prepare(self) -> None:
        """Make the folders and lock files; repeats are harmless."""
        shared = self.keeper != self.account
        make_folder(self.home, None, 0o700)
        if self.note:
            make_folder(self.folder.parent, None, 0o711)
        make_folder(self.folder, self.keeper, 0o711 if shared else 0o700)
        make_folder(self.configuration, self.keeper, 0o755)
        make_folder(self.socket, self.account, 0o700)
        require_private(self.socket, self.account)
        for file in (self.start_lock, self.users_lock, self.log):
            make_file(file, self.keeper, 0o600)


def digest_of(path: Path) -> str:
    """Sixteen hexadecimal digits that stand for a path."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


def place_of(home: Path, state_root: Path = STATE_ROOT) -> Place:
    """Where the cluster of ``home`` is, or would be made; makes nothing.

    Inside the home wherever the account that runs the server can get there. Root's home is usually
    closed to that account; its cluster then lies below ``state_root``, and the home keeps a note of it.
    """
    home = home.expanduser().resolve()
    inside, note = home / "engine", home / "engine-is-elsewhere"
    if note.exists():
        return _noted(home, note)
    if inside.exists():
        return _existing(home, inside)
    if os.geteuid() != 0:
        user = account_of(os.geteuid())
        return Place(home, inside, user, user)
    return _place_for_root(home, inside, note, state_root)


def _place_for_root(home: Path, inside: Path, note: Path, state_root: Path) -> Place:
    """An ordinary owner of the home runs the server, and can go on without root; else a service account."""
    root, service = account_of(0), service_account()
    if home.exists():
        owner = known_account(home.stat().st_uid)
        if owner and owner.uid != 0 and reaches(owner, home):
            return Place(home, inside, owner, owner)
        if reaches(service, home):
            return Place(home, inside, service, root)
    return Place(home, state_root / digest_of(home), service, root, note)


def _existing(home: Path, inside: Path) -> Place:
    keeper = account_of(inside.stat().st_uid)
    if os.geteuid() not in (0, keeper.uid):
        raise EngineBelongsToRoot(home=home, place=inside) if keeper.uid == 0 else _not_ours(inside, keeper)
    return Place(home, inside, _runner(inside, keeper), keeper)


def _noted(home: Path, note: Path) -> Place:
    folder = Path(note.read_text(encoding="utf-8").strip())
    if os.geteuid() != 0:
        raise EngineBelongsToRoot(home=home, place=folder)
    root = account_of(0)
    return Place(home, folder, _runner(folder, root), root, note)


def _runner(folder: Path, keeper: Account) -> Account:
    """Who runs the server: whoever owns the cluster, for PostgreSQL accepts nobody else."""
    cluster = folder / "cluster"
    if cluster.exists():
        return account_of(cluster.stat().st_uid)
    return service_account() if keeper.uid == 0 else keeper


def _not_ours(folder: Path, keeper: Account) -> EngineFolderUnusable:
    return EngineFolderUnusable(folder=folder, reason=f"it belongs to {keeper.name}")


def require_private(folder: Path, account: Account) -> None:
    """Refuse a folder that somebody else made or can enter (one in /tmp could be laid in wait)."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid or found.st_mode & 0o077:
        raise EngineFolderUnusable(folder=folder, reason=f"it must belong to {account.name} with mode 0700")
