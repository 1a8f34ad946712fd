"""Making folders and files for one owner, and asking what an account can reach."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.engine.account import Account
from api.engine.refusals import EngineFolderUnusable


@contextmanager
def refusing_unusable(folder: Path) -> Iterator[None]:
    """Turn what the operating system says about files (no right, no space) into a refusal."""
    try:
        yield
    except OSError as error:
        where = error.filename or folder
        raise EngineFolderUnusable(folder=where, reason=error.strerror or str(error)) from error


def make_folder(folder: Path, owner: Account | None, mode: int) -> None:
    """Make ``folder`` with its parents and hand it to ``owner``; one that exists is left as it is.

    The mode is set whatever the umask says; parents get what the umask leaves.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return
    folder.chmod(mode)
    if owner:
        owner.takes(folder)


def make_file(path: Path, owner: Account, mode: int, text: str = "") -> None:
    """Make a file for ``owner`` unless there is one; never through a link somebody has laid."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    path.chmod(mode)
    owner.takes(path)


def reaches(account: Account, folder: Path) -> bool:
    """``account`` can enter ``folder``: tried for real, for modes alone do not tell (access lists, mounts)."""
    tried = subprocess.run(
        ["/bin/sh", "-c", 'cd -- "$1"', "sh", folder], cwd="/", capture_output=True, check=False, **account.identity
    )
    return tried.returncode == 0
