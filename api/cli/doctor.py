"""`bihuan doctor`: whether this installation can be relied on, each finding with what to do about it."""

import shutil
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import click
import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from api.access.oidc.client import Client, client_of
from api.access.oidc.provider import Provider
from api.access.oidc.refusals import ProviderUnreachable, ProviderUnusable
from api.cli.doctor_outside import look_outside
from api.cli.doctor_sealing import look_at_sealing
from api.cli.doctor_signing import look_at_origin, look_at_proxies, look_at_signing
from api.cli.finding import Finding
from api.cli.helping import Command
from api.cli.telling import table, tell
from api.cli.told import Told
from api.clock import wall_clock
from api.engine import find_binaries
from api.engine.migrate import missing_steps
from api.exports.fonts import Fonts
from api.problems import EXIT_REFUSED
from api.settings import Settings
from api.system import Database, is_not_there, open_database
from api.words import say, sentence
from domain.deadline.state import calendar_stream
from domain.deadline.workdays import year_to_enter
from projections.asking import Eyes, first
from projections.catalogue import MODELS, reached
from projections.fence import WHOLE, Reading, fence_of
from projections.search.ask import search

LEAST_FREE_BYTES = 2 * 2**30
MOST_DRIFT = timedelta(seconds=5)
LEAST_EXTERNAL = 150000
"""PostgreSQL 15, as `server_version_num` says it."""

A_WORD = "SELECT (regexp_match(text, '[一-龥]{2}'))[1], unit_path FROM read.search WHERE text ~ '[一-龥]{2}' LIMIT 1"
"""Two Chinese characters that stand next to each other in the text of some hazard, and where it is."""

FENCED = (
    "SELECT count(*) FILTER (WHERE row_security_active(oid)), count(*) FROM pg_class "
    "WHERE relnamespace = 'read'::regnamespace AND relkind = 'r' AND relname <> 'positions'"
)
"""On how many tables of read models row-level security holds for who asks, and how many there are."""

MISSING_CALENDAR = (
    "The working-day calendar of {year} is missing: enter it in the registry, or with `bihuan calendar enter`."
)


@click.command(cls=Command)
@click.pass_obj
def doctor(told: Told) -> None:
    """Look at disk, fonts, address, database, calendars, signing, read models; exit 1 where something is at fault."""
    findings = list(examine(told))
    rows = [(_mark(each.level), each.what, each.said) for each in findings]
    tell(findings, as_json=told.as_json, text=table(rows, ("", say("Looked at"), say("Finding"))))
    if any(each.level == "fault" for each in findings):
        raise SystemExit(EXIT_REFUSED)


def examine(told: Told) -> Iterator[Finding]:
    """Every finding; a part that cannot be looked at is a fault of its own and stops nothing else."""
    yield from _surely("disk", lambda: _disk(told))
    yield from _surely("fonts", lambda: _fonts(told))
    yield from _surely("origin", lambda: look_at_origin(told.settings))
    yield from _surely("proxies", lambda: look_at_proxies(told.settings))
    if client := client_of(told.settings):
        yield from _surely("provider", lambda: look_at_provider(Provider(client, b"")))
    if not told.settings.database_url:
        yield from _surely("engine", lambda: _engine(told))
    try:
        with open_database(told.settings) as database:
            yield from _database(database, told.settings, wall_clock().astimezone(told.settings.zone).date())
            yield from look_outside(database, told.settings, wall_clock())
    except (psycopg.OperationalError, OSError) as error:
        is_missing = isinstance(error, psycopg.OperationalError) and is_not_there(error)
        plainly = say("The database is not set up yet. Run `bihuan db init`.") if is_missing else None
        yield Finding("database", "fault", plainly or f"{type(error).__name__}: {error}".strip())


