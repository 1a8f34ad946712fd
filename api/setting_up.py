"""Setting up a log: database, schema, name, limits, calendars, the root unit, a first registrar, an administrator.

Everything on the record goes through the same commands as always, as acts of the console, under identifiers that
follow from the log's name: setting up twice adds nothing.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import chinese_calendar
import psycopg
from psycopg.conninfo import conninfo_to_dict

from api.access.accounts import Accounts
from api.clock import system_random
from api.engine.migrate import make_database, migrate, name_the_log
from api.seal.resolving import first_key
from api.settings import Settings
from api.system import DATABASE, Database, System, open_database, open_system
from domain.appointment.commands import MakeAppointment
from domain.appointment.posts import Post
from domain.deadline.commands import BeginLimits, EnterCalendar
from domain.deadline.limits import DEFAULTS
from domain.kernel.commands import Command
from domain.kernel.identity import Actor, ActorKind, AppointmentId, PersonId, UnitId, natural_id
from domain.kernel.refusals import Refusal
from domain.organisation.commands import RegisterUnit
from domain.organisation.kinds import UnitKind
from domain.person.commands import EnrolPerson
from domain.policy.commands import BeginSigning, IntroduceLevels
from domain.policy.signing_levels import LINES

CONSOLE = Actor(kind=ActorKind.CONSOLE)
FIRST_CALENDAR = 2020
CALENDAR_SOURCE = "State Council notices on public holidays, as collected by chinese-calendar"

TRIAL_LASTS = timedelta(days=365)
"""How long before its making a trial log begins: a made-up year ends in the present."""

READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""Characters of a first password that nobody mistakes for another."""


@dataclass(frozen=True, kw_only=True)
class FirstPeople:
    """Sign-in names and passwords told once on the console; empty where they existed before."""

    administrator: tuple[str, str] | None = None
    registrar: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Root:
    """The unit at the root of the tree."""

    code: str = "root"
    name: str = "本级"
    kind: UnitKind = UnitKind.REGION


class LogExists(Refusal):
    """The database has a log of another kind or name."""

    sentence = (
        "This database already holds the log {log}. A log never changes its name; use another home for a new one."
    )


def prepare_database(settings: Settings, *, log: str | None, is_trial: bool, random_id: UUID) -> tuple[str, list[str]]:
    """Make database and schema and name the log; returns its name and the schema steps that were run."""
    with open_database(settings) as database:
        if not _is_there(database):
            make_database(_maintenance(database), _name(database))
        steps = migrate(database.admin, login=database.login)
        name = log or f"{'trial' if is_trial else 'bihuan'}/{random_id}"
        name_the_log(database.admin, name, is_trial=is_trial)
        return _named(database, log, is_trial), steps


def _named(database: Database, wanted: str | None, is_trial: bool) -> str:
    with psycopg.connect(database.app) as connection:
        row = connection.execute("SELECT name, is_trial FROM log.identity").fetchone()
    assert row is not None
    if row[1] != is_trial or wanted not in (None, row[0]):
        raise LogExists(log=row[0])
    return str(row[0])


def _name(database: Database) -> str:
    return str(conninfo_to_dict(database.admin).get("dbname") or DATABASE)


def _is_there(database: Database) -> bool:
    """Whether there is a database to connect to; what else is wrong shows itself when it is to be made."""
    try:
        psycopg.connect(database.admin).close()
    except psycopg.OperationalError:
        return False
    return True


def _maintenance(database: Database) -> str:
    """The same server's maintenance database, from which others are made."""
    return psycopg.conninfo.make_conninfo(database.admin, dbname="postgres")


def begin(system: System, root: Root, registrar_name: str) -> FirstPeople:
    """Put what every log begins with on the record, and make the first two accounts."""
    told = _made_up(system) if system.application.is_trial else system
    for key, command in _beginning(told, root, registrar_name):
        command_id = natural_id("setting up", system.application.log_name, key)
        if system.recorder.answered(command_id) is None:
            system.application.handle(command, told.asked(CONSOLE, command_id))
    accounts = Accounts(system.pool, system.random)
    return FirstPeople(
        administrator=_first_account(system, accounts, "admin", None),
        registrar=_first_account(system, accounts, "registrar", first_registrar(system)[0]),
    )


