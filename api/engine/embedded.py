"""The embedded engine: a PostgreSQL that several processes share and the last one stops."""

import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from psycopg.conninfo import make_conninfo

from api.engine.binaries import Binaries
from api.engine.cluster import SUPERUSER, make_cluster, require_same_major
from api.engine.configuration import write_configuration
from api.engine.locks import FileLock, held_alone
from api.engine.place import STATE_ROOT, place_of
from api.engine.server import Server, trim_log


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
        self.binaries = binaries
        self.place = place_of(home, state_root)
        self._settings = dict(settings or {})
        self._patience = patience
        self._server = Server(self.place, self.conninfo())
        self._share: FileLock | None = None
        self._process = os.getpid()

    def conninfo(self, dbname: str = "postgres", user: str = SUPERUSER) -> str:
        """A libpq connection string over the socket; true only while the share is held."""
        return make_conninfo("", host=str(self.place.socket), port=5432, dbname=dbname, user=user)

    def start(self) -> str:
        """Take a share and answer with the superuser's conninfo once the server really answers.

        Again at any time: a server that died meanwhile is started anew (and recovers by itself).
        """
        self.place.prepare()
        with held_alone(self.place.start_lock, self._patience):
            require_same_major(self.place, self.binaries)
            make_cluster(self.place, self.binaries)
            configuration = write_configuration(self.place, self._settings)
            self._server.bring_up(self.binaries, configuration, self._patience)
            self._take_share()
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

    def _take_share(self) -> None:
        if self._share is None:
            self._share = FileLock(self.place.users_lock)
            self._share.share()

    def __enter__(self) -> "EmbeddedEngine":
        self.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()
