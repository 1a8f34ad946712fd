"""Where a home's cluster, socket, log and locks live, and who owns them."""

import hashlib
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from api.engine.account import Account, account_of, service_account
from api.engine.refusals import EngineBelongsToRoot, EngineFolderUnusable

STATE_ROOT = Path("/var/lib/bihuan")
"""Where root's clusters go: the server's account cannot reach below a 0700 folder such as /root."""

_LONGEST_SOCKET = 107 if sys.platform == "linux" else 103
_SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Place:
    """The folder that holds everything of one cluster.

    ``note`` is the file in the home that points here when the place lies elsewhere, else None.
    """

    home: Path
    folder: Path
    account: Account
    note: Path | None = None

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data directory."""
        return self.folder / "cluster"

    @property
    def configuration(self) -> Path:
        """Settings and access rules: outside the cluster, so that the server cannot rewrite them."""
        return self.folder / "configuration"

    @property
    def log(self) -> Path:
        """What the server says, warnings and worse."""
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

    def prepare(self) -> None:
        """Make the folders, private ones private; repeats are harmless."""
        keeper = account_of(0) if self.note else self.account
        if self.note:
            make_folder(self.folder.parent, None, 0o711)
        make_folder(self.folder, keeper, 0o711 if self.note else 0o700)
        make_folder(self.configuration, keeper, 0o755)
        make_folder(self.socket, self.account, 0o700)
        require_private(self.socket, self.account)
        for file in (self.start_lock, self.users_lock, self.log):
            make_file(file, keeper)


def digest_of(path: Path) -> str:
    """Sixteen hexadecimal digits that stand for a path."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


def place_of(home: Path, state_root: Path = STATE_ROOT) -> Place:
    """Where the cluster of ``home`` is, or would be made; touches nothing but the home itself.

    An ordinary user's is inside the home. So is root's when the home belongs to somebody else, who
    then runs the server and can go on without root. Otherwise root's lies below ``state_root``.
    """
    home = home.expanduser().absolute()
    make_folder(home, None, 0o700)
    home = home.resolve()
    inside, note = home / "engine", home / "engine-is-elsewhere"
    if note.exists():
        return _noted(home, note)
    owner = home.stat().st_uid if os.geteuid() == 0 else os.geteuid()
    if owner != 0:
        return Place(home, inside, account_of(owner))
    return Place(home, state_root / digest_of(home), service_account(), note)


def _noted(home: Path, note: Path) -> Place:
    folder = Path(note.read_text(encoding="utf-8").strip())
    if os.geteuid() != 0:
        raise EngineBelongsToRoot(home=home, place=folder)
    cluster = folder / "cluster"
    account = account_of(cluster.stat().st_uid) if cluster.exists() else service_account()
    return Place(home, folder, account, note)


def make_folder(folder: Path, owner: Account | None, mode: int) -> None:
    """Make ``folder`` with its parents and hand it to ``owner``; one that exists is left as it is."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=mode)
    except FileExistsError:
        return
    except OSError as error:
        raise EngineFolderUnusable(folder=folder, reason=error.strerror) from error
    folder.chmod(mode)
    if owner:
        owner.owns(folder)


def make_file(path: Path, owner: Account) -> None:
    """Make an empty file that only ``owner`` reads; never through a link somebody has laid."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        return
    except OSError as error:
        raise EngineFolderUnusable(folder=path.parent, reason=error.strerror) from error
    os.close(descriptor)
    owner.owns(path)


def require_private(folder: Path, account: Account) -> None:
    """Refuse a folder that somebody else made or can enter (one in /tmp could be laid in wait)."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid or found.st_mode & 0o077:
        raise EngineFolderUnusable(folder=folder, reason=f"it must belong to {account.name} with mode 0700")
