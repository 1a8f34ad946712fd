"""What the doctor finds, on a sound installation and on spoiled ones."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import psycopg
import pytest
from psycopg import conninfo

from api.cli.doctor import look_at_calendars
from api.cli.doctor_sealing import look_at_sealing
from api.cli.doctor_signing import look_at_origin, look_at_signing
from api.cli.finding import Finding
from api.seal.keyring import Keyring
from api.seal.resolving import resolve, rotate
from api.seal.sealing import NEWEST
from api.system import Database, System
from domain.application import Append
from domain.appointment.posts import Post
from domain.deadline.state import calendar_stream
from domain.kernel.commands import On
from domain.kernel.identity import Actor, ActorKind
from domain.seal.notes import Checkpoint, Note
from tests.api.cli.conftest import Line, Said
from tests.api.cli.test_steps import REPORT
from tests.conftest import MORNING
from tests.support.following import followed
from tests.support.rules import calendar
from tests.support.signing import begin_signing, file_key

BEFORE = ("disk", "fonts", "origin", "proxies")
INSIDE = (
    "calendar",
    "version",
    "roles",
    "schema",
    "clock",
    "chinese",
    "search",
    "promises",
    "fence",
    "read_models",
    "reader",
    "sealing",
    "signing",
    "witnesses",
)
SPOILED: Mapping[str, str] = {
    "roles": "GRANT UPDATE ON log.events TO bihuan_app",
    "clock": "UPDATE log.head SET recorded_at = clock_timestamp() + interval '1 day'",
    "schema": "DELETE FROM public.bihuan_steps WHERE step = (SELECT max(step) FROM public.bihuan_steps)",
    "search": "UPDATE read.search SET grams = '{}'",
    "fence": "ALTER TABLE read.search DISABLE ROW LEVEL SECURITY",
}
"""What somebody could do to a database, by the finding that tells of it."""


@pytest.fixture
def sound(line: Line, officer: str, settled: System) -> Line:
    """An installation with one hazard in its read models."""
    assert line(*REPORT, sign_in=officer).status == 0
    followed(settled)
    return line


def found(told: Said) -> dict[str, str]:
    """What was looked at, with its level."""
    return {each["what"]: each["level"] for each in told.value}


def test_a_sound_installation_has_no_fault_but_that_tests_run_without_fsync(sound: Line) -> None:
    levels = found(sound("doctor", "--json"))
    assert tuple(levels) == BEFORE + INSIDE
    assert [what for what, level in levels.items() if level == "fault" and what != "calendar"] == ["promises"]


@pytest.mark.parametrize(
    ("today", "level", "year"),
    [
        (date(2026, 10, 31), "ok", "2026"),
        (date(2026, 11, 1), "warning", "2027"),
        (date(2026, 12, 31), "warning", "2027"),
        (date(2027, 1, 1), "fault", "2027"),
    ],
)
def test_calendars_of_the_log_are_asked_for_from_sixty_days_before_the_year_ends(
    settled: System, database: Database, today: date, level: str, year: str
) -> None:
    with psycopg.connect(database.app) as connection:
        finding = look_at_calendars(connection, today)
    assert (finding.level, year in finding.said) == (level, True)


def test_once_the_next_year_is_in_the_log_nothing_is_asked_for(settled: System, database: Database) -> None:
    entered = On(calendar_stream(2027), calendar(2027, (date(2027, 1, 1),)))
    asked = settled.asked(Actor(kind=ActorKind.CONSOLE))
    _, stored = settled.application.write(None, asked, [entered], {})
    settled.recorder.insert_events(stored, append=Append())
    with psycopg.connect(database.app) as connection:
        assert look_at_calendars(connection, date(2026, 12, 31)).level == "ok"


def test_durability_and_the_triggers_of_the_log_are_looked_at(sound: Line, database: Database) -> None:
    def promises() -> str:
        return next(str(each["said"]) for each in sound("doctor", "--json").value if each["what"] == "promises")

    assert promises() == "synchronous_commit=on fsync=off triggers=2"
    with psycopg.connect(database.admin, autocommit=True) as connection:
        connection.execute("ALTER TABLE log.events DISABLE TRIGGER events_stay")
    assert promises().endswith("triggers=1")


def test_a_search_is_tried_with_a_word_of_two_chinese_characters(sound: Line) -> None:
    said = {each["what"]: each["said"] for each in sound("doctor", "--json").value}
    assert said["search"].endswith(": 1")
    assert len(said["search"].partition(":")[0]) == len("“护栏”")


@pytest.mark.parametrize("what", sorted(SPOILED))
def test_what_breaks_a_promise_is_a_fault_and_status_1(sound: Line, database: Database, what: str) -> None:
    with psycopg.connect(database.admin, autocommit=True) as connection:
        connection.execute(SPOILED[what].encode())
    told = sound("doctor", "--json")
    assert (told.status, found(told)[what]) == (1, "fault")


def test_a_database_that_is_not_there_is_a_fault_in_words(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIHUAN_DATABASE_URL", "host=/nowhere dbname=none connect_timeout=2")
    told = line("doctor", "--json")
    assert (told.status, found(told)["database"]) == (1, "fault")


def test_an_engine_without_the_database_tells_the_command_that_makes_it(
    line: Line, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIHUAN_DATABASE_URL", conninfo.make_conninfo(database.admin, dbname="nowhere"))
    told = line("doctor", "--json")
    assert told.status == 1
    assert "bihuan db init" in next(each["said"] for each in told.value if each["what"] == "database")


@pytest.mark.parametrize(
    ("origin", "level"),
    [
        ("http://localhost:8000", "ok"),
        ("https://bihuan.example.edu", "ok"),
        ("http://bihuan.example.edu", "warning"),
        ("https://10.1.2.3", "warning"),
    ],
)
def test_an_address_at_which_browsers_do_not_sign_is_told(origin: str, level: str, system: System) -> None:
    assert look_at_origin(replace(system.settings, origin=origin)).level == level


def test_a_log_that_needs_no_signatures_is_told(settled_trial: System) -> None:
    found = look_at_signing(settled_trial.database, MORNING.date())
    assert (found.level, "signing begin" in found.said) == ("warning", True)


def test_a_log_whose_registrars_cannot_sign_is_told(settled_trial: System) -> None:
    begin_signing(settled_trial)
    file_key(settled_trial, "qinghe", Post.REGISTRAR, is_confirmed=False)
    found = look_at_signing(settled_trial.database, MORNING.date())
    assert (found.level, "key confirm" in found.said) == ("warning", True)


def test_a_log_with_a_registrar_who_can_sign_is_in_order(settled_trial: System) -> None:
    begin_signing(settled_trial)
    file_key(settled_trial, "qinghe", Post.REGISTRAR)
    file_key(settled_trial, "no3", Post.HEAD, is_confirmed=False)
    found = look_at_signing(settled_trial.database, MORNING.date())
    assert (found.level, [each for each in found.said if each.isdigit()]) == ("ok", ["1", "1"])


def test_a_log_behind_what_was_signed_is_told(settled: System) -> None:
    signer = Keyring(settled.settings.home).first("test/bihuan")
    head = Checkpoint(origin="test/bihuan", size=9999, root=bytes(32), heads=bytes(32))
    (settled.settings.home / NEWEST).write_text(Note(head.text, (signer.sign(head.text),)).written, "utf-8")
    assert sealing(settled).level == "fault"
    assert "9999" in sealing(settled).said
    resolve(settled, "restored")
    assert sealing(settled).level == "warning"


def test_a_key_that_is_away_is_told(settled: System) -> None:
    rotate(settled, "yearly")
    assert sealing(settled).level == "ok"
    for path in settled.settings.home.glob("seal-*.pem"):
        path.unlink()
    assert sealing(settled).level == "fault"


def sealing(system: System) -> Finding:
    with psycopg.connect(system.database.app) as connection:
        return look_at_sealing(connection, system.settings)
