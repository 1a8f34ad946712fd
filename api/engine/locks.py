"""File locks that the kernel lets go of even when their holder is killed."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from api.engine.refusals import EngineBusy

_POLL = 0.02


class FileLock:
    """One open lock file; closing it, or dying, releases whatever it holds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)

    def try_shared(self) -> bool:
        """Hold it together with others, unless somebody holds it alone."""
        return self._try(fcntl.LOCK_SH)

    def try_alone(self) -> bool:
        """Hold it alone if nobody else holds it. A shared hold of our own is given up either way."""
        return self._try(fcntl.LOCK_EX)

    def close(self) -> None:
        """Let go, a forked child's copy of the hold included; a second time does nothing."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            fcntl.flock(descriptor, fcntl.LOCK_UN)
            os.close(descriptor)

    def _try(self, kind: int) -> bool:
        try:
            fcntl.flock(self._descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def __enter__(self) -> "FileLock":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()


def shared(path: Path, patience: float) -> FileLock:
    """A shared hold on ``path``, to be closed by the caller."""
    lock = FileLock(path)
    try:
        _wait(lock.try_shared, path, patience)
    except BaseException:
        lock.close()
        raise
    return lock


@contextmanager
def held_alone(path: Path, patience: float) -> Iterator[None]:
    """Hold ``path`` exclusively, waiting at most ``patience`` seconds for whoever has it."""
    with FileLock(path) as lock:
        _wait(lock.try_alone, path, patience)
        yield


def _wait(attempt: Callable[[], bool], path: Path, patience: float) -> None:
    deadline = time.monotonic() + patience
    while not attempt():
        if time.monotonic() > deadline:
            raise EngineBusy(seconds=f"{patience:g}", lock=path)
        time.sleep(_POLL)
