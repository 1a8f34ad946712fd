"""One PostgreSQL server process: started, found again after any accident, stopped."""

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import psycopg

from api.engine.account import clean_environment
from api.engine.binaries import Binaries
from api.engine.place import Place
from api.engine.refusals import EngineDidNotStart, EngineNotAnswering

_POLL = 0.03
_ANSWER_SECONDS = 3
_LOG_LIMIT = 16 * 1024 * 1024
_PASSING_TROUBLES = ("pre-existing shared memory block", "could not bind Unix address")


class Server:
    """The server of one place. Callers hold the start lock around ``bring_up`` and ``bring_down``."""

    def __init__(self, place: Place, conninfo: str) -> None:
        self._place = place
        self._conninfo = conninfo

    def bring_up(self, binaries: Binaries, configuration: Path, patience: float) -> None:
        """Make sure that a real connection to our own cluster succeeds, within ``patience`` seconds.

        A server that runs is adopted, whoever started it; one that is still recovering is waited for.
        """
        deadline = time.monotonic() + patience
        if self.answers() or self._awaits_living(deadline, patience):
            return
        while True:
            self._clear_stale_pid()
            trouble = self._attempt(binaries, configuration, deadline)
            if trouble is None:
                return
            if time.monotonic() > deadline or not any(each in trouble for each in _PASSING_TROUBLES):
                raise EngineDidNotStart(reason="it ended by itself", log=self._place.log, said=trouble[-800:])
            time.sleep(0.1)

    def bring_down(self, patience: float) -> None:
        """Stop cleanly (connections are ended, a checkpoint is written), and harder if that takes too long."""
        for demand in (signal.SIGINT, signal.SIGQUIT):
            pid = self.living_pid()
            if pid is None:
                return
            os.kill(pid, demand)
            deadline = time.monotonic() + patience
            while self.living_pid() == pid and time.monotonic() < deadline:
                time.sleep(_POLL)

    def answers(self) -> bool:
        """A connection succeeds and the server behind it keeps this cluster and no other."""
        try:
            with psycopg.connect(self._conninfo, connect_timeout=_ANSWER_SECONDS) as connection:
                row = connection.execute("SHOW data_directory").fetchone()
        except psycopg.OperationalError:
            return False
        return row is not None and Path(row[0]) == self._place.cluster

    def living_pid(self) -> int | None:
        """The process serving this cluster, by its pid file and by what that process really is."""
        pid = self._noted_pid()
        return pid if pid is not None and serves(pid, self._place.cluster) else None

    def _noted_pid(self) -> int | None:
        try:
            first = (self._place.cluster / "postmaster.pid").read_text(encoding="ascii", errors="replace")
            return int(first.split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def _awaits_living(self, deadline: float, patience: float) -> bool:
        """True once the living server answers; False when none lives (any more)."""
        while (pid := self.living_pid()) is not None:
            if self.answers():
                return True
            if time.monotonic() > deadline:
                raise EngineNotAnswering(pid=pid, seconds=f"{patience:g}", log=self._place.log)
            time.sleep(_POLL)
        return False

    def _clear_stale_pid(self) -> None:
        """Remove the pid file of a dead server, whose number some other process may have by now.

        Called only when nobody serves the cluster; shared memory still guards against a second server.
        """
        if self.living_pid() is None:
            (self._place.cluster / "postmaster.pid").unlink(missing_ok=True)

    def _attempt(self, binaries: Binaries, configuration: Path, deadline: float) -> str | None:
        """Start once; None when it answers, else what its log said before it ended."""
        trim_log(self._place.log)
        begun_at = self._place.log.stat().st_size
        process = self._launch(binaries, configuration)
        while process.poll() is None:
            if self.answers():
                _reap_in_background(process)
                return None
            if time.monotonic() > deadline:
                self._give_up(process, begun_at)
            time.sleep(_POLL)
        return _said_since(self._place.log, begun_at)

    def _launch(self, binaries: Binaries, configuration: Path) -> subprocess.Popen[bytes]:
        with self._place.log.open("ab") as log:
            return subprocess.Popen(
                [binaries.program("postgres"), "-D", self._place.cluster, "-c", f"config_file={configuration}"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=clean_environment(),
                umask=0o077,
                start_new_session=True,
                **self._place.account.identity,
            )

    def _give_up(self, process: subprocess.Popen[bytes], begun_at: int) -> None:
        process.send_signal(signal.SIGQUIT)
        process.wait()
        said = _said_since(self._place.log, begun_at)
        raise EngineDidNotStart(reason="no answer in time", log=self._place.log, said=said[-800:])


def serves(pid: int, cluster: Path) -> bool:
    """Process ``pid`` is a PostgreSQL at work in ``cluster`` (a server's working directory is its data)."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cwd").readlink() == cluster
        except OSError:
            return False
    seen = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return str(cluster) in seen.stdout


def trim_log(log: Path, limit: int = _LOG_LIMIT) -> None:
    """Move a log longer than ``limit`` bytes aside, over the one moved before: two are kept.

    Copied and cut, not renamed: a running server appends to the file it has open.
    """
    if not log.exists() or log.stat().st_size <= limit:
        return
    with log.open("r+b") as current, log.with_suffix(".log.1").open("wb") as aside:
        while chunk := current.read(1 << 20):
            aside.write(chunk)
        current.truncate(0)


def _said_since(log: Path, offset: int) -> str:
    with log.open("rb") as file:
        file.seek(offset)
        return " ".join(file.read().decode("utf-8", "replace").split())


def _reap_in_background(process: subprocess.Popen[bytes]) -> None:
    """The server may end long after we stopped looking; somebody has to take note, or it stays a zombie."""
    threading.Thread(target=process.wait, name="engine-reaper", daemon=True).start()
