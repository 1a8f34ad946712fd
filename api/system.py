"""The composition root: settings in, a running system out; the same for server, workers and command line."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from api.clock import Clock, Random, system_random, wall_clock
from api.engine import open_engine
from api.engine.migrate import SchemaUnknown, require_current
from api.settings import Settings
from api.store.factory import StoreFactory
from api.store.mapper import CanonicalMapper
from api.store.pool import Pool, open_pool
from api.store.recorder import PostgresRecorder
from domain.application import Asked, Rectification
from domain.kernel.identity import Actor, CommandId, Disclosure, StreamId, uuid7

DATABASE = "bihuan"

PATIENCE_S = 4.0
"""How long a request waits for a connection before it is told that the store is away."""


@dataclass(frozen=True, kw_only=True)
class Database:
    """Connection strings by role; embedded and external PostgreSQL look the same from here on."""

    admin: str
    """May make databases, roles and schemas; used by `db init` and `db migrate` only."""
    app: str
    """Serves people: reads, appends, keeps accounts."""
    reader: str
    """Keeps the read models."""
    login: str | None = None
    """Name at an external server under which app and reader come in; each session takes on its role."""


@dataclass(frozen=True, kw_only=True)
class System:
    """A running system. Time and randomness come from here and nowhere else."""

    settings: Settings
    database: Database
    pool: Pool
    application: Rectification
    clock: Clock = wall_clock
    random: Random = system_random

    @property
    def recorder(self) -> PostgresRecorder:
        """The store below the application."""
        recorder = self.application.recorder
        assert isinstance(recorder, PostgresRecorder)
        return recorder

    @property
    def mapper(self) -> CanonicalMapper:
        """Between stored bytes and events."""
        mapper = self.application.mapper
        assert isinstance(mapper, CanonicalMapper)
        return mapper

    def new_id(self) -> UUID:
        """A fresh identifier, ordered by time."""
        return uuid7(int(self.clock().timestamp() * 1000), self.random(10))

    def new_stream(self) -> StreamId:
        """An identifier for a new stream."""
        return StreamId(self.new_id())

    def disclose(self, value: str) -> Disclosure:
        """A personal value with a fresh salt."""
        return Disclosure(value=value, salt=self.random(32).hex())

    def asked(self, actor: Actor, command_id: UUID | None = None) -> Asked:
        """What accompanies a command that is given now."""
        return Asked(command_id=CommandId(command_id or self.new_id()), actor=actor, now=self.clock())

    def at(self, clock: Clock) -> "System":
        """The same system with another clock; the store takes made-up times for a trial log only."""
        return replace(self, clock=clock)


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """The database of the settings, its engine started when it is the embedded one and released at the end."""
    if settings.database_url:
        yield external(settings.database_url, settings.database_admin_url)
        return
    with open_engine(settings.home, settings.pg_bin) as engine:
        yield Database(
            admin=engine.conninfo(DATABASE),
            app=engine.conninfo(DATABASE, "bihuan_app"),
            reader=engine.conninfo(DATABASE, "bihuan_reader"),
        )


def external(url: str, admin_url: str | None = None) -> Database:
    """Connection strings of an external server: each session takes on the role it works as."""
    login = conninfo_to_dict(url).get("user")
    return Database(
        admin=admin_url or url,
        app=_as_role(url, "bihuan_app"),
        reader=_as_role(url, "bihuan_reader"),
        login=str(login) if login else None,
    )


def _as_role(url: str, role: str) -> str:
    given: Mapping[str, object] = conninfo_to_dict(url)
    options = f"{given.get('options') or ''} -c role={role}".strip()
    return make_conninfo(url, options=options)


@contextmanager
def open_system(settings: Settings, *, connections: int = 16) -> Iterator[System]:
    """Open everything a process needs; raises `SchemaUnknown` before the log exists or when steps are missing."""
    with ExitStack() as stack:
        database = stack.enter_context(open_database(settings))
        require_ready(database)
        pool = stack.enter_context(open_pool(database.app, most=connections, timeout=PATIENCE_S))
        log_pool = stack.enter_context(open_pool(database.app, most=connections, timeout=PATIENCE_S, is_for_log=True))
        name, is_trial = log_identity(pool)
        application = Rectification(
            StoreFactory(log_pool),
            log=name,
            secret=secret_of(settings.home),
            zone=settings.zone,
            is_trial=is_trial,
        )
        stack.callback(application.close)
        yield System(settings=settings, database=database, pool=pool, application=application)


def log_identity(pool: Pool) -> tuple[str, bool]:
    """Name of the log and whether it is a trial; raises `SchemaUnknown` when it has no name yet."""
    identity = PostgresRecorder(pool).identity()
    if identity is None:
        raise SchemaUnknown("the log has no name yet: run `bihuan db init`")
    return identity


def is_not_there(error: psycopg.OperationalError) -> bool:
    """Whether nobody could connect because the database, or the role in it, was not made yet."""
    return "does not exist" in str(error)


def require_ready(database: Database) -> None:
    """Raise `SchemaUnknown` where there is no database, or steps of it are missing."""
    try:
        require_current(database.app)
    except psycopg.errors.InvalidCatalogName as error:
        raise SchemaUnknown("there is no database yet: run `bihuan db init`") from error
    except psycopg.OperationalError as error:
        if is_not_there(error):
            raise SchemaUnknown("there is no database yet: run `bihuan db init`") from error
        raise


def secret_of(home: Path, random: Random = system_random) -> bytes:
    """The installation's secret key, made at first use in a file that only its owner can read."""
    path, fresh = home / "secret.key", home / f"secret.{random(8).hex()}"
    home.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        fresh.touch(mode=0o600)
        fresh.write_bytes(random(32))
        with suppress(FileExistsError):
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_bytes()