def _database(database: Database, settings: Settings, today: date) -> Iterator[Finding]:
    with psycopg.connect(database.app) as connection:
        yield from _surely("calendar", lambda: look_at_calendars(connection, today))
        for look in (_version, _roles, _schema, _clock, _chinese, _search, _promises, _fence, _read_models):
            yield from _surely(look.__name__.strip("_"), lambda look=look: look(connection))  # type: ignore[misc]
        yield from _surely("reader", lambda: look_at_reader(database))
        yield from _surely("sealing", lambda: look_at_sealing(connection, settings))
    yield from _surely("signing", lambda: look_at_signing(database, today))


def _surely(what: str, look: Callable[[], Finding]) -> Iterator[Finding]:
    try:
        yield look()
    except Exception as error:
        yield Finding(what, "fault", f"{type(error).__name__}: {error}".strip())


def _disk(told: Told) -> Finding:
    told.settings.home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(told.settings.home).free
    level = "ok" if free > LEAST_FREE_BYTES else "warning"
    return Finding("disk", level, say("{gib} GiB free under {home}", gib=free // 2**30, home=told.settings.home))


def _fonts(told: Told) -> Finding:
    return Finding("fonts", "ok", Fonts(told.settings.fonts).principal.family)


def look_at_provider(provider: Provider) -> Finding:
    """Whether the provider of sign-ins answers and fits; without it people still come in by password."""
    try:
        provider.metadata(wall_clock())
    except (ProviderUnreachable, ProviderUnusable) as refusal:
        return Finding("provider", "warning", sentence(refusal))
    said = say("{provider} answers; it sends people back to {address}", **_names(provider.client))
    return Finding("provider", "ok", said)


def _names(client: Client) -> dict[str, str]:
    return {"provider": client.label, "address": client.redirect_uri}


def look_at_calendars(connection: Connection[TupleRow], today: date) -> Finding:
    """Whether the log holds the calendar of this year and, near its end, of the next; without it steps are refused."""
    streams = {calendar_stream(year): year for year in (today.year, today.year + 1)}
    rows = connection.execute("SELECT DISTINCT stream FROM log.events WHERE stream = ANY(%s)", (list(streams),))
    known = {streams[row[0]] for row in rows}
    missing = year_to_enter(known, today)
    if missing is None:
        return Finding("calendar", "ok", say("Public holidays are known up to {year}.", year=max(known)))
    level = "fault" if missing == today.year else "warning"
    return Finding("calendar", level, say(MISSING_CALENDAR, year=missing))


def _engine(told: Told) -> Finding:
    binaries = find_binaries(told.settings.pg_bin)
    said = say(
        "Embedded PostgreSQL {version}. For more than one office use your distribution's PostgreSQL "
        "(BIHUAN_DATABASE_URL).",
        version=binaries.version,
    )
    return Finding("engine", "ok" if binaries.version.is_known_good else "warning", said)


def _version(connection: Connection[TupleRow]) -> Finding:
    number = connection.info.server_version
    level = "ok" if number >= LEAST_EXTERNAL else "fault"
    return Finding("version", level, f"PostgreSQL {number // 10000}.{number % 10000}")


def _roles(connection: Connection[TupleRow]) -> Finding:
    """The role that serves people may read and append events, and nothing else."""
    row = connection.execute(
        "SELECT current_user, has_table_privilege('log.events', 'SELECT'), "
        "has_table_privilege('log.events', 'INSERT, UPDATE, DELETE, TRUNCATE')"
    ).fetchone()
    assert row is not None
    return Finding("roles", "ok" if row[1] and not row[2] else "fault", say("Serving as {role}", role=row[0]))


def look_at_reader(database: Database) -> Finding:
    """Whether the follower comes in under its role; without it every list stands still."""
    try:
        with psycopg.connect(database.reader) as connection:
            row = connection.execute("SELECT current_user").fetchone()
    except psycopg.OperationalError as error:
        said = say("The read models cannot be kept up ({told}). Run `bihuan db migrate`.", told=str(error).strip())
        return Finding("reader", "fault", said)
    return Finding("reader", "ok", say("Keeping the read models as {role}", role=row and row[0]))


def _schema(connection: Connection[TupleRow]) -> Finding:
    missing = [step.name for step in missing_steps(connection)]
    return Finding("schema", "fault" if missing else "ok", ", ".join(missing) or say("The schema is up to date."))


def _clock(connection: Connection[TupleRow]) -> Finding:
    row = connection.execute(
        "SELECT clock_timestamp(), (SELECT recorded_at FROM log.head WHERE position > 0)"
    ).fetchone()
    assert row is not None
    drift = abs(row[0] - wall_clock())
    behind = row[1] is not None and row[0] < row[1]
    said = say("Machine and database differ by {seconds} s", seconds=f"{drift.total_seconds():.3f}")
    if behind:
        said = say("The clock is behind the newest event: it was set back.")
    return Finding("clock", "fault" if behind else "ok" if drift < MOST_DRIFT else "warning", said)


def _chinese(connection: Connection[TupleRow]) -> Finding:
    """The database keeps Chinese text as it is, in an order that is the same on every machine."""
    word = unicodedata.normalize("NFC", "护栏松动")
    row = connection.execute(
        "SELECT current_setting('server_encoding'), %s = ANY(ARRAY[%s]), length(%s), 'a' < 'b' COLLATE \"C\", "
        "datcollate, datctype FROM pg_database WHERE datname = current_database()",
        (word, word, word),
    ).fetchone()
    assert row is not None
    is_well = row[0] == "UTF8" and row[1] and row[2] == len(word) and row[3]
    return Finding("chinese", "ok" if is_well else "fault", f"{row[0]}, {row[4]} / {row[5]}")


def _search(connection: Connection[TupleRow]) -> Finding:
    """Two Chinese characters that stand in some hazard are found, in the way pages search."""
    there = connection.execute("SELECT to_regclass('read.search')").fetchone()
    row = first(Reading(connection, WHOLE).rows(A_WORD, {})) if there and there[0] else None
    if row is None:
        return Finding("search", "ok", "0")
    eyes = Eyes(prefixes=(row[1],))
    hits = search(Reading(connection, fence_of(eyes)), eyes, row[0]).hits
    return Finding("search", "ok" if hits else "fault", f"“{row[0]}”: {len(hits)}")


def _promises(connection: Connection[TupleRow]) -> Finding:
    """An answered command is on the disk, and the log's triggers stand."""
    row = connection.execute(
        "SELECT current_setting('synchronous_commit'), current_setting('fsync'), "
        "(SELECT count(*) FROM pg_trigger WHERE tgrelid = 'log.events'::regclass AND tgenabled = 'A')"
    ).fetchone()
    assert row is not None
    is_well = row[0] != "off" and row[1] == "on" and row[2] == 2
    return Finding(
        "promises", "ok" if is_well else "fault", f"synchronous_commit={row[0]} fsync={row[1]} triggers={row[2]}"
    )


def _fence(connection: Connection[TupleRow]) -> Finding:
    """The role that serves people sees no row of a read model but those a question has said its reader may see."""
    fenced, tables = connection.execute(FENCED).fetchone() or (0, 0)
    said = say("{fenced} of {tables} tables show only what the reader may see", fenced=fenced, tables=tables)
    return Finding("fence", "ok" if fenced == tables else "fault", said)


def _read_models(connection: Connection[TupleRow]) -> Finding:
    head = connection.execute("SELECT position FROM log.head").fetchone()
    position = reached(connection, [model.name for model in MODELS])
    lag = (head[0] if head else 0) - (position or 0)
    return Finding("read_models", "ok" if lag < 10_000 else "warning", say("{events} events behind", events=lag))


def _mark(level: str) -> str:
    return {"ok": "✓", "warning": "!", "fault": "✗"}[level]
