"""Other processes for the engine's tests: they take a share, and are let go or killed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.engine.account import Account

TREE = Path(__file__).parents[3]


class Holder:
    """A process that holds a share until it is released; ``said`` is its conninfo or a refusal's code."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._said: str | None = None

    @property
    def said(self) -> str:
        """The first line of the process; waits for it."""
        if self._said is None:
            assert self.process.stdout is not None
            self._said = self.process.stdout.readline().strip()
        return self._said

    def release(self) -> None:
        """Let it stop the orderly way."""
        self.process.communicate(timeout=30)

    def kill(self) -> None:
        """SIGKILL: it cannot give anything back."""
        self.process.kill()
        self.process.communicate(timeout=30)


@contextmanager
def holder(home: Path, state_root: Path, account: Account | None = None) -> Iterator[Holder]:
    """Start a process that starts the engine of ``home``, as ``account`` where one is given."""
    python = python_for(account)
    assert python is not None
    with subprocess.Popen(
        [python, "-m", "tests.api.engine.hold", home, state_root],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        env=_environment(),
        **(account.identity if account else {}),
    ) as process:
        started = Holder(process)
        try:
            yield started
        finally:
            if process.poll() is None:
                started.kill()


def python_for(account: Account | None) -> str | None:
    """A Python of this version that ``account`` can run with this tree and its packages; None if none."""
    if account is None or not account.identity:
        return sys.executable
    system = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    return next((each for each in (sys.executable, system) if _imports(each, account)), None)


def _imports(python: str, account: Account) -> bool:
    try:
        tried = subprocess.run(
            [python, "-c", "import api.engine"],
            capture_output=True,
            cwd="/",
            env=_environment(),
            check=False,
            **account.identity,
        )
    except OSError:
        return False
    return tried.returncode == 0


def _environment() -> dict[str, str]:
    """The paths of this process, for a Python that may not be the one of the virtual environment."""
    paths = [str(TREE), *(each for each in sys.path if each.endswith("site-packages"))]
    return {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"}
