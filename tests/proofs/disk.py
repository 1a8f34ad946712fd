"""A disk that is really full: the embedded engine on a small file system, mounted where only this proof sees it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

SIZE = "320m"
APART = 'mount -t tmpfs -o size="$1",mode=0755 tmpfs "$2" && shift 2 && exec "$@"'
"""What a shell does in a mount namespace of its own: a small file system on a folder, then the command."""

NEEDED = "`unshare` and `mount` (util-linux) with the right to mount: root with CAP_SYS_ADMIN, or user namespaces"


class CouldNotRun(Exception):
    """The machine does not allow what a proof needs; the message says what that is."""


def fill_disk(times: int, seed: int, tell: Callable[[str], None]) -> list[str]:
    """The disk fills up under load and is freed again: every refusal is clear, and everything goes on by itself."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        _require_mounting(folder)
        filled = _apart(folder, [sys.executable, "-m", "tests.proofs.filled", name, str(times), str(seed)])
        with subprocess.Popen(filled, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            faults: list[str] | None = None
            for line in process.stdout:
                said = json.loads(line)
                if isinstance(said, list):
                    faults = said
                else:
                    tell(said)
    return [f"the proof broke off with status {process.returncode}"] if faults is None else faults


def _require_mounting(folder: Path) -> None:
    """Raise `CouldNotRun` unless a small file system can be mounted apart from everybody else."""
    try:
        tried = subprocess.run(_apart(folder, ["true"]), capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise CouldNotRun(f"it needs {NEEDED}; {error}") from error
    if tried.returncode:
        raise CouldNotRun(f"it needs {NEEDED}; {tried.stderr.strip() or 'mounting was refused'}")


def _apart(folder: Path, command: Sequence[str]) -> list[str]:
    """The command in a mount namespace of its own; somebody else than root is root there as long as it mounts."""
    mounting = ["sh", "-c", APART, "sh", SIZE, str(folder)]
    if os.geteuid() == 0:
        return ["unshare", "--mount", *mounting, *command]
    own = ["unshare", "--user", f"--map-user={os.getuid()}", f"--map-group={os.getgid()}"]
    return ["unshare", "--user", "--map-root-user", "--mount", *mounting, *own, *command]
