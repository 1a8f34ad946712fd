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
from api.engine.serverlog import said_since, trim_log

_POLL = 0.03
_ANSWER_SECONDS = 2
_PASSING_SECONDS = 10.0
_PASSING_TROUBLES = ("pre-existing shared memory block",)
"""Children of a killed server hold its memory until they notice that it is gone."""


class Server:
    """The server of one place. Callers hold the start lock around ``bring_up`` and ``bring_down``."""

    def __init__(self, place: Place, conninfo: str) -> None:
        self._place = place
        self._conninfo = conninfo
        self._pid_file = place.cluster / "postmaster.pid"

    def bring_up(self, binaries: Binaries, configuration: Path, patience: float) -> None:
        """Make sure that a real connection to our own cluster succeeds, within ``patience`` seconds.

        A server that runs is adopted, whoever started it; one that is still recovering is waited for,
        and left to finish when the patience ends first.
        """
        begun = time.monotonic()
        while not (self.answers() or self._living_one_answers(begun + patience, patience)):
            trouble = self._start_once(binaries, configuration, begun + patience)
            if trouble is None:
                continue
            passing = any(each in trouble for each in _PASSING_TROUBLES)
            if not passing or time.monotonic() > begun + min(patience, _PASSING_SECONDS):
                raise EngineDidNotStart(log=self._place.log, said=trouble[-800:])
            time.sleep(0.1)

    def bring_down(self, patience: float) -> None:
        """Stop cleanly (connections end, a checkpoint is written), and harder if that takes too long."""
        for demand in (signal.SIGINT, signal.SIGQUIT):
            pid = self.living_pid()
            if pid is None:
                return
            _send(pid, demand)
            deadline = time.monotonic() + patience
            while serves(pid, self._place.cluster) and time.monotonic() < deadline:
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
            return int(self._pid_file.read_bytes().split(b"\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def _living_one_answers(self, deadline: float, patience: float) -> bool:
        """True once the living server answers; False when none lives (any more)."""
        while (pid := self.living_pid()) is not None:
            if self.answers():
                return True
            if time.monotonic() > deadline:
                raise EngineNotAnswering(pid=pid, seconds=f"{patience:g}", log=self._place.log)
            time.sleep(_POLL)
        return False

    def _start_once(self, binaries: Binaries, configuration: Path, deadline: float) -> str | None:
        """Launch; None when it answers or still works at its recovery, else what it said before it ended."""
        self._clear_misleading_pid_file()
        trim_log(self._place.log)
        begun_at = self._place.log.stat().st_size
        process = self._launch(binaries, configuration)
        while process.poll() is None:
            if self.answers() or time.monotonic() > deadline:
                _reap_in_background(process)
                return None
            time.sleep(_POLL)
        return said_since(self._place.log, begun_at) or f"exit status {process.returncode}"

    def _clear_misleading_pid_file(self) -> None:
        """Remove a dead server's pid file when PostgreSQL would trip over it: torn, or the number reused.

        Called only when nobody serves the cluster; its shared memory still guards against a second server.
        """
        pid = self._noted_pid()
        if self._pid_file.exists() and (pid is None or Path(f"/proc/{abs(pid)}").exists() or _signalable(pid)):
            self._pid_file.unlink(missing_ok=True)

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


def serves(pid: int, cluster: Path) -> bool:
    """Process ``pid`` is a PostgreSQL at work in ``cluster`` (a server's working directory is its data)."""
    process = Path("/proc") / str(pid)
    if Path("/proc/self").exists():
        try:
            return (process / "cwd").readlink() == cluster and (process / "comm").read_text() == "postgres\n"
        except OSError:
            return False
    seen = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return str(cluster) in seen.stdout


def _signalable(pid: int) -> bool:
    try:
        os.kill(abs(pid), 0)
    except OSError:
        return False
    return True


def _send(pid: int, demand: signal.Signals) -> None:
    try:
        os.kill(pid, demand)
    except ProcessLookupError:
        return


def _reap_in_background(process: subprocess.Popen[bytes]) -> None:
    """The server may end long after we stopped looking; somebody has to take note, or it stays a zombie."""
    threading.Thread(target=process.wait, name="engine-reaper", daemon=True).start()
