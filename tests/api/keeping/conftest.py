"""One hazard of a school, signed by people of whom one has left; and what is needed to erase that one."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from api.keeping.erasing import watch
from api.services import services_of
from api.system import Database, System
from domain.appointment.posts import Post
from tests.support.district import person_id, post_id, unit_id
from tests.support.following import followed
from tests.support.signed_stories import SignedStories
from tests.support.signing import begin_signing
from tests.support.stories import HEAD, OFFICER, Who

NAME = "王建国"
REGISTRAR: Who = ("qinghe", Post.REGISTRAR)
INVESTIGATOR: Who = ("qinghe", Post.INVESTIGATOR)
CITY_HEAD: Who = ("edu", Post.BUREAU_HEAD)
BY_FILE = frozenset({HEAD, REGISTRAR, INVESTIGATOR, CITY_HEAD})

Everywhere = Callable[[str], list[str]]


@pytest.fixture
def stories(settled_trial: System) -> SignedStories:
    """The safety officer is called by a name one can look for; orders are carried out as in every process."""
    made = SignedStories(begin_signing(settled_trial), by_file=BY_FILE)
    watch(services_of(settled_trial))
    made.does(REGISTRAR, "person.correct_name", person=str(person_id(*OFFICER)), person_name=NAME, reason="写错")
    return made


def leaves(stories: SignedStories, who: Who = OFFICER, on: date = date(2026, 3, 3)) -> None:
    """Somebody leaves, and the appointment ends; some days pass."""
    stories.does(REGISTRAR, "appointment.end", appointment=str(post_id(*who)), on=str(on), reason="调离")
    stories.does(REGISTRAR, "person.leave", person=str(person_id(*who)), on=str(on))
    stories.later(days=7)


def follow(stories: SignedStories) -> System:
    """Read models as new as the log, at the stories' time."""
    return followed(stories.system.at(lambda: stories.now))


def erase(stories: SignedStories, person: str = str(person_id(*OFFICER))) -> None:
    """The registrar orders that a name be erased."""
    stories.does(REGISTRAR, "person.erase", person=person, reason="本人申请删除")


def hold(stories: SignedStories, hazard: str | None = None) -> str:
    """The city's investigator holds the school, or one hazard of it; returns the hold."""
    held = str(uuid4())
    stories.does(
        INVESTIGATOR,
        "hold.place",
        hold=held,
        hazard=hazard,
        unit=str(unit_id("no3")),
        reason="正在调查",
        document="教调〔2026〕3号",
    )
    return held


@pytest.fixture
def everywhere(trial_database: Database) -> Everywhere:
    """Every table of the database in which a text stands, in whatever column, encoded as it may be."""

    def found(text: str) -> list[str]:
        with psycopg.connect(trial_database.admin) as connection:
            tables = connection.execute(
                "SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE' "
                "AND table_schema NOT IN ('pg_catalog', 'information_schema')"
            ).fetchall()
            return [f"{schema}.{table}" for schema, table in tables if _stands_in(connection, schema, table, text)]

    return found


def _stands_in(connection: psycopg.Connection, schema: str, table: str, text: str) -> bool:
    """In the row as text, where bytes stand as hexadecimal digits, or in a base64 payload of one."""
    wanted = [text, text.encode().hex(), text.encode("utf-16-le").hex()]
    query = sql.SQL(
        "SELECT EXISTS (SELECT FROM {} t WHERE EXISTS (SELECT FROM unnest(%s::text[]) w WHERE strpos(t::text, w) > 0))"
    )
    row = connection.execute(query.format(sql.Identifier(schema, table)), (wanted,)).fetchone()
    return bool(row and row[0])


__all__ = ["CITY_HEAD", "HEAD", "INVESTIGATOR", "NAME", "OFFICER", "REGISTRAR"]
