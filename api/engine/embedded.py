"""The embedded engine: a PostgreSQL that several processes share and the last one stops."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from psycopg.conninfo import make_conninfo

from api.engine.binaries import Binaries, find_binaries
from api.engine.cluster import SUPERUSER, cluster_major, make_cluster, require_same_major, set_aside
from api.engine.configuration import write_configuration
from api.engine.folders import refusing_unusable
from api.engine.locks import FileLock, held_alone, shared
from api.engine.place import STATE_ROOT, place_of
from api.engine.reach import within_reach
from api.engine.refusals import EngineStillInUse
from api.engine.server import Server
from api.engine.serverlog import trim_log


@dataclass(frozen=True)
class EngineStatus:
    """What is there: the cluster's major version, the server's process, and whether anybody uses it."""

    folder: Path
    major: int | None
    pid: int | None
    is_in_use: bool

    @property
    def is_orphaned(self) -> bool:
        """A server without users: the last one was killed. The next ``start`` adopts it."""
        return self.pid is not None and not self.is_in_use


class EmbeddedEngine:
    """One process's share in the server of ``home``.

    ``start`` makes the cluster and the server where they are missing; ``stop`` gives the share back, and
    with the last share the server. A killed process's share is given back by the kernel; a server that
    it leaves behind is adopted by whoever comes next. A forked child needs a share of its own.

    ``settings`` go into the server's configuration and count for whoever starts it; ``patience`` is in
    seconds and bounds each wait (for the lock, for an answer, for the end).
    """

    def __init__(
        self,
        home: Path,
        binaries: Binaries,
        *,
        settings: Mapping[str, str] | None = None,
        state_root: Path = STATE_ROOT,
        patience: float = 120.0,
    ) -> None:
        with refusing_unusable(home):
            self.place = place_of(home, state_root)
        self.binaries = binaries
        self._settings = dict(settings or {})
        self._patience = patience
        self._server = Server(self.place, self.conninfo())
        self._share: FileLock | None = None
        self._process = os.getpid()

    def conninfo(self, dbname: str = "postgres", user: str = SUPERUSER) -> str:
        """A libpq connection string over the socket; of use only while a share is held."""
        return make_conninfo("", host=str(self.place.socket), port=5432, dbname=dbname, user=user)

    def start(self) -> str:
        """Take a share and answer with the superuser's conninfo once the server really answers.

        Again at any time: a server that died meanwhile is started anew, and recovers by itself.
        """
        with refusing_unusable(self.place.folder):
            self.place.prepare()
            with held_alone(self.place.start_lock, self._patience):
                self._bring_up()
                if self._share is None:
                    self._share = shared(self.place.users_lock, self._patience)
        return self.conninfo()

    def stop(self) -> None:
        """Give the share back; the last one out stops the server. A second time does nothing."""
        share, self._share = self._share, None
        if share is None or os.getpid() != self._process:
            return
        with held_alone(self.place.start_lock, self._patience), share:
            trim_log(self.place.log)
            if share.try_alone():
                self._server.bring_down(self._patience)

    @property
    def is_up(self) -> bool:
        """Whether a process serves the cluster; whether it answers already is another question."""
        return self._server.living_pid() is not None

    def status(self) -> EngineStatus:
        """A look that starts and makes nothing; waits while somebody is starting or stopping."""
        major = cluster_major(self.place.cluster)
        if not self.place.start_lock.exists():
            return EngineStatus(self.place.folder, major, None, is_in_use=False)
        with held_alone(self.place.start_lock, self._patience), FileLock(self.place.users_lock) as users:
            in_use = not users.try_alone()
            return EngineStatus(self.place.folder, major, self._server.living_pid(), in_use)

    def _bring_up(self) -> None:
        if self.place.is_left_over:
            self._set_left_over_aside()
        require_same_major(self.place, self.binaries)
        binaries = within_reach(self.binaries, self.place)
        make_cluster(self.place, binaries)
        configuration = write_configuration(self.place, self._settings)
        self._server.bring_up(binaries, configuration, self._patience)

    def _set_left_over_aside(self) -> None:
        """A new home begins empty, even where root kept a cluster for an earlier home of the same path."""
        with FileLock(self.place.users_lock) as users:
            if not users.try_alone():
                raise EngineStillInUse(home=self.place.home, place=self.place.folder)
            self._server.bring_down(self._patience)
            set_aside(self.place)

    def __enter__(self) -> "EmbeddedEngine":
        self.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()


def open_engine(home: Path, pg_bin: Path | None = None, *, state_root: Path = STATE_ROOT) -> EmbeddedEngine:
    """The engine of ``home`` with the programs that fit its cluster best; not started yet.

    ``pg_bin`` is the setting of that name. Raises any ``EngineRefusal`` that can be known before starting.
    """
    with refusing_unusable(home):
        major = cluster_major(place_of(home, state_root).cluster)
    return EmbeddedEngine(home, find_binaries(pg_bin, major), state_root=state_root)
