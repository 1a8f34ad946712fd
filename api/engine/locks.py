"""Two file locks that the kernel lets go of even when their holder is killed."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from api.engine.refusals import EngineBusy

_POLL = 0.02


class FileLock:
    """One open lock file; closing it, or dying, releases whatever it holds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)

    def share(self) -> None:
        """Hold it together with others; waits for nobody but an exclusive holder."""
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def try_alone(self) -> bool:
        """Hold it alone if nobody else does. A shared hold of our own is given up either way."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Let go; a second time does nothing."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def __enter__(self) -> "FileLock":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()


@contextmanager
def held_alone(path: Path, patience: float) -> Iterator[None]:
    """Hold ``path`` exclusively, waiting at most ``patience`` seconds for whoever has it."""
    deadline = time.monotonic() + patience
    with FileLock(path) as lock:
        while not lock.try_alone():
            if time.monotonic() > deadline:
                raise EngineBusy(seconds=f"{patience:g}", lock=path)
            time.sleep(_POLL)
        yield
