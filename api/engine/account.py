"""Which account of the operating system runs the server: never root."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from api.engine.refusals import EngineAccountMissing

_SERVICE_ACCOUNTS = ("postgres", "nobody")


class Identity(TypedDict, total=False):
    """The arguments by which ``subprocess`` becomes somebody else."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """An account, by the name that ``peer`` authentication will see."""

    name: str
    uid: int
    gid: int

    @property
    def identity(self) -> Identity:
        """Empty unless we are root: only root can, and must, step down."""
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def takes(self, path: Path) -> None:
        """Become the owner of ``path``, where we may give it away."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def known_account(uid: int) -> Account | None:
    """The account numbered ``uid``; None where it has no name, as the owner of a mounted folder may not."""
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def account_of(uid: int) -> Account:
    """The account numbered ``uid``; refused where it has no name, for initdb and ``peer`` need one."""
    account = known_account(uid)
    if account is None:
        raise EngineAccountMissing(uid=uid)
    return account


def service_account(names: tuple[str, ...] = _SERVICE_ACCOUNTS) -> Account:
    """The first of the accounts that exist for such work; none is ever created."""
    known = {entry.pw_name: entry for entry in pwd.getpwall() if entry.pw_uid != 0}
    for name in names:
        if entry := known.get(name):
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise EngineAccountMissing(uid=os.geteuid())


def clean_environment() -> dict[str, str]:
    """What PostgreSQL's programs get: no PG* variable, no locale and no time zone of the caller."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