def introduce(system: System) -> tuple[str, ...]:
    """Bring a log that has begun what came with a newer version: limits, levels of signing. Returns what was missing.

    Each counts from today on. A log that is empty gets everything when it begins; a second time adds nothing.
    """
    reference = system.application.catch_up()
    limits, levels = reference.clocks.limits, reference.levels
    wanted: tuple[tuple[Command[Any], tuple[str, ...]], ...] = (
        (BeginLimits(), tuple(each.limit for each in DEFAULTS if limits.names() and not limits.versions(each.limit))),
        (IntroduceLevels(), tuple(each.act for each in LINES if levels.has_begun and not levels.versions(each.act))),
    )
    for command, missing in wanted:
        if missing:
            command_id = natural_id("introducing", system.application.log_name, command.name, *missing)
            system.application.handle(command, system.asked(CONSOLE, command_id))
    return tuple(name for _, missing in wanted for name in missing)


def began_at(system: System) -> datetime | None:
    """When the log began; None while it is empty."""
    first = system.recorder.page(1, 1)
    return first[0].recorded_at if first else None


def _made_up(system: System) -> System:
    """The system at the made-up beginning of a trial log, which stays what it was when it was first taken."""
    moment = began_at(system) or system.clock() - TRIAL_LASTS
    return system.at(lambda: moment)


def first_registrar(system: System) -> tuple[PersonId, AppointmentId]:
    """The identifiers of the first registrar and of the appointment, which follow from the log's name."""
    log = system.application.log_name
    return PersonId(natural_id("first registrar", log)), AppointmentId(natural_id("first appointment", log))


def root_unit(system: System) -> UnitId:
    """The identifier of the root, which follows from the log's name."""
    return root_of(system.application.log_name)


def root_of(log: str) -> UnitId:
    """The identifier of the root of a log."""
    return UnitId(natural_id("root", log))


def has_begun(system: System) -> bool:
    """Whether the log has its first registrar."""
    directory = system.application.catch_up().directory
    return directory.appointment(first_registrar(system)[1]) is not None


def _beginning(system: System, root: Root, registrar_name: str) -> Iterator[tuple[str, Command[Any]]]:
    person, appointment = first_registrar(system)
    today = system.clock().astimezone(system.settings.zone).date()
    unit, new_year = root_unit(system), date(today.year, 1, 1)
    yield "limits", BeginLimits()
    if not has_begun(system):
        yield "signing levels", BeginSigning()
    for calendar in calendars():
        yield f"calendar {calendar.year}", calendar
    yield (
        "root",
        RegisterUnit(unit=unit, code=root.code, kind=root.kind, unit_name=root.name, parent=None, from_on=new_year),
    )
    name = system.disclose(registrar_name)
    yield "registrar", EnrolPerson(person=person, person_name=name, unit=unit)
    yield (
        "appointment",
        MakeAppointment(appointment=appointment, person=person, post=Post.REGISTRAR, unit=unit, from_on=today),
    )
    if (key := first_key(system)) is not None:
        yield "log key", key


def calendars() -> Iterator[EnterCalendar]:
    """Every year that the calendar package knows from `FIRST_CALENDAR` on; later ones are entered by people."""
    years = sorted({day.year for day in chinese_calendar.holidays})
    for year in range(FIRST_CALENDAR, years[-1] + 1):
        yield EnterCalendar(
            year=year,
            holidays=tuple(sorted(day for day in chinese_calendar.holidays if day.year == year)),
            makeup_workdays=tuple(sorted(day for day in chinese_calendar.workdays if day.year == year)),
            source=CALENDAR_SOURCE,
        )


def _first_account(system: System, accounts: Accounts, sign_in: str, person: PersonId | None) -> tuple[str, str] | None:
    if accounts.named(sign_in) is not None:
        return None
    is_to_try = person is not None and system.application.is_trial
    password = trial_password(system) if is_to_try else "-".join(_word(system) for _ in range(4))
    accounts.make(
        sign_in,
        password,
        by=None,
        now=system.clock(),
        person=person,
        is_administrator=person is None,
        must_change=not is_to_try,
    )
    return sign_in, password


def trial_password(system: System) -> str:
    """Three readable words that only this installation has: what a visitor of a trial signs in with, as anybody."""
    digest = hmac.digest(system.application.keyed(b"trial password"), system.application.log_name.encode(), sha256)
    letters = [READABLE[byte % len(READABLE)] for byte in digest[:12]]
    return "-".join("".join(letters[first : first + 4]) for first in (0, 4, 8))


def _word(system: System) -> str:
    return "".join(READABLE[byte % len(READABLE)] for byte in system.random(5))


def set_up(settings: Settings, root: Root, registrar_name: str, *, log: str | None, is_trial: bool) -> FirstPeople:
    """Everything from an empty home to a log that people can be let into; a second time changes nothing."""
    random_id = UUID(bytes=system_random(16), version=4)
    prepare_database(settings, log=log, is_trial=is_trial, random_id=random_id)
    with open_system(settings) as system:
        return begin(system, root, registrar_name)
